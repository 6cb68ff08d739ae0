"""What a practical scheme must keep to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

# {"code", "title": {"zh", "en"}, "tasks": [codes], "count", "weight"}: so many of the tasks are drawn, the weight in
# percent is shared between them.
Group = Mapping[str, Any]

MOST_ASSESSORS, MOST_MINUTES, MOST_TRIES, FULL = 9, 600, 5, 100


def as_number(value: object) -> Decimal | None:
    """Return a number as it was written, or None when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number == round(number, 2) else None


def is_whole(value: object, least: int, most: int) -> bool:
    """Return whether a value is a whole number in this range."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def is_percent(value: object, *, least: int = 0) -> bool:
    """Return whether a value is a number from `least` to 100 with at most two decimals."""
    number = as_number(value)
    return number is not None and least <= number <= FULL


def reasons_against_panel(*, least_assessors: object, tries: object, minutes: object) -> list[str]:
    """Return codes of what is wrong with the numbers of a scheme."""
    odd = is_whole(least_assessors, 3, MOST_ASSESSORS) and least_assessors % 2 == 1  # type: ignore[operator]
    reasons = [] if odd else ["assessors_not_odd"]
    reasons += [] if is_whole(tries, 1, MOST_TRIES) else ["tries_unusable"]
    return reasons + ([] if is_whole(minutes, 1, MOST_MINUTES) else ["minutes_unusable"])


def reasons_against_groups(groups: Sequence[Group]) -> list[str]:
    """Return codes of what is wrong with the groups that tasks are drawn from."""
    each = [reason for group in groups for reason in reasons_against_group(group)]
    return list(dict.fromkeys([*each, *reasons_against_all_groups(groups)]))


def reasons_against_all_groups(groups: Sequence[Group]) -> list[str]:
    """Return codes of what is wrong with the groups taken together."""
    if not groups:
        return ["no_groups"]
    reasons = []
    weights = [as_number(group.get("weight")) for group in groups]
    if sum((weight or Decimal()) for weight in weights) != FULL:
        reasons.append("weights_do_not_make_100")
    codes = [group.get("code") for group in groups]
    tasks = [task for group in groups for task in group.get("tasks") or []]
    if len(set(codes)) < len(codes) or len(set(tasks)) < len(tasks):
        reasons.append("named_twice")
    return reasons


def reasons_against_group(group: Group) -> list[str]:
    """Return codes of what is wrong with one group by itself."""
    tasks = group.get("tasks") or []
    has_words = bool(group.get("code")) and bool((group.get("title") or {}).get("zh"))
    reasons = [] if has_words else ["group_without_words"]
    if not is_whole(group.get("count"), 1, len(tasks)):
        reasons.append("too_few_tasks")
    weight = as_number(group.get("weight"))
    return reasons + ([] if weight is not None and weight > 0 else ["weight_unusable"])
