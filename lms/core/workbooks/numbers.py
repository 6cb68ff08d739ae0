"""The text of a spreadsheet's number: as it is shown where that says more, exact where it is not."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lms.core.workbooks.cells import Note

_EXACT = 10**15  # beyond this a spreadsheet rounds the last digits away
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT = {9, 10}
_SPOKEN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_MOST_SERIAL = 2_958_466


@dataclass(frozen=True, slots=True)
class Shown:
    """How a style shows numbers: as a date, per cent, or with leading zeros."""

    is_date: bool = False
    is_percent: bool = False
    digits: int = 0


def shown_by(identifier: int, code: str) -> Shown:
    """Return how a number format shows: by its built-in number or its own code."""
    if not code:
        return Shown(is_date=identifier in _DATES, is_percent=identifier in _PERCENT)
    bare = _SPOKEN.sub("", code.split(";", maxsplit=1)[0]).strip()
    if re.fullmatch(r"0{2,18}", bare):
        return Shown(digits=len(bare))
    is_date = bool(re.search(r"[ymdhs]|上午|下午", bare, re.IGNORECASE)) and "general" not in bare.lower()
    return Shown(is_date=is_date, is_percent="%" in bare)


def number_text(raw: str, shown: Shown, *, from_1904: bool = False) -> tuple[str, Note | None]:
    """Return the text of a number and what is to be said of it."""
    try:
        value = Decimal(raw.strip())
    except InvalidOperation:
        return raw, None
    if not value.is_finite() or abs(value.adjusted()) > 40:
        return raw, None
    if shown.is_date and 0 <= value < _MOST_SERIAL:
        return _date_text(value, from_1904=from_1904), Note.DATE
    if abs(value) >= _EXACT:
        return format(value.quantize(Decimal(1)), "f"), Note.DIGITS_LOST
    if shown.is_percent:
        return f"{plain(_rounded(value * 100))}%", None
    text = plain(_rounded(value))
    return (text.zfill(shown.digits) if shown.digits and text.isdigit() else text), None


def _rounded(value: Decimal) -> Decimal:
    """Return a value with the fifteen digits that spreadsheets show: 0.30000000000000004 is 0.3."""
    places = value.adjusted() - 14
    return (
        value.quantize(Decimal(1).scaleb(places)) if value and value.as_tuple().exponent < places else value
    )


def plain(value: Decimal) -> str:
    """Return a number without an exponent and idle zeros: 1.0 is 1."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _date_text(value: Decimal, *, from_1904: bool) -> str:
    """Return a day, a time or both, as ISO 8601 writes them."""
    days, rest = divmod(value, 1)
    seconds = int((rest * 86_400).to_integral_value())
    minutes, second = divmod(min(seconds, 86_399), 60)
    clock = datetime.time(*divmod(minutes, 60), second).isoformat()
    if not days and not from_1904:
        return clock
    # The 29th of February 1900 exists in spreadsheets only.
    start = datetime.date(1904, 1, 1) if from_1904 else datetime.date(1899, 12, 30 if days > 59 else 31)
    try:
        day = (start + datetime.timedelta(days=int(days))).isoformat()
    except OverflowError:
        return plain(value)
    return f"{day} {clock}" if seconds else day
