"""A site to plan for: `a_planned_site(people=3)` has programmes of three trades, a room, an instructor, and people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from courses.catalog.api import PlannedUnit, ProgrammeVersion, load_programme_version
from lms.accounts.models import User
from lms.delivery.api import NewQualification, add_qualification
from lms.enrolments.admission.models import Admission
from lms.organisations.models import Room, Site
from tests.factories import stays
from tests.factories.accounts import instructor_at, registrar_at, trainee_at
from tests.factories.courses import NOW, a_plan
from tests.factories.exams import ACTOR
from tests.factories.organisations import a_room, a_site

TODAY = date(2026, 6, 1)
TRADES = (("电工", "6-31-01-03"), ("中式面点师", "4-03-02-02"), ("园艺工", "5-01-02-03"))


@dataclass
class PlannedSite:
    """A site with all that a plan needs."""

    site: Site
    versions: Sequence[ProgrammeVersion]
    room: Room
    instructor: User
    registrar: User
    stays: list[Admission]


def a_trade(
    trade: str, occupation: str, *, theory: int = 1800, practice: int = 1800, **changes: Any
) -> ProgrammeVersion:
    """Return a published level-5 programme of a trade, with so many minutes."""
    plan = a_plan(lessons=1)
    course, unit = plan.courses[0], plan.courses[0].units[0]
    taught = PlannedUnit(unit.code, unit.title, theory, practice, unit.lessons)
    given = {
        "kind": "skill_level",
        "level": 5,
        "title": {"zh": f"{trade}五级", "en": f"{trade} level 5"},
        "occupation_code": occupation,
        "occupation_title": {"zh": trade, "en": trade},
        "courses": (replace(course, units=(taught,)),),
    }
    return load_programme_version(plan=replace(plan, **(given | changes)), actor=ACTOR, now=NOW)


def a_stay(
    site: Site, *, user: User | None = None, release: date | None = date(2027, 3, 1), **changes: Any
) -> Admission:
    """Return the stay of a trainee, born in 1990, with junior secondary school, fit."""
    user = user or trainee_at(site)
    user.person.birth_date = changes.pop("born", date(1990, 1, 1))
    user.person.save(update_fields=["birth_date"])
    given = {
        "site": site,
        "number": user.username,
        "admitted_date": date(2026, 3, 1),
        "fitness_date": date(2026, 3, 2),
        "forecast_date": release,
    }
    return stays.a_stay(user.person, **(given | changes))


def qualify_for(instructor: User, version: ProgrammeVersion, *, until: date | None = None) -> None:
    """Let an instructor teach the programme of a version."""
    new = NewQualification(instructor, version.programme, "高级工", date(2020, 1, 1), until)
    add_qualification(qualification=new, actor=ACTOR, now=NOW)


def a_planned_site(
    *, people: int = 3, trades: int = 3, seats: int = 20, release: date | None = None
) -> PlannedSite:
    """Return a site whose only instructor may teach every programme."""
    site = a_site()
    versions = [a_trade(*trade) for trade in TRADES[:trades]]
    instructor = instructor_at(site)
    for version in versions:
        qualify_for(instructor, version)
    last = release or TODAY + timedelta(days=300)
    stays = [a_stay(site, release=last) for _number in range(people)]
    return PlannedSite(site, versions, a_room(site, seats=seats), instructor, registrar_at(site), stays)
