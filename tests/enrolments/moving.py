"""Two versions of a programme and moves between them, for tests."""

from dataclasses import replace
from uuid import uuid4

from courses.catalog.api import ProgrammeVersion, load_programme_version
from lms.core.actor import Actor
from lms.enrolments.api import (
    MoveOrder,
    NewEnrolment,
    digest_of,
    enrol_trainee,
    list_outlooks,
    move_enrolments,
)
from lms.enrolments.models import Enrolment
from tests.factories.courses import NOW

ACTOR = Actor.system("test")


def load(plan, number: int, *, lessons: tuple[int, ...], scheme: str = "SCHEME") -> ProgrammeVersion:
    course, unit = plan.courses[0], plan.courses[0].units[0]
    placed = tuple(unit.lessons[place] for place in lessons)
    asked = tuple(
        replace(row, examination_scheme=row.examination_scheme and scheme) for row in plan.requirements
    )
    courses = (replace(course, units=(replace(unit, lessons=placed),)),)
    changed = replace(plan, number=number, courses=courses, requirements=asked)
    return load_programme_version(plan=changed, actor=ACTOR, now=NOW)


def move(enrolments, old, new, *, shown: str | None = None, key=None) -> list[Enrolment]:
    uuids = [row.uuid for row in enrolments]
    now_there = list(Enrolment.objects.filter(uuid__in=uuids).order_by("pk"))
    agreed = digest_of(list_outlooks(now_there, old=old, new=new))
    order = MoveOrder(uuids, old, new, shown=agreed if shown is None else shown, client_key=key or uuid4())
    return move_enrolments(order=order, actor=ACTOR, now=NOW)


def enrol_at(other: Enrolment, user, version: ProgrammeVersion) -> Enrolment:
    wanted = NewEnrolment(user.person, version, other.school, uuid4())
    return enrol_trainee(enrolment=wanted, actor=ACTOR, now=NOW)
