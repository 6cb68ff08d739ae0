"""Gathers what diplomas and their kin print, for many at once; the queries do not grow with the people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date

from certificates.issuing.emblems.queries import NONE as USUAL_EMBLEMS
from certificates.issuing.emblems.queries import emblems_on
from certificates.issuing.errors import NotCompleted, NotIssuable
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.portraits.queries import portraits_of
from certificates.issuing.studies.facts import NOTHING, Facts, Printed
from certificates.issuing.studies.models import Schooling
from certificates.issuing.studies.rules import (
    BY_OUTCOME,
    HIDDEN,
    LEVEL,
    STUDIED,
    SUPPLEMENTS,
    Against,
    Standing,
    reason_against,
    result_of,
)
from certificates.issuing.studies.words import against_text
from certificates.issuing.transcripts.records import records_by
from certificates.issuing.wordings.queries import words_on
from certificates.issuing.wordings.words import NOTHING as USUAL_WORDS
from courses.catalog.api import Programme
from lms.core.clock import local_date
from lms.enrolments.api import Audit, Enrolment, EnrolmentState, Outcome, Question, audits_of
from lms.organisations.api import School


def outcomes_by(audits: Iterable[Audit]) -> dict[int, Outcome]:
    """Return by enrolment with what it would end now."""
    return {audit.enrolment.pk: audit.outcome for audit in audits}


def facts_of(
    enrolments: Sequence[Enrolment], kind: str, *, today: date, outcomes: Mapping[int, Outcome] | None = None
) -> dict[int, Facts]:
    """Return by enrolment what a kind prints besides, the school's own words for it, and its logo and seal.

    `outcomes` are the audits', where these are made already.
    """
    found = _facts_of(enrolments, kind, today=today, outcomes=outcomes)
    schools = {row.school_id for row in enrolments}
    words, emblems = words_on(schools, kind, today), emblems_on(schools, today)
    for row in enrolments:
        own = asdict(words.get(row.school_id, USUAL_WORDS)) | asdict(
            emblems.get(row.school_id, USUAL_EMBLEMS)
        )
        facts = found[row.pk]
        found[row.pk] = replace(facts, printed=replace(facts.printed, **own))
    return found


def _facts_of(
    enrolments: Sequence[Enrolment], kind: str, *, today: date, outcomes: Mapping[int, Outcome] | None
) -> dict[int, Facts]:
    if kind in SUPPLEMENTS:
        return _of_marks(enrolments, kind, today=today)
    if kind not in STUDIED and kind != LEVEL:
        return dict.fromkeys([row.pk for row in enrolments], NOTHING)
    if outcomes is None:
        outcomes = outcomes_of(enrolments, kind, today=today)
    photographs = portraits_of({row.person_id for row in enrolments})
    years = _years_of(enrolments) if kind in STUDIED else {}
    found = {}
    for row in enrolments:
        digest, photograph = photographs.get(row.person_id, ("", b""))
        result = result_of(kind, outcomes.get(row.pk, "")).value
        if kind == LEVEL:
            printed = _of_level(row)
        else:
            length = years.get((row.school_id, row.version.programme_id), 0)
            printed = _of_study(row, length, ended=_ended(row, today))
        awarded = _ended(row, today) if kind in BY_OUTCOME else None
        found[row.pk] = Facts(replace(printed, result=result, photo=digest), awarded, photograph)
    return found


def _of_marks(enrolments: Sequence[Enrolment], kind: str, *, today: date) -> dict[int, Facts]:
    records, years = records_by(enrolments, today=today), _years_of(enrolments)
    found = {}
    for row in enrolments:
        length, ended = years.get((row.school_id, row.version.programme_id), 0), _ended(row, today)
        printed = _of_study(row, length, ended=ended)
        shown = None if records[row.pk].is_empty else records[row.pk]
        found[row.pk] = Facts(replace(printed, result=result_of(kind, "").value, records=shown), ended)
    return found


def _of_level(row: Enrolment) -> Printed:
    last4 = row.person.resident_id_last4
    return Printed(level=row.version.programme.level or 0, identity=f"{HIDDEN}{last4}" if last4 else "")


def _of_study(row: Enrolment, years: int, *, ended: date) -> Printed:
    return Printed(
        sex=row.person.sex,
        birth_date=row.person.birth_date,
        began_date=local_date(row.enrolled_at),
        ended_date=ended,
        years=years,
    )


def outcomes_of(enrolments: Sequence[Enrolment], kind: str, *, today: date) -> dict[int, Outcome]:
    """Return by enrolment the audit's outcome where a kind is given by it; nothing is asked for the others."""
    if kind not in BY_OUTCOME:
        return {}
    return outcomes_by(audits_of(enrolments, {row.pk: Question(today) for row in enrolments}))


def certified_among(enrolments: Iterable[int]) -> set[int]:
    """Return which of these enrolments have a certificate of their studies in force. One query."""
    rows = Credential.objects.filter(kind__in=STUDIED, state=CredentialState.ISSUED)
    return set(rows.filter(enrolment__in=list(enrolments)).order_by().values_list("enrolment", flat=True))


def reason_why_not(
    kind: str, enrolment: Enrolment, outcome: str, *, is_certified: bool = False
) -> Against | None:
    """Return why a kind is not for an enrolment as it stands, or None."""
    programme = enrolment.version.programme
    standing = Standing(
        programme=programme.kind,
        has_level=programme.level is not None,
        is_completed=enrolment.state == EnrolmentState.COMPLETED,
        is_withdrawn=enrolment.state == EnrolmentState.WITHDRAWN,
        outcome=outcome,
        is_certified=is_certified,
    )
    return reason_against(kind, standing)


def refuse_unfit(kind: str, enrolment: Enrolment, outcome: str, *, is_certified: bool = False) -> None:
    """Refuse a kind that is not for this enrolment.

    `is_certified`: a certificate of these studies is to be issued before; else it is asked whether there is one.

    :raises NotCompleted: when it is for what is completed.
    :raises NotIssuable: for any other reason; both say it in words.
    """
    if kind in SUPPLEMENTS and not is_certified:
        is_certified = bool(certified_among([enrolment.pk]))
    reason = reason_why_not(kind, enrolment, outcome, is_certified=is_certified)
    if reason is Against.NOT_COMPLETED:
        raise NotCompleted(against_text(reason))
    if reason is not None:
        raise NotIssuable(against_text(reason))


def schoolings_at(
    schools: Iterable[School], programmes: Iterable[Programme]
) -> dict[tuple[int, int], Schooling]:
    """Return what holds by school and programme; one query."""
    rows = Schooling.objects.filter(school__in=list(schools), programme__in=list(programmes)).order_by("pk")
    return {(row.school_id, row.programme_id): row for row in rows}


def years_at(enrolment: Enrolment) -> int:
    """Return the length of schooling of an enrolment's programme at its school; 0 where nobody has set it."""
    return _years_of([enrolment]).get((enrolment.school_id, enrolment.version.programme_id), 0)


def _years_of(enrolments: Sequence[Enrolment]) -> dict[tuple[int, int], int]:
    schools = {row.school_id for row in enrolments}
    programmes = {row.version.programme_id for row in enrolments}
    rows = Schooling.objects.filter(school__in=schools, programme__in=programmes).order_by("pk")
    return {(row.school_id, row.programme_id): row.years for row in rows}


def _ended(enrolment: Enrolment, today: date) -> date:
    """Return the last day of study: of the completion, of the leaving, or the day on which the certificate is made."""
    at = enrolment.completed_at or enrolment.withdrawn_at
    return local_date(at) if at else today
