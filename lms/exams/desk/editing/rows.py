"""Rows of the editor's lists: added, removed and moved in what the form sent, before anything of it is read. No Django.

So a row may go whose values are wrong, and nothing that somebody typed is lost by adding another.
"""

import re
from collections.abc import Mapping, MutableMapping

from lms.core.numbers import count_in

LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST_ROWS = 60
DEED = re.compile(r"(add|remove|up|down):([a-z]+)(?::([0-9]{1,3}))?")
# What a row of a list is called until somebody names it otherwise.
NAMED = {"options": "", "matches": "m", "regions": "r"}

Data = MutableMapping[str, str]


def apply(deed: str, data: Mapping[str, str]) -> dict[str, str]:
    """Return what the form sent after a deed such as "add:options" or "up:options:2"; other deeds change nothing."""
    changed = dict(data)
    found = DEED.fullmatch(deed)
    if found is None:
        return changed
    what, prefix, place = found[1], found[2], int(found[3] or 0)
    number = count(data, prefix)
    if what == "add" and number < MOST_ROWS:
        _add(changed, prefix, number)
    elif place >= number:
        return changed
    elif what == "remove":
        for row in range(place, number - 1):
            _swap(changed, prefix, row, row + 1)
        _drop(changed, prefix, number - 1)
    elif what in ("up", "down"):
        other = place + (-1 if what == "up" else 1)
        if 0 <= other < number:
            _swap(changed, prefix, place, other)
    return changed


def count(data: Mapping[str, str], prefix: str) -> int:
    """Return how many rows of a list the form sent."""
    return min(count_in(data.get(f"{prefix}-TOTAL_FORMS", "")) or 0, MOST_ROWS)


def _add(data: Data, prefix: str, number: int) -> None:
    data[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
    if prefix in NAMED:
        taken = {data.get(f"{prefix}-{row}-name", "") for row in range(number)}
        data[f"{prefix}-{number}-name"] = free_name(prefix, taken)
    elif prefix == "attachments":
        taken = {data.get(f"{prefix}-{row}-number", "") for row in range(number)}
        free = next(place for place in range(1, MOST_ROWS + 2) if str(place) not in taken)
        data[f"{prefix}-{number}-number"] = str(free)
        data[f"{prefix}-{number}-kind"] = data.get("new_attachment", "") or "picture"


def free_name(prefix: str, taken: set[str]) -> str:
    """Return a name that no row of a list has: letters for options, numbered names for others."""
    begin = NAMED[prefix]
    names = LETTERS if not begin else (f"{begin}{place}" for place in range(1, MOST_ROWS + 2))
    return next((name for name in names if name not in taken), f"x{len(taken)}")


def _of_row(data: Data, prefix: str, row: int) -> dict[str, str]:
    begin = f"{prefix}-{row}-"
    return {name.removeprefix(begin): value for name, value in data.items() if name.startswith(begin)}


def _drop(data: Data, prefix: str, row: int) -> None:
    for name in _of_row(data, prefix, row):
        del data[f"{prefix}-{row}-{name}"]
    data[f"{prefix}-TOTAL_FORMS"] = str(row)


def _swap(data: Data, prefix: str, one: int, other: int) -> None:
    first, second = _of_row(data, prefix, one), _of_row(data, prefix, other)
    for name in {*first, *second}:
        for row, values in ((one, second), (other, first)):
            key = f"{prefix}-{row}-{name}"
            if name in values:
                data[key] = values[name]
            else:
                data.pop(key, None)
