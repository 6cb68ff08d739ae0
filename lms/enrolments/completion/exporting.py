"""The rows behind audits as tables, with what the audit made of them, so that anybody can reckon it anew.

Column names and values are those of the records, in whatever language somebody reads: a machine reads this file.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings

from courses.catalog.api import Course
from lms.core.clock import local_date
from lms.enrolments.completion.counting import Facts, facts_of
from lms.enrolments.completion.queries import Audit, AuditLine
from lms.enrolments.external.queries import last_day_of, standing
from lms.enrolments.external.rules import Standing
from lms.enrolments.models import Enrolment
from lms.enrolments.target.rules import read_rules

Cell = str | int | Decimal


class Table(NamedTuple):
    """A table to be written: its name, the names of its columns, its rows."""

    name: str
    head: list[str]
    rows: list[list[Cell]]


def tables_behind(audits: Sequence[Audit]) -> list[Table]:
    """Return what the audits rest on, as far as it is kept here, and what they say; all asked about on one day."""
    enrolments = [audit.enrolment for audit in audits]
    facts = facts_of(enrolments, audits[0].question.today) if audits else {}
    known = [facts[row.pk] for row in enrolments]
    return [
        _table(
            "people",
            "enrolment name number version programme_kind state enrolled withdrawn completed today until",
            _people(audits),
        ),
        # Why training rested stays with the site that knows it.
        _table("interruptions", "enrolment began ended", _interruptions(known)),
        _table(
            "requirements",
            "version code kind share_percent theory_minutes practice_minutes minimum block certificate_kinds",
            _requirements(audits),
        ),
        _table("courses", "version code block is_elective credits", _courses(enrolments)),
        _table("results", "enrolment requirement percent is_met source record", _results(audits)),
        _table("evidence", "enrolment requirement percent is_met source record", _evidence(audits)),
        _table("credits", "enrolment source_key course version credits is_reversed", _credits(known)),
        _table(
            "certificates",
            "enrolment key kind level occupation issued expires is_confirmed is_struck",
            _certificates(known),
        ),
        _table("issued", "enrolment key kind occupation awarded expires is_of_audit", _issued(known)),
        _table("target_rules", "valid_from minimum distinct", _target_rules()),
        _table("audits", "enrolment requirement state hindrance percent done asked", _lines(audits)),
        _table(
            "outcomes",
            "enrolment outcome now_reached now_missing then_reached then_missing",
            (_outcome(audit) for audit in audits),
        ),
    ]


def _table(name: str, head: str, rows: Iterable[list[Cell]]) -> Table:
    return Table(name, head.split(), list(rows))


def day_text(day: date | None) -> str:
    """Return a day, or nothing."""
    return day.isoformat() if day else ""


def _people(audits: Iterable[Audit]) -> Iterator[list[Cell]]:
    for audit in audits:
        row, question = audit.enrolment, audit.question
        ends = [local_date(at) if at else None for at in (row.withdrawn_at, row.completed_at)]
        yield [
            *(str(row.uuid), row.person.full_name, getattr(row.person.user, "username", "")),
            *(str(row.version.uuid), row.version.programme.kind, row.state),
            *(local_date(row.enrolled_at).isoformat(), *map(day_text, ends)),
            *(question.today.isoformat(), day_text(question.until)),
        ]


def _interruptions(known: Iterable[Facts]) -> Iterator[list[Cell]]:
    """Yield the first day without training and the first day back, if there is one."""
    for facts in known:
        for began, ended in facts.rests:
            yield [str(facts.enrolment.uuid), day_text(began), day_text(ended)]


def _requirements(audits: Iterable[Audit]) -> Iterator[list[Cell]]:
    seen = {line.requirement.pk: line.requirement for audit in audits for line in audit.lines}
    for row in seen.values():
        numbers = (row.share_percent, row.theory_minutes, row.practice_minutes, row.minimum)
        kinds = "|".join(row.certificate_kinds)
        yield [
            str(row.version.uuid),
            row.code,
            row.kind,
            *(number or 0 for number in numbers),
            row.block,
            kinds,
        ]


def _courses(enrolments: Iterable[Enrolment]) -> Iterator[list[Cell]]:
    rows = Course.objects.filter(version__in={row.version_id for row in enrolments}).select_related("version")
    for row in rows.order_by("version", "position"):
        yield [str(row.version.uuid), row.code, row.block, int(row.is_elective), row.credits]


def _results(audits: Iterable[Audit]) -> Iterator[list[Cell]]:
    """Yield the records of examinations: what is counted of lessons and hours stands in tables of its own."""
    for audit, line in _all_lines(audits):
        for proof in line.proofs:
            if proof.counted is None:
                record = str(proof.source_uuid or "")
                about: list[Cell] = [str(audit.enrolment.uuid), line.requirement.code]
                yield [*about, proof.percent, int(proof.is_met), proof.source_type, record]


def _evidence(audits: Iterable[Audit]) -> Iterator[list[Cell]]:
    for audit, line in _all_lines(audits):
        for row in line.evidence:
            about: list[Cell] = [str(audit.enrolment.uuid), line.requirement.code]
            yield [*about, row.percent, int(row.is_met), row.source_type, str(row.source_uuid)]


def _all_lines(audits: Iterable[Audit]) -> Iterator[tuple[Audit, AuditLine]]:
    return ((audit, line) for audit in audits for line in audit.lines)


def _credits(known: Iterable[Facts]) -> Iterator[list[Cell]]:
    for facts in known:
        for row in facts.ledger:
            # Of a course of another version nothing counts: its place there stays empty.
            own = row.course if row.course and row.course.version_id == facts.enrolment.version_id else None
            version = str(facts.enrolment.version.uuid) if own else "other" if row.course else ""
            about: list[Cell] = [
                str(facts.enrolment.uuid),
                row.source_key,
                row.course.code if row.course else "",
            ]
            yield [*about, version, row.credits, int(row.reversed_at is not None)]


def _certificates(known: Iterable[Facts]) -> Iterator[list[Cell]]:
    for facts in known:
        for row in facts.certificates:
            is_confirmed = standing(row) is Standing.CONFIRMED
            yield [
                *(str(facts.enrolment.uuid), str(row.uuid), row.kind, row.level or 0, row.occupation),
                *(day_text(row.issued_date), day_text(last_day_of(row))),
                *(int(is_confirmed), int(row.struck_at is not None)),
            ]


def _issued(known: Iterable[Facts]) -> Iterator[list[Cell]]:
    for facts in known:
        for row in facts.issued:
            days = (day_text(row.awarded), day_text(row.expires))
            is_own = int(row.enrolment == facts.enrolment.pk)
            yield [str(facts.enrolment.uuid), row.key, row.kind, row.occupation, *days, is_own]


def _target_rules() -> Iterator[list[Cell]]:
    for rule in read_rules(settings.TARGET_RULES):
        yield [rule.valid_from.isoformat(), rule.minimum, rule.distinct.value]


def _lines(audits: Iterable[Audit]) -> Iterator[list[Cell]]:
    for audit, line in _all_lines(audits):
        need = line.line.need
        done, asked = (
            need.counted or next((one.counted for one in line.proofs if one.counted), None) or ("", "")
        )
        yield [
            *(str(audit.enrolment.uuid), line.requirement.code, line.line.state.value),
            *(line.line.hindrance.value if line.line.hindrance else "", need.percent, done, asked),
        ]


def _outcome(audit: Audit) -> list[Cell]:
    then = audit.then
    later: tuple[Cell, Cell] = (int(then.is_reached), then.missing) if then else ("", "")
    now = (int(audit.now.is_reached), audit.now.missing)
    return [str(audit.enrolment.uuid), audit.outcome.value, *now, *later]
