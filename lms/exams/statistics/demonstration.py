"""Made-up old results, so that who tries the platform sees figures and charts. Nobody ever sat these papers."""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from math import exp

from django.conf import settings

from lms.core.actor import Actor
from lms.exams.bank.models import ItemUse, ItemVersion
from lms.exams.bank.queries import newest_wordings
from lms.exams.statistics.models import FigureSet
from lms.exams.statistics.operations.taking import ScoreFile, take_in_at_once
from lms.exams.statistics.responses import CHOSEN_FROM, MULTIPLE, TRUE_FALSE

MOST_ITEMS = 30
# The places of questions that have something wrong with them, as in any bank.
WRONG_KEY, TOO_EASY, GUESSED, TOO_HARD = 3, 7, 12, 17
_TRUTHS = {"true": "对", "false": "错"}


@dataclass(frozen=True, slots=True)
class Group:
    """A made-up group: what its results are called, how many sat, when."""

    title: str
    candidates: int
    held_on: date


GROUPS = (
    Group("虚构成绩（A组）", 88, date(2024, 6, 14)),
    Group("虚构成绩（B组）", 140, date(2025, 6, 13)),
)


def take_in_made_up_results(*, bank: str, actor: Actor, now: datetime) -> list[FigureSet]:
    """Take in what made-up groups scored at some of a bank's questions; again changes nothing.

    :raises RuntimeError: outside the demonstration.
    """
    if not settings.DEMONSTRATION:
        raise RuntimeError("Nobody makes results up here.")
    wordings = [row for row in newest_wordings(bank) if _fits(row)]
    # Spread over the bank: neighbours are of one topic and one kind.
    chosen = wordings[:: max(1, len(wordings) // MOST_ITEMS)][:MOST_ITEMS]
    if len(chosen) < MOST_ITEMS:
        return []
    files = [
        ScoreFile(_file(group, chosen), bank, group.title, group.held_on, "utf-8", "candidate")
        for group in GROUPS
    ]
    return [take_in_at_once(file=file, actor=actor, now=now) for file in files]


def _fits(version: ItemVersion) -> bool:
    return version.item.use == ItemUse.EXAMINATION and version.item.kind in CHOSEN_FROM


def _file(group: Group, wordings: Sequence[ItemVersion]) -> bytes:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["考生", *(row.item.code for row in wordings)])
    writer.writerow(["答案", *(_written(row.item.kind, _key(row)) for row in wordings)])
    for number in range(group.candidates):
        writer.writerow([number + 1, *_answers(f"{group.held_on}/{number}", wordings)])
    return out.getvalue().encode()


def _answers(seed: str, wordings: Sequence[ItemVersion]) -> list[str]:
    strength = sum(_chance(seed, f"strength {part}") for part in range(4)) * 2 - 4
    answers = []
    for place, row in enumerate(wordings):
        key, names = _key(row), _names(row)
        wrong = [name for name in names if name not in key] or names
        if _chance(seed, place) < _probability(place, strength, _chance("difficulty", place)):
            answers.append(_written(row.item.kind, key))
        else:
            # The first wrong option looks most plausible; the strong are sure of it where the key is wrong.
            pull = strength + 1 if place == WRONG_KEY else 1.6
            at = int(len(wrong) * _chance(seed, f"wrong {place}") ** max(1.0, pull))
            taken = frozenset([wrong[at]]) if row.item.kind != MULTIPLE else (key ^ {wrong[at]}) or key
            answers.append(_written(row.item.kind, taken))
    return answers


def _probability(place: int, strength: float, difficulty: float) -> float:
    special = {TOO_EASY: 0.98, GUESSED: 0.45, TOO_HARD: 0.12, WRONG_KEY: 1 / (1 + exp(1.2 * strength + 0.4))}
    return special.get(place, 1 / (1 + exp(-1.1 * (strength + 2.2 - 2.6 * difficulty))))


def _key(row: ItemVersion) -> frozenset[str]:
    if row.item.kind == TRUE_FALSE:
        return frozenset(["true" if row.key else "false"])
    return frozenset(row.key if row.item.kind == MULTIPLE else [row.key])


def _names(row: ItemVersion) -> list[str]:
    return list(_TRUTHS) if row.item.kind == TRUE_FALSE else [option["id"] for option in row.options]


def _written(kind: str, names: frozenset[str]) -> str:
    return "".join(_TRUTHS[name] if kind == TRUE_FALSE else name.upper() for name in sorted(names))


def _chance(*parts: object) -> float:
    """Return a number from 0 to 1 that is the same on every machine."""
    digest = hashlib.sha256("/".join(str(part) for part in parts).encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48
