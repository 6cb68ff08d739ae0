"""Programmes for tests: `a_version()` with two lessons and one examination, `enrolled_trainee(version)`."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from uuid import uuid4

from courses.catalog.api import (
    Lesson,
    PlannedCourse,
    PlannedLesson,
    PlannedRecognition,
    PlannedRequirement,
    PlannedUnit,
    ProgrammePlan,
    ProgrammeVersion,
    lessons_of_version,
    load_programme_version,
)
from lms.accounts.models import User
from lms.core.actor import Actor
from lms.delivery.api import complete_lesson
from lms.enrolments.api import Enrolment, NewEnrolment, enrol_trainee
from tests.factories.accounts import trainee_at
from tests.factories.organisations import a_school_paired_with, a_site

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
_numbers = count(1)


def a_plan(*, lessons: int = 2, scheme: str = "SCHEME", number: int = 1) -> ProgrammePlan:
    """Return the plan of a programme with one unit, its lessons, and two requirements."""
    code = f"P{next(_numbers)}"
    text = {"zh": "示范项目", "en": "Sample programme"}
    planned = tuple(
        PlannedLesson(f"{code}-L{index}", {"zh": f"第{index}课", "en": f"Lesson {index}"}, 45)
        for index in range(1, lessons + 1)
    )
    return ProgrammePlan(
        code=code,
        kind="short_skills",
        title=text,
        summary={"zh": "简介", "en": "Summary"},
        occupation_code="6-31-01-03",
        occupation_title={"zh": "电工", "en": "Electrician"},
        number=number,
        valid_from=date(2026, 1, 1),
        basis={"zh": "教学计划", "en": "Plan"},
        courses=(
            PlannedCourse(
                code,
                text,
                units=(PlannedUnit(f"{code}-U1", {"zh": "单元", "en": "Unit"}, 450, 900, planned),),
            ),
        ),
        requirements=(
            PlannedRequirement(
                f"{code}-R1", {"zh": "学完全部课程", "en": "All lessons"}, "lessons_completed", 100
            ),
            PlannedRequirement(
                f"{code}-R2",
                {"zh": "通过考试", "en": "Pass"},
                "examination_passed",
                examination_scheme=scheme,
            ),
        ),
    )


def a_version(*, lessons: int = 2, scheme: str = "SCHEME") -> ProgrammeVersion:
    """Return a published version."""
    return load_programme_version(
        plan=a_plan(lessons=lessons, scheme=scheme), actor=Actor.system("test"), now=NOW
    )


def a_lender_and_a_borrower() -> tuple[ProgrammeVersion, ProgrammeVersion]:
    """Return two published versions that share two lessons; the first has a third one of its own."""
    plan = a_plan(lessons=3)
    course, unit = plan.courses[0], plan.courses[0].units[0]
    borrowed = replace(unit, lessons=tuple(replace(lesson, is_borrowed=True) for lesson in unit.lessons[:2]))
    borrower = replace(plan, code=f"{plan.code}-B", courses=(replace(course, units=(borrowed,)),))
    who = {"actor": Actor.system("test"), "now": NOW}
    return load_programme_version(plan=plan, **who), load_programme_version(plan=borrower, **who)


def enrol(user: User, version: ProgrammeVersion) -> Enrolment:
    """Enrol the trainee at a school that teaches at the trainee's site."""
    assert user.person is not None
    school = a_school_paired_with(user.person.site)
    wanted = NewEnrolment(user.person, version, school, uuid4())
    return enrol_trainee(enrolment=wanted, actor=Actor.system("test"), now=NOW)


def enrolled_trainee(version: ProgrammeVersion | None = None) -> tuple[User, Enrolment]:
    """Return a new trainee who is enrolled on the version."""
    user = trainee_at(a_site())
    return user, enrol(user, version or a_version())


def lessons_of(enrolment: Enrolment) -> list[Lesson]:
    """Return the lessons of an enrolment in teaching order."""
    return list(lessons_of_version(enrolment.version_id))


def finish_all_lessons(enrolment: Enrolment) -> None:
    """Complete every lesson of the enrolment."""
    for lesson in lessons_of(enrolment):
        complete_lesson(
            enrolment_uuid=enrolment.uuid, lesson_uuid=lesson.uuid, actor=Actor.system("test"), now=NOW
        )


def a_diploma_plan(*, courses: int = 3) -> ProgrammePlan:
    """Return the plan of a small diploma: each course needs the one before; earlier certificates are recognised."""
    plan = a_plan()
    blocks = ("public", "core", "elective")
    rows = tuple(
        PlannedCourse(
            f"{plan.code}-C{index}",
            {"zh": f"课程{index}", "en": f"Course {index}"},
            block=blocks[index % 3],
            credits=2,
            is_elective=index % 3 == 2,
            theory_minutes=810,
            practice_minutes=810,
            requires=(f"{plan.code}-C{index - 1}",) if index else (),
        )
        for index in range(courses)
    )
    asked = PlannedRequirement(
        f"{plan.code}-R3", {"zh": "修满学分", "en": "Credits"}, "credits_earned", minimum=2 * courses
    )
    table = PlannedRecognition(
        date(2026, 1, 1),
        40,
        ("core",),
        {"skill_level_5": 6, "skill_level_4": 12},
        {"zh": "计划", "en": "Plan"},
    )
    return replace(
        plan,
        kind="diploma",
        courses=(*rows, *plan.courses),
        requirements=(*plan.requirements, asked),
        recognition=(table,),
    )


def a_diploma_version(*, courses: int = 3) -> ProgrammeVersion:
    """Return a published version of a small diploma."""
    plan = a_diploma_plan(courses=courses)
    return load_programme_version(plan=plan, actor=Actor.system("test"), now=NOW)


def a_version_asking_for_everything(*, theory_minutes: int = 45) -> ProgrammeVersion:
    """Return a published version with a requirement of each kind; most have no evidence yet."""
    plan = a_diploma_plan(courses=3)
    extra = (
        ("hours_attended", {"theory_minutes": theory_minutes, "practice_minutes": 90}),
        ("practical_task_passed", {"rubric_code": "K11"}),
        ("credits_earned", {"minimum": 1, "block": "practice"}),
        ("electives_earned", {"minimum": 1}),
        ("certificates_held", {"minimum": 2, "certificate_kinds": ("single_skill", "training")}),
    )
    practice = replace(plan.courses[0], code=f"{plan.code}-P", block="practice", requires=())
    asked = tuple(
        PlannedRequirement(f"{plan.code}-X{index}", {"zh": "要求", "en": "Requirement"}, kind, **values)
        for index, (kind, values) in enumerate(extra)
    )
    whole = replace(plan, courses=(*plan.courses, practice), requirements=(*plan.requirements, *asked))
    return load_programme_version(plan=whole, actor=Actor.system("test"), now=NOW)
