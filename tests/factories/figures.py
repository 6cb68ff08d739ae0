"""Figures for tests: a bank with questions, files of old results over it, and sets taken in from them.

`a_question_bank()` loads three single, one true/false and one multiple item of the bank "LAB" as LAB-1 to LAB-5;
`a_score_file()` is a CSV of as many candidates as wanted, in which the strong choose a wrong option of LAB-2.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from lms.accounts.models import User
from lms.core.actor import Actor
from lms.exams.api import NewItem, load_items
from lms.exams.models import FigureSet
from lms.exams.statistics.operations import ScoreFile, look_over, take_in
from tests.factories.courses import NOW
from tests.factories.exams import an_item

ACTOR = Actor.system("test")
BANK = "LAB"
KINDS = ("single", "single", "single", "true_false", "multiple")
CODES = [f"{BANK}-{number}" for number in range(1, 6)]
DAY = date(2026, 5, 4)


def a_question_bank(*, words: str = "") -> list[NewItem]:
    """Load the items of the bank; other `words` are another wording of all of them. Keys are B, B, B, right, AC."""
    items = []
    for code, kind in zip(CODES, KINDS, strict=True):
        item: NewItem = {**an_item(kind, topic=f"{BANK}/safety"), "code": code}
        item["stem"] = {"zh": f"{code} 停电以后先做什么？{words}", "en": f"{code} What comes first? {words}"}
        items.append(item)
    load_items(bank_items=items, actor=ACTOR, now=NOW)
    return items


def a_score_file(n: int = 40, **changes: Any) -> ScoreFile:
    """Return a file with a key and what each of n candidates chose; the name of each stands in the first column."""
    rows = ["考生," + ",".join(CODES), "答案,B,B,B,对,AC"]
    rows += [f"张三{number}," + ",".join(answers(number, n)) for number in range(n)]
    values: dict[str, Any] = {
        "data": "\n".join(rows).encode(),
        "bank": BANK,
        "title": "Theory 2026",
        "held_on": DAY,
        **changes,
    }
    return ScoreFile(**values)


def answers(number: int, n: int) -> list[str]:
    """Return what a candidate chose: the higher the number, the stronger, but LAB-2 deceives the strong."""
    strength = number / n
    return [
        "B" if strength > 0.3 else "ACD"[number % 3],
        "C" if strength > 0.5 else "B",
        "B" if strength + (number % 5) / 10 > 0.6 else "A",
        "对" if strength > 0.2 else "错",
        "AC" if strength > 0.7 else "AD",
    ]


def a_figure_set(user: User, n: int = 40, **changes: Any) -> FigureSet:
    """Return a set that was looked over and taken in."""
    draft = look_over(file=a_score_file(n, **changes), by=user, actor=ACTOR, now=NOW)
    return take_in(uuid=draft.uuid, by=user, actor=ACTOR, now=NOW)
