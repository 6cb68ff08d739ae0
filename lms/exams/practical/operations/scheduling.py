"""The officer's preparation: place and time, candidates, the panel, conflicts of interest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import Person, User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.enrolments.api import Enrolment
from lms.exams.audit_actions import AuditAction
from lms.exams.eventlog import sha256
from lms.exams.papers.operations import checked_reason
from lms.exams.practical.admission import named_against
from lms.exams.practical.errors import PracticalNotFound, PracticalRefused, UnusablePractical
from lms.exams.practical.models import (
    ConflictOfInterest,
    MarkSheet,
    PanelMember,
    PracticalCandidate,
    PracticalExamination,
    PracticalScheme,
    PracticalState,
    SheetState,
)
from lms.exams.practical.occupied import period_of
from lms.exams.practical.operations.locking import (
    lock_assessors,
    lock_examination,
    lock_separate_groups_of,
    move,
    refuse_busy,
    refuse_conflicts,
    require_assessor,
    require_state,
)
from lms.exams.sittings.apart import against_company
from lms.exams.sittings.operations.admitting import chosen_twice
from lms.exams.sittings.operations.locking import lock_enrolments_of, lock_rooms
from lms.exams.sittings.reasons import room_taken
from lms.organisations.api import Room

WHY = gettext_lazy("Write down the reason, in two to 300 characters.")


@dataclass(frozen=True, slots=True)
class NewPractical:
    """A practical examination as an officer plans it."""

    scheme: PracticalScheme
    room: Room
    starts_at: datetime
    client_key: UUID


def schedule_practical(*, new: NewPractical, actor: Actor, now: datetime) -> PracticalExamination:
    """Plan a practical examination; the same key again returns the one that is there.

    :raises UnusablePractical: the same key came with another plan, or its time is over already.
    :raises PracticalRefused: the room is taken then.
    """
    with transaction.atomic(durable=True):
        lock_rooms([new.room.pk])
        known = PracticalExamination.objects.filter(client_key=new.client_key).first()
        if known is not None:
            return _same(known, new)
        row = PracticalExamination(
            client_key=new.client_key,
            scheme=new.scheme,
            site_id=new.room.site_id,
            room=new.room,
            starts_at=new.starts_at,
            seed=sha256([str(new.client_key), now.isoformat()]),
        )
        if period_of(row)[1] <= now:
            raise UnusablePractical(_("This time is over already."), field="starts_at")
        taken = room_taken(new.room, period_of(row))
        if taken:
            raise PracticalRefused(_("This room and time cannot be."), reasons=taken)
        row.save()
        audit.record(actor=actor, action=AuditAction.SCHEDULE_PRACTICAL, target=row, now=now)
    return row


def _same(known: PracticalExamination, new: NewPractical) -> PracticalExamination:
    if (known.scheme_id, known.room_id, known.starts_at) != (new.scheme.pk, new.room.pk, new.starts_at):
        raise UnusablePractical(_("This form was sent before with other values. Open it again."))
    return known


def cancel_practical(*, examination_uuid: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Cancel an examination that was not opened.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises PracticalNotFound: when there is none.
    :raises PracticalRefused: it was opened.
    """
    why = checked_reason(reason, WHY)
    with transaction.atomic(durable=True):
        row = lock_examination(examination_uuid)
        move(row, "cancel", [])
        row.save(update_fields=["state"])
        action = AuditAction.CANCEL_PRACTICAL
        audit.record(actor=actor, action=action, target=row, reason=why, now=now)


def admit_to_practical(
    *, examination_uuid: UUID, enrolment_uuids: Iterable[UUID], actor: Actor, now: datetime
) -> list[PracticalCandidate]:
    """Admit enrolments; who is in already keeps the number.

    :raises PracticalNotFound: when there is none.
    :raises PracticalRefused: naming who cannot be admitted and why, or the room is too small; then nobody is.
    :raises ConflictRefused: an assessor of the panel may not mark one of them.
    """
    wanted = list(dict.fromkeys(enrolment_uuids))
    with transaction.atomic(durable=True):
        rows = Enrolment.objects.filter(uuid__in=wanted).select_related("person", "version__programme")
        lock_enrolments_of(rows.values("person"))
        enrolments = list(rows.order_by("person__sort_name", "pk"))
        lock_separate_groups_of(examination_uuid)
        examination = lock_examination(examination_uuid)
        require_state(examination, PracticalState.SCHEDULED)
        present = set(examination.candidates.values_list("enrolment_id", flat=True))
        fresh = [row for row in enrolments if row.pk not in present]
        there = set(examination.candidates.values_list("enrolment__person_id", flat=True))
        day = local_date(examination.starts_at)
        company = against_company(there, fresh, examination.site_id, day, actor=actor)
        _refuse_candidates(examination, fresh, company)
        for member in examination.panel.select_related("assessor"):
            refuse_conflicts(member.assessor, fresh)
        number = examination.candidates.aggregate(last=Max("number"))["last"] or 0
        for place, enrolment in enumerate(fresh, start=number + 1):
            row = PracticalCandidate.objects.create(
                examination=examination, enrolment=enrolment, number=place, admitted_at=now
            )
            audit.record(actor=actor, action=AuditAction.ADMIT_TO_PRACTICAL, target=row, now=now)
        return list(examination.candidates.filter(enrolment__in=enrolments))


