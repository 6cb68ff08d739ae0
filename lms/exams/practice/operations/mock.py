"""Mock examinations: start one, keep an answer, hand it in."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.bank import rules as bank_rules
from lms.exams.bank.queries import BankItem, practice_items_on
from lms.exams.bank.showing import shape_of
from lms.exams.errors import MockEnded, MockNotFound, TooFewItems
from lms.exams.papers.models import ExaminationScheme
from lms.exams.papers.rules import Cell, cells_of, draw
from lms.exams.practice import rules
from lms.exams.practice.models import MockExam, MockQuestion
from lms.exams.practice.operations.answering import keep_answers
from lms.exams.practice.queries import get_scheme_to_practise


def start_mock(*, person_id: int, scheme_code: str, actor: Actor, now: datetime) -> MockExam:
    """Draw a mock examination in the form of the real one and start its clock; an open one is gone on with.

    :raises SchemeNotFound: when there is no such examination in the person's programmes.
    :raises TooFewItems: when there is not one practice item of its topics and kinds.
    """
    scheme = get_scheme_to_practise(person_id, scheme_code)
    seed = secrets.token_hex(16)
    drawn = _drawn(scheme, seed)
    try:
        with transaction.atomic(durable=True):
            standing = _open_mock(person_id, scheme)
            return standing or _begin(person_id, scheme, drawn, seed=seed, actor=actor, now=now)
    except IntegrityError:  # the same form was sent twice in one instant
        return MockExam.objects.get(person_id=person_id, scheme=scheme, handed_in_at=None)


def _open_mock(person_id: int, scheme: ExaminationScheme) -> MockExam | None:
    mine = MockExam.objects.filter(person_id=person_id, scheme__code=scheme.code, handed_in_at=None)
    return mine.first()


def _drawn(scheme: ExaminationScheme, seed: str) -> list[tuple[BankItem, Cell]]:
    cells = cells_of(scheme.blueprint)
    drawn, _shortages = draw(cells, practice_items_on({cell.topic for cell in cells}), seed=seed)
    if not drawn:
        raise TooFewItems(_("There are no practice questions for this examination yet."))
    return rules.in_order(drawn, seed=seed)


def _begin(
    person_id: int,
    scheme: ExaminationScheme,
    drawn: list[tuple[BankItem, Cell]],
    *,
    seed: str,
    actor: Actor,
    now: datetime,
) -> MockExam:
    mock = MockExam.objects.create(
        person_id=person_id,
        scheme=scheme,
        seed=seed,
        started_at=now,
        deadline=now + timedelta(minutes=scheme.duration_minutes),
    )
    MockQuestion.objects.bulk_create(
        MockQuestion(mock=mock, number=number, item_version=item.version, marks=cell.marks)
        for number, (item, cell) in enumerate(drawn, start=1)
    )
    audit.record(actor=actor, action=AuditAction.START_MOCK, target=mock, now=now)
    return mock


def save_mock_answer(
    *, person_id: int, mock_uuid: UUID, number: int, values: list[str], now: datetime
) -> None:
    """Keep what the form of one question sends, whole or not; nothing chosen takes an answer back.

    :raises MockNotFound: it is not there, or not this person's, or has no such question.
    :raises MockEnded: it was handed in, or its time is over.
    """
    with transaction.atomic(durable=True):
        mock = _locked(person_id, mock_uuid)
        if mock.handed_in_at is not None or rules.is_over(mock.deadline, now=now):
            raise MockEnded(_("The time of this mock examination is over. What you saved before counts."))
        question = mock.questions.select_related("item_version__item").filter(number=number).first()
        if question is None:
            raise MockNotFound(_("There is no such question."))
        question.response = _kept(question, values)
        question.save(update_fields=["response"])


def _kept(question: MockQuestion, values: list[str]) -> object:
    version = question.item_version
    response = bank_rules.read_response(version.item.kind, values)
    is_empty = response in ([], {}, "") or (isinstance(response, list) and not any(response))
    return None if is_empty or not bank_rules.fits(shape_of(version), response) else response


def hand_in_mock(*, person_id: int, mock_uuid: UUID, actor: Actor, now: datetime) -> MockExam:
    """End a mock examination; what was missed goes into the trainee's mistakes. Again changes nothing.

    :raises MockNotFound: it is not there, or not this person's.
    """
    with transaction.atomic(durable=True):
        mock = _locked(person_id, mock_uuid)
        if mock.handed_in_at is not None:
            return mock
        mock.handed_in_at = now
        mock.save(update_fields=["handed_in_at"])
        questions = mock.questions.select_related("item_version__item")
        answers = [(question.item_version, question.response) for question in questions]
        keep_answers(answers, person_id=person_id, form_key=mock.uuid, now=now)
        audit.record(actor=actor, action=AuditAction.HAND_IN_MOCK, target=mock, now=now)
    return mock


def _locked(person_id: int, mock_uuid: UUID) -> MockExam:
    mine = MockExam.objects.select_for_update().filter(person_id=person_id, uuid=mock_uuid)
    mock = mine.first()
    if mock is None:
        raise MockNotFound(_("There is no such mock examination for you."))
    return mock
