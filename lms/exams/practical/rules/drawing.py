"""Which tasks a candidate gets: drawn from a seed, the same again from the same seed, every task used evenly."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from lms.exams.practical.rules.schemes import Group


@dataclass(frozen=True, slots=True)
class Drawn:
    """One task that a candidate has to do, and the group that it stands for."""

    group: str
    task: str


def draw_tasks(groups: Sequence[Group], *, candidates: int, seed: str) -> list[list[Drawn]]:
    """Return the tasks of each candidate, in the order of the groups.

    The least used tasks come first and chance decides between equals: within a group no task is used more than once
    more often than another.
    """
    used: Counter[str] = Counter()
    return [_draw_one(groups, used, f"{seed}:{place}") for place in range(candidates)]


def _draw_one(groups: Sequence[Group], used: Counter[str], seed: str) -> list[Drawn]:
    drawn = []
    for group in groups:
        chance = Random(f"{seed}:{group['code']}")  # noqa: S311 - reproducible on purpose, the seed is kept
        tickets = {task: chance.random() for task in sorted(group["tasks"])}
        by_use = sorted(tickets, key=lambda task: (used[task], tickets[task]))
        chosen = by_use[: group["count"]]
        used.update(chosen)
        drawn += [Drawn(group["code"], task) for task in chosen]
    return drawn
