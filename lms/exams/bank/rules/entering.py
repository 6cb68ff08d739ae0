"""What people type is read kindly and compared exactly: numbers in any digits, words of any width and case."""

import re
import unicodedata
from decimal import Decimal

MOST_CHARACTERS = 100
# Of an answer in words, which somebody reads.
LONGEST_ANSWER = 5000
_NUMBER = re.compile(r"([+-]?(?:[0-9]+(?:[.,][0-9]*)*|[.,][0-9]+))(.*)", re.DOTALL)
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})


def is_text(value: object, *, most: int = MOST_CHARACTERS, lines: bool = False) -> bool:
    """Return whether a value is a text without control characters (new lines aside) or halves of characters."""
    allowed = "\n\r\t" if lines else ""
    return (
        isinstance(value, str)
        and len(value) <= most
        and not any(
            unicodedata.category(character) in ("Cc", "Cs") and character not in allowed
            for character in value
        )
    )


def split_number(text: str) -> tuple[str, str] | None:
    """Return number and unit of a text, both in plain half-width characters, or None without a number."""
    found = _NUMBER.fullmatch(plain(text))
    return (found[1], found[2]) if found else None


def readings(number: str) -> list[Decimal]:
    """Return what a number may mean: a comma is read as a decimal comma, and where it can be, as thousands."""
    texts = [number.replace(",", ".")] if number.count(",") + number.count(".") <= 1 else []
    if _THOUSANDS.fullmatch(number):
        texts.append(number.replace(",", ""))
    return [Decimal(text) for text in texts]


def plain(text: str) -> str:
    """Return a text in compatibility form without any space: full-width digits become plain ones."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_MINUS).split())


def folded(text: str) -> str:
    """Return a text as gaps are compared: compatibility form, no difference of case, spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def exactly(text: str) -> str:
    """Return a text as it is compared where case tells: compatibility form, spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", text).split())
