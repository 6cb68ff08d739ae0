"""From what candidates answered in a sitting to a matrix, and to a hash of it that names no candidate. No Django."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from lms.exams.marking.rules import items_by_hand, marks_of
from lms.exams.statistics.reckoning import Matrix
from lms.exams.statistics.rules import Choice, Choices, ticked

SINGLE, MULTIPLE, TRUE_FALSE = "single", "multiple", "true_false"
CHOSEN_FROM = frozenset([SINGLE, MULTIPLE, TRUE_FALSE])
TRUTHS = ("true", "false")
OTHER = "?"  # something that is no option of the wording


@dataclass(frozen=True, slots=True)
class Wording:
    """What reckoning needs to know of a wording: its number in the database, its kind, the names of its options."""

    version: int
    kind: str
    options: tuple[str, ...] = ()

    @property
    def offered(self) -> tuple[str, ...]:
        """Return what could be chosen."""
        return TRUTHS if self.kind == TRUE_FALSE else self.options


@dataclass(frozen=True, slots=True)
class Sheet:
    """One candidate's paper: its key by item, the answers that count, and what was marked by hand."""

    key: Mapping[str, Mapping[str, Any]]
    answers: Mapping[str, Any]
    by_hand: Mapping[str, Fraction] = field(default_factory=dict)


def matrix_of(sheets: Sequence[Sheet], wordings: Mapping[str, Wording]) -> Matrix:
    """Return the matrix of sheets over all items that stand on any of them; an item not on a paper is a hole.

    Marks of an item that is worth more on one paper than on another are brought to those of the first.
    """
    keys: dict[str, Mapping[str, Any]] = {}
    for sheet in sheets:
        for item, entry in sheet.key.items():
            keys.setdefault(item, entry)
    names = sorted(set(keys) & set(wordings), key=lambda name: wordings[name].version)
    return Matrix(
        versions=[wordings[name].version for name in names],
        rows=[[_mark(sheet, name, keys[name]) for name in names] for sheet in sheets],
        maxima=[float(keys[name]["marks"]) for name in names],
        choices={
            wordings[name].version: _choices(sheets, name, keys[name], wordings[name])
            for name in names
            if wordings[name].kind in CHOSEN_FROM
        },
    )


def _mark(sheet: Sheet, item: str, first: Mapping[str, Any]) -> float | None:
    entry = sheet.key.get(item)
    if entry is None:
        return None
    if item in sheet.by_hand:
        return float(sheet.by_hand[item] * Fraction(first["marks"]) / Fraction(entry["marks"]))
    if items_by_hand({item: entry}):
        return None  # nobody has marked it yet
    return float(marks_of({**entry, "marks": first["marks"]}, sheet.answers.get(item)))


def _choices(sheets: Sequence[Sheet], item: str, entry: Mapping[str, Any], wording: Wording) -> Choices:
    given = [
        choice_of(wording, in_bank(sheet.key.get(item, entry), sheet.answers.get(item))) for sheet in sheets
    ]
    right, *also = (choice_of(wording, in_bank(entry, key)) for key in (entry["key"], *entry.get("also", ())))
    if not also:
        return Choices(given, right, wording.offered)
    return Choices(given, ticked(right).union(*map(ticked, also)), wording.offered, is_any=True)


def in_bank(entry: Mapping[str, Any], response: object) -> object:
    """Return a response with the bank's names of options, which on a paper have others."""
    names = entry.get("names", {})
    if isinstance(response, list):
        return [names.get(name, name) for name in response]
    return names.get(response, response) if isinstance(response, str) else response


def choice_of(wording: Wording, response: object) -> Choice:
    """Return a response or a key as names of options; what is none of them is `OTHER`, whatever was written."""
    if response is None or response == []:
        return None
    if isinstance(response, bool):
        return _known(wording, str(response).lower())
    if isinstance(response, list):
        return frozenset(_known(wording, str(name)) for name in response)
    return _known(wording, str(response))


def _known(wording: Wording, name: str) -> str:
    return name if name in wording.offered else OTHER


def digest_of(matrix: Matrix) -> str:
    """Return SHA-256 over the marks and choices of a matrix, whatever the order of its rows."""
    columns = [matrix.choices.get(version) for version in matrix.versions]
    rows = sorted(
        json.dumps([list(row), [_plain(column, at) for column in columns]])
        for at, row in enumerate(matrix.rows)
    )
    keys = [_sorted(column.key) if column else None for column in columns]
    content = json.dumps([list(matrix.versions), list(matrix.maxima), keys, rows])
    return hashlib.sha256(content.encode()).hexdigest()


def _plain(column: Choices | None, at: int) -> Any:
    return _sorted(column.given[at]) if column else None


def _sorted(choice: Choice) -> Any:
    return sorted(choice) if isinstance(choice, frozenset) else choice
