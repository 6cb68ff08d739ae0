"""Words that tell where or why somebody learnt are found in what staff type, and innocent ones beside them are not."""

import pytest

from lms.core.unsaid import unsaid_word


@pytest.mark.parametrize(
    "text",
    [
        "第三监区烹饪",
        "第 三 监 区 职业学校",
        "省少管所学校",
        "监舍电工",
        "未管所职业技术学校",
        "劳改支队培训班",
        "出狱人员就业班",
        "刑释人员电工班",
        "假释、缓刑人员",
        "在押学员",
        "帮教中心",
        "刑期将满，即可上岗",
        "囚犯",
        "经过劳动改造",
        "大墙内的课堂",
        "监管场所",
        "State Penitentiary School",
        "Cookery (third cell block)",
        "Cooking for felons",
        "County Jails Training Unit",
    ],
)
def test_what_tells_is_found(text: str) -> None:
    assert unsaid_word(text)


@pytest.mark.parametrize(
    "text",
    [
        "监理员",
        "施工监督",
        "华东总监区域办公室",
        "总监室",
        "存在押金问题",
        "劳改路站出口",
        "电路改造",
        "砌高墙",
        "食品监管",
        "监管平台",
        "脱毒马铃薯种植",
        "合金焊接",
        "Jailhouse Lane Bakery",
        "Felonious Street",
    ],
)
def test_innocent_words_are_not(text: str) -> None:
    assert unsaid_word(text) == ""
