"""What can be the key of an item of a paper, judged by what the paper shows."""

from collections.abc import Mapping
from typing import Any

from lms.exams.bank.rules import FILL_IN, NUMERIC, Shape, has_answer

# Their keys say more than a response does: which numbers are near enough, which words are taken.
WRITTEN = (NUMERIC, FILL_IN)


def is_usable_key(shown: Mapping[str, Any], key: Any, *, former: Any) -> bool:
    """Return whether a value can be the key of an item: a whole response to it, or of the form of its former key."""
    kind = shown["kind"]
    if kind in WRITTEN:
        return type(key) is type(former) and bool(key)
    if kind not in ("true_false", "single", "multiple", "ordering", "matching"):
        regions = {region["id"] for region in shown.get("regions", ())}
        return isinstance(key, list) and bool(key) and set(map(str, key)) <= regions
    options, matches = (tuple(one["id"] for one in shown.get(name, ())) for name in ("options", "matches"))
    return has_answer(Shape(kind, options=options, matches=matches), key)
