"""Admit people: one by a form, or all of a file. The lock of the site comes first, the audit chain last."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts.api import NewTrainee, Person, User, add_trainees
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.enrolments.admission.columns import Column
from lms.enrolments.admission.fitness import first_statement
from lms.enrolments.admission.models import (
    Admission,
    AdmissionFile,
    Consent,
    ConsentAnswer,
    FitnessStatement,
    ReleaseForecast,
)
from lms.enrolments.admission.planning import Line, plan_of
from lms.enrolments.admission.rules import Entrant, Given, Problem, Verdict
from lms.enrolments.admission.workbooks import SheetRow
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.errors import AdmissionDoubted, AdmissionInvalid, AdmissionTaken
from lms.organisations.api import Site


class ProblemsFound(AdmissionInvalid):
    """What was typed into the form cannot be kept; `problems` say why, by question."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(_("Please correct what is marked."))
        self.problems = tuple(problems)


class DoubtsFound(AdmissionDoubted):
    """What was typed is unusual; `doubts` say in what, and `mark` stands for them in an answer that it is right."""

    def __init__(self, doubts: Sequence[Problem], mark: str) -> None:
        super().__init__(_("Please compare what is marked with the document."))
        self.doubts, self.mark = tuple(doubts), mark


@dataclass(frozen=True, slots=True)
class NewAdmission:
    """What a form says of one person, by question; `client_key` makes a repeated request harmless.

    `sure_of`: the mark of the doubts that somebody looked at again; other doubts are asked about anew.
    """

    answers: Mapping[Column, str]
    site: Site
    by: User
    client_key: UUID
    sure_of: str = ""


def admit_person(*, new: NewAdmission, actor: Actor, now: datetime) -> Admission:
    """Admit one person over the rules of the workbook; the same form sent twice admits once.

    :raises ProblemsFound: an answer cannot be, or the records say otherwise.
    :raises DoubtsFound: what would be shown as doubtful of a row of a workbook, and nobody said that it is right.
    :raises AdmissionTaken: somebody was quicker with one of the numbers.
    """
    with transaction.atomic(durable=True):
        site = lock_site(new.site)
        known = Admission.objects.filter(client_key=new.client_key).first()
        if known is not None:
            return known
        row = SheetRow("", 1, {column: Given(text) for column, text in new.answers.items()})
        line = plan_of([row], site=site, today=local_date(now)).lines[0]
        if line.problems:
            raise ProblemsFound(line.problems)
        if line.verdict == Verdict.DONE:
            raise ProblemsFound([Problem(Column.NUMBER, "staying", new.answers[Column.ADMITTED])])
        if line.doubts and new.sure_of != (mark := _mark_of(line.doubts, new.answers)):
            raise DoubtsFound(line.doubts, mark)
        admit_lines([line], origin=Origin(site, by=new.by, client_key=new.client_key), actor=actor, now=now)
        return Admission.objects.get(client_key=new.client_key)


def _mark_of(doubts: Sequence[Problem], answers: Mapping[Column, str]) -> str:
    """Return what stands for doubts about these answers; days are doubted beside each other."""
    days = [answers.get(column, "") for column in (Column.BORN, Column.ADMITTED, Column.RELEASE)]
    told = [(one.column.value, one.code, answers.get(one.column, "")) for one in doubts]
    return hashlib.sha256(repr((days, told)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where people are admitted, and by what: a registrar's file or form."""

    site: Site
    by: User
    file: AdmissionFile | None = None
    client_key: UUID | None = None


def lock_site(site: Site) -> Site:
    """Lock a site for the caller's transaction: two registrars admit one after the other, so each sees the other's."""
    return Site.objects.select_for_update().get(pk=site.pk)


def admit_lines(lines: Sequence[Line], *, origin: Origin, actor: Actor, now: datetime) -> list[Admission]:
    """Admit the people of judged rows, all or none: a building block below the lock of the site.

    :raises AdmissionTaken: a number came into use at another site meanwhile.
    :raises TraineeTaken: as before, in the accounts.
    """
    entrants = [line.entrant for line in lines if line.entrant]
    trainees = [_trainee(line.entrant, line.person) for line in lines if line.entrant]
    with transaction.atomic(savepoint=False):
        people = add_trainees(trainees=trainees, site=origin.site, actor=actor, now=now)
        rows = [
            _admission(entrant, person, origin, now) for entrant, person in zip(entrants, people, strict=True)
        ]
        try:
            with transaction.atomic():
                Admission.objects.bulk_create(rows)
        except IntegrityError as error:
            raise AdmissionTaken(
                _("One of these people was admitted meanwhile. Look at the list again.")
            ) from error
        _keep_history(rows, by=origin.by, now=now)
        changes = list(map(audit.Change, rows))
        audit.record_all(actor=actor, action=AuditAction.ADMIT_TRAINEE, changes=changes, now=now)
    return rows


def _trainee(entrant: Entrant, known: Person | None) -> NewTrainee:
    return NewTrainee(
        number=entrant.number,
        full_name=entrant.full_name,
        resident_id=entrant.resident_id,
        sex=entrant.sex,
        birth_date=entrant.birth_date,
        known=known,
    )


def _admission(entrant: Entrant, person: Person, origin: Origin, now: datetime) -> Admission:
    return Admission(
        person=person,
        site=origin.site,
        number=entrant.number,
        admitted_date=entrant.admitted_date,
        schooling=entrant.schooling,
        language=entrant.language,
        other_language=entrant.other_language,
        is_fit=entrant.is_fit,
        fitness_date=entrant.fitness_date,
        certificates=entrant.certificates,
        forecast_date=entrant.release_date,
        notice_date=entrant.notice_date,
        consent=entrant.consent,
        origin=origin.file,
        client_key=origin.client_key,
        created_at=now,
    )


def _keep_history(rows: Sequence[Admission], *, by: User, now: datetime) -> None:
    """Begin the histories of forecast, fitness and consent."""
    ReleaseForecast.objects.bulk_create(
        ReleaseForecast(admission=row, release_date=row.forecast_date, by=by, at=now) for row in rows
    )
    FitnessStatement.objects.bulk_create(
        first_statement(row, by=by, now=now) for row in rows if row.is_fit is not None
    )
    asked = [row for row in rows if row.notice_date or row.consent != Consent.NOT_ASKED]
    ConsentAnswer.objects.bulk_create(
        ConsentAnswer(admission=row, notice_date=row.notice_date, consent=row.consent, by=by, at=now)
        for row in asked
    )
