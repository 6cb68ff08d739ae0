"""Pure decisions on names: what is unusual about one, and whose are alike. No Django."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Protocol

LONGEST_USUAL = 30  # characters; the longest names of citizens have about that many
_NAME = re.compile(r"[^\W\d_]+(?:[·'’ -][^\W\d_]+)*")
_GAP = re.compile(r"[\u3400-\u9fff] [\u3400-\u9fff]")


class Named(Protocol):
    """Whose names are compared."""

    full_name: str
    resident_id: str
    birth_date: date | None


def doubts_about_name(name: str) -> list[str]:
    """Return what is unusual about a name that can be kept: its signs, its letters, its length."""
    doubts = {
        "name_unusual": not _looks_like_a_name(name),
        "name_wide": any(unicodedata.east_asian_width(one) == "F" for one in name),
        "name_long": len(name) > LONGEST_USUAL,
    }
    return [code for code, is_so in doubts.items() if is_so]


def _looks_like_a_name(name: str) -> bool:
    """Return whether a name is letters alone, parted as names are: no digits, brackets or gaps within Chinese."""
    return bool(_NAME.fullmatch(name)) and not _GAP.search(name)


def namesakes(people: Iterable[Named]) -> frozenset[str]:
    """Return the names that several have of whom one has no identity number: perhaps one person twice."""
    rows = list(people)
    counted = Counter(row.full_name for row in rows)
    return frozenset(row.full_name for row in rows if counted[row.full_name] > 1 and not row.resident_id)


def born_alike(people: Iterable[Named]) -> frozenset[tuple[str, date]]:
    """Return the names and births that several share whose identity numbers differ: perhaps one number is another's."""
    known = {(row.full_name, row.birth_date, row.resident_id) for row in people if row.resident_id}
    counted = Counter((name, born) for name, born, _number in known if born)
    return frozenset(alike for alike, number in counted.items() if number > 1)
