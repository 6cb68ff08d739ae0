"""What a version needs of equipment: laid down, drafted, compared, refused, and taken to a pack and back."""

from dataclasses import replace

import pytest

from courses.catalog.api import PlannedEquipment, load_programme_version, need_text, plan_of
from courses.catalog.equipment import EquipmentNeed
from courses.catalog.errors import UnusablePart, VersionInUse, VersionNotReady
from courses.catalog.models import Unit
from courses.catalog.operations import (
    add_part,
    change_part,
    create_draft_version,
    discard_draft,
    publish_version,
    remove_part,
)
from courses.catalog.parts import Part, PartKind
from courses.catalog.rules import compare_versions
from courses.pages.packs.errors import PackError
from courses.pages.packs.heads import head_of
from courses.pages.packs.plans import plan_of_pack
from lms.core.actor import Actor
from lms.organisations.api import EquipmentKind
from tests.factories.courses import NOW, a_plan, a_version
from tests.factories.equipment import OVEN, a_kind, a_version_needing

pytestmark = pytest.mark.django_db
WHO = {"actor": Actor.system("test"), "now": NOW}
VALUES = {"course": None, "unit": None, "teaching": "", "count": 2, "per_people": None}


@pytest.fixture
def draft():
    return create_draft_version(programme_uuid=a_version_needing().programme.uuid, **WHO)


def holder(draft):
    return Part(draft.uuid, PartKind.EQUIPMENT, draft.uuid)


def part(draft, row):
    return Part(draft.uuid, PartKind.EQUIPMENT, row.uuid)


def test_a_plan_brings_kinds_that_are_new_and_leaves_known_ones_their_names():
    known = a_kind("OVEN")
    EquipmentKind.objects.update(name_zh="我们的烤箱")
    a_version_needing(
        PlannedEquipment("OVEN", OVEN), PlannedEquipment("MIXER", {"zh": "和面机", "en": "Dough mixer"})
    )
    known.refresh_from_db()
    assert known.name_zh == "我们的烤箱"
    assert EquipmentKind.objects.get(code="MIXER").name_en == "Dough mixer"


def test_a_need_holds_for_its_part_and_its_way_of_teaching():
    plan = a_plan()
    course, unit = plan.courses[0], plan.courses[0].units[0]
    other = replace(unit, code=f"{unit.code}-2", lessons=())
    needs = (
        PlannedEquipment("WHOLE", OVEN),
        PlannedEquipment("COURSE", OVEN, teaching="practice", course=course.code),
        PlannedEquipment("UNIT", OVEN, unit=unit.code),
    )
    whole = replace(plan, courses=(replace(course, units=(unit, other)),), equipment=needs)
    version = load_programme_version(plan=whole, **WHO)
    one, two = Unit.objects.filter(course__version=version).order_by("position")

    def codes(unit, teaching):
        rows = EquipmentNeed.objects.select_related("kind").order_by("position")
        return [row.code for row in rows if row.holds_for(one.course_id, unit and unit.pk, teaching)]

    assert codes(one, "practice") == ["WHOLE", "COURSE", "UNIT"]
    assert codes(one, "theory") == ["WHOLE", "UNIT"]
    assert codes(two, "practice") == ["WHOLE", "COURSE"]
    assert codes(None, "practice") == ["WHOLE", "COURSE"]
    assert plan_of(version).equipment == tuple(replace(need, title=OVEN) for need in needs)


def test_a_draft_copies_the_needs_and_changes_them_one_by_one(draft):
    published = draft.programme.versions.get(number=1)
    assert compare_versions(plan_of(published), plan_of(draft)) == []
    unit = Unit.objects.get(course__version=draft)
    row = add_part(part=holder(draft), values={**VALUES, "kind": a_kind("MIXER"), "unit": unit}, **WHO)
    change_part(
        part=part(draft, row), values={**VALUES, "kind": row.kind, "unit": unit, "per_people": 4}, **WHO
    )
    first = draft.equipment.get(kind__code="OVEN")
    change_part(part=part(draft, first), values={**VALUES, "kind": first.kind, "count": 3}, **WHO)
    found = compare_versions(plan_of(published), plan_of(draft))
    assert [(one.part, one.code, one.change, one.field, one.old, one.new) for one in found] == [
        ("equipment", "OVEN", "changed", "count", 2, 3),
        ("equipment", "OVEN", "changed", "teaching", "practice", ""),
        ("equipment", f"{unit.code} MIXER", "added", "", None, None),
    ]
    publish_version(version_uuid=draft.uuid, **WHO)


