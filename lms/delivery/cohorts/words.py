"""What is said in several places: lessons by cohort and beginning, and the first day that is possible."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from lms.core.clock import local_date
from lms.delivery.cohorts.models import CohortMember
from lms.delivery.cohorts.rules import free_from
from lms.delivery.timetable.models import ClassSession
from lms.organisations.api import School

MOST_NAMED = 10  # lessons in one refusal
MOST_BESIDE = 3  # sessions in one sentence


def first_day_text(day: date) -> str:
    """Say from which day on somebody can be in a class whose registers are signed without them."""
    words = _("Signed registers do not name the person. The first possible day is %(day)s.")
    return words % {"day": day}


def left_site_text(day: date) -> str:
    """Say that somebody has left the site, whose programme may go on elsewhere."""
    words = _(
        "The person left the site on %(day)s: what goes on afterwards goes on elsewhere, not in a class of the site. "
        "Record the new admission first if the person is back."
    )
    return words % {"day": day}


def full_text(places: int) -> str:
    """Say that no place is left."""
    return _("The cohort is full: all %(count)d places are taken.") % {"count": places}


def outdated_text(day: date | None) -> str:
    """Say which first day without somebody was written since a page was opened."""
    words = _(
        "Meanwhile somebody wrote %(day)s as the first day without the person. Nothing was changed; if your day is the "
        "right one, send it once more."
    )
    return words % {"day": day}


def over_text(last: date, latest: date) -> str:
    """Say that nobody need leave a cohort that is over, and which first day without somebody can be written."""
    words = _(
        "The cohort is over after %(last)s by itself: whoever stays until then need not leave. The first day without "
        "the person is %(latest)s at the latest."
    )
    return words % {"last": last, "latest": latest}


def school_text(own: School, other: School) -> str:
    """Say which school an enrolment is with, and the two ways out: a class is of one school (ADR 0183)."""
    words = _(
        "The person is enrolled with %(own)s. Record the transfer to %(other)s first – nothing is lost by it –, or "
        "open the class for %(own)s."
    )
    return words % {"own": own.name, "other": other.name}


def named_until_text(last: date, first: date, *, today: date) -> str:
    """Say until when registers name somebody, from which day on they can be away, and when that can be recorded."""
    words = _("Registers name the person until %(last)s. The first possible day is %(first)s.")
    if first > today:  # a day to come is refused as well: without this nobody would know what to do today
        words = _(
            "Registers name the person until %(last)s. The first possible day is %(first)s: record it on that day, not "
            "before."
        )
    return words % {"last": last, "first": first}


def lessons_text(sessions: Iterable[ClassSession]) -> list[str]:
    """Name each lesson by its cohort and its beginning; cohorts come with their sites."""
    return [f"{one.cohort.code} · {_time(one.begins_at, one.cohort.site.time_zone)}" for one in sessions]


def unbegun_texts(sessions: Sequence[ClassSession]) -> list[str]:
    """Name the first lessons by cohort, day and beginning, and say how many more there are."""
    zone = sessions[0].cohort.site.time_zone
    named = [
        f"{one.cohort.code} · {local_date(one.begins_at, zone=zone)} {_time(one.begins_at, zone)}"
        for one in sessions[:MOST_NAMED]
    ]
    more = len(sessions) - len(named)
    return [*named, _("and %(count)d more") % {"count": more}] if more else named


def beside_text(sessions: Sequence[ClassSession], site: int) -> str:
    """Name the first sessions of other classes, and say how many more there are; a code of another site stays there."""
    named = [
        " ".join(
            (
                one.cohort.code if one.cohort.site_id == site else _("another class"),
                str(local_date(one.begins_at, zone=one.cohort.site.time_zone)),
                _time(one.begins_at, one.cohort.site.time_zone),
            )
        )
        for one in sessions[:MOST_BESIDE]
    ]
    more = len(sessions) - len(named)
    return _(", ").join([*named, _("and %(count)d more") % {"count": more}] if more else named)


def class_beside_text(member: CohortMember, site: int) -> str:
    """Say in which class of another programme somebody is, and until when; a code of another site stays there."""
    ends = free_from(member.left_on, member.cohort.ends_on) - timedelta(days=1)
    values = {"code": member.cohort.code, "programme": member.cohort.version.programme.title, "day": ends}
    if member.cohort.site_id != site:
        return _("Also in another class until %(day)s") % values
    return _("Also in class %(code)s (%(programme)s) until %(day)s") % values


def _time(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def cancelled_text() -> str:
    """Say that nothing is done any more with a cohort that was cancelled."""
    return _("This cohort was cancelled. Open another one.")
