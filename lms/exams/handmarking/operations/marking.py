"""The marker's part: take the answers to a question, give marks, take them back. A mark is a row that only is added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.handmarking import rules
from lms.exams.handmarking.errors import MarkingEnded, MarkingNotFound, MarkingRefused, UnusableHandMark
from lms.exams.handmarking.models import HandMark, Marker, MarkingTurn, TurnHandedOn
from lms.exams.handmarking.policies import markers_of, turns_of
from lms.exams.handmarking.standing import Standing, ToMark, ended_attempts, standing_of, standings
from lms.exams.marking.rules import cents
from lms.exams.practical.conflicts import conflicted
from lms.exams.practical.operations.locking import lock_assessors
from lms.exams.sittings.models import Attempt, SittingState
from lms.exams.sittings.operations.locking import lock_attempts, lock_sitting

MOST_COMMENT = 500


@dataclass(frozen=True, slots=True)
class NewHandMark:
    """What a marker gives one of their answers; no marks: what was given is taken back. One key is one mark."""

    user: User
    turn_uuid: UUID
    marks: Decimal | None
    client_key: UUID
    comment: str = ""


def take_answers(
    *, sitting_uuid: UUID, item: UUID, user: User, actor: Actor, now: datetime
) -> list[MarkingTurn]:
    """Give the caller every answer to a question that waits for somebody and that they may mark.

    Whoever taught the candidate, declared a conflict, is the candidate, or marked the answer before, does not get it.

    :raises SittingNotFound: when there is none.
    :raises MarkingNotFound: the caller was not appointed here.
    :raises MarkingRefused: the sitting is not closed: somebody may still be writing.
    """
    with transaction.atomic(durable=True):
        sitting = lock_sitting(sitting_uuid)
        marker = markers_of(user).filter(sitting=sitting).first()
        if marker is None:
            raise MarkingNotFound(_("There is nothing here for you to mark."))
        if sitting.state != SittingState.CLOSED:
            raise MarkingRefused(_("Marking begins when the sitting is closed."))
        # A mark that is given or taken back meanwhile decides which turn is wanted.
        lock_attempts(sitting)
        free = _free_answers(marker, str(item))
        turns = [*_new_turns(marker, free, now=now), *_hand_on(marker, free, now=now)]
        after = {"item": str(item), "answers": len(turns)}
        audit.record(actor=actor, action=AuditAction.TAKE_ANSWERS, target=marker, after=after, now=now)
    return turns


def _free_answers(marker: Marker, item: str) -> list[tuple[Standing, ToMark]]:
    found = standings(ended_attempts([marker.sitting]))
    enrolments = [standing.attempt.candidate.enrolment for standing in found]
    barred = {row.pk for row in conflicted(marker.user, enrolments)}
    free = [
        (standing, standing.free_for(marker.user, item))
        for standing in found
        if standing.attempt.candidate.enrolment_id not in barred
    ]
    return [(standing, one) for standing, one in free if one is not None]


def _new_turns(
    marker: Marker, free: Sequence[tuple[Standing, ToMark]], *, now: datetime
) -> list[MarkingTurn]:
    turns = [
        MarkingTurn(
            marker=marker,
            attempt=standing.attempt,
            item_uuid=one.item,
            answer_hash=one.answer_hash,
            receipt_number=standing.receipt_number,
            turn=one.wanted,
            taken_at=now,
        )
        for standing, one in free
        if one.wanted is not None and one.wanted not in one.turns
    ]
    return MarkingTurn.objects.bulk_create(turns)


def _hand_on(marker: Marker, free: Sequence[tuple[Standing, ToMark]], *, now: datetime) -> list[MarkingTurn]:
    """Give the marker the turns of dismissed markers who took their marks back; a row says who had each before."""
    turns = [one.turns[one.wanted] for _standing, one in free if one.wanted and one.wanted in one.turns]
    TurnHandedOn.objects.bulk_create(
        TurnHandedOn(turn=turn, from_marker=turn.marker, marks_before=len(turn.marks.all()), at=now)
        for turn in turns
    )
    for turn in turns:
        turn.marker, turn.taken_at = marker, now
    MarkingTurn.objects.bulk_update(turns, ["marker", "taken_at"])
    return turns


def give_mark(*, mark: NewHandMark, actor: Actor, now: datetime) -> HandMark:
    """Keep a mark, or that it was taken back, as a further row; the same key again is the same row.

    :raises MarkingNotFound: it is not the caller's to mark.
    :raises UnusableHandMark: not from nothing to the full marks, not in the steps of the rule, or a long comment.
    :raises MarkingRefused: the caller may not mark this candidate (any more).
    :raises MarkingEnded: what is handed in has a result, other words count now, somebody marks after the caller, or the
        key is that of another mark.
    """
    if len(mark.comment) > MOST_COMMENT:
        raise UnusableHandMark(_("A comment has at most 500 characters."), field="comment")
    with transaction.atomic(durable=True):
        # Whoever declares a conflict of this marker waits until the mark is kept, or this sees it.
        lock_assessors([mark.user.pk])
        turn = _lock_turn(mark)
        known = HandMark.objects.filter(client_key=mark.client_key).first()
        if known is not None:
            return _same(known, turn, mark)
        _refuse_conflicted(turn)
        standing, one = _open_answer(turn)
        _check(mark, one, standing)
        given = list(turn.marks.all())
        if given and rules.is_replaced(turn.turn, standing.turns_taken):
            raise MarkingEnded(_("Somebody marks after you already: what you gave stays."))
        row = HandMark.objects.create(
            turn=turn,
            number=len(given) + 1,
            marks=mark.marks,
            out_of=cents(one.answer.out_of),
            comment=mark.comment.strip(),
            client_key=mark.client_key,
            at=now,
        )
        action, after = AuditAction.MARK_BY_HAND, {"number": row.number, "marks": str(row.marks)}
        audit.record(actor=actor, action=action, target=turn, after=after, now=now)
    return row


def _same(known: HandMark, turn: MarkingTurn, mark: NewHandMark) -> HandMark:
    if (known.turn_id, known.marks, known.comment) != (turn.pk, mark.marks, mark.comment.strip()):
        raise MarkingEnded(_("This was sent before with another mark. Open the page again."))
    return known


def _lock_turn(mark: NewHandMark) -> MarkingTurn:
    rows = turns_of(mark.user).filter(uuid=mark.turn_uuid)
    place = rows.values_list("attempt_id", flat=True).first()
    related = Attempt.objects.select_related("candidate__sitting__scheme", "candidate__enrolment")
    attempt = related.select_for_update(of=("self",)).filter(pk=place or 0).first()
    # Asked again under the lock: an officer may have dismissed the marker, and freed the answer.
    turn = rows.select_related("marker__user").filter(attempt=attempt).first() if attempt else None
    if turn is None or attempt is None:
        raise MarkingNotFound(_("There is no such answer for you to mark (any more)."))
    turn.attempt = attempt
    return turn


def _refuse_conflicted(turn: MarkingTurn) -> None:
    if conflicted(turn.marker.user, [turn.attempt.candidate.enrolment]):
        raise MarkingRefused(
            _("You taught this candidate, or declared a conflict: somebody else has to mark this answer.")
        )


def _open_answer(turn: MarkingTurn) -> tuple[Standing, ToMark]:
    standing = standing_of(turn.attempt)
    one = standing.answers.get(str(turn.item_uuid)) if standing else None
    if standing is None or one is None or one.answer_hash != turn.answer_hash:
        raise MarkingEnded(_("This answer does not count any more: nobody has to mark it."))
    if standing.is_closed_to(turn):
        raise MarkingEnded(_("The marks of this answer are settled already."))
    return standing, one


def _check(mark: NewHandMark, one: ToMark, standing: Standing) -> None:
    if mark.marks is None:
        return
    out_of, step = cents(one.answer.out_of), standing.limits.step.normalize()
    words = {
        "not_in_range": _("A mark is a number from 0 to %(most)s.") % {"most": f"{out_of.normalize():f}"},
        "not_in_steps": _("Marks go in steps of %(step)s.") % {"step": f"{step:f}"},
    }
    reasons = rules.reasons_against_mark(mark.marks, out_of=one.answer.out_of, limits=standing.limits)
    if reasons:
        raise UnusableHandMark(words[reasons[0]], field="marks")
