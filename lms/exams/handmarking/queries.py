"""Reads of the marker: where answers wait, and the own answers to one question. Blind by construction.

Everything starts from the caller's own `Marker`; no name of a candidate and no mark of anybody else is read here.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.language import in_language
from lms.exams.bank.rules.attached import MARK
from lms.exams.handmarking.errors import MarkingNotFound
from lms.exams.handmarking.models import FurtherMarking, HandMark, MarkDecision, Marker, MarkingTurn
from lms.exams.handmarking.policies import markers_of, turns_of
from lms.exams.handmarking.rules import APPEAL, place_in_order
from lms.exams.handmarking.standing import (
    Standing,
    ended_attempts,
    last_mark,
    limits_for,
    standings,
)
from lms.exams.marking.current import newest_keys
from lms.exams.marking.models import Result
from lms.exams.paperdesk.presentation.contents import in_print_order, shown_item
from lms.exams.papers.models import ItemOnPaper, PaperVersion
from lms.exams.practical.conflicts import conflicted
from lms.exams.sittings.models import ENDED_STATES, AnswerCurrent, Attempt, Sitting, SittingState
from lms.exams.sittings.rules import sha256

ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class MyQuestion:
    """One question at a sitting: how many answers wait for somebody, how many the caller has, how many are marked."""

    item: UUID
    stem: str
    free: int
    taken: int
    marked: int

    @property
    def left(self) -> int:
        """Return how many of the own answers have no mark yet."""
        return self.taken - self.marked


@dataclass(frozen=True, slots=True)
class MySitting:
    """One sitting at which the caller marks."""

    sitting: Sitting
    questions: list[MyQuestion]

    @property
    def is_open_for_marking(self) -> bool:
        """Return whether nobody writes there any more."""
        return self.sitting.state == SittingState.CLOSED


@dataclass(frozen=True, slots=True)
class MyAnswer:
    """One answer as its marker reads it; `mark` is what they gave last. `is_over`: decided before they gave one."""

    turn: MarkingTurn
    number: str
    text: str
    mark: HandMark | None
    is_over: bool = False

    @property
    def given(self) -> str:
        """Return the mark as it is written; empty without one."""
        return "" if self.mark is None or self.mark.marks is None else f"{self.mark.marks.normalize():f}"


@dataclass(frozen=True, slots=True)
class MyStretch:
    """All answers to one question that the caller has, in the caller's order, with what helps to mark them."""

    sitting: Sitting
    question: dict[str, Any]
    phrases: list[str]
    model_answer: str
    out_of: str
    step: str
    answers: list[MyAnswer]

    @property
    def marked(self) -> int:
        """Return how many have a mark."""
        return sum(answer.mark is not None for answer in self.answers)

    @property
    def wanted(self) -> int:
        """Return how many have a mark or still wait for one."""
        return sum(not answer.is_over for answer in self.answers)

    def page(self, number: object) -> Page:
        """Return one page of answers."""
        return Paginator(self.answers, ON_A_PAGE).get_page(number)  # type: ignore[arg-type]

    def first_left(self) -> MyAnswer | None:
        """Return the first answer without a mark."""
        return next((answer for answer in self.answers if answer.mark is None and not answer.is_over), None)

    def page_of(self, turn_uuid: UUID) -> int:
        """Return on which page an answer stands."""
        places = [place for place, answer in enumerate(self.answers) if answer.turn.uuid == turn_uuid]
        return places[0] // ON_A_PAGE + 1 if places else 1


def list_my_answers(user: User) -> list[MySitting]:
    """Return the sittings at which the caller marks, the newest first, with their questions."""
    return _listed(user, markers_of(user))


def _listed(user: User, markers: QuerySet[Marker]) -> list[MySitting]:
    related = markers.select_related("user", "sitting__scheme", "sitting__site")
    rows = list(related.order_by("-sitting__opens_at", "-pk"))
    closed = [row.sitting for row in rows if row.sitting.state == SittingState.CLOSED]
    found = standings(ended_attempts(closed))
    enrolments = [one.attempt.candidate.enrolment for one in found]
    barred = {row.pk for row in conflicted(user, enrolments)} if found else set()
    stems = stems_of(found)
    return [MySitting(row.sitting, _questions(row, found, barred, stems)) for row in rows]


@dataclass(frozen=True, slots=True)
class AnswersLeft:
    """How many answers somebody has taken and not marked, and how many more wait for anybody to take them."""

    taken: int
    free: int


def answers_left_for(user: User) -> AnswersLeft:
    """Return what waits for the caller's marks where nobody writes any more; one query where nothing does.

    Sittings of before, in which every attempt has its result, are not read.
    """
    made = Result.objects.filter(attempt=OuterRef("attempt"), round=OuterRef("round"))
    again = FurtherMarking.objects.filter(~Exists(made), attempt=OuterRef("pk"))
    open_ = Attempt.objects.filter(Q(results=None) | Exists(again), state__in=ENDED_STATES)
    at_work = open_.filter(candidate__sitting=OuterRef("sitting"))
    rows = markers_of(user).filter(Exists(at_work), sitting__state=SittingState.CLOSED)
    questions = [question for mine in _listed(user, rows) for question in mine.questions]
    return AnswersLeft(sum(one.left for one in questions), sum(one.free for one in questions))


