"""Publishes a newer version of the short course, so that a registrar of the demonstration can move people to it."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from courses.catalog.api import (
    PlannedCourse,
    PlannedLesson,
    ProgrammePlan,
    get_published_version,
    load_programme_version,
    plan_of,
)
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.demonstration.stages import SHORT

# A lesson of the long programme that the newer version borrows as well.
MORE = PlannedLesson(
    "LVE-L05",
    {
        "zh": "仪表使用：万用表、钳形表、兆欧表",
        "en": "Using meters: multimeter, clamp meter, insulation tester",
    },
    minutes=45,
    is_borrowed=True,
)
BASIS = {
    "zh": "比第一版多一课。课时、考试题量和及格线都是教学计划值，不是官方规定。本项目不能代替特种作业操作证。",
    "en": (
        "One lesson more than version 1. Class hours, number of items and pass mark are planning values, not "
        "official figures. The course does not replace the special-operation licence."
    ),
}


def publish_newer_version(*, actor: Actor, now: datetime) -> None:
    """Publish version 2 of the short course unless it has one; who is on version 1 stays there until moved."""
    first = get_published_version(programme_code=SHORT)
    if first.number > 1 or first.programme.versions.exclude(pk=first.pk).exists():
        return
    with transaction.atomic(durable=True):
        load_programme_version(plan=_with_one_more(plan_of(first), now), actor=actor, now=now)


def _with_one_more(plan: ProgrammePlan, now: datetime) -> ProgrammePlan:
    *before, last = plan.courses
    courses = (*before, _longer(last))
    return replace(plan, number=2, valid_from=local_date(now), basis=BASIS, courses=courses)


def _longer(course: PlannedCourse) -> PlannedCourse:
    *before, last = course.units
    longer = replace(last, lessons=(*last.lessons, MORE), theory_minutes=last.theory_minutes + MORE.minutes)
    return replace(course, units=(*before, longer))
