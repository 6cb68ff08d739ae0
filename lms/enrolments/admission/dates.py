"""Days as people write them into cells, and which of them cannot be. No Django."""

import re
import unicodedata
from datetime import date, timedelta

_SIGNS = re.compile(r"([12][0-9]{3})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_CHINESE = re.compile(r"([12][0-9]{3})年([0-9]{1,2})月([0-9]{1,2})[日号]?")
_BARE = re.compile(r"([12][0-9]{3})([0-9]{2})([0-9]{2})")
_CLOCK = re.compile(r"[ T]0{1,2}:00(:00)?$")
_SERIAL = re.compile(r"[0-9]{5}")
EARLIEST = date(1990, 12, 28)  # the first decision of the law on compulsory rehabilitation
_DAY_ZERO = date(1899, 12, 30)  # of the numbers that spreadsheets keep days as


class NoDate(Exception):
    """A text is no day. `code` says what it looks like instead, `meant` which day it may stand for."""

    def __init__(self, code: str, meant: str = "") -> None:
        super().__init__(code)
        self.code, self.meant = code, meant


def day_of(text: str) -> date:
    """Return the day that a text names: 2026-11-03, 2026/11/3, 2026.11.3, 2026年11月3日, 20261103, in any width.

    :raises NoDate: it is none of these, or there is no such day.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = (
        _CLOCK.sub("", re.sub(r"\s+", " ", plain).strip())
        .replace(" ", "")
        .translate({0x2013: "-", 0x2212: "-"})
    )
    if _SERIAL.fullmatch(plain):
        # Not taken for it: files of other programs count from 1904.
        raise NoDate("date_as_number", (_DAY_ZERO + timedelta(days=int(plain))).isoformat())
    found = _SIGNS.fullmatch(plain)
    parts = (found[1], found[3], found[4]) if found else None
    for form in (_CHINESE, _BARE):
        if parts is None and (other := form.fullmatch(plain)):
            parts = (other[1], other[2], other[3])
    if parts is None:
        raise NoDate("not_a_date")
    try:
        return date(*map(int, parts))
    except ValueError as error:
        raise NoDate("no_such_day") from error


def reasons_against_past_day(day: date, *, today: date) -> list[str]:
    """Return why a day on which somebody came, or on which something was said of a stay, cannot be."""
    if day > today:
        return ["in_future"]
    return ["too_early"] if day < EARLIEST else []
