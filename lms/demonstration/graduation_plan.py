"""The diploma programme of the class that graduates: an older plan, by credits alone, without lessons."""

from datetime import date, datetime

from django.db import transaction

from courses.catalog.api import (
    PlannedCourse,
    PlannedRequirement,
    Programme,
    ProgrammePlan,
    ProgrammeVersion,
    get_published_version,
    load_programme_version,
)
from lms.core.actor import Actor

CODE = "DCK"
HOUR = 45  # minutes of a class hour
# Block, title, credits, hours of theory, hours of practice.
COURSES = (
    ("public", "思想政治", "Ideology and politics", 8, 144, 0),
    ("public", "语文", "Chinese", 11, 198, 0),
    ("public", "历史", "History", 4, 72, 0),
    ("public", "数学", "Mathematics", 8, 144, 0),
    ("public", "英语", "English", 8, 144, 0),
    ("public", "信息技术", "Information technology", 6, 36, 72),
    ("public", "体育与健康", "Physical education and health", 8, 20, 124),
    ("public", "艺术", "Art", 2, 36, 0),
    ("basic", "烹饪原料知识", "Ingredients", 6, 108, 0),
    ("basic", "营养与食品安全", "Nutrition and food safety", 6, 90, 18),
    ("core", "中式烹调技艺", "Chinese cooking", 20, 60, 300),
    ("core", "中式面点技艺", "Chinese pastry", 16, 48, 240),
    ("core", "西式面点技艺", "Western pastry", 10, 36, 144),
    ("practice", "综合实训", "Workshop practice", 22, 0, 396),
    ("internship", "岗位实习", "Internship", 30, 0, 540),
)


def graduation_version(*, actor: Actor, now: datetime) -> ProgrammeVersion:
    """Return the version that the class is on; it is loaded the first time."""
    if not Programme.objects.filter(code=CODE).exists():
        with transaction.atomic(durable=True):
            load_programme_version(plan=_plan(), actor=actor, now=now)
    return get_published_version(programme_code=CODE)


def _plan() -> ProgrammePlan:
    return ProgrammePlan(
        code=CODE,
        kind="diploma",
        title={"zh": "中餐烹饪", "en": "Chinese cookery"},
        summary={
            "zh": "三年制中等职业教育专业，按学分毕业。演示用：这个班已经学完，用来试发毕业证书。",
            "en": "A three-year secondary-vocational programme, completed by credits. For the demonstration: its class "
            "has finished, so that issuing diplomas can be tried.",
        },
        occupation_code="4-03-02-01",
        occupation_title={"zh": "中式烹调师", "en": "Chinese cook"},
        number=1,
        valid_from=date(2023, 8, 1),
        basis={
            "zh": "课时和学分都是教学计划值，不是官方规定。",
            "en": "Hours and credits are planning values, not official figures.",
        },
        courses=tuple(_course(place, *row) for place, row in enumerate(COURSES, start=1)),
        requirements=(
            PlannedRequirement(
                f"{CODE}-R1",
                {"zh": "修满全部学分", "en": "All credits earned"},
                "credits_earned",
                minimum=sum(row[3] for row in COURSES),
            ),
            PlannedRequirement(
                f"{CODE}-R2",
                {"zh": "完成岗位实习", "en": "Internship completed"},
                "credits_earned",
                minimum=COURSES[-1][3],
                block="internship",
            ),
        ),
    )


def _course(place: int, *row: str | int) -> PlannedCourse:
    block, chinese, english, credits_, theory, practice = row
    return PlannedCourse(
        f"{CODE}-{place:02d}",
        {"zh": str(chinese), "en": str(english)},
        block=str(block),
        credits=int(credits_),
        theory_minutes=int(theory) * HOUR,
        practice_minutes=int(practice) * HOUR,
    )
