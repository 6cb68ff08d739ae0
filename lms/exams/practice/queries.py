"""Reads of practice, each of one person's own rows only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Min, Prefetch, Q
from django.utils.translation import gettext as _

from lms.exams.bank.feedback import PracticeFeedback, feedback_on
from lms.exams.bank.models import ItemVersion
from lms.exams.bank.queries import get_practice_version, practice_items_on, titles_of_topics
from lms.exams.bank.rules import exact_share
from lms.exams.bank.showing import ShownItem, key_of, shown, values_of
from lms.exams.errors import ItemNotFound, MockNotFound, SchemeNotFound
from lms.exams.papers.models import ExaminationScheme
from lms.exams.papers.queries import get_scheme
from lms.exams.papers.rules import cells_of, draw
from lms.exams.practice import rules
from lms.exams.practice.models import MockExam, MockQuestion, PracticeBox
from lms.exams.practice.policies import boxes_of, may_practise, mocks_of

EARLIER_MOCKS = 5


@dataclass(frozen=True, slots=True)
class Mistakes:
    """How many items a trainee repeats today, later, and no longer; and the next day with some."""

    due: int
    resting: int
    learnt: int
    next_day: date | None


def count_mistakes(person_id: int | None, *, today: date) -> Mistakes:
    """Return the counts of a person's own boxes."""
    due, resting = Q(due_on__lte=today), Q(due_on__gt=today)
    counts = boxes_of(person_id).aggregate(
        due=Count("pk", filter=due),
        resting=Count("pk", filter=resting),
        learnt=Count("pk", filter=Q(due_on=None)),
        next_day=Min("due_on", filter=resting),
    )
    return Mistakes(**counts)


def find_due_version(person_id: int | None, *, today: date) -> ItemVersion | None:
    """Return the item that waits longest, in its newest wording, or None; one just missed comes last."""
    row = boxes_of(person_id).filter(due_on__lte=today).select_related("item").first()
    return get_practice_version(row.item.code) if row is not None else None


def get_own_box(person_id: int | None, item_code: str) -> PracticeBox:
    """Return a person's own box of an item.

    :raises ItemNotFound: when the item is not among the person's mistakes.
    """
    row = boxes_of(person_id).filter(item__code=item_code).first()
    if row is None:
        raise ItemNotFound(_("This question is not among your mistakes."))
    return row


# --- mock examinations --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MockOffer:
    """A mock examination as its first page presents it; `available` of `wanted` questions can be asked."""

    scheme: ExaminationScheme
    wanted: int
    available: int
    open_mock: MockExam | None
    earlier: list["EarlierMock"]


@dataclass(frozen=True, slots=True)
class EarlierMock:
    """One line of the mock examinations that a person has handed in."""

    mock: MockExam
    mark: rules.MockMark


@dataclass(frozen=True, slots=True)
class MockPage:
    """A running mock examination at one question."""

    mock: MockExam
    question: MockQuestion
    item: ShownItem
    numbers: list[tuple[int, bool]]

    @property
    def answered(self) -> int:
        """Return how many questions have an answer."""
        return len(self.numbers) - len(self.open_numbers)

    @property
    def open_numbers(self) -> list[int]:
        """Return the questions without an answer."""
        return [number for number, is_answered in self.numbers if not is_answered]


@dataclass(frozen=True, slots=True)
class ReviewedQuestion:
    """One question of a mock examination with what was answered and what is right."""

    number: int
    stem: str
    feedback: PracticeFeedback


@dataclass(frozen=True, slots=True)
class MockResult:
    """The result of a mock examination."""

    mock: MockExam
    mark: rules.MockMark
    topics: list[tuple[str, rules.TopicShare]]
    questions: list[ReviewedQuestion]
    wanted: int


def list_mock_schemes(codes: Iterable[str]) -> list[ExaminationScheme]:
    """Return the newest version of each examination scheme with one of these codes."""
    rows = ExaminationScheme.objects.filter(code__in=list(codes)).order_by("code", "number")
    return list({row.code: row for row in rows}.values())


def running_mocks(person_id: int | None, *, now: datetime) -> dict[str, UUID]:
    """Return which of the person's own mock examinations have their clock running, by the code of the scheme."""
    running = mocks_of(person_id).filter(handed_in_at=None, deadline__gt=now)
    return dict(running.values_list("scheme__code", "uuid"))


