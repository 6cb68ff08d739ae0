"""Keying a sheet: two people, each blind to the other; drafts are saved as they are typed, then compared."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.practical.conflicts import conflicted
from lms.exams.practical.operations.locking import lock_assessors
from lms.exams.reserve import rules
from lms.exams.reserve.booklets import lines_of
from lms.exams.reserve.errors import ReserveRefused, UnreadableKeying
from lms.exams.reserve.models import Keying, PaperSheet, PaperSheetState
from lms.exams.reserve.operations.locking import lock_sheet, not_found
from lms.exams.reserve.words import problem_words

TO_KEY = (PaperSheetState.WAITING, PaperSheetState.ONCE)
MOST_BOXES = 30


def begin_keying(*, sheet_uuid: UUID, user: User, actor: Actor, now: datetime) -> Keying:
    """Give the caller one of the two turns at a sheet; who has one, or gave one back, goes on where it stopped.

    :raises ReserveNotFound: when there is no such sheet.
    :raises ReserveRefused: both turns are taken, it is keyed, or the caller taught the candidate or is in conflict.
    """
    with transaction.atomic(durable=True):
        # Whoever declares a conflict of this person waits until the turn is given, or this sees it.
        lock_assessors([user.pk])
        sheet = lock_sheet(sheet_uuid)
        keyings = list(sheet.keyings.filter(given_back_at=None).select_related("keyer"))
        own = next((row for row in keyings if row.keyer_id == user.pk), None)
        if own is not None:
            return own
        if sheet.state not in TO_KEY or len(keyings) > 1:
            raise ReserveRefused(_("Two people key this sheet already, or it is keyed."))
        refuse_conflicted(sheet, user)
        taken = {row.turn for row in keyings}
        before = (
            sheet.keyings.filter(keyer=user).exclude(given_back_at=None).order_by("-given_back_at").first()
        )
        row = Keying.objects.create(
            sheet=sheet,
            turn=2 if 1 in taken else 1,
            keyer=user,
            began_at=now,
            answers=before.answers if before else {},
        )
        after = {"turn": row.turn}
        audit.record(actor=actor, action=AuditAction.BEGIN_KEYING, target=sheet, after=after, now=now)
    return row


def refuse_conflicted(sheet: PaperSheet, user: User) -> None:
    """Refuse somebody who taught the candidate, declared a conflict, or is the candidate.

    :raises ReserveRefused: so it is.
    """
    if conflicted(user, [sheet.attempt.candidate.enrolment]):
        raise ReserveRefused(
            _("You taught this candidate, or declared a conflict: somebody else has to key this sheet.")
        )


def save_keying(
    *, sheet_uuid: UUID, user: User, answers: Mapping[str, Sequence[str]], now: datetime
) -> Keying:
    """Keep what somebody typed for some questions of a sheet; the others stay. Not audited: it is a draft.

    :raises ReserveNotFound: the caller does not key this sheet.
    :raises ReserveRefused: the caller has finished, or may not key this candidate (any more).
    :raises UnreadableKeying: a question is not on the paper, or far more was typed than fits.
    """
    with transaction.atomic(durable=True):
        sheet = lock_sheet(sheet_uuid)
        row = _own_draft(sheet, user)
        known = {line.item for line in lines_of(sheet.attempt)}
        if not known.issuperset(answers) or any(_is_too_much(texts) for texts in answers.values()):
            raise UnreadableKeying(_("This does not belong to a question of the sheet."), field="answers")
        kept = {**row.answers, **{item: list(texts) for item, texts in answers.items()}}
        row.answers = {item: texts for item, texts in kept.items() if not rules.is_blank(texts)}
        row.saved_at = now
        row.save(update_fields=["answers", "saved_at"])
    return row


def _is_too_much(texts: Sequence[str]) -> bool:
    return len(texts) > MOST_BOXES or any(len(text) > rules.MOST_TEXT for text in texts)


def _own_draft(sheet: PaperSheet, user: User) -> Keying:
    row = sheet.keyings.filter(keyer=user, given_back_at=None).first()
    if row is None:
        raise not_found()
    if row.done_at is not None or sheet.state not in TO_KEY:
        raise ReserveRefused(_("You have finished this sheet: what you keyed stays."))
    refuse_conflicted(sheet, user)
    return row


def finish_keying(*, sheet_uuid: UUID, user: User, actor: Actor, now: datetime) -> PaperSheet:
    """Say that everything on the sheet is keyed; when both have, the two are compared.

    :raises ReserveNotFound: the caller does not key this sheet.
    :raises ReserveRefused: the caller has finished before, or may not key this candidate (any more).
    :raises UnreadableKeying: naming the questions with something that is no answer to them.
    """
    with transaction.atomic(durable=True):
        lock_assessors([user.pk])
        sheet = lock_sheet(sheet_uuid)
        row = _own_draft(sheet, user)
        lines = lines_of(sheet.attempt)
        _refuse_unreadable(lines, row.answers)
        row.done_at = now
        row.save(update_fields=["done_at"])
        done = list(sheet.keyings.filter(done_at__isnull=False).order_by("turn"))
        sheet.state = PaperSheetState.ONCE
        if len(done) == 2:
            apart = rules.differences(lines, done[0].answers, done[1].answers)
            sheet.state = PaperSheetState.APART if apart else PaperSheetState.AGREED
        sheet.save(update_fields=["state"])
        after = {"turn": row.turn, "answers": len(row.answers)}
        audit.record(actor=actor, action=AuditAction.FINISH_KEYING, target=sheet, after=after, now=now)
    return sheet


def _refuse_unreadable(lines: Sequence[rules.Line], answers: Mapping[str, Sequence[str]]) -> None:
    wrong = problems_in(lines, answers)
    if wrong:
        words = _("Question %(number)d: %(why)s")
        reasons = [words % {"number": number, "why": why} for number, why in wrong.items()]
        raise UnreadableKeying(_("Some answers cannot be read yet."), field=None, reasons=reasons)


def problems_in(lines: Sequence[rules.Line], answers: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """Return by number of the question in words what is no answer to it; a mark nobody can read is none."""
    found = {}
    for line in lines:
        try:
            rules.response_of(line, answers.get(line.item, ()))
        except rules.NotReadable as error:
            if str(error) != "unreadable":
                found[line.number] = problem_words(str(error))
    return found


def give_back_keying(*, sheet_uuid: UUID, keyer_uuid: UUID, actor: Actor, now: datetime) -> Keying:
    """Free the turn of somebody who has not finished, so that another person keys; what was typed is kept apart.

    :raises ReserveNotFound: nobody of this name keys the sheet.
    :raises ReserveRefused: it is finished.
    """
    with transaction.atomic(durable=True):
        sheet = lock_sheet(sheet_uuid)
        row = sheet.keyings.filter(keyer__uuid=keyer_uuid, given_back_at=None).first()
        if row is None:
            raise not_found()
        if row.done_at is not None:
            raise ReserveRefused(_("What was finished stays."))
        row.given_back_at = now
        row.save(update_fields=["given_back_at"])
        after = {"turn": row.turn}
        audit.record(actor=actor, action=AuditAction.GIVE_BACK_KEYING, target=sheet, after=after, now=now)
    return row
