"""The case of an appeal: everything that was logged of an attempt, read together and read only.

What the candidate saw and wrote, when; what happened in the room; by which key and by whom it was marked; every result
with what it changed; the practical sheets of the same person; and whether all this follows from the logs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.language import in_language
from lms.core.numbers import plain
from lms.exams.appeals.models import Appeal
from lms.exams.appeals.practicals import PracticalLine, practicals_of
from lms.exams.bank.feedback import answer_in_words
from lms.exams.bank.models import ItemVersion
from lms.exams.bank.rules import BY_HAND, key_in
from lms.exams.bank.rules.attached import MARK
from lms.exams.handmarking.models import HandMark, MarkDecision, MarkingTurn
from lms.exams.marking.models import Result
from lms.exams.marking.rules import cents, kept, marks_of
from lms.exams.paperdesk.presentation.contents import answers_of, in_print_order, shown_item
from lms.exams.papers.models import ItemOnPaper, PaperVersion
from lms.exams.papers.opening import OpenedPaper
from lms.exams.sittings import rules
from lms.exams.sittings.checking import Difference, differences_of
from lms.exams.sittings.held import why_held
from lms.exams.sittings.models import AnswerEvent, Attempt, Channel, Lease, Receipt, TimeEvent
from lms.exams.sittings.room_log import LogLine, room_log


@dataclass(frozen=True, slots=True)
class HandMarkLine:
    """One mark that a person gave an answer, or took back (`marks` is empty)."""

    turn: str
    marker: str
    marks: str
    out_of: str
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """One question as the candidate saw it (`stem` and `options` as plain text too), answer, and what it earned."""

    shown: Mapping[str, Any]
    stem: str
    options: tuple[tuple[str, str], ...]
    answer: str
    earned: str
    marks: tuple[HandMarkLine, ...]
    is_by_hand: bool


@dataclass(frozen=True, slots=True)
class EventLine:
    """One change of one answer as it was logged, or a mark for later, which is none. `why`: why it does not count."""

    position: int
    received_at: datetime
    client_at: str
    seat: str
    number: int | None
    answer: str
    is_late: bool
    is_mark: bool
    why: str


@dataclass(frozen=True, slots=True)
class Case:
    """Everything of one appeal that its reviewer reads."""

    appeal: Appeal
    questions: Sequence[Question]
    events: Sequence[EventLine]
    times: Sequence[TimeEvent]
    leases: Sequence[Lease]
    receipts: Sequence[Receipt]
    log: Sequence[LogLine]
    results: Sequence[Result]
    differences: Sequence[Difference]
    practicals: Sequence[PracticalLine]

    @property
    def marks_for_later(self) -> int:
        """Return how many entries of the log are marks for later, set or taken off."""
        return sum(row.is_mark for row in self.events)


def case_of(appeal: Appeal, opened: OpenedPaper) -> Case:
    """Return the case of an appeal; `opened` is paper and key as its reviewer may read them."""
    attempt = appeal.written
    reader = _Reader(attempt, opened)
    leases = list(attempt.leases.order_by("epoch"))
    return Case(
        appeal=appeal,
        questions=reader.questions(),
        events=_events(attempt, reader, leases),
        times=list(attempt.time_events.order_by("pk")),
        leases=leases,
        receipts=list(attempt.receipts.order_by("number")),
        log=list(reversed(room_log(attempt.candidate.sitting, attempt=attempt, with_answers=True))),
        results=list(attempt.results.order_by("receipt_number", "key_version", "round")),
        differences=list(differences_of(attempt)),
        practicals=practicals_of(attempt.candidate.enrolment_id),
    )


class _Reader:
    """A paper as one candidate saw it, and their answers in words."""

    def __init__(self, attempt: Attempt, opened: OpenedPaper) -> None:
        paper, key = opened.paper, opened.key
        self.attempt, self.paper = attempt, paper
        self.key: Mapping[str, Any] = key.key if key else {}
        self.ordered = in_print_order(paper, seed=attempt.shuffle_seed)
        self.numbers = {one["uuid"]: one["number"] for one in self.ordered}
        self.versions = _versions(paper)
        self.right = answers_of(paper, self.key, seed=attempt.shuffle_seed)
        rows = attempt.answers.values_list("item_uuid", "response")
        self.answers = {str(item): response for item, response in rows}
        result = attempt.results.order_by("-receipt_number", "-key_version", "-round").first()
        self.by_hand: Mapping[str, Fraction] = kept(result.by_hand) if result else {}

    def questions(self) -> list[Question]:
        """Return the questions in the candidate's order."""
        marks = _hand_marks(self.attempt)
        return [self._question(one, tuple(marks.get(one["uuid"], ()))) for one in self.ordered]

    def _question(self, one: Mapping[str, Any], marks: tuple[HandMarkLine, ...]) -> Question:
        uuid = one["uuid"]
        entry = self.key.get(uuid)
        is_by_hand = entry is not None and key_in(entry).scoring == BY_HAND
        return Question(
            shown=shown_item(dict(one), self.right.get(uuid)),
            stem=_plain_text(one["stem"]),
            options=tuple((option["letter"], _plain_text(option)) for option in one["options"]),
            answer=self.words(uuid, self.answers.get(uuid)),
            earned=self._earned(uuid, entry, is_by_hand=is_by_hand),
            marks=marks,
            is_by_hand=is_by_hand,
        )

    def _earned(self, uuid: str, entry: Mapping[str, Any] | None, *, is_by_hand: bool) -> str:
        if entry is None:
            return "–"
        if is_by_hand:
            return plain(cents(self.by_hand[uuid])) if uuid in self.by_hand else "–"
        return plain(cents(marks_of(entry, self.answers.get(uuid))))

    def words(self, uuid: str, response: Any) -> str:
        """Return a response to an item as a reader would say it."""
        version = self.versions.get(uuid)
        if isinstance(response, str) and (version is None or not version.options):
            return response
        if version is None or response in (None, "", [], {}):
            return ""
        if isinstance(response, bool):  # as the key beside it: “wrong” would read as a verdict
            return "√" if response else "×"
        return answer_in_words(version, response)


