"""Checks many certificates at once. Every miss has the one answer of the public page; nothing is kept of who asked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from certificates.bulkcheck import rules
from certificates.bulkcheck.lookup import find_pairs
from certificates.bulkcheck.rules import Asked, Wrong
from certificates.issuing import public_records
from certificates.issuing.public_records import PublishedCredential
from certificates.verification import limits
from certificates.verification.rules import NUMBER_FAILURES


@dataclass(frozen=True, slots=True)
class Checked:
    """One row with its answer: what is wrong with its cells, or its record, or none, or that its number must wait."""

    asked: Asked
    wrong: list[tuple[str, Wrong]] = field(default_factory=list)
    record: PublishedCredential | None = None
    must_wait: bool = False


def check_many(rows: Sequence[Asked], *, columns: Mapping[str, str], employer: int) -> list[Checked]:
    """Return each row with its answer, in the given order. One query, however many rows.

    :raises TooManyChecks: when this employer asked for too many, or found too few, in this window.
    """
    asked_for, misses = limits.rows_of_employer(employer), limits.misses_of_employer(employer)
    asked_for.refuse_when_full()
    misses.refuse_when_full()
    asked_for.add(len(rows))
    wrong = {asked.row: rules.wrong_cells(asked, columns) for asked in rows}
    fit = [asked for asked in rows if not wrong[asked.row]]
    open_rows = _open(fit)
    found = find_pairs([(asked.number, asked.name) for asked in open_rows])
    records = {asked.row: record for asked, record in zip(open_rows, found, strict=True)}
    _count(misses, [asked for asked in open_rows if records[asked.row] is None])
    waiting = {asked.row for asked in fit} - records.keys()
    return [
        Checked(asked, wrong[asked.row], records.get(asked.row), must_wait=asked.row in waiting)
        for asked in rows
    ]


def _open(rows: Sequence[Asked]) -> list[Asked]:
    """Return the rows that may be looked up: names are not tried on one number here more often than on the page."""
    numbers = {asked.row: public_records.readable(asked.number) for asked in rows}
    full, tries, found = limits.numbers_that_wait(numbers.values()), Counter[str](), []
    for asked in rows:
        number = numbers[asked.row]
        tries[number] += 1
        if number not in full and tries[number] <= NUMBER_FAILURES:
            found.append(asked)
    return found


def _count(misses: limits.TryCount, missed: Sequence[Asked]) -> None:
    """Count misses against the employer and against each number, as a miss on the page counts."""
    if missed:
        misses.add(len(missed))
    for asked in missed:
        limits.failures_on(public_records.readable(asked.number)).add()
