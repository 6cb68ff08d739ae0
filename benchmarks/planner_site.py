"""A made-up site for the planner: 300 people, 8 programmes, 6 rooms, 10 instructors, 18 months. Seeded."""

import random
from datetime import date, timedelta

from lms.core.equipment import Need, Stock
from lms.enrolments.planning.facts import (
    Award,
    Band,
    Certainty,
    Earned,
    Entry,
    Instructor,
    Outcome,
    Person,
    Programme,
    ReleaseForecast,
    Room,
    Schooling,
    Site,
)
from lms.enrolments.planning.site_facts import SiteTask

BEGIN, END = date(2026, 1, 5), date(2027, 7, 4)  # 78 weeks
LESSONS = (90, 90, 90, 90, 90, 0, 0)  # 2 class hours a day: labour and other education take the rest
HOUR = 45


def certificate(occupation: str, kind: str = "skill_level", level: int | None = 5) -> Award:
    """Return an award of a programme."""
    return Award(Outcome.CERTIFICATE, kind, occupation, level)


def exams(every_days: int, first: int = 24) -> tuple[date, ...]:
    """Return days of examinations, every so many days through the window and a while after it."""
    return tuple(BEGIN + timedelta(days=first + every_days * n) for n in range(600 // every_days))


def programme(code: str, award: Award, hours: tuple[int, int], tools: str, **more: object) -> Programme:
    """Return a programme of so many class hours of theory and practice."""
    theory, practice = (HOUR * one for one in hours)
    given = {"exams": exams(35), "lead_days": 7, "result_days": 14, "places": 24} | more
    needs = (Need(tools, 1, 1),) if tools else ()
    return Programme(code, award, theory, practice, equipment=needs, **given)


PROGRAMMES = (
    programme(
        "electrician", certificate("electrician"), (110, 130), "bench", entry=Entry(16, 60, Schooling.JUNIOR)
    ),
    programme(
        "low-voltage",
        certificate("electrician", "special_operation", None),
        (60, 40),
        "bench",
        entry=Entry(18, 60, Schooling.JUNIOR, needs_fitness=True),
        exams=exams(28),
    ),
    programme("pastry", certificate("pastry"), (84, 196), "kitchen", entry=Entry(needs_fitness=True)),
    programme(
        "pastry-4", certificate("pastry", level=4), (60, 100), "kitchen", prerequisites=frozenset({"pastry"})
    ),
    programme("farming", certificate("farming", "single_skill", None), (40, 40), "plot", exams=exams(21)),
    programme("noodles", certificate("noodles", "single_skill", None), (24, 56), "kitchen", exams=exams(28)),
    programme("tailoring", certificate("tailoring"), (80, 120), "machines"),
    programme(
        "secondary",
        Award(Outcome.DIPLOMA, "secondary", "electrician"),
        (500, 500),
        "",
        entry=Entry(16, 60, Schooling.JUNIOR),
        exams=exams(91, 84),
        places=40,
    ),
)
ROOMS = (
    Room("R1", 8, (Stock("bench", 8),)),
    Room("R2", 8, (Stock("bench", 8),)),
    Room("R3", 8, (Stock("kitchen", 8),)),
    Room("R4", 8, (Stock("kitchen", 8),)),
    Room("R5", 8, (Stock("machines", 8),)),
    Room("R6", 8, (Stock("plot", 8),)),
)
INSTRUCTORS = (
    *(Instructor(f"E{n}", frozenset({"electrician", "low-voltage", "secondary"}), week)
      for n, week in enumerate((450, 450, 900), 1)),
    *(Instructor(f"K{n}", frozenset({"pastry", "pastry-4", "noodles"}), week)
      for n, week in enumerate((450, 450, 900), 1)),
    *(Instructor(f"F{n}", frozenset({"farming", "tailoring"}), 450) for n in range(1, 4)),
    Instructor("S1", frozenset({"secondary", "tailoring"}), 900),
)  # fmt: skip


def made_up_task(seed: int, people: int = 300) -> SiteTask:
    """Return the site with so many people; the same seed gives the same people."""
    chance = random.Random(seed)
    site = Site(
        BEGIN,
        END,
        (Band("morning", LESSONS), Band("afternoon", LESSONS)),
        frozenset(
            {date(2026, 2, day) for day in range(16, 23)} | {date(2026, 10, day) for day in range(1, 8)}
        ),
        ROOMS,
        INSTRUCTORS,
    )
    return SiteTask(
        site, PROGRAMMES, tuple(made_up_person(number, chance) for number in range(1, people + 1))
    )


def made_up_person(number: int, chance: random.Random) -> Person:
    """Return a person admitted some time around the window; people come in order of admission."""
    ready = BEGIN + timedelta(days=chance.randint(-90, 330))
    release = max(ready, BEGIN) + timedelta(days=chance.randint(120, 400))
    held = [one.award for one in PROGRAMMES[:7] if one.code != "pastry-4" and chance.random() < 0.03]
    half = chance.choice(PROGRAMMES[:7]) if chance.random() < 0.05 else None
    return Person(
        code=f"P{number:03}",
        born=BEGIN - timedelta(days=chance.randint(18 * 365, 55 * 365)),
        ready_on=ready,
        release=ReleaseForecast(release, chance.choice(list(Certainty))),
        group=chance.choice(("east", "east", "west")),
        schooling=chance.choice((Schooling.PRIMARY, Schooling.JUNIOR, Schooling.JUNIOR, Schooling.SENIOR)),
        is_fit=chance.random() < 0.9 or None,  # a tenth is not examined yet; who is not fit is on no list
        earned=(Earned(half.code, half.theory_minutes, half.practice_minutes),) if half else (),
        held=tuple(held),
    )
