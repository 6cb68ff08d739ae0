"""A topic, a difficulty or a depth that many drafts get at once: what that would change in each. No Django."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from lms.exams.desk.rules import difficulty_of
from lms.exams.interchange.drafts import DraftItem


@dataclass(frozen=True, slots=True)
class Sorting:
    """What drafts get; what is empty stays in each as it is. `topic` is a code without its bank."""

    topic: str = ""
    difficulty: str = ""
    depth: str = ""

    def is_empty(self) -> bool:
        """Return whether nothing is given."""
        return not any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that a draft gets: which, what it said before, and what it says then."""

    name: str
    old: str
    new: str


def given_to(item: DraftItem, wish: Sorting, topic_of: Callable[[str], str]) -> list[Given]:
    """Return what a question would get that it does not say already, in whatever words.

    `topic_of` knows the topic that words mean, as a code without its bank; "" for none.
    """
    means = {
        "topic": topic_of(item.topic),
        "difficulty": difficulty_of(item.difficulty),
        "depth": item.depth,
    }
    return [
        Given(name, getattr(item, name), getattr(wish, name))
        for name, known in means.items()
        if getattr(wish, name) and known != getattr(wish, name)
    ]


def is_only_sorted(before: DraftItem, after: DraftItem) -> bool:
    """Return whether two states of a question differ in nothing but what sorting gives."""
    given = {one.name: getattr(after, one.name) for one in fields(Sorting)}
    return replace(before, **given) == after  # type: ignore[arg-type]


def sorted_item(item: DraftItem, given: list[Given]) -> DraftItem:
    """Return the question with what it gets."""
    return replace(item, **{one.name: one.new for one in given})  # type: ignore[arg-type]
