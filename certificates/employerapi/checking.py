"""Checks for programs, measured like the workbooks of their employer. Nothing is kept of what was asked."""

from collections.abc import Sequence

from certificates.bulkcheck.checking import Checked, check_many
from certificates.bulkcheck.rules import Asked
from certificates.issuing.public_records import readable
from certificates.published.state import PublicRecord, public_state
from certificates.verification import limits

# What a list of a program calls the two columns of a workbook.
COLUMNS = {"number": "number", "name": "name"}


def check_pair(number: str, name: str, *, employer: int) -> Checked:
    """Return the answer for one number and name. One query, whatever was asked.

    :raises TooManyChecks: when too many checks of this number failed, or this employer has to wait.
    """
    limits.failures_on(readable(number)).refuse_when_full()
    return check_pairs([(number, name)], employer=employer)[0]


def check_pairs(pairs: Sequence[tuple[str, str]], *, employer: int) -> list[Checked]:
    """Return the answer for each number and name, in their order. One query, however many.

    :raises TooManyChecks: when this employer has to wait.
    """
    rows = [Asked(row, number, name) for row, (number, name) in enumerate(pairs, 1)]
    return check_many(rows, columns=COLUMNS, employer=employer)


def check_code(token: str, *, employer: int) -> PublicRecord | None:
    """Return the record of the code on a paper, or None. One query.

    :raises TooManyChecks: when this employer has to wait.
    """
    asked_for, misses = limits.rows_of_employer(employer), limits.misses_of_employer(employer)
    asked_for.refuse_when_full()
    misses.refuse_when_full()
    asked_for.add()
    record = public_state().find_by_token(token)
    if record is None:
        misses.add()
    return record
