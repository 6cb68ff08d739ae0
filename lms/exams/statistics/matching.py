"""From a matrix of old results to one over the wordings of a bank: which column is which item. No Django."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lms.exams.interchange.tables.words import folded
from lms.exams.interchange.truth import FALSE_WORDS, TRUE_WORDS
from lms.exams.statistics.reckoning import Matrix
from lms.exams.statistics.responses import CHOSEN_FROM, MULTIPLE, OTHER, TRUE_FALSE, Wording, choice_of
from lms.exams.statistics.rules import Choice, Choices
from lms.exams.statistics.scores import Scores, UnreadableScores

_MOST_NAMED = 10
# On answer cards A is right and B is wrong; a key that means it otherwise is told as differing from the bank's.
_TRUE, _FALSE = TRUE_WORDS | {"a"}, FALSE_WORDS | {"b"}


class UnknownItems(Exception):
    """Columns of a file are no items of the bank; `names` are the first of them, `count` says how many."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names[:_MOST_NAMED]))
        self.names, self.count = [name[:40] for name in names[:_MOST_NAMED]], len(names)


@dataclass(frozen=True, slots=True)
class Known:
    """A wording of the bank that a column may be, with the bank's own key."""

    code: str
    wording: Wording
    key: Any = None


@dataclass(frozen=True, slots=True)
class Matched:
    """A matrix over wordings, and the codes of items whose key in the file is not the bank's."""

    matrix: Matrix
    other_keys: list[str] = field(default_factory=list)


def matched(scores: Scores, known: Mapping[str, Known]) -> Matched:
    """Return the matrix over wordings; `known` holds the bank's items by code.

    A column may write a code in other capitals where no second code is the same without them.

    :raises UnknownItems: columns that are no items of the bank.
    :raises UnreadableScores: two columns are the same item.
    """
    codes = {one.code: one for one in known.values()}
    times = Counter(code.casefold() for code in codes)
    small = {code.casefold(): one for code, one in codes.items() if times[code.casefold()] == 1}
    found = [codes.get(name) or small.get(name.casefold()) for name in scores.names]
    unknown = [name for name, one in zip(scores.names, found, strict=True) if one is None]
    if unknown:
        raise UnknownItems(unknown)
    items = [one for one in found if one is not None]
    _refuse_doubles(items)
    choices = {
        one.wording.version: _choices(scores, name, one.wording)
        for name, one in zip(scores.names, items, strict=True)
        if name in scores.chosen and one.wording.kind in CHOSEN_FROM
    }
    versions = [one.wording.version for one in items]
    return Matched(
        Matrix(versions, scores.rows, scores.maxima, choices),
        [one.code for one in items if _differs(one, choices.get(one.wording.version))],
    )


def without_holes(scores: Scores) -> Scores:
    """Return the matrix with nothing earned where a cell is blank."""
    return replace(scores, rows=[[mark or 0.0 for mark in row] for row in scores.rows])


def holes(scores: Scores) -> int:
    """Return how many cells are blank."""
    return sum(mark is None for row in scores.rows for mark in row)


def _refuse_doubles(items: Sequence[Known]) -> None:
    seen: set[int] = set()
    for one in items:
        if one.wording.version in seen:
            raise UnreadableScores("item_twice", detail=one.code)
        seen.add(one.wording.version)


def _choices(scores: Scores, name: str, wording: Wording) -> Choices:
    given = [_choice(wording, cell) for cell in scores.chosen[name]]
    return Choices(given, _choice(wording, scores.keys[name]), wording.offered)


def _choice(wording: Wording, cell: str | None) -> Choice:
    """Return what a cell says was chosen. Only names of options come out: a cell may hold anything."""
    if not cell:
        return None
    if wording.kind == TRUE_FALSE:
        word = folded(cell)
        return "true" if word in _TRUE else "false" if word in _FALSE else OTHER
    names = [_name(wording, letter) for letter in cell] if cell.isalnum() else [OTHER]
    if wording.kind == MULTIPLE:
        return frozenset(names)
    return names[0] if len(names) == 1 else OTHER


def _name(wording: Wording, letter: str) -> str:
    """Return the option that a letter, or a number counted from 1, stands for."""
    if letter.isdecimal() and 1 <= int(letter) <= len(wording.options):
        return wording.options[int(letter) - 1]
    name = letter.casefold()
    return name if name in wording.options else OTHER


def _differs(one: Known, choices: Choices | None) -> bool:
    return choices is not None and one.key is not None and choices.key != choice_of(one.wording, one.key)