def _refuse_candidates(examination: PracticalExamination, fresh: list[Enrolment], company: list[str]) -> None:
    reasons = []
    wanted = examination.candidates.values("enrolment").distinct().count() + len(fresh)
    if wanted > examination.room.seats:
        words = _("The room has %(seats)d seats, %(wanted)d are wanted.")
        reasons.append(words % {"seats": examination.room.seats, "wanted": wanted})
    reasons += named_against(examination, fresh) + company
    reasons += [
        _("%(name)s: chosen twice, by two enrolments") % {"name": name} for name in chosen_twice(fresh)
    ]
    if reasons:
        raise PracticalRefused(_("Not everybody can be admitted."), reasons=reasons)


def name_assessor(*, examination_uuid: UUID, assessor: User, actor: Actor, now: datetime) -> PanelMember:
    """Put an assessor on the panel; again changes nothing.

    :raises PracticalNotFound: when there is none.
    :raises PracticalRefused: it was opened, this is no assessor of the site, or one who works elsewhere then.
    :raises ConflictRefused: naming the candidates whom this assessor may not mark.
    """
    with transaction.atomic(durable=True):
        examination = lock_examination(examination_uuid)
        require_state(examination, PracticalState.SCHEDULED)
        lock_assessors([assessor.pk])
        require_assessor(examination, assessor)
        refuse_busy(examination, assessor)
        candidates = examination.candidates.select_related("enrolment__person")
        refuse_conflicts(assessor, [row.enrolment for row in candidates])
        row, created = PanelMember.objects.get_or_create(examination=examination, assessor=assessor)
        if created:
            audit.record(actor=actor, action=AuditAction.NAME_ASSESSOR, target=row, now=now)
    return row


def remove_assessor(*, examination_uuid: UUID, member_uuid: UUID, actor: Actor, now: datetime) -> None:
    """Take an assessor off the panel of an examination that was not opened.

    :raises PracticalNotFound: when there is none, or nobody of that name on its panel.
    :raises PracticalRefused: it was opened.
    """
    with transaction.atomic(durable=True):
        examination = lock_examination(examination_uuid)
        member = examination.panel.filter(uuid=member_uuid).first()
        if member is None:
            raise PracticalNotFound(_("This assessor is not on the panel, or was taken off meanwhile."))
        require_state(examination, PracticalState.SCHEDULED)
        audit.record(actor=actor, action=AuditAction.REMOVE_ASSESSOR, target=member, now=now)
        member.delete()


def declare_conflict(
    *, assessor: User, person: Person, reason: str, actor: Actor, now: datetime
) -> ConflictOfInterest:
    """Write down that an assessor may not mark a person; sheets of theirs that are open are set aside.

    What was signed before stays: undoing it is a decision about a result, not a declaration. Again changes nothing.

    :raises ReasonMissing: too short a reason to be one, or too long.
    """
    why = checked_reason(reason, WHY)
    with transaction.atomic(durable=True):
        lock_assessors([assessor.pk])
        members = PanelMember.objects.select_for_update(of=("self",)).filter(assessor=assessor)
        list(members.order_by("pk").values_list("pk", flat=True))
        known = ConflictOfInterest.objects.filter(assessor=assessor, person=person, taken_back=None).first()
        row = known or ConflictOfInterest.objects.create(
            assessor=assessor,
            person=person,
            reason=why,
            declared_by=actor.user_uuid,
            declared_at=now,
        )
        theirs = Q(member__assessor=assessor, candidate__enrolment__person=person)
        MarkSheet.objects.filter(theirs, state=SheetState.OPEN).update(state=SheetState.SET_ASIDE)
        if known is None:
            action = AuditAction.DECLARE_CONFLICT
            audit.record(actor=actor, action=action, target=row, reason=row.reason, now=now)
    return row
