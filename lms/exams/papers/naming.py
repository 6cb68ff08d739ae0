"""Names of options, matches and places on papers: others than in the bank, whose names often tell the key.

Files of questions tend to give the right option first, and orders in their right order. Whoever looks into the page
at a terminal would see it in the names "a", "b", "c", however the options are shuffled. On a paper each name stands
for another place of the bank's list; which, is told with the key only.
"""

from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any

from lms.exams.bank import rules
from lms.exams.bank.models import ItemVersion

Names = Mapping[str, str]


def names_on_papers(version: ItemVersion) -> dict[str, str]:
    """Return for each name of options, matches and regions in the bank the one that it has on papers.

    No item has two things of one name: matches are named by numbers, and where there are regions there are no options.
    """
    return {
        name: other for rows in ("options", "matches", "regions") for name, other in _others(version, rows)
    }


def as_on_papers(version: ItemVersion) -> ItemVersion:
    """Return the wording with its names on papers, not to be saved."""
    names = names_on_papers(version)
    renamed = copy(version)
    renamed.options = _renamed(version.options, names)
    renamed.matches = _renamed(version.matches, names)
    # Places are offered in the order of their names: it must not be the author's, who begins with the right ones.
    renamed.regions = sorted(_renamed(version.regions, names), key=lambda region: str(region["id"]))
    if version.item.kind != rules.FILL_IN:
        renamed.key = _in_key(version.key, names)
        renamed.weights = {names.get(name, name): weight for name, weight in version.weights.items()}
    return renamed


def _others(version: ItemVersion, rows: str) -> Iterator[tuple[str, str]]:
    names = [row["id"] for row in getattr(version, rows)]
    return zip(rules.shuffled(names, seed=f"{version.content_hash}:{rows}"), names, strict=True)


def _renamed(rows: list[dict[str, Any]], names: Names) -> list[dict[str, Any]]:
    return [{**row, "id": names[row["id"]]} for row in rows]


def _in_key(key: Any, names: Names) -> Any:
    """Return a key with other names; numbers, places in an order and truths stay."""
    if isinstance(key, str):
        return names.get(key, key)
    if isinstance(key, list):
        return [_in_key(one, names) for one in key]
    if isinstance(key, dict):
        return {names.get(name, name): _in_key(value, names) for name, value in key.items()}
    return key
