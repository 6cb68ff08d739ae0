"""Reads of what can be handed in of a room at once: which sheets are agreed, which wait for what, which are in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.exams.papers.models import ItemOnPaper
from lms.exams.reserve import rules
from lms.exams.reserve.models import Keying, PaperSheet, PaperSheetState, SheetDecision
from lms.exams.reserve.operations.handing_in import CAN_END
from lms.exams.reserve.operations.locking import sheets_with_attempts
from lms.exams.reserve.policies import sheets_for_officer
from lms.exams.reserve.queries import open_keyings
from lms.exams.sittings.models import AnswerCurrent, Receipt, Sitting


@dataclass(frozen=True, slots=True)
class ReadySheet:
    """An agreed sheet, and where the answers of its candidate come from when it is handed in."""

    sheet: PaperSheet
    from_paper: int
    from_computer: int
    unanswered: int

    @property
    def is_complete(self) -> bool:
        """Return whether every question has an answer, on paper or at the computer."""
        return self.unanswered == 0


@dataclass(frozen=True, slots=True)
class WaitingSheet:
    """A sheet that cannot be handed in now, with the reason in words; `is_to_look`: its comparison helps."""

    sheet: PaperSheet
    why: str
    is_to_look: bool


@dataclass(frozen=True, slots=True)
class DoneSheet:
    """A sheet that was handed in, with the newest receipt, and by whom."""

    sheet: PaperSheet
    receipt: Receipt | None
    by: str


@dataclass(frozen=True, slots=True)
class HandInBoard:
    """The sheets of a room by what can be done with them, each group by candidate number."""

    ready: list[ReadySheet]
    waiting: list[WaitingSheet]
    done: list[DoneSheet]


def hand_in_board(user: User, sitting: Sitting) -> HandInBoard:
    """Return the sheets of a sitting for the officer; the number of queries does not grow with them."""
    rows = sheets_with_attempts(sheets_for_officer(user).filter(opening__reserve__sitting=sitting))
    related = rows.select_related("attempt__candidate__enrolment__person").prefetch_related(open_keyings())
    sheets = list(related.order_by("attempt__candidate__number", "pk"))
    done = [row for row in sheets if row.state == PaperSheetState.HANDED_IN]
    ready = [row for row in sheets if row.state == PaperSheetState.AGREED and row.attempt.state in CAN_END]
    waiting = [row for row in sheets if row not in done and row not in ready]
    return HandInBoard(_ready(ready), [_waiting(row) for row in waiting], _done(done))


def _ready(sheets: list[PaperSheet]) -> list[ReadySheet]:
    attempts = {row.attempt_id for row in sheets}
    decided: dict[int, dict[str, Any]] = {}
    decisions = SheetDecision.objects.filter(sheet__in=sheets).order_by("pk")
    for sheet, item, response in decisions.values_list("sheet", "item_uuid", "response"):
        decided.setdefault(sheet, {})[str(item)] = response
    saved: dict[int, set[str]] = {}
    answers = AnswerCurrent.objects.filter(attempt__in=attempts).order_by()
    for attempt, item, response in answers.values_list("attempt", "item_uuid", "response"):
        if response is not None:
            saved.setdefault(attempt, set()).add(str(item))
    counted = ItemOnPaper.objects.filter(paper__in={row.attempt.paper_id for row in sheets})
    sizes = dict(counted.order_by().values("paper").annotate(n=Count("pk")).values_list("paper", "n"))
    return [
        _counted(row, decided.get(row.pk, {}), saved.get(row.attempt_id, set()), sizes[row.attempt.paper_id])
        for row in sheets
    ]


def _counted(sheet: PaperSheet, decided: Mapping[str, Any], saved: Collection[str], size: int) -> ReadySheet:
    """Return an agreed sheet with its answers counted as they will be: paper where something stands there."""
    keyed = sheet.keyings.all()[0].answers
    paper = {item for item, texts in keyed.items() if item not in decided and not rules.is_blank(texts)}
    paper |= {item for item, response in decided.items() if response is not None}
    computer = set(saved) - paper
    return ReadySheet(sheet, len(paper), len(computer), size - len(paper) - len(computer))


def _waiting(sheet: PaperSheet) -> WaitingSheet:
    is_ended = sheet.attempt.state not in CAN_END
    keyings: list[Keying] = list(sheet.keyings.all())
    names = [row.keyer.display_name for row in keyings if row.done_at is not None]
    words = {
        PaperSheetState.NONE: _("Nothing on paper: %(why)s") % {"why": sheet.none_reason},
        PaperSheetState.APART: _("Two people keyed differently: a third person has to look at the sheet."),
        PaperSheetState.ONCE: _("Keyed by %(name)s only: a second person has to key it too.")
        % {"name": "".join(names)},
        PaperSheetState.WAITING: _("Somebody has begun to key it.")
        if keyings
        else _("Nobody has keyed it yet."),
    }
    state = PaperSheetState(sheet.state)
    if is_ended and state != PaperSheetState.NONE:
        return WaitingSheet(sheet, _("This examination has ended, or was declared void."), is_to_look=False)
    return WaitingSheet(sheet, words[state], is_to_look=state == PaperSheetState.APART)


def _done(sheets: list[PaperSheet]) -> list[DoneSheet]:
    receipts = Receipt.objects.filter(attempt__in={row.attempt_id for row in sheets}).order_by("number")
    newest = {row.attempt_id: row for row in receipts}
    users = User.objects.filter(uuid__in={row.ended_by for row in sheets})
    names: dict[UUID | None, str] = {user.uuid: user.display_name for user in users}
    return [DoneSheet(row, newest.get(row.attempt_id), names.get(row.ended_by, "")) for row in sheets]
