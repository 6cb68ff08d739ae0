"""A programme version is laid down whole, and never edited."""

from dataclasses import replace

import pytest
from django.db import transaction

from courses.catalog.api import get_published_version, lessons_of_version, load_programme_version, plan_of
from courses.catalog.errors import LessonsOfAnother, ProgrammeFixed, VersionInUse, VersionNotFound
from courses.catalog.models import Lesson, Programme, ProgrammeVersion, Unit
from courses.catalog.operations import add_part, create_draft_version, publish_version
from courses.catalog.parts import Part, PartKind
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from tests.factories.courses import NOW, a_plan, a_version

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


CORRECTED = {"zh": "改正", "en": "Corrected"}


def _audited(action):
    return [row.target_uuid for row in AuditEntry.objects.filter(action=action)]


@pytest.mark.parametrize("number", [1, 2])
def test_a_corrected_plan_changes_the_words_of_its_programme_and_own_lessons_with_one_audit_row_each(number):
    plan = a_plan()
    version = _load(plan)
    lessons = plan.courses[0].units[0].lessons
    better = replace(lessons[0], title=CORRECTED, minutes=90)
    corrected = replace(
        _with_unit(plan, lessons=(better, *lessons[1:])), title=CORRECTED, summary=CORRECTED, number=number
    )
    for _again in range(2):
        _load(corrected)
    programme, lesson = Programme.objects.get(), Lesson.objects.get(code=better.code)
    assert (programme.title_en, programme.summary_zh) == ("Corrected", "改正")
    assert (lesson.title_zh, lesson.title_en, lesson.minutes) == ("改正", "Corrected", 90)
    assert Lesson.objects.exclude(pk=lesson.pk).get().title_en == lessons[1].title["en"]
    assert _audited("catalog.change_programme") == [programme.uuid]
    assert _audited("catalog.change_lesson") == [lesson.uuid]
    assert lessons_of_version(version.pk).first() == lesson


def test_a_borrowing_plan_changes_no_lesson():
    plan = a_plan(lessons=1)
    _load(plan)
    lesson = replace(plan.courses[0].units[0].lessons[0], title=CORRECTED, minutes=1, is_borrowed=True)
    _load(replace(_with_unit(plan, lessons=(lesson,)), code="BORROWER"))
    assert Lesson.objects.get().minutes == 45
    assert not _audited("catalog.change_lesson")


def test_a_lesson_of_another_programme_is_borrowed_or_refused():
    plan = a_plan()
    version = _load(plan)
    lessons = plan.courses[0].units[0].lessons
    mine, theirs = replace(lessons[0], code="MINE"), replace(lessons[1], title=CORRECTED)
    taker = replace(_with_unit(plan, lessons=(mine, theirs)), code="TAKER")
    with pytest.raises(LessonsOfAnother, match=theirs.code) as refusal, transaction.atomic():
        _load(taker)
    assert lessons[0].code not in str(refusal.value)
    assert not Programme.objects.filter(code="TAKER").exists()

    lent = _load(_with_unit(taker, lessons=(mine, replace(theirs, is_borrowed=True))))
    assert [row.owner for row in lessons_of_version(lent.pk)] == [lent.programme, version.programme]
    assert [row.is_borrowed for row in plan_of(lent).courses[0].units[0].lessons] == [False, True]
    with pytest.raises(LessonsOfAnother, match=theirs.code), transaction.atomic():
        _load(taker)  # the same number again must not take it either
    _load(_with_unit(plan, lessons=(lessons[0], theirs)))
    assert Lesson.objects.get(code=theirs.code).title_en == "Corrected"


def test_a_lesson_that_nobody_owns_becomes_that_of_the_plan_that_brings_it():
    plan = a_plan(lessons=1)
    lesson = plan.courses[0].units[0].lessons[0]
    Lesson.objects.create(code=lesson.code, title_zh="课")
    _load(replace(_with_unit(plan, lessons=(replace(lesson, is_borrowed=True),)), code="BORROWER"))
    owner = _load(plan).programme
    assert (Lesson.objects.get().owner, Lesson.objects.get().title_en) == (owner, lesson.title["en"])


def test_a_draft_that_borrows_by_hand_owns_nothing():
    lesson = lessons_of_version(_load(a_plan(lessons=1)).pk).get()
    draft = create_draft_version(programme_uuid=a_version().programme.uuid, actor=ACTOR, now=NOW)
    unit = Part(draft.uuid, PartKind.UNIT, draft.courses.get().units.get().uuid)
    add_part(
        part=Part(draft.uuid, PartKind.LESSON, unit.uuid), values={"lesson": lesson}, actor=ACTOR, now=NOW
    )
    publish_version(version_uuid=draft.uuid, actor=ACTOR, now=NOW)
    lesson.refresh_from_db()
    assert lesson.owner != draft.programme
    assert create_draft_version(programme_uuid=draft.programme.uuid, actor=ACTOR, now=NOW).number == 3


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"kind": "diploma"}, "kind: short_skills → diploma"),
        ({"level": 5}, "level: – → 5"),
        ({"occupation_code": "4-03-02-01"}, "occupation: 6-31-01-03 → 4-03-02-01"),
        ({"occupation_code": ""}, "occupation: 6-31-01-03 → –"),
    ],
)
def test_a_known_programme_keeps_its_kind_level_and_occupation(change, named):
    plan = a_plan()
    _load(plan)
    for number in (1, 2):
        with pytest.raises(ProgrammeFixed, match=named), transaction.atomic():
            _load(replace(plan, title=CORRECTED, number=number, **change))
    assert Programme.objects.get().title_en == plan.title["en"]
    assert ProgrammeVersion.objects.count() == 1


def test_an_unknown_programme_has_no_version():
    with pytest.raises(VersionNotFound):
        get_published_version(programme_code="NONE")
