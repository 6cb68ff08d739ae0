"""pack.yaml becomes a plan of courses, requirements and recognition; what is wrong is named with its place."""

import copy
from pathlib import Path

import pytest

from courses.catalog.errors import LessonsMissing, VersionNotReady
from courses.catalog.models import Course, ProgrammeVersion
from courses.pages.api import files_in, load_pack
from courses.pages.models import ProgrammePage
from courses.pages.packs import PackError
from courses.pages.packs.collector import written
from courses.pages.packs.plans import plan_of_pack
from courses.pages.queries import outline_of
from lms.core.actor import Actor
from lms.exams.models import Item
from tests.factories.courses import NOW
from tests.support import quick_yaml as yaml

pytestmark = pytest.mark.usefixtures("in_english")

PACKS = Path(__file__).resolve().parents[2] / "courses" / "packs"
DIPLOMA = PACKS / "diploma-electrical-technology"
T = {"zh": "课", "en": "Lesson"}


def _head(folder=DIPLOMA):
    return yaml.safe_load((folder / "pack.yaml").read_text("utf-8"))


def _lessons(folder=DIPLOMA):
    return [yaml.safe_load(path.read_text("utf-8")) for path in sorted((folder / "lessons").glob("*.yaml"))]


def test_courses_requirements_and_recognition_are_read():
    plan = plan_of_pack(_head(), _lessons())
    courses = {course.code: course for course in plan.courses}
    assert courses["DET-C1"].requires == ("DET-B1", "DET-B5")
    assert courses["DET-E2"].is_elective
    assert [unit.code for unit in courses["DET-E2"].units] == ["DET-E2-U1", "DET-E2-U2", "DET-E2-U3"]
    assert plan.recognition[0].credits["skill_level_4"] == 12
    assert [row.kind for row in plan.requirements][:2] == ["credits_earned", "credits_earned"]


def test_a_pack_of_units_has_one_course_named_after_the_programme():
    folder = PACKS / "low-voltage-electrician"
    (course,) = plan_of_pack(_head(folder), _lessons(folder)).courses
    assert (course.code, course.block, course.credits) == ("LVE", "", 0)
    assert len(course.units) == len(_head(folder)["units"])


def _course(head, **values):
    head["courses"][0].update(values)


def _requirement(head, **values):
    head["requirements"][0] = {"code": "R", "title": T, **values}


def _recognise(head, **values):
    head["recognition"][0].update(values)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda head: head.update(units=[]), "not both"),
        (lambda head: head["programme"].update(level=6), "level"),
        (lambda head: head["programme"].update(level=4) or head.pop("occupation"), "level"),
        (lambda head: _course(head, block="nowhere"), "no block nowhere"),
        (lambda head: head.update(borrows=["X-1"]), "X-1 stands in 0 units"),
        (lambda head: head.update(borrows=["DET-E2-L01"]), "DET-E2-L01 is this pack's own"),
        (lambda head: _requirement(head, kind="luck"), "no kind luck"),
        (lambda head: _requirement(head, kind="credits_earned"), "needs minimum"),
        (lambda head: _requirement(head, kind="hours_attended"), "needs practice_minutes, theory_minutes"),
        (lambda head: _requirement(head, kind="electives_earned", minimum=1, block="core"), "has no block"),
        (lambda head: _requirement(head, kind="credits_earned", minimum=0), "whole number"),
        (lambda head: _requirement(head, kind="credits_earned", minimum="2"), "whole number"),
        (lambda head: _requirement(head, kind="credits_earned", minimum=1, block="x"), "no block x"),
        (lambda head: _recognise(head, cap_percent=101), "1 to 100"),
        (lambda head: _recognise(head, cap_blocks=["x"]), "no block x"),
        (lambda head: _recognise(head, credits={"single_skill": 0}), "whole numbers"),
    ],
)
def test_what_is_wrong_is_named(change, words):
    head = copy.deepcopy(_head())
    change(head)
    with pytest.raises(PackError, match=words):
        plan_of_pack(head, _lessons())


@pytest.mark.django_db(transaction=True)
def test_a_borrowing_pack_is_refused_as_a_whole_without_the_pack_it_borrows_from():
    with pytest.raises(LessonsMissing, match="LVE-L01, LVE-L02"):
        load_pack(files=files_in(PACKS / "safe-electricity-short"), actor=Actor.system("test"), now=NOW)
    assert not ProgrammeVersion.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["diploma-electrical-technology", "diploma-chinese-western-pastry"])
def test_a_diploma_pack_loads_and_loads_again(name, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    first, again = (
        load_pack(files=files_in(PACKS / name), actor=Actor.system("test"), now=NOW) for _time in range(2)
    )
    assert first == again
    assert Course.objects.count() == 28
    assert Item.objects.count() == 12
    page = ProgrammePage.objects.get(locale__language_code="en")
    outline = outline_of(page)
    assert len(outline) == 28
    assert sum(course.theory_hours + course.practice_hours for course in outline) == 3114


@pytest.mark.django_db
def test_courses_that_need_each_other_in_a_circle_are_named_and_nothing_is_loaded():
    head = _head()
    next(course for course in head["courses"] if course["code"] == "DET-B1")["requires"] = ["DET-C1"]
    with pytest.raises(VersionNotReady) as refused:
        load_pack(
            files={**files_in(DIPLOMA), "pack.yaml": written(head)}, actor=Actor.system("test"), now=NOW
        )
    assert any("DET-B1" in reason and "in a circle" in reason for reason in refused.value.reasons)
    assert not any(model.objects.exists() for model in (ProgrammeVersion, Item, ProgrammePage))
