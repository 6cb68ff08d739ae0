"""Admitting candidates to a sitting, each with a paper of it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.enrolments.api import Enrolment
from lms.exams import eventlog
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import CandidateRefused, SittingNotFound
from lms.exams.papers.models import DrawingPurpose, PaperVersion
from lms.exams.papers.operations import checked_reason
from lms.exams.reserve.models import PaperSheet
from lms.exams.sittings.apart import against_company
from lms.exams.sittings.arrangements import Arrangement, TakenOut
from lms.exams.sittings.models import OVER, Attempt, AttemptState, Sitting, SittingCandidate
from lms.exams.sittings.operations.locking import (
    lock_enrolments_of,
    lock_person_of,
    lock_separate_groups_at,
    lock_sitting,
)
from lms.exams.sittings.reasons import named_against, watched_wrongly
from lms.exams.sittings.room_models import IncidentEvent
from lms.exams.sittings.sharing import Laid, room_left, share_out


def admit_candidates(
    *, sitting_uuid: UUID, enrolment_uuids: Iterable[UUID], actor: Actor, now: datetime
) -> list[SittingCandidate]:
    """Admit enrolments to a sitting and build their attempts; who is in already keeps number and attempt.

    :raises SittingNotFound: when there is none.
    :raises CandidateRefused: naming who cannot be admitted and why; then nobody is.
    """
    wanted = list(dict.fromkeys(enrolment_uuids))
    with transaction.atomic(durable=True):
        rows = Enrolment.objects.filter(uuid__in=wanted)
        lock_enrolments_of(rows.values("person"))
        enrolments = list(rows.select_related("person").order_by("person__sort_name", "pk"))
        lock_separate_groups_at(sitting_uuid)
        sitting = lock_sitting(sitting_uuid)
        present = {row.enrolment_id: row for row in sitting.candidates.all()}
        fresh = [row for row in enrolments if row.pk not in present]
        papers = list(sitting.papers.defer("content").select_related("drawing").order_by("laid__position"))
        given = share_out(laid_of(papers), _taken(sitting), len(fresh))
        company = against_company(
            persons_in_room(sitting), fresh, sitting.site_id, local_date(sitting.opens_at), actor=actor
        )
        _refuse_candidates(sitting, fresh, company, unknown=len(wanted) - len(enrolments), papers=papers)
        by_pk = {paper.pk: paper for paper in papers}
        first = _last_number(sitting) + 1
        for place, (enrolment, paper) in enumerate(zip(fresh, given, strict=True), start=first):
            row = SittingCandidate(sitting=sitting, enrolment=enrolment, number=place, admitted_at=now)
            present[enrolment.pk] = _admit(row, by_pk[paper], actor=actor, now=now)
    return [present[row.pk] for row in enrolments]


def _last_number(sitting: Sitting) -> int:
    """Return the highest number given so far, also to whom was taken out.

    Their slip and their sealed booklet still bear it: no two people of a sitting ever have the same.
    """
    given = (sitting.candidates, sitting.taken_out)
    return max(rows.aggregate(last=Max("number"))["last"] or 0 for rows in given)


def laid_of(papers: Iterable[PaperVersion]) -> list[Laid]:
    """Return papers as the rule reads them."""
    own = DrawingPurpose.INDIVIDUAL
    return [Laid(paper.pk, paper.drawing is not None and paper.drawing.purpose == own) for paper in papers]


def _taken(sitting: Sitting) -> Counter[int]:
    return Counter(Attempt.objects.filter(candidate__sitting=sitting).values_list("paper_id", flat=True))


def _admit(row: SittingCandidate, paper: PaperVersion, *, actor: Actor, now: datetime) -> SittingCandidate:
    row.save()
    # The order of items differs from seat to seat and can be found again from the row alone.
    seed = eventlog.sha256([str(row.uuid), paper.seed])
    Attempt.objects.create(candidate=row, paper=paper, shuffle_seed=seed)
    audit.record(actor=actor, action=AuditAction.ADMIT_CANDIDATE, target=row, now=now)
    return row


def _refuse_candidates(
    sitting: Sitting,
    fresh: list[Enrolment],
    company: list[str],
    *,
    unknown: int,
    papers: list[PaperVersion],
) -> None:
    taken = sitting.candidates.count()
    reasons = [_("%(count)d of the enrolments do not exist.") % {"count": unknown}] if unknown else []
    if fresh and sitting.state in OVER:
        reasons.append(_("It is %(state)s.") % {"state": sitting.get_state_display()})
    if taken + len(fresh) > sitting.room.seats:
        words = _("The room has %(seats)d seats, %(wanted)d are wanted.")
        reasons.append(words % {"seats": sitting.room.seats, "wanted": taken + len(fresh)})
    left = room_left(laid_of(papers), _taken(sitting))
    if left is not None and left < len(fresh):
        words = _("Papers of one's own are left for %(left)d candidates, %(wanted)d are wanted.")
        reasons.append(words % {"left": left, "wanted": len(fresh)})
    reasons += named_against(sitting, fresh) + company
    reasons += watched_wrongly(sitting.invigilators.order_by("pk"), fresh)
    reasons += [
        _("%(name)s: chosen twice, by two enrolments") % {"name": name} for name in chosen_twice(fresh)
    ]
    if reasons:
        raise CandidateRefused(_("Not everybody can be admitted."), reasons=reasons)


def persons_in_room(sitting: Sitting) -> set[int]:
    """Return the persons who are admitted to a sitting and sit in its room, not in one apart."""
    rows = sitting.candidates.exclude(arrangement__is_separate_room=True)
    return set(rows.values_list("enrolment__person_id", flat=True))


def chosen_twice(enrolments: Iterable[Enrolment]) -> list[str]:
    """Return the names of persons who are there by more than one enrolment."""
    counts = Counter((row.person_id, row.person.full_name) for row in enrolments)
    return [name for (_pk, name), count in counts.items() if count > 1]


def take_out_candidate(
    *, candidate_uuid: UUID, sitting_uuid: UUID, reason: str, actor: Actor, now: datetime
) -> TakenOut:
    """Take a candidate out of a sitting who has not started; a row keeps who it was and why.

    :raises SittingNotFound: when there is none, or no such candidate in it.
    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises CandidateRefused: the sitting is over, the candidate has started, or an incident names them.
    """
    why = checked_reason(reason, _("Write down why the candidate is taken out."))
    with transaction.atomic(durable=True):
        lock_person_of(SittingCandidate.objects.filter(uuid=candidate_uuid))
        sitting = lock_sitting(sitting_uuid)
        row = sitting.candidates.filter(uuid=candidate_uuid).select_related("enrolment").first()
        if row is None:
            raise SittingNotFound(_("There is no such candidate in this sitting."))
        return take_out_locked(sitting, row, why, actor=actor, now=now)


def take_out_locked(
    sitting: Sitting, row: SittingCandidate, why: str, *, actor: Actor, now: datetime
) -> TakenOut:
    """Take a candidate of a locked sitting, whose enrolment is locked too, out: a building block for a transaction.

    :raises CandidateRefused: as above.
    """
    with transaction.atomic(savepoint=False):
        attempts = list(row.attempts.select_for_update(of=("self",)))
        if sitting.state in OVER or any(one.state != AttemptState.PREPARED for one in attempts):
            raise CandidateRefused(_("This candidate has started, or the sitting is over."))
        _refuse_noted(attempts)
        kept = TakenOut.objects.create(
            sitting=sitting,
            enrolment=row.enrolment,
            number=row.number,
            reason=why,
            at=now,
            actor_uuid=actor.user_uuid,
        )
        action = AuditAction.TAKE_OUT_CANDIDATE
        audit.record(actor=actor, action=action, target=kept, reason=why, now=now)
        Arrangement.objects.filter(candidate=row).delete()
        row.attempts.all().delete()
        row.delete()
    return kept


def _refuse_noted(attempts: list[Attempt]) -> None:
    """Refuse to take away an attempt that an incident names: that log only grows."""
    if PaperSheet.objects.filter(attempt__in=attempts).exists():
        raise CandidateRefused(_("This candidate was on the list of those who went on on paper, and stays."))
    noted = IncidentEvent.objects.filter(attempt__in=attempts).order_by("pk")
    if noted:
        said = _(
            "What was noted about this candidate in the room stays, and so does the candidate. "
            "Who does not start is kept as one who did not appear."
        )
        raise CandidateRefused(said, reasons=[row.get_category_display() for row in noted])
