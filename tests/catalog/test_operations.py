"""A programme version is laid down whole, and never edited."""

from dataclasses import replace

import pytest
from django.db import transaction

from courses.catalog.api import get_published_version, lessons_of_version, load_programme_version
from courses.catalog.errors import VersionInUse, VersionNotFound
from courses.catalog.models import Lesson, ProgrammeVersion, Unit
from lms.core.actor import Actor
from tests.factories.courses import NOW, a_plan

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


def _load(plan):
    return load_programme_version(plan=plan, actor=ACTOR, now=NOW)


def _with_unit(plan, **changes):
    """Return the plan with another unit in its only course."""
    course = plan.courses[0]
    return replace(plan, courses=(replace(course, units=(replace(course.units[0], **changes),)),))


def test_the_same_plan_twice_is_one_version():
    plan = a_plan()
    assert _load(plan) == _load(plan)
    assert (ProgrammeVersion.objects.count(), Unit.objects.count(), Lesson.objects.count()) == (1, 1, 2)


def test_a_published_number_with_another_plan_is_refused_and_nothing_changes():
    plan = a_plan()
    version = _load(plan)
    with pytest.raises(VersionInUse) as refusal, transaction.atomic():
        _load(_with_unit(plan, theory_minutes=900))
    assert len(refusal.value.reasons) == 1
    assert "10 → 20" in refusal.value.reasons[0]
    assert version.courses.get().units.get().theory_minutes == 450


def test_a_published_number_with_other_lessons_is_refused():
    plan = a_plan()
    version = _load(plan)
    unit = plan.courses[0].units[0]
    for lessons in (
        unit.lessons[:1],
        unit.lessons[::-1],
        (*unit.lessons, replace(unit.lessons[0], code="NEW")),
    ):
        with pytest.raises(VersionInUse), transaction.atomic():
            _load(_with_unit(plan, lessons=lessons))
    assert lessons_of_version(version.pk).count() == 2
    assert not Lesson.objects.filter(code="NEW").exists()


def test_a_new_number_shares_lessons_and_becomes_the_published_one():
    plan = a_plan()
    first = _load(plan)
    second = _load(replace(plan, number=2))
    assert get_published_version(programme_code=plan.code) == second
    assert list(lessons_of_version(first.pk)) == list(lessons_of_version(second.pk))


def test_an_unknown_programme_has_no_version():
    with pytest.raises(VersionNotFound):
        get_published_version(programme_code="NONE")
