"""What has changed since a set was frozen: told candidate by candidate, and held against its digest. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lms.exams.results.models import ResultSet
from lms.exams.results.rules import change_since, digest_of, values_of
from lms.exams.results.standing import Standing
from lms.exams.results.words import CHANGES


@dataclass(frozen=True, slots=True)
class Change:
    """One candidate of whom a frozen set does not say what counts any more; `code` says why."""

    candidate: str
    code: str


def head_of(row: ResultSet) -> dict[str, Any]:
    """Return what the digest of a set covers besides its rows."""
    scheme = row.sitting.scheme
    return {
        "sitting": str(row.sitting.uuid),
        "number": row.number,
        "scheme": str(scheme.uuid),
        "pass": f"{scheme.pass_percent:.2f}",
    }


def changes_of(row: ResultSet, standings: Mapping[int, Standing]) -> list[Change]:
    """Return what has changed since a set was frozen, given where the candidates stand now, by attempt.

    The digest of what counts now is what decides; the codes only say in words where it differs.
    """
    rows = list(row.rows.select_related("result").order_by("position"))
    now = [standings[one.result.attempt_id] for one in rows]
    codes = [(one, change_since(one.values, standing.facts)) for one, standing in zip(rows, now, strict=True)]
    found = [Change(one.values["candidate"], code) for one, code in codes if code]
    if not found and digest_of(head_of(row), [values_of(one.facts) for one in now]) != row.digest:
        found = [Change("", "marked")]
    return found


def in_words(changes: Iterable[Change]) -> list[str]:
    """Return changes in words."""
    return [str(CHANGES[one.code]) % {"number": one.candidate or "–"} for one in changes]
