"""Bytes of a text file become text: by its mark, what it declares, UTF-8, UTF-16 by its zeros, or Chinese code pages.

Code pages are tried one by one and believed only if what comes out reads as Chinese: most characters are of the
common ones and some of the very frequent ones occur. A general guesser was left out on purpose: it always answers,
on short files often wrongly, and it takes seconds on long ones. What is not sure is refused; the caller then names
the encoding.
"""

import codecs
import re

from lms.core.unreadable import UnreadableFile

MOST_BYTES = 20 * 1024 * 1024
# What a caller may name; the national Chinese sets are read with all that was added to them.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
_KNOWN = {
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "ascii"),
    *("gb18030", "gbk", "gb2312", "hz", "big5", "big5hkscs", "cp950"),
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *(
        "cp437",
        "cp850",
        "cp852",
        "cp866",
        "koi8-r",
        "koi8-u",
        "mac-roman",
        "tis-620",
        "iso8859-1",
        "iso8859-2",
    ),
    *("iso8859-5", "iso8859-7", "iso8859-9", "iso8859-15", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949"),
}
# What people are offered to choose from; a command takes every known one.
OFFERED = ("utf-8", "gb18030", "big5", "utf-16", "cp1252", "shift_jis", "euc_kr")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_IN_XML = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_LONGEST_SAMPLE = 200_000
# Sure enough: this share of the characters is common, and this share of them very frequent.
_COMMON_SHARE, _FREQUENT_SHARE, _FEWEST = 0.7, 0.08, 2
_FREQUENT = {
    "gb18030": frozenset(
        "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而"
        "方后多定行学法所民得经十三之进等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应"
        "开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道"
        "命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件"
        "长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处理选"
        "项答案确错误哪列下属安全检查操作考试题填空判断单多简述温度时间"
    ),
    "big5": frozenset(
        "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而"
        "方後多定行學法所民得經十三之進等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應"
        "開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道"
        "命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題黨程展五果料象員革位入常文總次品式活設及管特件"
        "長求老頭基資邊流路級少圖山統接知較將組見計別她手角期根論運農指幾九區強放決西被幹做必戰先回則任取據處理選"
        "項答案確錯誤哪列下屬安全檢查操作考試題填空判斷單多簡述溫度時間"
    ),
}
# The lead bytes of the common characters, and of the signs between them, in each code page.
_COMMON_LEADS = {"gb18030": (0xB0, 0xD7), "big5": (0xA4, 0xC6)}
_SIGN_LEADS = {0xA1, 0xA2, 0xA3}
_KANA_LEAD, _MOST_KANA = 0xA4, 0.4  # Japanese kana stand where Big5 has some very frequent characters


def decode(data: bytes, encoding: str = "", *, declared: str = "") -> tuple[str, str]:
    """Return the text of a file and the name of its encoding. A named `encoding` is used whatever the file says.

    :raises UnreadableFile: too big, holds NUL, or cannot be decoded without a guess.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableFile("too_big", detail=str(len(data)))
    if encoding:
        name = _known(encoding)
        text = _decoded(data, name) if name else None
        if text is None:
            raise UnreadableFile("encoding_unknown", detail=encoding[:40])
        return _without_nul(text), name
    for name in _named_by_file(data, declared):
        text = _decoded(data, name)
        if text is not None:
            return _without_nul(text), name
    raise UnreadableFile("encoding_unknown")


def declared_in_xml(data: bytes) -> str:
    """Return the encoding that an XML declaration names, or ""."""
    found = _IN_XML.match(data[:400].removeprefix(codecs.BOM_UTF8))
    return found[1].decode("ascii") if found else ""


def _known(name: str) -> str:
    """Return our name of an encoding, or "" if it is none that holds texts."""
    try:
        found = codecs.lookup(name.strip().replace(" ", "-"))
    except (LookupError, ValueError):
        return ""
    return next((known for known in sorted(_KNOWN) if codecs.lookup(known).name == found.name), "")


def _decoded(data: bytes, name: str) -> str | None:
    try:
        return data.decode(_WIDER.get(name, name)).removeprefix("\ufeff")
    except UnicodeError:
        return None


def _without_nul(text: str) -> str:
    place = text.find("\x00")
    if place >= 0:
        raise UnreadableFile("broken", place=f"line {text.count(chr(10), 0, place) + 1}", detail="NUL")
    return text


def _named_by_file(data: bytes, declared: str) -> list[str]:
    """Return the encodings to try, in order. A mark and zeros leave no choice."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return [name]
    if b"\x00" in data[:_LONGEST_SAMPLE]:
        return _by_zeros(data[:_LONGEST_SAMPLE])
    name = _known(declared) if declared else ""
    said = [name] if name and not name.startswith(("utf-16", "utf-32")) else []
    return [*said, "utf-8", *_chinese(data)]


def _by_zeros(sample: bytes) -> list[str]:
    """Return UTF-16 of the byte order in which only one half of the units has zeros; else it is no text."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd and not even:
        return ["utf-16-le"]
    if even and not odd:
        return ["utf-16-be"]
    raise UnreadableFile("broken", detail="NUL")


def _chinese(data: bytes) -> list[str]:
    """Return the one Chinese code page in which the bytes read as Chinese, if it is one."""
    fitting = [name for name in _FREQUENT if _reads_as_chinese(_sample(data, name), name)]
    return fitting if len(fitting) == 1 else []


def _sample(data: bytes, name: str) -> str | None:
    """Return the beginning of a file in an encoding, without half a character at its end, or None."""
    decoder = codecs.getincrementaldecoder(_WIDER.get(name, name))()
    try:
        return decoder.decode(data[:_LONGEST_SAMPLE], len(data) <= _LONGEST_SAMPLE)
    except UnicodeError:
        return None


def _reads_as_chinese(text: str | None, name: str) -> bool:
    """Return whether a sample reads as Chinese, not as another language's bytes."""
    words = [character for character in text or "" if ord(character) > 0x7F]
    encoded = [character.encode(_WIDER.get(name, name), "replace") for character in words]
    count = len(words) - sum(one[0] in _SIGN_LEADS for one in encoded)
    return (
        count >= _FEWEST
        and sum(_is_common(one, name) for one in encoded) >= _COMMON_SHARE * count
        and sum(character in _FREQUENT[name] for character in words) >= max(1, _FREQUENT_SHARE * count)
        and sum(one[0] == _KANA_LEAD for one in encoded) <= _MOST_KANA * count
    )


def _is_common(one: bytes, name: str) -> bool:
    """Return whether a character is of the common part of the old national set, not of what was added around it."""
    first, last = _COMMON_LEADS[name]
    return len(one) == 2 and first <= one[0] <= last and (name != "gb18030" or one[1] >= 0xA1)
