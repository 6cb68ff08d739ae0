"""An answer and its hand-in, two answers to one item: one is lost without the lock, none with it."""

from datetime import timedelta

import pytest

from lms.core.clock import local_date
from lms.exams.models import MockExam, PracticeAnswer, PracticeBox
from lms.exams.practice.operations import answering, hand_in_mock, mock, save_mock_answer
from tests.concurrency.overtaking import overtake
from tests.factories.accounts import trainee_at
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR
from tests.factories.organisations import a_site
from tests.factories.practice import RIGHT, a_mock, answer, items_of_each_kind, person_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TODAY = local_date(NOW)


@pytest.fixture
def trainee():
    return trainee_at(a_site())


def save_and_hand_in(trainee):
    """Return the works: save the right answer to the one question of kind "single", and hand in."""
    begun, person_id = a_mock(trainee), person_of(trainee)
    question = begun.questions.get(item_version__item__kind="single")

    def save():
        save_mock_answer(
            person_id=person_id, mock_uuid=begun.uuid, number=question.number, values=RIGHT["single"], now=NOW
        )

    def hand_in():
        return hand_in_mock(person_id=person_id, mock_uuid=begun.uuid, actor=ACTOR, now=NOW)

    return save, hand_in


def saved_and_counted(trainee):
    """Return the response of the question, and the one that the hand-in counted."""
    handed_in = MockExam.objects.get(person=trainee.person)
    assert handed_in.handed_in_at == NOW
    saved = handed_in.questions.get(item_version__item__kind="single").response
    return saved, PracticeAnswer.objects.get(item_version__item__kind="single").response


def test_control_without_the_lock_an_answer_gets_into_a_mock_that_was_counted_without_it(
    trainee, monkeypatch
):
    works = save_and_hand_in(trainee)
    monkeypatch.setattr(mock, "_locked", lambda person_id, mock_uuid: MockExam.objects.get(uuid=mock_uuid))
    overtake(monkeypatch, (mock.rules, "is_over"), works)
    assert saved_and_counted(trainee) == ("b", None)


def test_with_the_lock_the_hand_in_counts_the_answer_that_was_being_saved(trainee, monkeypatch):
    overtake(monkeypatch, (mock.rules, "is_over"), save_and_hand_in(trainee))
    assert saved_and_counted(trainee) == ("b", "b")


@pytest.fixture
def right_and_wrong(trainee):
    """The works: a right answer and a wrong one to an item that is due in box 3."""
    items_of_each_kind()
    answer(trainee, "single", right=False)
    PracticeBox.objects.update(box=3)
    return lambda: answer(trainee, "single", right=True), lambda: answer(trainee, "single", right=False)


def where_it_is():
    return PracticeBox.objects.values_list("box", "due_on").get()


def test_control_without_the_lock_a_right_answer_takes_a_later_mistake_out_of_its_box(
    right_and_wrong, monkeypatch
):
    monkeypatch.setattr(PracticeBox.objects, "select_for_update", PracticeBox.objects.all)
    overtake(monkeypatch, (answering.rules, "next_place"), right_and_wrong)
    assert where_it_is() == (4, TODAY + timedelta(days=7))


def test_with_the_lock_the_later_mistake_is_due_at_once(right_and_wrong, monkeypatch):
    overtake(monkeypatch, (answering.rules, "next_place"), right_and_wrong)
    assert where_it_is() == (1, TODAY)
