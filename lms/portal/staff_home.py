"""What staff and employers see first: the places where their roles work."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.clock import local_date
from lms.core.enums import Role
from lms.delivery.api import reopened_for
from lms.exams.api import (
    MARKER_ROLES,
    answers_for,
    answers_left_for,
    appeals_waiting_for,
    excuses_waiting_for,
    keys_waiting_for,
    sets_waiting_for,
)
from lms.portal.desks import Area
from lms.portal.school_desks import SCHOOL_DESKS
from lms.portal.work_desks import WORK_DESKS

DESKS = (*SCHOOL_DESKS, *WORK_DESKS)


def areas_of(roles: frozenset[Role]) -> list[dict]:
    """Return the areas in which these roles work: the name of each and the cards of its desks."""
    areas = []
    for area in Area:
        desks = [desk for desk in DESKS if desk.area is area and desk.roles & roles]
        cards = [
            {"title": desk.title, "text": desk.text_for(roles), "href": reverse(desk.url_name)}
            for desk in desks
        ]
        if cards:
            areas.append({"name": area.value, "cards": cards})
    return areas


def roles_text(roles: frozenset[Role]) -> str:
    """Return the roles in words, in the order of journeys.md."""
    return _(", ").join(str(role.label) for role in Role if role in roles)


def waiting_for(user: User, roles: frozenset[Role], *, now: datetime) -> dict[str, Any]:
    """Return the work that waits: registers to sign again, marks by hand, appeals, what an officer decides."""
    found: dict[str, Any] = {"to_mark": answers_left_for(user)} if roles & set(MARKER_ROLES) else {}
    if Role.INSTRUCTOR in roles:
        found["reopened"] = reopened_for(user)
    if Role.EXAMINATIONS_OFFICER not in roles:
        return found
    return found | {
        "appeals": appeals_waiting_for(user, today=local_date(now)),
        "keys": keys_waiting_for(user),
        "sets": sets_waiting_for(user),
        "excuses": excuses_waiting_for(user),
        "answers": answers_for(user, now=now),
    }
