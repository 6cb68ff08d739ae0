"""The week as a calendar: whoever teaches or plans looks at it, narrowed, on paper too."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy

from lms.core.clock import local_date, now
from lms.delivery.classdesk.policies import REGISTRARS, TEACHING
from lms.delivery.classdesk.queries.timetable import Narrowed, choices_for, week_of
from lms.delivery.classdesk.views.base import DeskPage

NAMES = ("site", "room", "instructor", "cohort")


def as_uuid(text: str) -> UUID | None:
    """Return the uuid that an address says, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def as_day(text: str) -> date | None:
    """Return the day that an address says, or None; the neighbours of the first and last day of all are no days."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and 2000 <= day.year <= 2100 else None


def narrowed_by(query: QueryDict) -> Narrowed:
    """Return to what an address narrows the timetable."""
    return Narrowed(**{name: as_uuid(query.get(name, "")) for name in NAMES})


def address_of(wish: Narrowed, **more: str) -> str:
    """Return a wish as the end of an address."""
    asked = {name: str(getattr(wish, name) or "") for name in NAMES} | more
    return urlencode({name: value for name, value in asked.items() if value})


class Week(DeskPage):
    """One week, from Monday on."""

    access = TEACHING
    header_icon = "calendar-alt"
    page_title = gettext_lazy("Timetable")
    template_name = "delivery/classdesk/week.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, local_date(now())
        day = as_day(self.request.GET.get("day", "")) or today
        monday, step = day - timedelta(days=day.weekday()), timedelta(days=7)
        wish = narrowed_by(self.request.GET)
        days = week_of(user, wish, monday)
        choices = choices_for(user, since=min(monday, today))
        has_weekend = any(row.parts != ([], [], []) for row in days[5:])
        return super().get_context_data(
            days=days if has_weekend else days[:5],
            has_evening=any(row.parts[2] for row in days),
            monday=monday,
            sunday=monday + timedelta(days=6),
            today=today,
            before=address_of(wish, day=(monday - step).isoformat()),
            after=address_of(wish, day=(monday + step).isoformat()),
            this_week=address_of(wish),
            wish=wish,
            choices=choices,
            chosen=chosen_of(wish, choices),
            may_change=REGISTRARS.admits(user),
            **kwargs,
        )


def chosen_of(wish: Narrowed, choices: Any) -> list[str]:
    """Return in words to what the timetable is narrowed, for the head of a printed week."""
    rows = {"sites": wish.site, "rooms": wish.room, "instructors": wish.instructor, "cohorts": wish.cohort}
    return [str(row) for name, uuid in rows.items() for row in getattr(choices, name) if row.uuid == uuid]
