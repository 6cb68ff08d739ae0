"""Numbers at the beginning of stems: where a sheet counts its questions, they are no words of theirs."""

import re
from collections.abc import Iterable

_NUMBER = re.compile(r"\s*[(（]?(\d{1,4})\s*(?:[、)）]|[.．])(?!\d)\s*(?=\S)")
_SECOND = re.compile(r"(?<!\d)2\s*[、.．)）](?!\d)")
# So many numbers may be missing between two stems: schools delete questions and do not count anew.
_MOST_MISSING = 5


def without_number(stem: str) -> str:
    """Return a stem without the number at its beginning."""
    found = _NUMBER.match(stem)
    return stem[found.end() :] if found else stem


def counted_rows(stems: Iterable[tuple[int, str]]) -> frozenset[int]:
    """Return the rows whose stems begin with their number: none where fewer than half of the stems do, or only one.

    Each is the next number, or 1 again where another part begins. Titles that are repeated, and parts that nobody
    numbered, stand between.
    """
    found: list[int] = []
    last, next_ones, beginnings, every = 0, 0, 0, 0
    for row, stem in stems:
        every += 1
        number = _number_of(stem)
        if number is None or (found and number != 1 and not last <= number <= last + 1 + _MOST_MISSING):
            continue
        next_ones += bool(found) and number == last + 1
        beginnings += not found or number == 1
        found.append(row)
        last = number
    is_counted = next_ones > 0 and 2 * len(found) >= every and 5 * (next_ones + beginnings) >= 4 * len(found)
    return frozenset(found) if is_counted else frozenset()


def _number_of(stem: str) -> int | None:
    """Return the number that a stem begins with, None where it is the first of a list within the stem."""
    found = _NUMBER.match(stem)
    if found is None:
        return None
    number = int(found[1])
    return None if number == 1 and _SECOND.search(stem, found.end()) else number
