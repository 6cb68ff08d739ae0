"""What a writer gives back: the file, and which items it could not hold and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lms.exams.interchange.drafts import DraftItem
from lms.exams.interchange.refusal import Refused


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that a format cannot hold without becoming another one. `index` counts the items given, from 0."""

    index: int
    code: str  # the item's own
    reason: str  # `reasons.OF_WRITING`
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A file of items, and those that are not in it."""

    data: bytes
    left_out: tuple[LeftOut, ...] = ()


def each(
    items: Iterable[DraftItem], write: Callable[[DraftItem], str]
) -> tuple[list[tuple[DraftItem, str]], tuple[LeftOut, ...]]:
    """Return the items that a format holds with what is written for each, and the others with the reason."""
    held, left_out = [], []
    for index, item in enumerate(items):
        try:
            held.append((item, write(item)))
        except Refused as refusal:
            left_out.append(LeftOut(index, item.code, refusal.code, refusal.detail))
    return held, tuple(left_out)