def test_a_need_goes_with_its_unit_and_a_draft_with_all_of_them(draft):
    unit = Unit.objects.get(course__version=draft)
    add_part(part=holder(draft), values={**VALUES, "kind": a_kind("MIXER"), "unit": unit}, **WHO)
    add_part(part=holder(draft), values={**VALUES, "kind": a_kind("X1"), "course": unit.course}, **WHO)
    remove_part(part=Part(draft.uuid, PartKind.UNIT, unit.uuid), **WHO)
    assert {row.kind.code for row in draft.equipment.all()} == {"OVEN", "X1"}
    remove_part(part=Part(draft.uuid, PartKind.COURSE, unit.course.uuid), **WHO)
    assert {row.kind.code for row in draft.equipment.all()} == {"OVEN"}
    discard_draft(version_uuid=draft.uuid, **WHO)
    assert EquipmentNeed.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [{"count": 0}, {"count": 1000}, {"per_people": 0}, {"count": 10**20}, {"teaching": "sleep"}],
)
def test_numbers_and_words_that_cannot_be_are_refused(draft, values):
    with pytest.raises(UnusablePart):
        add_part(part=holder(draft), values={**VALUES, "kind": a_kind("MIXER"), **values}, **WHO)


def test_a_kind_stands_once_at_its_part_and_a_part_is_of_this_version(draft):
    unit, foreign = Unit.objects.get(course__version=draft), a_version().courses.get().units.get()
    oven, mixer = a_kind("OVEN"), a_kind("MIXER")
    add_part(part=holder(draft), values={**VALUES, "kind": oven, "unit": unit}, **WHO)
    for values in (
        {"kind": oven},
        {"kind": oven, "unit": unit},
        {"kind": mixer, "unit": foreign},
        {"kind": mixer, "course": foreign.course},
        {"kind": mixer, "unit": unit, "course": unit.course},
    ):
        with pytest.raises(UnusablePart):
            add_part(part=holder(draft), values={**VALUES, **values}, **WHO)
    assert draft.equipment.count() == 2


def test_a_pack_that_needs_something_else_needs_a_new_number():
    version = a_version_needing()
    plan = plan_of(version)
    same = replace(plan, equipment=(replace(plan.equipment[0], title={"zh": "炉", "en": "Range"}),))
    assert load_programme_version(plan=same, **WHO) == version
    with pytest.raises(VersionInUse):
        load_programme_version(plan=replace(plan, equipment=()), **WHO)


def test_what_no_part_has_or_stands_twice_is_not_published():
    plan = a_plan()
    twice, lost = PlannedEquipment("OVEN", OVEN), PlannedEquipment("OVEN", OVEN, unit="NONE")
    with pytest.raises(VersionNotReady) as refusal:
        load_programme_version(plan=replace(plan, equipment=(twice, twice, lost)), **WHO)
    assert len(refusal.value.reasons) == 2


def test_a_pack_brings_back_what_it_took_away():
    version = a_version_needing(
        PlannedEquipment("OVEN", OVEN, 2, teaching="practice"), PlannedEquipment("MIXER", OVEN, 1, 4)
    )
    plan = plan_of(version)
    lessons = [
        {"code": one.code, "title": one.title, "minutes": one.minutes}
        for one in plan.courses[0].units[0].lessons
    ]
    assert plan_of_pack(head_of(plan), lessons).equipment == plan.equipment


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "oven"},
        {"kind": "O" * 21},
        {"title": {"zh": "", "en": ""}},
        {"teaching": "both"},
        {"count": 0},
        {"count": True},
        {"per_people": 1000},
        {"unit": "A", "course": "B"},
    ],
)
def test_a_pack_says_what_is_wrong_with_its_equipment(values):
    plan = plan_of(a_version_needing())
    lessons = [
        {"code": one.code, "title": one.title, "minutes": one.minutes}
        for one in plan.courses[0].units[0].lessons
    ]
    head = head_of(plan)
    head["equipment"] = [{**head["equipment"][0], **values}]
    with pytest.raises(PackError, match="equipment"):
        plan_of_pack(head, lessons)


def test_words_say_for_whom():
    words = [need_text(EquipmentNeed(count=2, per_people=people)) for people in (None, 1, 4)]
    assert len(set(words)) == 3
    assert all("2" in one for one in words)
