"""Who stands where in the demonstration: beginners on the short courses, everybody else on the long programmes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from courses.catalog.api import ProgrammeVersion, load_programme_version, plan_of
from lms.core.actor import Actor
from lms.delivery.models import LessonProgress
from lms.demonstration.people import trainee_names
from lms.demonstration.places import Places
from lms.demonstration.stages import (
    LONG,
    ONE_DAY,
    PROGRAMMES,
    SHORT,
    STAGES,
    Placed,
    Stage,
    _enrol,
    _learn,
    placed,
)
from tests.factories.accounts import trainee_at
from tests.factories.courses import a_version, enrolled_trainee
from tests.factories.organisations import a_school_paired_with, a_site

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


def test_beginners_are_on_the_short_courses_and_the_others_on_both_long_programmes():
    rows = placed(trainee_names())
    begun = {Stage.BEGINNING: SHORT, Stage.BEGINNING_ONE_DAY: ONE_DAY}
    for stage, programme in begun.items():
        beginners = [row for row in rows if row.stage is stage]
        assert len(beginners) == dict(STAGES)[stage]
        assert {row.programme for row in beginners} == {programme}
    for stage in set(Stage) - begun.keys():
        assert {row.programme for row in rows if row.stage is stage} == set(LONG)
    assert {SHORT, *LONG} == set(PROGRAMMES)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "learnt"),
    [(Stage.BEGINNING, 0), (Stage.BEGINNING_ONE_DAY, 0), (Stage.HALF_WAY, 6), (Stage.GRADUATED, 12)],
)
def test_lessons_are_learnt_week_by_week_in_the_past_and_once(stage, learnt):
    version: ProgrammeVersion = a_version(lessons=12)
    user, enrolment = enrolled_trainee(version)
    for _again in range(2):
        _learn(Placed(user, "LVE", stage), enrolment, stage, actor=Actor.system("test"), now=NOW)
    done = LessonProgress.objects.filter(completed_at__isnull=False)
    assert done.count() == learnt
    assert all(row.completed_at < NOW for row in done)
    assert len({row.completed_at for row in done}) == -(-learnt // 5)


@pytest.mark.django_db
def test_a_second_start_finds_who_began_before_a_newer_version_was_published():
    version, user = a_version(), trainee_at(site := a_site())
    school = a_school_paired_with(site)
    places, row = (
        Places(site.administration, {"DEMO-SCH-1": school}, {}, {}, {}, {}),
        Placed(user, version.programme.code, Stage.HALF_WAY),
    )
    about = {"actor": Actor.system("test"), "now": NOW}
    first = _enrol(places, row, **about)
    load_programme_version(plan=replace(plan_of(version), number=2), **about)
    assert _enrol(places, row, **about) == first
    assert first.version == version