def _plain_text(words: Mapping[str, Any]) -> str:
    """Return a text in the reader's language; a picture or formula is named where it stands."""
    return MARK.sub(_("[picture]"), in_language(words))


def _versions(paper: PaperVersion) -> dict[str, ItemVersion]:
    rows = ItemOnPaper.objects.filter(paper=paper).select_related("version__item")
    places = dict(enumerate((one["uuid"] for one in paper.content["items"]), start=1))
    return {places[row.number]: row.version for row in rows if row.number in places}


def _hand_marks(attempt: Attempt) -> dict[str, list[HandMarkLine]]:
    """Return by item every mark that people gave, with who gave it, and the decisions of officers."""
    found: dict[str, list[HandMarkLine]] = {}
    marks = Prefetch("marks", HandMark.objects.order_by("number"))
    turns = MarkingTurn.objects.filter(attempt=attempt).select_related("marker__user").order_by("pk")
    for turn in turns.prefetch_related(marks, "handed_on__from_marker__user"):
        before = {
            place: row.from_marker.user
            for row in turn.handed_on.all()
            for place in range(1, row.marks_before + 1)
        }
        for mark in turn.marks.all():
            marker = before.get(mark.number, turn.marker.user)
            found.setdefault(str(turn.item_uuid), []).append(
                HandMarkLine(
                    str(turn.get_turn_display()),
                    marker.display_name,
                    "" if mark.marks is None else plain(mark.marks),
                    plain(mark.out_of),
                    mark.comment,
                    mark.at,
                )
            )
    decisions = list(MarkDecision.objects.filter(attempt=attempt).order_by("pk"))
    names = _names([row.decided_by for row in decisions])
    for row in decisions:
        name = names.get(row.decided_by, "") if row.decided_by else ""
        line = HandMarkLine(_("Decision"), name, plain(row.marks), plain(row.out_of), row.reason, row.at)
        found.setdefault(str(row.item_uuid), []).append(line)
    return found


def _names(uuids: Sequence[Any]) -> dict[Any, str]:
    return {user.uuid: user.get_full_name() for user in User.objects.filter(uuid__in=[u for u in uuids if u])}


def _events(attempt: Attempt, reader: _Reader, leases: Sequence[Lease]) -> list[EventLine]:
    paper, unknown = _("Paper of the reserve"), _("unregistered computer")
    seats = {row.epoch: paper if row.is_from_paper else row.seat or unknown for row in leases}
    by_epoch = {row.epoch: row for row in leases}
    return [
        _event(row, reader, seats.get(row.epoch, ""), by_epoch) for row in attempt.events.order_by("position")
    ]


def _event(row: AnswerEvent, reader: _Reader, seat: str, leases: Mapping[int, Lease]) -> EventLine:
    item, is_mark = str(row.item_uuid), rules.is_mark(row.held)
    reason = row.held.partition(":")[2] if is_mark else row.held
    return EventLine(
        position=row.position,
        received_at=row.received_at,
        client_at=row.client_at,
        seat=seat,
        number=reader.numbers.get(item),
        answer=mark_in_words(row.response) if is_mark else reader.words(item, row.response),
        is_late=row.channel == Channel.LATE,
        is_mark=is_mark,
        why=why_held(reason, row, leases) if reason else "",
    )


def mark_in_words(response: Any) -> str:
    """Return what a mark for later says: that it was set, or taken off."""
    return _("marked for later") if (response or {}).get("marked") else _("mark taken off")
