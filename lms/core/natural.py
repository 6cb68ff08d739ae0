"""Names in the order in which people count: 机房2 before 机房10, 教室三 before 教室十, 2排3座 before 10排1座."""

import re
import unicodedata

_DIGITS = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_NUMBER = re.compile(r"\d+|[〇零一二三四五六七八九十百]+", re.ASCII)
_WRITTEN_OUT = re.compile(
    r"(?:([一二三四五六七八九])百零?)?(?:([一二三四五六七八九]?)(十))?([一二三四五六七八九]?)"
)


def natural_key(name: str) -> str:
    """Return a text by which names sort, numbers in them by their value; wide digits and capitals count as plain ones.

    Each number is led by how many digits it has, two places wide: a longer one is a larger one. Chinese numerals count
    as numbers below a thousand (二十三, 一百零五) or digit by digit (二〇三).
    """
    return _NUMBER.sub(_counted, unicodedata.normalize("NFKC", name).casefold())


def _counted(found: re.Match[str]) -> str:
    digits = (found[0] if found[0].isascii() else _in_digits(found[0])).lstrip("0")
    return f"{min(len(digits), 99):02}{digits}"


def _in_digits(numerals: str) -> str:
    written = _WRITTEN_OUT.fullmatch(numerals)
    if written is None:
        return "".join(_DIGITS.get(numeral, "") for numeral in numerals)
    hundreds, tens, ten, ones = written.groups(default="")
    tens = tens or ("一" if ten else "零")
    return "".join(_DIGITS[numeral or "零"] for numeral in (hundreds, tens, ones))