def get_scheme_to_practise(person_id: int | None, scheme_code: str) -> ExaminationScheme:
    """Return the newest version of an examination scheme that a person may practise.

    :raises SchemeNotFound: when there is no such examination in the person's programmes.
    """
    scheme = get_scheme(scheme_code)
    if not may_practise(person_id, scheme_code):
        raise SchemeNotFound(_("This examination is not part of your programme."))
    return scheme


def get_mock_offer(person_id: int | None, scheme_code: str) -> MockOffer:
    """Return what a mock examination of a scheme would be, and the person's own ones of it.

    :raises SchemeNotFound: when there is no such examination in the person's programmes.
    """
    scheme = get_scheme_to_practise(person_id, scheme_code)
    cells = cells_of(scheme.blueprint)
    drawn, _shortages = draw(cells, practice_items_on({cell.topic for cell in cells}), seed="")
    mine = mocks_of(person_id).filter(scheme__code=scheme_code).prefetch_related(_questions())
    ended = mine.exclude(handed_in_at=None)[:EARLIER_MOCKS]
    return MockOffer(
        scheme=scheme,
        wanted=_wanted(scheme),
        available=len(drawn),
        open_mock=mine.filter(handed_in_at=None).first(),
        earlier=[EarlierMock(mock, _mark(mock, list(mock.questions.all()))) for mock in ended],
    )


def get_own_mock(person_id: int | None, mock_uuid: UUID) -> MockExam:
    """Return a person's own mock examination.

    :raises MockNotFound: it is not there, or not this person's.
    """
    mock = mocks_of(person_id).prefetch_related(_questions()).filter(uuid=mock_uuid).first()
    if mock is None:
        raise MockNotFound(_("There is no such mock examination for you."))
    return mock


def get_mock_page(mock: MockExam, number: int) -> MockPage:
    """Return one question of a mock examination with the saved answer and where the others stand.

    :raises MockNotFound: when it has no such question.
    """
    questions = {question.number: question for question in mock.questions.all()}
    if number not in questions:
        raise MockNotFound(_("There is no such question."))
    question = questions[number]
    item = shown(question.item_version).with_chosen(values_of(question.response))
    return MockPage(mock, question, item, [(n, row.response is not None) for n, row in questions.items()])


def first_open_number(mock: MockExam) -> int:
    """Return the first question without an answer, or the last question."""
    questions = list(mock.questions.all())
    return next((row.number for row in questions if row.response is None), len(questions))


def seconds_left(mock: MockExam, *, now: datetime) -> int:
    """Return the seconds until the deadline, never less than none."""
    return max(0, int((mock.deadline - now).total_seconds()))


def get_mock_result(mock: MockExam) -> MockResult:
    """Return mark, topics and every question of a mock examination that was handed in."""
    questions = list(mock.questions.all())
    shares = rules.shares_by_topic(_marked(questions))
    titles = titles_of_topics(share.topic for share in shares)
    return MockResult(
        mock=mock,
        mark=_mark(mock, questions),
        topics=[(titles[share.topic], share) for share in shares],
        questions=[
            ReviewedQuestion(
                row.number, shown(row.item_version).stem, feedback_on(row.item_version, row.response)
            )
            for row in questions
        ],
        wanted=_wanted(mock.scheme),
    )


def _questions() -> Prefetch:
    rows = MockQuestion.objects.select_related("item_version__item").order_by("number")
    rows = rows.prefetch_related("item_version__attachments")
    return Prefetch("questions", queryset=rows)


def _wanted(scheme: ExaminationScheme) -> int:
    return sum(cell.count for cell in cells_of(scheme.blueprint))


def _mark(mock: MockExam, questions: list[MockQuestion]) -> rules.MockMark:
    return rules.mark(_marked(questions), pass_percent=mock.scheme.pass_percent)


def _marked(questions: Iterable[MockQuestion]) -> list[rules.MarkedQuestion]:
    marked = []
    for row in questions:
        version = row.item_version
        share = exact_share(key_of(version), row.response)
        marked.append(rules.MarkedQuestion(version.item.topic, row.marks, share))
    return marked
