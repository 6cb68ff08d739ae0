"""The officer's preparation: place and time, candidates, the panel, conflicts of interest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from lms.accounts.api import Person, User
from lms.core import audit
from lms.core.actor import Actor
from lms.enrolments.api import Enrolment, lock_enrolments
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import PracticalNotFound, PracticalRefused, UnusablePractical
from lms.exams.practical.admission import named_against
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
from lms.exams.practical.operations.locking import (
    lock_candidate,
    lock_examination,
    move,
    refuse_conflicts,
    require_assessor,
    require_state,
)
from lms.exams.sittings.rules import sha256
from lms.organisations.api import Room


@dataclass(frozen=True, slots=True)
class NewPractical:
    """A practical examination as an officer plans it."""

    scheme: PracticalScheme
    room: Room
    starts_at: datetime
    client_key: UUID


def schedule_practical(*, new: NewPractical, actor: Actor, now: datetime) -> PracticalExamination:
    """Plan a practical examination; the same key again returns the one that is there.

    :raises UnusablePractical: the same key came with another plan.
    """
    with transaction.atomic(durable=True):
        row, created = PracticalExamination.objects.get_or_create(
            client_key=new.client_key,
            defaults={
                "scheme": new.scheme,
                "site_id": new.room.site_id,
                "room": new.room,
                "starts_at": new.starts_at,
                "seed": sha256([str(new.client_key), now.isoformat()]),
            },
        )
        if created:
            audit.record(actor=actor, action=AuditAction.SCHEDULE_PRACTICAL, target=row, now=now)
        elif (row.scheme_id, row.room_id, row.starts_at) != (new.scheme.pk, new.room.pk, new.starts_at):
            raise UnusablePractical(_("This form was sent before with other values. Open it again."))
    return row


def cancel_practical(*, examination_uuid: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Cancel an examination that was not opened.

    :raises UnusablePractical: no reason.
    :raises PracticalNotFound: when there is none.
    :raises PracticalRefused: it was opened.
    """
    if not reason.strip():
        raise UnusablePractical(_("Write down the reason."), field="reason")
    with transaction.atomic(durable=True):
        row = lock_examination(examination_uuid)
        move(row, "cancel", [])
        row.save(update_fields=["state"])
        action = AuditAction.CANCEL_PRACTICAL
        audit.record(actor=actor, action=action, target=row, reason=reason.strip()[:500], now=now)


def admit_to_practical(
    *, examination_uuid: UUID, enrolment_uuids: Iterable[UUID], actor: Actor, now: datetime
) -> list[PracticalCandidate]:
    """Admit enrolments; who is in already keeps the number.

    :raises PracticalNotFound: when there is none.
    :raises PracticalRefused: naming who cannot be admitted and why; then nobody is.
    :raises ConflictRefused: an assessor of the panel may not mark one of them.
    """
    wanted = list(dict.fromkeys(enrolment_uuids))
    with transaction.atomic(durable=True):
        rows = Enrolment.objects.filter(uuid__in=wanted).select_related("person", "version__programme")
        enrolments = list(rows.order_by("person__sort_name", "pk"))
        lock_enrolments(row.pk for row in enrolments)
        examination = lock_examination(examination_uuid)
        require_state(examination, PracticalState.SCHEDULED)
        present = set(examination.candidates.values_list("enrolment_id", flat=True))
        fresh = [row for row in enrolments if row.pk not in present]
        _refuse_candidates(examination, fresh)
        for member in examination.panel.select_related("assessor"):
            refuse_conflicts(member.assessor, fresh)
        number = examination.candidates.aggregate(last=Max("number"))["last"] or 0
        for place, enrolment in enumerate(fresh, start=number + 1):
            row = PracticalCandidate.objects.create(
                examination=examination, enrolment=enrolment, number=place, admitted_at=now
            )
            audit.record(actor=actor, action=AuditAction.ADMIT_TO_PRACTICAL, target=row, now=now)
        return list(examination.candidates.filter(enrolment__in=enrolments))


def _refuse_candidates(examination: PracticalExamination, fresh: list[Enrolment]) -> None:
    reasons = named_against(examination, fresh)
    if reasons:
        raise PracticalRefused(_("Not everybody can be admitted."), reasons=reasons)


def take_out_of_practical(*, candidate_uuid: UUID, actor: Actor, now: datetime) -> None:
    """Take a candidate out of an examination that was not opened; the numbers of the others stay.

    :raises PracticalNotFound: when there is none, or somebody took the candidate out meanwhile.
    :raises PracticalRefused: it was opened.
    """
    with transaction.atomic(durable=True):
        candidate = lock_candidate(candidate_uuid)
        require_state(candidate.examination, PracticalState.SCHEDULED)
        action = AuditAction.TAKE_OUT_OF_PRACTICAL
        audit.record(actor=actor, action=action, target=candidate, before={"number": str(candidate)}, now=now)
        candidate.delete()


def name_assessor(*, examination_uuid: UUID, assessor: User, actor: Actor, now: datetime) -> PanelMember:
    """Put an assessor on the panel; again changes nothing.

    :raises PracticalNotFound: when there is none.
    :raises PracticalRefused: it was opened, or this is no assessor of the site.
    :raises ConflictRefused: naming the candidates whom this assessor may not mark.
    """
    with transaction.atomic(durable=True):
        examination = lock_examination(examination_uuid)
        require_state(examination, PracticalState.SCHEDULED)
        require_assessor(examination, assessor)
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

    :raises UnusablePractical: no reason.
    """
    if not reason.strip():
        raise UnusablePractical(_("Write down the reason."), field="reason")
    with transaction.atomic(durable=True):
        members = PanelMember.objects.select_for_update(of=("self",)).filter(assessor=assessor)
        list(members.order_by("pk").values_list("pk", flat=True))
        row, created = ConflictOfInterest.objects.get_or_create(
            assessor=assessor,
            person=person,
            defaults={
                "reason": reason.strip()[:300],
                "declared_by": actor.user_uuid,
                "declared_at": now,
            },
        )
        theirs = Q(member__assessor=assessor, candidate__enrolment__person=person)
        MarkSheet.objects.filter(theirs, state=SheetState.OPEN).update(state=SheetState.SET_ASIDE)
        if created:
            action = AuditAction.DECLARE_CONFLICT
            audit.record(actor=actor, action=action, target=row, reason=row.reason, now=now)
    return row
