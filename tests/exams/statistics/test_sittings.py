"""Figures of a sitting: when all results are released, of first attempts only, the same whenever they are reckoned."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from lms.core import jobs
from lms.core.models import Job, JobState
from lms.exams.api import (
    NewSitting,
    Sitting,
    admit_candidates,
    close_sitting,
    open_sitting,
    schedule_sitting,
    sit_for_demonstration,
)
from lms.exams.errors import FiguresRefused, SittingNotFound
from lms.exams.models import AnswerCurrent, FigureSet, Result
from lms.exams.statistics.measured import current_sets
from lms.exams.statistics.operations import ask_for_figures, reckon_sitting, reckon_when_ready, set_aside
from tests.append_only import changeable
from tests.factories.accounts import trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, a_scheme
from tests.factories.organisations import a_room, a_site

pytestmark = pytest.mark.django_db
RIGHT = [10, 8, 3, 0]


def a_sitting_of(enrolments, scheme, *, at=NOW) -> Sitting:
    """Return an open sitting that admits these."""
    room = a_room(enrolments[0].site, seats=50)
    title = {"zh": "考试", "en": "Examination"}
    new = NewSitting(scheme, room, title, at, at + timedelta(hours=2), "seed", uuid4())
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=at)
    uuids = [enrolment.uuid for enrolment in enrolments]
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=uuids, actor=ACTOR, now=at)
    return open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=at)


def sit(sitting: Sitting, enrolments, right, *, at=NOW) -> None:
    for enrolment, count in zip(enrolments, right, strict=True):
        sit_for_demonstration(
            sitting_uuid=sitting.uuid, enrolment_uuid=enrolment.uuid, right_answers=count, now=at
        )


def close(sitting: Sitting, *, at=NOW) -> None:
    close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=at + timedelta(hours=1))


@pytest.fixture
def group():
    """Four trainees at one site, and the examination of their programme."""
    site, version = a_site(), a_version()
    scheme = a_scheme()
    return [enrol(trainee_at(site), version) for _ in RIGHT], scheme


def run_jobs(kind: str) -> None:
    for pk in Job.objects.filter(kind=kind, state=JobState.QUEUED).values_list("pk", flat=True):
        jobs.run(job_id=pk)


def test_closing_brings_the_figures_of_a_sitting(group) -> None:
    enrolments, scheme = group
    sitting = a_sitting_of(enrolments, scheme)
    sit(sitting, enrolments, RIGHT)
    run_jobs("exams.reckon_figures")
    assert not FigureSet.objects.exists()
    close(sitting)
    run_jobs("exams.reckon_figures")
    row = FigureSet.objects.get()
    assert (row.sitting, row.n, row.items, row.maximum, row.left_out) == (sitting, 4, 10, 100.0, 0)
    assert row.mean_share == pytest.approx(sum(RIGHT) / 40)
    scores = sorted(float(score) for score in Result.objects.values_list("score", flat=True))
    assert scores == sorted(count * 10.0 for count in RIGHT)
    first = row.item_figures.select_related("version__item").order_by("-facility")[0]
    assert (first.facility, first.maximum) == (0.75, 10.0)


def test_figures_name_no_candidate_and_are_the_same_again(group) -> None:
    enrolments, scheme = group
    sitting = a_sitting_of(enrolments, scheme)
    sit(sitting, enrolments, RIGHT)
    close(sitting)
    first = reckon_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    again = reckon_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW + timedelta(days=3))
    assert first == again
    assert first is not None
    set_aside(uuid=first.uuid, reason="a trial", by=None, actor=ACTOR, now=NOW)
    with pytest.raises(FiguresRefused, match="a trial"):
        reckon_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    assert reckon_when_ready(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW) is None


def test_an_open_sitting_has_no_figures(group) -> None:
    enrolments, scheme = group
    sitting = a_sitting_of(enrolments, scheme)
    sit(sitting, enrolments, RIGHT)
    with pytest.raises(FiguresRefused):
        reckon_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    with pytest.raises(SittingNotFound):
        reckon_sitting(sitting_uuid=uuid4(), actor=ACTOR, now=NOW)


def test_figures_wait_for_the_last_result(group) -> None:
    enrolments, scheme = group
    sitting = a_sitting_of(enrolments, scheme)
    sit(sitting, enrolments, RIGHT)
    last = Result.objects.latest("pk")
    attempt = last.attempt
    with changeable(Result, filled_once="released_at"):
        last.delete()
    close(sitting)
    run_jobs("exams.reckon_figures")
    assert not FigureSet.objects.exists()
    Job.objects.filter(kind="exams.mark_attempt", key=str(attempt.uuid)).update(state=JobState.QUEUED)
    run_jobs("exams.mark_attempt")
    run_jobs("exams.reckon_figures")
    assert FigureSet.objects.get().n == 4


def test_who_sits_again_is_left_out(group) -> None:
    enrolments, scheme = group
    sitting = a_sitting_of(enrolments[:2], scheme)
    sit(sitting, enrolments[:2], [3, 5])
    close(sitting)
    later = NOW + timedelta(days=30)
    resit = a_sitting_of(enrolments, scheme, at=later)
    sit(resit, enrolments, [10, 10, 2, 1], at=later)
    close(resit, at=later)
    row = reckon_sitting(sitting_uuid=resit.uuid, actor=ACTOR, now=later)
    assert row is not None
    assert (row.n, row.left_out) == (2, 2)
    assert row.mean_share == pytest.approx(0.15)


def test_a_sitting_of_resits_only_has_none(group) -> None:
    enrolments, scheme = group
    sitting = a_sitting_of(enrolments[:1], scheme)
    sit(sitting, enrolments[:1], [3])
    close(sitting)
    later = NOW + timedelta(days=30)
    resit = a_sitting_of(enrolments[:1], scheme, at=later)
    sit(resit, enrolments[:1], [9], at=later)
    close(resit, at=later)
    assert reckon_sitting(sitting_uuid=resit.uuid, actor=ACTOR, now=later) is None


def test_other_answers_are_another_set_and_only_the_newest_counts(group) -> None:
    enrolments, scheme = group
    sitting = a_sitting_of(enrolments, scheme)
    sit(sitting, enrolments, RIGHT)
    close(sitting)
    first = reckon_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    AnswerCurrent.objects.filter(attempt__candidate__enrolment=enrolments[0]).update(response=None)
    second = reckon_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    assert first != second
    assert list(current_sets()) == [second]


def test_asking_for_figures_of_an_open_sitting_asks_nothing(group) -> None:
    enrolments, scheme = group
    sitting = a_sitting_of(enrolments, scheme)
    sit(sitting, enrolments, RIGHT)
    ask_for_figures(attempt_uuid=Result.objects.latest("pk").attempt.uuid, now=NOW)
    assert not Job.objects.filter(kind="exams.reckon_figures").exists()


def test_marks_that_come_back_after_a_correction_are_what_counts_again(group) -> None:
    enrolments, scheme = group
    sitting = a_sitting_of(enrolments, scheme)
    sit(sitting, enrolments, RIGHT)
    close(sitting)

    def reckoned() -> FigureSet:
        return reckon_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)

    first = reckoned()
    answers = AnswerCurrent.objects.filter(attempt__candidate__enrolment=enrolments[0])
    kept = dict(answers.values_list("pk", "response"))
    answers.update(response=None)
    second = reckoned()
    for pk, response in kept.items():
        AnswerCurrent.objects.filter(pk=pk).update(response=response)
    third = reckoned()
    assert first.mean_share == third.mean_share != second.mean_share
    assert list(current_sets()) == [third]
    assert reckoned() == third
    answers.update(response=None)
    assert list(current_sets()) == [third]
    fourth = reckoned()
    assert (list(current_sets()), fourth.mean_share) == ([fourth], second.mean_share)
    assert len({row.fingerprint for row in (first, second, third, fourth)}) == 4


def test_marks_that_were_set_aside_do_not_come_back_by_another_way(group) -> None:
    enrolments, scheme = group
    sitting = a_sitting_of(enrolments, scheme)
    sit(sitting, enrolments, RIGHT)
    close(sitting)
    first = reckon_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    set_aside(uuid=first.uuid, reason="The room was told the answers", by=None, actor=ACTOR, now=NOW)
    answers = AnswerCurrent.objects.filter(attempt__candidate__enrolment=enrolments[0])
    kept = dict(answers.values_list("pk", "response"))
    answers.update(response=None)
    reckon_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    for pk, response in kept.items():
        AnswerCurrent.objects.filter(pk=pk).update(response=response)
    with pytest.raises(FiguresRefused):
        reckon_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
