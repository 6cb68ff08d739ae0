"""What the list of results says comes next: it is what somebody has to do next, marks by hand among it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from lms.core.models import Job
from lms.exams.api import close_sitting, hand_in
from lms.exams.handmarking.operations import settle_marks
from lms.exams.results.queries import BY_HAND, DONE, IN_WORK, TO_FREEZE, list_sittings
from lms.exams.tasks import mark_attempt_job
from tests.exams.results.desk import english, page, text
from tests.factories.accounts import examinations_officer_at
from tests.factories.appeals import a_released
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, started_attempt
from tests.factories.handmarks import WHO, Marked, an_ended_sitting, let_other_words_count, mark_all
from tests.factories.results import written

pytestmark = pytest.mark.django_db


def stage(marked: Marked) -> str:
    return list_sittings(marked.officer).get(pk=marked.sitting.pk).stage


def settle(marked: Marked) -> None:
    settle_marks(sitting_uuid=marked.sitting.uuid, client_key=uuid4(), **WHO)


def work() -> None:
    for job in Job.objects.filter(kind="exams.mark_attempt"):
        mark_attempt_job(job)


def test_while_marks_by_hand_are_to_be_given_or_settled_nothing_waits_to_be_frozen():
    marked = an_ended_sitting(candidates=2)
    assert stage(marked) == BY_HAND
    work()
    assert stage(marked) == BY_HAND, "the program cannot mark these"
    for user in marked.markers:
        mark_all(marked, user, "20")
    assert stage(marked) == BY_HAND, "an officer settles them"
    settle(marked)
    work()
    assert stage(marked) == TO_FREEZE


def test_other_words_that_count_later_wait_for_a_marker_again():
    marked = an_ended_sitting(candidates=2)
    for user in marked.markers:
        mark_all(marked, user, "20")
    settle(marked)
    work()
    let_other_words_count(marked, "先停电。")
    assert stage(marked) == BY_HAND


def test_after_the_release_nothing_comes_next():
    assert stage(a_released().marked) == DONE


def test_what_the_program_marks_is_being_marked_until_it_is():
    sat = written(right=(10, 6))
    sitting = list_sittings(sat.first).get(pk=sat.sitting.pk)
    assert sitting.stage == TO_FREEZE
    begun = started_attempt()
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=NOW)
    close_sitting(sitting_uuid=begun.sitting.uuid, actor=ACTOR, now=NOW)
    officer = examinations_officer_at(begun.enrolment.site)
    assert list_sittings(officer).get().stage == IN_WORK
    work()
    assert list_sittings(officer).get().stage == DONE, "these rules release what the program marks"


def test_the_list_and_the_page_say_so_and_the_list_can_be_narrowed_to_it():
    marked = an_ended_sitting(candidates=2)
    officer = english(marked.officer)
    shown = page(officer, "results:index")
    assert "Waits for marks by hand" in shown
    own = page(officer, "results:sitting", marked.sitting.uuid)
    assert "still to be marked by hand" in own
    assert "Nobody sat" not in own
    found = officer.get(reverse("results:index"), {"stage": BY_HAND})
    assert marked.sitting.title_en in text(found)
    assert marked.sitting.title_en not in text(
        officer.get(reverse("results:index_results"), {"stage": TO_FREEZE})
    )
