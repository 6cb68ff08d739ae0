"""Acts of invigilators on one candidate or on everybody: done at once, or when a second person agrees.

One act has one client key, whoever it is for; it writes its rows per attempt. Lock order: sitting, attempts by key.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import (
    ActNotFound,
    ActRefused,
    AttemptNotFound,
    GivenLately,
    SecondPersonOfRoom,
    UnusableAct,
)
from lms.exams.papers.operations import checked_reason
from lms.exams.sittings import room_rules, rules
from lms.exams.sittings.errors import EvidenceOutdated
from lms.exams.sittings.given_lately import Given, given_lately, keep_beside, lately_beside
from lms.exams.sittings.models import Attempt, Sitting, SittingState, TimeKind
from lms.exams.sittings.operations.incidents import KEY_USED
from lms.exams.sittings.operations.locking import lock_sitting
from lms.exams.sittings.operations.timing import apply_act
from lms.exams.sittings.paper_state import sheets_open_in
from lms.exams.sittings.people import when_by_whom
from lms.exams.sittings.room_models import ActKind, ActState, RoomAct
from lms.exams.sittings.room_rules import changes_room
from lms.exams.sittings.seen_evidence import stand_of
from lms.exams.sittings.standing_clock import is_paused, waiting_outage

# What leaves nobody for whom it could be done a second time.
_ONCE = (ActKind.PAUSE, ActKind.RESUME, ActKind.FORCE, ActKind.REOPEN, ActKind.VOID)
WITH_BOX = gettext_lazy(
    "Minutes were given or asked for a moment ago. If yours come on top of them, tick the box and send it again."
)
AGAIN = gettext_lazy(
    "Minutes were given or asked for in this room meanwhile. Read by whom and how many, then decide once more."
)
WHY = gettext_lazy("Write down the reason, in two to 300 characters.")


@dataclass(frozen=True, slots=True)
class NewAct:
    """What an invigilator does, why, and to whom: without an attempt to all. The same key again is the same act.

    `told` names what others gave a moment ago, as it stood on the page: the minutes are meant on top of that.
    """

    sitting_uuid: UUID
    kind: ActKind
    reason: str
    client_key: UUID
    attempt_uuid: UUID | None = None
    minutes: int = 0
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActDecision:
    """What a second person, or for an outage the first one, says to an act that waits; `told` as with a new act.

    `seen`: the token of what a page showed of held answers (`stand_of`); None where it was decided without one.
    """

    sitting_uuid: UUID
    act_uuid: UUID
    approve: bool
    reason: str
    told: tuple[str, ...] = ()
    seen: str | None = None


def do_act(*, act: NewAct, actor: Actor, now: datetime) -> RoomAct:
    """Do an act, or ask for it where a second person must agree; the same client key again changes nothing.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises UnusableAct: minutes out of range, or for everybody what is for one candidate only.
    :raises SittingNotFound: when there is none.
    :raises AttemptNotFound: the candidate is not in this room.
    :raises ActRefused: nobody is in a state for it, the same was asked for before, or the key is that of another act.
    :raises GivenLately: somebody else gave them minutes a moment ago, and nobody said that these come on top.
    """
    _refuse_unusable(act)
    why = checked_reason(act.reason, WHY)
    with transaction.atomic(durable=True):
        sitting = lock_sitting(act.sitting_uuid)
        known = RoomAct.objects.filter(client_key=act.client_key).first()
        if known is not None:
            _refuse_reused(known, act)
            return known
        targets = _targets(sitting, act.kind, act.attempt_uuid)
        row = _row(sitting, act, targets, actor=actor, now=now)
        row.reason = why
        if act.kind == ActKind.EXTRA:
            lately = given_lately(targets, by=actor.user_uuid, now=now)
            _refuse_twice(lately, act.told, WITH_BOX)
            keep_beside(row, lately)
        if row.state == ActState.WAITING:
            _refuse_asked(row)
        row.save()
        if row.state == ActState.WAITING:
            after = {"kind": row.kind, "minutes": row.minutes, "beside": row.beside_minutes}
            audit.record(
                actor=actor,
                action=AuditAction.ASK_FOR_ACT,
                target=row,
                reason=row.reason,
                after=after,
                now=now,
            )
        else:
            apply_act(row, targets, actor=actor, now=now)
    return row


def decide_act(*, decision: ActDecision, actor: Actor, now: datetime) -> RoomAct:
    """Agree to an act that waits, which does it, or refuse it; decided before, it stays as it is.

    :raises SittingNotFound: when there is none.
    :raises ActNotFound: there is no such act in this room.
    :raises SecondPersonOfRoom: who asked for it cannot agree to it, but may take it back.
    :raises ReasonMissing: an outage is decided without a reason, or what is written is too short or too long.
    :raises ActRefused: the candidate is not in a state for it any more.
    :raises GivenLately: somebody gave them minutes of which who agrees was not told.
    :raises EvidenceOutdated: somebody decided on the same held answers since the page was drawn.
    """
    with transaction.atomic(durable=True):
        sitting = lock_sitting(decision.sitting_uuid)
        row = RoomAct.objects.filter(uuid=decision.act_uuid, sitting=sitting).first()
        if row is None:
            raise ActNotFound(_("There is no such request in this room."))
        if row.state != ActState.WAITING:
            return row
        _refuse_own(row, decision, actor)
        if decision.approve:
            _refuse_unseen(row, decision)
            lately = lately_beside(row, by=actor.user_uuid, now=now)
            _refuse_twice(lately, decision.told, AGAIN)
            keep_beside(row, lately)
        must_say_why = row.kind == ActKind.OUTAGE or decision.reason.strip()
        why = checked_reason(decision.reason, WHY) if must_say_why else ""
        row.state = ActState.DONE if decision.approve else ActState.REFUSED
        row.decided_by, row.decided_at = actor.user_uuid, now
        row.decision_reason = why
        row.reason = row.reason or row.decision_reason
        row.save()
        if decision.approve:
            attempt_uuid = row.attempt.uuid if row.attempt else None
            apply_act(row, _targets(sitting, ActKind(row.kind), attempt_uuid), actor=actor, now=now)
        else:
            audit.record(
                actor=actor, action=AuditAction.REFUSE_ACT, target=row, reason=row.decision_reason, now=now
            )
    return row


def _refuse_unusable(act: NewAct) -> None:
    is_for_all = act.attempt_uuid is None
    reasons = room_rules.reasons_against_act(act.kind, minutes=act.minutes, is_for_all=is_for_all)
    words = {
        "minutes_out_of_range": (_("Give between 1 and 120 minutes."), "minutes"),
        "one_candidate_only": (_("This is done to one candidate at a time."), None),
    }
    # An outage is proposed by the server, and held answers are spoken of by `decide_evidence`.
    if reasons or act.kind == ActKind.OUTAGE or room_rules.is_about_evidence(act.kind):
        message, field = words[reasons[0] if reasons else "one_candidate_only"]
        raise UnusableAct(message, field=field)


def _refuse_reused(known: RoomAct, act: NewAct) -> None:
    """Refuse a key that named something else: whoever asked would be told that it was done."""
    done = (
        known.sitting.uuid,
        known.kind,
        known.attempt.uuid if known.attempt else None,
        known.minutes,
    )
    if done != (act.sitting_uuid, act.kind, act.attempt_uuid, act.minutes):
        raise ActRefused(str(KEY_USED))


def _refuse_twice(lately: list[Given], told: tuple[str, ...], words: object) -> None:
    """Have it said that minutes come on top of those that somebody else gave for the same, of each before they do."""
    if not {one.uuid for one in lately} <= set(told):
        raise GivenLately(str(words), field="told", reasons=[one.words for one in lately])


def _refuse_asked(row: RoomAct) -> None:
    asked = RoomAct.objects.filter(
        sitting=row.sitting, attempt=row.attempt, kind=row.kind, state=ActState.WAITING
    ).first()
    if asked is not None:
        words = _("%(name)s asked for the same at %(time)s; it waits for a second person.")
        raise ActRefused(words % when_by_whom(asked.asked_at, asked.asked_by))


def _refuse_own(row: RoomAct, decision: ActDecision, actor: Actor) -> None:
    if decision.approve and (actor.user_uuid is None or actor.user_uuid == row.asked_by):
        raise SecondPersonOfRoom(_("Somebody else than who asked for it has to agree."))


def _refuse_unseen(row: RoomAct, decision: ActDecision) -> None:
    """Nobody agrees to a decision on held answers over the word of a third person that the page had not shown."""
    if row.attempt is None or not room_rules.is_about_evidence(row.kind):
        return
    stand = stand_of(row.attempt)
    if decision.seen not in (None, stand.token):
        again = _("Nothing was done now. Look at what it would change now, then decide.")
        raise EvidenceOutdated(f"{stand.happened} {again}")


def _row(sitting: Sitting, act: NewAct, targets: list[Attempt], *, actor: Actor, now: datetime) -> RoomAct:
    given = max(map(_minutes_given, targets), default=0)
    needs_second = room_rules.needs_second_person(act.kind, minutes=act.minutes, given_before=given)
    return RoomAct(
        sitting=sitting,
        attempt=targets[0] if act.attempt_uuid else None,
        kind=act.kind,
        state=ActState.WAITING if needs_second else ActState.DONE,
        needs_second=needs_second,
        minutes=act.minutes,
        client_key=act.client_key,
        asked_by=actor.user_uuid,
        asked_at=now,
        decided_at=None if needs_second else now,
    )


def _minutes_given(attempt: Attempt) -> int:
    gifts = (event.seconds for event in attempt.time_events.all() if event.kind == TimeKind.EXTRA)
    return sum(gifts) // 60


def _targets(sitting: Sitting, kind: ActKind, attempt_uuid: UUID | None) -> list[Attempt]:
    """Lock and return whom an act is for."""
    rows = Attempt.objects.select_for_update(of=("self",)).filter(candidate__sitting=sitting).order_by("pk")
    rows = rows.select_related("paper", "candidate__sitting").prefetch_related("time_events__act")
    found = list(rows.filter(uuid=attempt_uuid) if attempt_uuid else rows)
    if attempt_uuid and not found:
        raise AttemptNotFound(_("There is no such attempt."))
    if kind == ActKind.REOPEN and sitting.state != SittingState.OPEN:
        raise ActRefused(_("The room is closed: nobody can go on writing in it."))
    if kind == ActKind.REOPEN and waiting_outage(sitting.pk):
        # Given back later, it would fall into a time that has ended, and nobody knows yet what was left then.
        raise ActRefused(
            _("Decide on the outage first: only then is it known how much time this candidate had left.")
        )
    apart = _on_paper(sitting, kind)
    if kind == ActKind.RESUME and not attempt_uuid:
        apart |= {row.pk for row in found if room_rules.is_stopped_alone(_stops(row))}
    fit = [
        row
        for row in found
        if row.pk not in apart and rules.is_target(kind, row.state, is_paused=_is_paused(row))
    ]
    is_of_room = not attempt_uuid and changes_room(kind, is_paused=is_paused(sitting))
    if not fit and kind != ActKind.OUTAGE and not is_of_room:
        raise ActRefused(_why_nobody(sitting, kind, attempt_uuid))
    return fit


def _why_nobody(sitting: Sitting, kind: ActKind, attempt_uuid: UUID | None) -> str:
    """Say why an act is for nobody: somebody else was quicker, or nobody is in a state for it."""
    done = RoomAct.objects.filter(Q(attempt=None) | Q(attempt__uuid=attempt_uuid), sitting=sitting)
    last = done.filter(state=ActState.DONE, kind__in=_ONCE).order_by("decided_at", "pk").last()
    if last is not None and last.kind == kind:
        words = _("%(name)s has done this already, at %(time)s. Nothing was changed now.")
        return words % when_by_whom(last.decided_at, last.asked_by)
    if attempt_uuid:
        return _("The candidate is not in a state for this now.")
    return _("There is nobody for whom this could be done now.")


def _stops(attempt: Attempt) -> list[tuple[str, bool]]:
    events = attempt.time_events.all()
    return [(event.kind, event.act is not None and event.act.attempt_id is not None) for event in events]


def _on_paper(sitting: Sitting, kind: ActKind) -> set[int]:
    """Return the attempts that go on on paper: their clocks stand still, and what becomes of them is said there.

    One that has ended all the same is reopened as any other: else what was keyed from its sheet could not be handed in.
    """
    if kind in (ActKind.VOID, ActKind.OUTAGE, ActKind.REOPEN, ActKind.COUNT, ActKind.DISCOUNT):
        return set()
    return set(sheets_open_in(sitting).values_list("attempt_id", flat=True))


def _is_paused(attempt: Attempt) -> bool:
    return rules.clock_of(attempt.time_events.all()).paused_at is not None
