"""Numbers as question files write them: exact decimals of a sane size, in digits of any width, nothing else."""

import re
import unicodedata
from decimal import Decimal

from lms.exams.interchange.refusal import Refused

FULL = Decimal(1)
LARGEST_POWER = 40
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,60}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})(?:[eE][+-]?[0-9]{1,3})?")


def number(text: str) -> Decimal:
    """Return a number.

    :raises Refused: it is none, or beyond any size that is measured.
    """
    value = find_number(text)
    if value is None:
        raise Refused("value_unusable", text.strip()[:40])
    return value


def find_number(text: str) -> Decimal | None:
    """Return a number without zeros at its end, or None if the text is none."""
    text = unicodedata.normalize("NFKC", text).strip().replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(text):
        return None
    value = Decimal(text)
    if value and abs(value.adjusted()) > LARGEST_POWER:
        return None
    return trimmed(value)


def trimmed(value: Decimal) -> Decimal:
    """Return a number without zeros at its end and without a power of ten: 5.50 is 5.5, 1E+2 is 100."""
    return Decimal(f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}") + 0


def share(percent: Decimal) -> Decimal:
    """Return a percentage as a share of the whole."""
    return trimmed(percent.scaleb(-2))


def written(value: Decimal) -> str:
    """Return a number as files write it."""
    return f"{trimmed(value):f}"


def percent(value: Decimal) -> str:
    """Return a share of the whole as files write percentages."""
    return written(value.scaleb(2))
