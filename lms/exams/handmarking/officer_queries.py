"""Reads of the officer: how far the marking of a sitting is, who has what, which answers are apart."""

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from lms.exams.handmarking import rules
from lms.exams.handmarking.models import Marker
from lms.exams.handmarking.queries import help_of, in_words, stems_of
from lms.exams.handmarking.standing import Standing, ToMark, ended_attempts, last_mark, standings
from lms.exams.marking.rules import cents
from lms.exams.papers.models import ItemOnPaper, PaperVersion
from lms.exams.sittings.models import Sitting


@dataclass(slots=True)
class QuestionLine:
    """How far one question is: answers to be marked, with all their marks, taken but not marked, taken by nobody."""

    item: str
    stem: str
    answers: int = 0
    done: int = 0
    taken: int = 0

    @property
    def free(self) -> int:
        """Return how many wait for somebody to take them."""
        return self.answers - self.done - self.taken


@dataclass(slots=True)
class MarkerLine:
    """What one marker has."""

    marker: Marker
    taken: int = 0
    marked: int = 0


@dataclass(frozen=True, slots=True)
class ApartLine:
    """One answer whose two markers are apart."""

    attempt: UUID
    item: UUID
    number: str
    stem: str
    text: str
    marks: tuple[Decimal, ...]
    out_of: Decimal
    markers: tuple[str, ...]
    comments: tuple[str, ...]
    third: str


@dataclass(slots=True)
class MarkingState:
    """Where the marking of one sitting stands."""

    attempts: int = 0
    complete: int = 0
    settled: int = 0
    being_settled: int = 0
    questions: list[QuestionLine] = field(default_factory=list)
    markers: list[MarkerLine] = field(default_factory=list)
    apart: list[ApartLine] = field(default_factory=list)

    @property
    def ready(self) -> int:
        """Return how many attempts have all their marks that nobody has settled yet."""
        return self.complete - self.settled - self.being_settled


def has_marking(sitting: Sitting) -> bool:
    """Return whether somebody has to mark answers of a sitting by hand."""
    return ItemOnPaper.objects.filter(paper__laid__sitting=sitting, version__scoring="by_hand").exists()


def marking_of(sitting: Sitting) -> MarkingState:
    """Return where the marking of a sitting stands; the number of queries does not depend on its size."""
    found = standings(ended_attempts([sitting]))
    stems = stems_of(found)
    markers = sitting.markers.select_related("user").order_by("user__display_name", "pk")
    lines = {row.pk: MarkerLine(row) for row in markers}
    questions = {item: QuestionLine(item, stem) for item, stem in stems.items()}
    state = MarkingState(
        attempts=len(found),
        complete=sum(one.worths is not None for one in found),
        settled=sum(one.has_result for one in found),
        being_settled=sum(one.is_settled and not one.has_result for one in found),
        questions=list(questions.values()),
        markers=list(lines.values()),
    )
    for standing in found:
        for item, one in standing.answers.items():
            _count(standing, one, questions[item], lines)
            if one.wanted == rules.THIRD and not standing.is_settled:
                state.apart.append(_apart(standing, one, stems[item]))
    return state


def help_to_decide(line: ApartLine) -> tuple[list[str], str]:
    """Return the key phrases and the model answer that the two markers had."""
    return help_of(PaperVersion.objects.get(attempts__uuid=line.attempt), str(line.item))


def _count(standing: Standing, one: ToMark, line: QuestionLine, markers: dict[int, MarkerLine]) -> None:
    if one.answer.is_blank:
        return
    line.answers += 1
    line.done += one.wanted is None
    line.taken += one.wanted is not None and one.wanted in one.held
    for turn in one.held.values():
        markers[turn.marker_id].taken += not standing.is_over_for(turn)
        markers[turn.marker_id].marked += last_mark(turn) is not None


def _apart(standing: Standing, one: ToMark, stem: str) -> ApartLine:
    turns = [one.turns[name] for name in (rules.FIRST, rules.SECOND)]
    given = [last_mark(turn) for turn in turns]
    return ApartLine(
        attempt=standing.attempt.uuid,
        item=UUID(one.item),
        number=str(standing.attempt.candidate),
        stem=stem,
        text=in_words(one.response),
        marks=tuple(one.answer.marks[name] for name in (rules.FIRST, rules.SECOND)),
        out_of=cents(one.answer.out_of),
        markers=tuple(turn.marker.user.display_name for turn in turns),
        comments=tuple(mark.comment for mark in given if mark and mark.comment),
        third=one.held[rules.THIRD].marker.user.display_name if rules.THIRD in one.held else "",
    )
