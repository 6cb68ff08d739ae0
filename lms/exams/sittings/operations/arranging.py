"""What is arranged in advance for one candidate, and the dated rules of who may be admitted."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.unseen import has_unseen
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import ArrangementRefused, SittingMoved, SittingNotFound, UnusableRule
from lms.exams.papers.operations import checked_reason
from lms.exams.sittings.apart import against_company
from lms.exams.sittings.arrangements import AdmissionRule, Arrangement
from lms.exams.sittings.models import Sitting, SittingCandidate, SittingState
from lms.exams.sittings.occupied import period_of
from lms.exams.sittings.operations.admitting import persons_in_room
from lms.exams.sittings.operations.locking import lock_people_and_room, lock_sitting
from lms.exams.sittings.reasons import room_taken
from lms.exams.sittings.standings import judged_for

# What of an arrangement is chosen, as its columns are called.
ARRANGED = ("extra_minutes", "extra_percent", "is_larger_type", "is_separate_room", "has_reader")


@dataclass(frozen=True, slots=True)
class NewArrangement:
    """What is arranged: more time in minutes or in percent, larger type, a room apart, a reader; and why.

    `instead_of`: what was arranged when somebody looked, by its uuid; None: nothing was.
    """

    extra_minutes: int = 0
    extra_percent: int = 0
    is_larger_type: bool = False
    is_separate_room: bool = False
    has_reader: bool = False
    reason: str = ""
    instead_of: UUID | None = None

    @property
    def values(self) -> dict[str, int | bool]:
        """Return what is kept of it in columns."""
        return {name: getattr(self, name) for name in ARRANGED}

    @property
    def is_nothing(self) -> bool:
        """Return whether nothing is left to arrange."""
        chosen = (self.is_larger_type, self.is_separate_room, self.has_reader)
        return not (self.extra_minutes or self.extra_percent or any(chosen))


def arrange_for_candidate(
    *, candidate: tuple[UUID, UUID], arrangement: NewArrangement, by: User, actor: Actor, now: datetime
) -> Arrangement | None:
    """Arrange something for a candidate, named as (sitting, candidate), in the place of what was arranged before.

    Nothing: what was arranged is taken back. Sent twice it is one arrangement.

    :raises SittingNotFound: when there is none, or no such candidate in it.
    :raises SittingMoved: somebody else arranged something for the candidate since it was looked at.
    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises ArrangementRefused: the sitting was opened, time is added in both ways, room or candidate are not free, or
        a room apart is taken back from somebody whom the site keeps apart from the others.
    """
    why = checked_reason(arrangement.reason, _("Write down why this is arranged."))
    if arrangement.extra_minutes and arrangement.extra_percent:
        raise ArrangementRefused(_("Add time in minutes or in percent, not both."), field="extra_percent")
    sitting_uuid, candidate_uuid = candidate
    with transaction.atomic(durable=True):
        lock_people_and_room(sitting_uuid)
        sitting = lock_sitting(sitting_uuid)
        row = sitting.candidates.filter(uuid=candidate_uuid).select_related("enrolment__person").first()
        if row is None:
            raise SittingNotFound(_("There is no such candidate in this sitting."))
        if sitting.state != SittingState.SCHEDULED:
            raise ArrangementRefused(
                _("The sitting was opened. During it the invigilator gives more time at the console.")
            )
        known = Arrangement.objects.filter(candidate=row).first()
        if arrangement.instead_of != (known.uuid if known else None):
            return _arranged_already(known, arrangement, why)
        was_apart = known is not None and known.is_separate_room
        values = arrangement.values
        Arrangement.objects.filter(candidate=row).delete()
        kept = None
        if not arrangement.is_nothing:
            kept = Arrangement.objects.create(
                candidate=row, **values, reason=why, allowed_by=by, allowed_at=now
            )
        _refuse_overlap(sitting, row)
        if was_apart and not arrangement.is_separate_room:
            _refuse_company(sitting, row, actor=actor)
        if arrangement.is_separate_room and row.seat:
            row.seat = ""
            row.save(update_fields=["seat"])
        audit.record(
            actor=actor,
            action=AuditAction.ARRANGE_FOR_CANDIDATE,
            target=row,
            reason=why,
            after=values,
            now=now,
        )
    return kept


def _arranged_already(known: Arrangement | None, wanted: NewArrangement, why: str) -> Arrangement | None:
    """Return what is arranged where it is what somebody wants, by a form that was sent twice.

    :raises SittingMoved: it is something else.
    """
    is_same = known is not None and known.reason == why and _columns(known) == wanted.values
    if is_same or (known is None and wanted.is_nothing):
        return known
    raise SittingMoved(
        _(
            "Somebody has changed what is arranged for this candidate. Open the page again and look at it first."
        )
    )


def _columns(row: Arrangement) -> dict[str, int | bool]:
    return {name: getattr(row, name) for name in ARRANGED}


def _refuse_overlap(sitting: Sitting, candidate: SittingCandidate) -> None:
    """Refuse time that reaches into what the room or the candidate is planned for next."""
    reasons = room_taken(sitting.room, period_of(sitting), but=sitting.uuid)
    (judged,) = judged_for(sitting, [candidate.enrolment])
    if judged.standing.clash:
        words = _("The candidate sits another examination then: %(title)s.")
        reasons.append(words % {"title": judged.standing.clash})
    if reasons:
        raise ArrangementRefused(_("With this time the examination would last too long."), reasons=reasons)


def _refuse_company(sitting: Sitting, candidate: SittingCandidate, *, actor: Actor) -> None:
    """Refuse to bring somebody into a room with people from whom the site keeps them apart."""
    others = persons_in_room(sitting) - {candidate.enrolment.person_id}
    day = local_date(sitting.opens_at)
    reasons = against_company(others, [candidate.enrolment], sitting.site_id, day, actor=actor)
    if reasons:
        raise ArrangementRefused(_("The room apart cannot be taken back."), reasons=reasons)


@dataclass(frozen=True, slots=True)
class NewRule:
    """Who may be admitted to an examination from a day on, and on what that rests."""

    code: str
    valid_from: date
    basis: dict[str, str]
    resits: int | None = None
    absence_counts: bool = True
    after: str = ""
    after_months: int | None = None


def set_admission_rule(*, rule: NewRule, actor: Actor, now: datetime) -> AdmissionRule:
    """Set the rule of an examination from a day on; the same rule of the same day again changes nothing.

    :raises UnusableRule: it names itself, months of nothing, no basis or an unseen one, or that day has another rule.
    """
    with transaction.atomic(durable=True):
        return keep_admission_rule(rule=rule, actor=actor, now=now)


def keep_admission_rule(*, rule: NewRule, actor: Actor, now: datetime) -> AdmissionRule:
    """Do the same inside the caller's transaction.

    :raises UnusableRule: as above.
    """
    if not rule.basis.get("zh", "").strip():
        raise UnusableRule(_("Write down on what the rule rests."), field="basis_zh")
    for name in ("zh", "en"):
        if has_unseen(rule.basis.get(name, "")):
            raise UnusableRule(_("This text has characters that cannot be seen."), field=f"basis_{name}")
    if rule.after == rule.code or (rule.after_months is not None and not rule.after):
        raise UnusableRule(_("An examination comes after another one, not after itself."), field="after")
    values = {
        "resits": rule.resits,
        "absence_counts": rule.absence_counts,
        "after": rule.after,
        "after_months": rule.after_months,
        "basis_zh": rule.basis["zh"].strip(),
        "basis_en": rule.basis.get("en", "").strip(),
    }
    with transaction.atomic(savepoint=False):
        row, is_new = AdmissionRule.objects.get_or_create(
            code=rule.code, valid_from=rule.valid_from, defaults=values
        )
        if not is_new and any(getattr(row, name) != value for name, value in values.items()):
            words = _("%(code)s: that day has another rule already; a rule is never edited.")
            raise UnusableRule(words % {"code": rule.code}, field="valid_from")
        if is_new:
            action = AuditAction.SET_ADMISSION_RULE
            audit.record(actor=actor, action=action, target=row, after={"code": row.code}, now=now)
    return row