def stems_of(found: Sequence[Standing]) -> dict[str, str]:
    """Return the first words of each question that somebody marks, in the reader's language, in the order of papers."""
    papers = PaperVersion.objects.filter(pk__in={one.attempt.paper_id for one in found})
    wanted = {item for one in found for item in one.answers}
    stems: dict[str, str] = {}
    for paper in papers.order_by("pk"):
        for item in paper.content["items"]:
            if item["uuid"] in wanted:
                stems.setdefault(item["uuid"], MARK.sub("", in_language(item["stem"])))
    return stems


def _questions(
    marker: Marker, found: Sequence[Standing], barred: set[int], stems: dict[str, str]
) -> list[MyQuestion]:
    here = [one for one in found if one.attempt.candidate.sitting_id == marker.sitting_id]
    lines = [_question(marker, here, barred, item, stem) for item, stem in stems.items()]
    return [line for line in lines if line.free or line.taken]


def _question(marker: Marker, here: Sequence[Standing], barred: set[int], item: str, stem: str) -> MyQuestion:
    free = [
        one.free_for(marker.user, item) for one in here if one.attempt.candidate.enrolment_id not in barred
    ]
    mine = [
        turn
        for one in here
        if item in one.answers
        for turn in one.answers[item].turns.values()
        if turn.marker_id == marker.pk and not one.is_over_for(turn)
    ]
    marked = sum(last_mark(turn) is not None for turn in mine)
    return MyQuestion(UUID(item), stem, sum(one is not None for one in free), len(mine), marked)


def get_my_stretch(user: User, sitting_uuid: UUID, item: UUID) -> MyStretch:
    """Return the caller's answers to one question, as far as what they were given still counts.

    :raises MarkingNotFound: the caller has none.
    """
    answers = _answers(turns_of(user).filter(item_uuid=item, attempt__candidate__sitting__uuid=sitting_uuid))
    if not answers:
        raise MarkingNotFound(_("There is nothing here for you to mark."))
    attempt = answers[0].turn.attempt
    paper, sitting = attempt.paper, attempt.candidate.sitting
    phrases, model_answer = help_of(paper, str(item))
    printed = next(one for one in in_print_order(paper) if one["uuid"] == str(item))
    limits = limits_for(sitting)
    return MyStretch(
        sitting=sitting,
        question=shown_item(printed),
        phrases=phrases,
        model_answer=model_answer,
        out_of=f"{float(printed['marks']):g}",
        step=f"{limits.step.normalize():f}",
        answers=answers,
    )


def help_of(paper: PaperVersion, item: str) -> tuple[list[str], str]:
    """Return what helps to mark answers to a question: key phrases, and the model answer or nothing."""
    entry = newest_keys({paper.pk})[paper.pk].get(item, {})
    return [phrase for phrase in entry.get("key") or [] if isinstance(phrase, str)], _model_answer(
        paper, item
    )


def _model_answer(paper: PaperVersion, item: str) -> str:
    numbers = [place for place, one in enumerate(paper.content["items"], start=1) if one["uuid"] == item]
    row = ItemOnPaper.objects.filter(paper=paper, number=numbers[0]).select_related("version").first()
    if row is None:
        return ""
    words = {"zh": row.version.rationale_zh, "en": row.version.rationale_en}
    return MARK.sub("", in_language(words))


def _answers(turns: QuerySet[MarkingTurn]) -> list[MyAnswer]:
    """Return what counts of the answers, in their marker's order: neither older words nor what is being written."""
    ended = turns.filter(attempt__state__in=ENDED_STATES)
    related = ended.select_related("marker", "attempt__candidate__sitting__scheme", "attempt__paper")
    rows = list(related.prefetch_related(Prefetch("marks", HandMark.objects.order_by("number"))))
    rows.sort(key=lambda turn: place_in_order(turn.marker.seed, str(turn.attempt.uuid)))
    given = AnswerCurrent.objects.filter(
        attempt__in={turn.attempt_id for turn in rows}, item_uuid__in={turn.item_uuid for turn in rows}
    )
    words = dict(given.values_list("attempt_id", "response"))
    decided = _decided(rows)
    return [
        MyAnswer(
            turn,
            str(turn.attempt.candidate),
            in_words(words.get(turn.attempt_id)),
            last_mark(turn),
            is_over=turn.pk in decided and last_mark(turn) is None,
        )
        for turn in rows
        if sha256(words.get(turn.attempt_id)) == turn.answer_hash
    ]


def _decided(turns: Sequence[MarkingTurn]) -> set[int]:
    """Return of which turns an officer decided on the answer; after an appeal a further person marks nevertheless."""
    decisions = MarkDecision.objects.filter(attempt__in={turn.attempt_id for turn in turns})
    places = set(decisions.values_list("attempt_id", "item_uuid", "answer_hash"))
    return {
        turn.pk
        for turn in turns
        if turn.turn != APPEAL and (turn.attempt_id, turn.item_uuid, turn.answer_hash) in places
    }


def in_words(response: object) -> str:
    """Return an answer as it is read; what is not words is shown as it was kept."""
    return response if isinstance(response, str) else json.dumps(response, ensure_ascii=False)
