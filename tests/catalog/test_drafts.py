"""Drafts are copied, changed part by part, published or discarded; each step leaves one audit row."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import Page

from courses.catalog.errors import (
    DraftExists,
    LessonsMissing,
    PartNotFound,
    PartShown,
    ProgrammeNotFound,
    UnusablePart,
    VersionInUse,
    VersionNotFound,
    VersionNotReady,
)
from courses.catalog.models import Course, Lesson, ProgrammeVersion, Requirement, VersionState
from courses.catalog.operations import (
    add_part,
    change_draft,
    change_part,
    create_draft_version,
    discard_draft,
    load_programme_version,
    move_part,
    publish_version,
    remove_part,
    set_prerequisites,
)
from courses.catalog.parts import Part, PartKind
from courses.catalog.queries import plan_of
from courses.catalog.rules import compare_versions
from courses.pages.models import CoursePage, UnitPage
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from tests.factories.courses import NOW, a_diploma_version, a_plan, a_version

pytestmark = pytest.mark.django_db
WHO = {"actor": Actor.system("test"), "now": NOW}
UNIT = {"code": "NEW", "title_zh": "新单元", "title_en": "New", "theory_minutes": 45, "practice_minutes": 0}


@pytest.fixture
def draft():
    return create_draft_version(programme_uuid=a_diploma_version().programme.uuid, **WHO)


def _audited(draft):
    return list(
        AuditEntry.objects.filter(target_uuid=draft.uuid).order_by("seq").values_list("action", flat=True)
    )


def _part(draft, kind, row):
    return Part(draft.uuid, kind, row.uuid)


def test_a_draft_is_a_copy_of_the_newest_version(draft):
    published = draft.programme.versions.get(number=1)
    assert compare_versions(plan_of(published), plan_of(draft)) == []
    assert (draft.number, draft.state) == (2, VersionState.DRAFT)
    assert _audited(draft) == ["catalog.create_draft"]


def test_there_is_one_draft_at_a_time(draft):
    with pytest.raises(DraftExists):
        create_draft_version(programme_uuid=draft.programme.uuid, **WHO)
    with pytest.raises(ProgrammeNotFound):
        create_draft_version(programme_uuid=uuid4(), **WHO)


def test_parts_are_added_changed_moved_and_removed(draft):
    course = draft.courses.get(units__isnull=False)
    first = course.units.get()
    unit = add_part(part=_part(draft, PartKind.UNIT, course), values=UNIT, **WHO)
    change_part(part=_part(draft, PartKind.UNIT, unit), values={**UNIT, "practice_minutes": 90}, **WHO)
    lesson = Lesson.objects.create(code="EXTRA", title_zh="课")
    place = add_part(part=_part(draft, PartKind.LESSON, unit), values={"lesson": lesson}, **WHO)
    move_part(part=_part(draft, PartKind.UNIT, unit), is_up=True, **WHO)
    assert list(course.units.order_by("position")) == [unit, first]
    move_part(part=_part(draft, PartKind.UNIT, unit), is_up=True, **WHO)
    remove_part(part=_part(draft, PartKind.LESSON, place), **WHO)
    remove_part(part=_part(draft, PartKind.UNIT, unit), **WHO)
    assert list(course.units.all()) == [first]
    assert Lesson.objects.filter(code="EXTRA").exists()
    assert _audited(draft).count("catalog.change_draft") == 6  # the move at the top changed nothing


def test_requirements_and_courses_are_added_and_a_course_goes_with_all_it_holds(draft):
    values = {"code": "R9", "title_zh": "证书", "kind": "certificates_held", "minimum": 2}
    holder = Part(draft.uuid, PartKind.REQUIREMENT, draft.uuid)
    add_part(part=holder, values={**values, "certificate_kinds": ["single_skill"]}, **WHO)
    assert draft.requirements.get(code="R9").certificate_kinds == ["single_skill"]
    for course in list(draft.courses.all()):
        remove_part(part=_part(draft, PartKind.COURSE, course), **WHO)
    assert not draft.courses.exists()


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        (PartKind.COURSE, {"code": "", "title_zh": "课"}, "code"),
        (PartKind.COURSE, {"code": "X", "title_zh": "课", "credits": 10**20}, "credits"),
        (PartKind.COURSE, {"code": "X", "title_zh": "课", "block": "elective"}, "__all__"),
        (PartKind.REQUIREMENT, {"code": "X", "title_zh": "课", "kind": "credits_earned"}, "__all__"),
        (PartKind.REQUIREMENT, {"code": "X", "title_zh": "课", "kind": "no"}, "kind"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_is_kept(draft, kind, values, field):
    before = plan_of(draft)
    with pytest.raises(UnusablePart) as refusal:
        add_part(part=Part(draft.uuid, kind, draft.uuid), values=values, **WHO)
    assert refusal.value.field == field
    assert plan_of(draft) == before


def test_codes_and_lessons_occur_once_in_a_version(draft):
    course = draft.courses.get(units__isnull=False)
    other = draft.courses.exclude(pk=course.pk).first()
    unit = course.units.get()
    with pytest.raises(UnusablePart):
        add_part(part=_part(draft, PartKind.UNIT, other), values={**UNIT, "code": unit.code}, **WHO)
    with pytest.raises(UnusablePart):
        add_part(
            part=_part(draft, PartKind.LESSON, unit), values={"lesson": unit.places.first().lesson}, **WHO
        )


def test_prerequisites_are_set_at_once_and_never_in_a_circle(draft):
    first, second, third = draft.courses.order_by("position")[:3]
    set_prerequisites(part=_part(draft, PartKind.COURSE, third), needs=[first.uuid, second.uuid], **WHO)
    assert {row.needs for row in third.prerequisites.all()} == {first, second}
    with pytest.raises(UnusablePart, match=f"{first.code} → {third.code}"):
        set_prerequisites(part=_part(draft, PartKind.COURSE, first), needs=[third.uuid], **WHO)
    with pytest.raises(UnusablePart):
        set_prerequisites(part=_part(draft, PartKind.COURSE, first), needs=[first.uuid], **WHO)
    with pytest.raises(PartNotFound):
        set_prerequisites(part=_part(draft, PartKind.COURSE, first), needs=[uuid4()], **WHO)
    set_prerequisites(part=_part(draft, PartKind.COURSE, third), needs=[], **WHO)
    assert not third.prerequisites.exists()


def test_facts_are_changed(draft):
    values = {"valid_from": date(2027, 9, 1), "basis_zh": "新计划", "basis_en": "New", "standard": "S 1"}
    change_draft(version_uuid=draft.uuid, values=values, **WHO)
    draft.refresh_from_db()
    assert (draft.valid_from, draft.standard) == (date(2027, 9, 1), "S 1")
    with pytest.raises(UnusablePart):
        change_draft(version_uuid=draft.uuid, values={**values, "basis_zh": ""}, **WHO)


def test_a_draft_with_a_reason_against_it_is_not_published(draft):
    row = draft.requirements.get(kind="credits_earned")
    values = {"code": row.code, "title_zh": "学分", "kind": row.kind, "minimum": 500}
    change_part(part=_part(draft, PartKind.REQUIREMENT, row), values=values, **WHO)
    with pytest.raises(VersionNotReady) as refusal:
        publish_version(version_uuid=draft.uuid, **WHO)
    assert "500" in refusal.value.reasons[0]
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_a_discarded_draft_leaves_nothing_but_its_audit_rows(draft):
    kept = Course.objects.exclude(version=draft).count()
    discard_draft(version_uuid=draft.uuid, **WHO)
    assert not ProgrammeVersion.objects.filter(pk=draft.pk).exists()
    assert Course.objects.count() == kept
    assert _audited(draft) == ["catalog.create_draft", "catalog.discard_draft"]
    assert create_draft_version(programme_uuid=draft.programme.uuid, **WHO).number == 2


def test_what_a_page_shows_is_not_removed_and_the_page_is_named(draft):
    course = draft.courses.get(units__isnull=False)
    unit = course.units.get()
    shelf = Page.add_root(instance=Page(title="Shelf"))
    shelf.add_child(instance=UnitPage(title="Wiring, shown", unit=unit))
    before = plan_of(draft)
    steps = [
        lambda: remove_part(part=_part(draft, PartKind.UNIT, unit), **WHO),
        lambda: remove_part(part=_part(draft, PartKind.COURSE, course), **WHO),
        lambda: discard_draft(version_uuid=draft.uuid, **WHO),
    ]
    for step in steps:
        with pytest.raises(PartShown, match="Wiring, shown"):
            step()
    shelf.add_child(instance=CoursePage(title="Installing, shown", course=course))
    UnitPage.objects.get().delete()
    with pytest.raises(PartShown, match="Installing, shown"):
        discard_draft(version_uuid=draft.uuid, **WHO)
    assert plan_of(draft) == before
    assert _audited(draft) == ["catalog.create_draft"]


def test_what_is_published_is_never_changed_again(draft):
    publish_version(version_uuid=draft.uuid, **WHO)
    course = draft.courses.first()
    steps = [
        lambda: change_part(part=_part(draft, PartKind.COURSE, course), values={"credits": 1}, **WHO),
        lambda: add_part(part=_part(draft, PartKind.UNIT, course), values=UNIT, **WHO),
        lambda: move_part(part=_part(draft, PartKind.COURSE, course), is_up=False, **WHO),
        lambda: remove_part(part=_part(draft, PartKind.COURSE, course), **WHO),
        lambda: set_prerequisites(part=_part(draft, PartKind.COURSE, course), needs=[], **WHO),
        lambda: change_draft(version_uuid=draft.uuid, values={"standard": "x"}, **WHO),
        lambda: discard_draft(version_uuid=draft.uuid, **WHO),
        lambda: publish_version(version_uuid=draft.uuid, **WHO),
    ]
    for step in steps:
        with pytest.raises(VersionInUse):
            step()
    assert _audited(draft) == ["catalog.create_draft", "catalog.publish_version"]


def test_a_part_of_another_draft_is_not_there(draft):
    other = create_draft_version(programme_uuid=a_version().programme.uuid, **WHO)
    with pytest.raises(PartNotFound):
        remove_part(part=_part(draft, PartKind.COURSE, other.courses.get()), **WHO)
    with pytest.raises(VersionNotFound):
        remove_part(part=Part(uuid4(), PartKind.COURSE, other.courses.get().uuid), **WHO)


def test_a_plan_may_not_take_the_number_of_a_draft():
    plan = a_plan()
    version = load_programme_version(plan=plan, **WHO)
    create_draft_version(programme_uuid=version.programme.uuid, **WHO)
    with pytest.raises(VersionInUse, match="2"):
        load_programme_version(plan=replace(plan, number=2), **WHO)


def test_a_borrowed_lesson_must_be_there():
    plan = a_plan()
    course = plan.courses[0]
    unit = course.units[0]
    borrowed = replace(unit, lessons=tuple(replace(row, is_borrowed=True) for row in unit.lessons))
    borrower = replace(plan, courses=(replace(course, units=(borrowed,)),))
    with pytest.raises(LessonsMissing, match=unit.lessons[0].code), transaction.atomic():
        load_programme_version(plan=borrower, **WHO)
    assert not ProgrammeVersion.objects.exists()
    load_programme_version(plan=plan, **WHO)
    lent = load_programme_version(plan=replace(borrower, code="BORROWER"), **WHO)
    assert Lesson.objects.count() == 2
    assert plan_of(lent).courses[0].units[0].lessons[0].title == unit.lessons[0].title


THRESHOLDS = {
    "lessons_completed": {"share_percent": 100},
    "hours_attended": {"practice_minutes": 45},
    "examination_passed": {"examination_scheme": "S"},
    "practical_task_passed": {"rubric_code": "K1"},
    "credits_earned": {"minimum": 1},
    "electives_earned": {"minimum": 1},
    "certificates_held": {"minimum": 1},
}


@pytest.mark.parametrize("kind", THRESHOLDS)
def test_the_database_asks_each_kind_for_its_threshold_and_no_other(draft, kind):
    def add(**values):
        with transaction.atomic():
            return Requirement.objects.create(
                version=draft, code=str(uuid4())[:8], kind=kind, position=9, title_zh="要求", **values
            )

    add(**THRESHOLDS[kind])
    zero = {name: 0 if isinstance(value, int) else "" for name, value in THRESHOLDS[kind].items()}
    strangers = [other for name, other in THRESHOLDS.items() if other.keys() != THRESHOLDS[kind].keys()]
    for wrong in ({}, zero, *({**THRESHOLDS[kind], **stranger} for stranger in strangers)):
        with pytest.raises(IntegrityError):
            add(**wrong)


@pytest.mark.parametrize("share", [0, 101])
def test_a_share_is_a_percent(draft, share):
    with pytest.raises(IntegrityError), transaction.atomic():
        Requirement.objects.create(
            version=draft, code="R8", kind="lessons_completed", position=9, title_zh="课", share_percent=share
        )
