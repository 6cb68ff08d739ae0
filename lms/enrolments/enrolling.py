"""How an enrolment begins, or goes on after a withdrawal. Lock order: person, enrolments, audit chain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeVersion, VersionState
from lms.accounts.api import Person
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.beginnings import begin
from lms.enrolments.changing.models import Resumption, ResumptionReason
from lms.enrolments.changing.operations.resuming import Going, TakeUp, resume
from lms.enrolments.changing.queries import on_programme
from lms.enrolments.entry.checking import Judged, judged, refuse_entry
from lms.enrolments.entry.models import EligibilityBasis, Ground
from lms.enrolments.errors import AlreadyEnrolled, ClientKeyReused, EnrolmentEnded, EnrolmentRefused
from lms.enrolments.models import Enrolment, EnrolmentState
from lms.enrolments.operations import lock_people
from lms.organisations.api import School, is_paired


@dataclass(frozen=True, slots=True)
class Eligibility:
    """On what an enrolment rests: the day of the examination (None: not fixed yet), the ground and its proof."""

    exam_date: date | None = None
    ground: str = Ground.ENTRY
    proof: str = ""


@dataclass(frozen=True, slots=True)
class NewEnrolment:
    """Who enrols on what at which school; `client_key` makes a repeated request harmless."""

    person: Person
    version: ProgrammeVersion
    school: School
    client_key: UUID
    eligibility: Eligibility = Eligibility()


def enrol_trainee(*, enrolment: NewEnrolment, actor: Actor, now: datetime) -> Enrolment:
    """Enrol a person on a programme version; the same request with the same client key returns the same row.

    Whoever was withdrawn from it goes on with that very enrolment, whatever was done in it, at this school and on this
    version: nothing is begun anew, and no second row is made.

    :raises ClientKeyReused: the key came before with another person or version.
    :raises EnrolmentEnded: the key came before, and what it began was withdrawn since.
    :raises EnrolmentRefused: the version is no published one, the school does not teach at the site today, the person
        is at another site by now, or age, schooling or fitness are against it; the reasons end with the nearest
        programme that is possible.
    :raises AlreadyEnrolled: the person is on this version.
    """
    with transaction.atomic(durable=True):
        return enrol_person(enrolment=enrolment, actor=actor, now=now)


def enrol_person(*, enrolment: NewEnrolment, actor: Actor, now: datetime) -> Enrolment:
    """Enrol as above: a building block inside the caller's transaction."""
    with transaction.atomic(savepoint=False):
        sites = lock_people([enrolment.person.pk])
        known = _known_by(enrolment.client_key)
        if known is not None:
            return _same_request(*known, enrolment)
        _refuse_moved(enrolment.person, sites)
        _refuse_enrolment(enrolment, now=now)
        stands = on_programme([enrolment.person], enrolment.version)
        if enrolment.person.pk in stands.there:
            raise AlreadyEnrolled(_("This person is already enrolled on the programme."))
        facts = judged(
            enrolment.person, enrolment.version, exam=enrolment.eligibility.exam_date, today=local_date(now)
        )
        refuse_entry(facts)
        former = stands.former.get(enrolment.person.pk)
        if former is not None:
            return _go_on(former, enrolment, facts, actor=actor, now=now)
        row = Enrolment.objects.create(
            person=enrolment.person,
            version=enrolment.version,
            school=enrolment.school,
            site_id=enrolment.person.site_id,
            enrolled_at=now,
            client_key=enrolment.client_key,
        )
        _keep_basis(row, enrolment, facts, now=now)
        begin(row, actor=actor, now=now)
        row.refresh_from_db(fields=["state", "completed_at"])  # lessons learnt before may have completed it
        audit.record(actor=actor, action=AuditAction.ENROL_TRAINEE, target=row, now=now)
    return row


def _go_on(
    former: Enrolment, wanted: NewEnrolment, facts: Judged, *, actor: Actor, now: datetime
) -> Enrolment:
    order = TakeUp(ResumptionReason.BACK, wanted.client_key)
    going = Going(wanted.version, wanted.school, wanted.person.site)
    made = resume(former, order, going, actor=actor, now=now)
    _keep_basis(former, wanted, facts, resumption=made, now=now)
    return former


def _keep_basis(
    row: Enrolment,
    wanted: NewEnrolment,
    facts: Judged,
    *,
    resumption: Resumption | None = None,
    now: datetime,
) -> None:
    basis = facts.as_columns()
    basis |= {"ground": wanted.eligibility.ground, "proof": wanted.eligibility.proof.strip()}
    EligibilityBasis.objects.create(enrolment=row, resumption=resumption, at=now, **basis)


def _known_by(key: UUID) -> tuple[Enrolment, int] | None:
    """Return the enrolment that a request began or took up again, and the version that it asked for."""
    row = Enrolment.objects.filter(client_key=key).first()
    if row is not None:
        later = row.moves.first()
    else:
        made = Resumption.objects.filter(client_key=key).select_related("withdrawal__enrolment").first()
        if made is None:
            return None
        row = made.withdrawal.enrolment
        later = row.moves.filter(moved_at__gte=made.at).exclude(client_key=key).first()
    return row, row.version_id if later is None else later.from_version_id


def _same_request(known: Enrolment, asked: int, wanted: NewEnrolment) -> Enrolment:
    if (known.person_id, asked) != (wanted.person.pk, wanted.version.pk):
        raise ClientKeyReused(_("This request was sent before with other contents. Reload the page."))
    if known.state == EnrolmentState.WITHDRAWN:
        raise EnrolmentEnded(
            _(
                "Enrolled by this very request before, and withdrawn since. Choose the person in the list anew."
            )
        )
    return known


def _refuse_moved(person: Person, sites: Mapping[int, int]) -> None:
    """Refuse somebody who was read at one site and is at another by now: what was shown does not hold there."""
    if sites[person.pk] != person.site_id:
        words = _("This person has been moved to another training site meanwhile.")
        raise EnrolmentRefused(_("The enrolment is not possible."), reasons=[words])


def _refuse_enrolment(wanted: NewEnrolment, *, now: datetime) -> None:
    reasons = []
    if wanted.version.state != VersionState.PUBLISHED:
        reasons.append(_("This version of the programme is not published."))
    if not is_paired(school=wanted.school, site=wanted.person.site, day=local_date(now)):
        reasons.append(_("The school does not teach at this site today. Check the pairing."))
    if reasons:
        raise EnrolmentRefused(_("The enrolment is not possible."), reasons=reasons)
