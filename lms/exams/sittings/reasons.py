"""The words for what stands against an admission or a room, and for what should be looked at first."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.clock import local_date
from lms.core.sentences import said_of
from lms.enrolments.api import Enrolment
from lms.exams.sittings.eligibility import Conditions, tries_taken
from lms.exams.sittings.models import Sitting
from lms.exams.sittings.occupied import occasions_between
from lms.exams.sittings.standings import Judged, conditions_on, judged_for
from lms.exams.sittings.titles import title_of
from lms.exams.teachers import taught_by
from lms.organisations.api import Room


def room_taken(room: Room, period: tuple[datetime, datetime], *, but: UUID | None = None) -> list[str]:
    """Return in words what has a room at a time."""
    words = _("%(room)s is taken by %(title)s from %(begins)s to %(ends)s.")
    return [
        words % {"room": row.room_name, "title": row.title, "begins": _at(row.begins), "ends": _at(row.ends)}
        for row in occasions_between(*period, but=but)
        if row.room == room.pk
    ]


def begins_until(last: datetime, *, now: datetime) -> str:
    """Return in words until when candidates may begin; the day only where it is another one."""
    at = localtime(last)
    is_today = local_date(last) == local_date(now)
    return _("Candidates may begin until %(time)s.") % {"time": f"{at:%H:%M}" if is_today else _at(last)}


def _at(instant: datetime) -> str:
    return date_format(localtime(instant), "Y-m-d H:i")


def against(judged: Judged, conditions: Conditions) -> list[str]:
    """Return in words why somebody cannot be admitted."""
    return [_word(code, judged, conditions) for code in judged.judgement.against]


def named_against(sitting: Sitting, enrolments: Iterable[Enrolment]) -> list[str]:
    """Return in words who of these cannot sit an examination as it is planned, and why."""
    conditions = conditions_on(sitting.scheme.code, local_date(sitting.opens_at))
    return [
        said_of(judged.enrolment.person.full_name, words)
        for judged in judged_for(sitting, enrolments)
        for words in against(judged, conditions)
    ]


def watched_wrongly(invigilators: Iterable[User], enrolments: Iterable[Enrolment]) -> list[str]:
    """Return in words which of these invigilators taught or teaches, or is, which of these candidates."""
    users, rows = list(invigilators), list(enrolments)
    oneself = _("%(candidate)s is a candidate and an invigilator of this sitting; one of the two cannot be.")
    words = _("%(invigilator)s teaches or taught %(candidate)s and cannot watch there.")
    watching = {user.person_id for user in users}
    own = [oneself % {"candidate": row.person.full_name} for row in rows if row.person_id in watching]
    return own + [
        words % {"invigilator": user.get_full_name(), "candidate": row.person.full_name}
        for user in users
        for taught in [taught_by(user, {row.person_id for row in rows})]
        for row in rows
        if row.person_id in taught
    ]


def what_absence_means(sitting: Sitting) -> list[str]:
    """Return in words what to see to before a room is closed, where tries are counted.

    Afterwards an absence is excused by two officers only.
    """
    rule = conditions_on(sitting.scheme.code, local_date(sitting.opens_at))
    if rule.resits is None or not rule.absence_counts:
        return []
    return [
        _(
            "Absence counts as a try. Whom an examinations officer takes out before, with the reason, has used none; "
            "a reason that comes later takes two officers, under “Results”."
        )
    ]


def warnings(judged: Judged) -> list[str]:
    """Return in words what should be looked at before somebody is admitted."""
    standing = judged.standing
    words = {
        "waits": _("is admitted to another sitting of this examination: %(sitting)s"),
        "writes": _("is writing this examination now: %(sitting)s"),
        "unmarked": _("has handed this examination in, the result is not released yet: %(sitting)s"),
        "void": _("the last attempt was declared void: %(void_in)s"),
        "lessons": _("%(done)d of %(all)d lessons are completed"),
    }
    values = {
        "done": standing.lessons_done,
        "all": standing.lessons,
        "sitting": standing.going_on_in,
        "void_in": standing.void_in,
    }
    return [words[code] % values for code in judged.judgement.warnings]


def _word(code: str, judged: Judged, conditions: Conditions) -> str:
    standing = judged.standing
    values = {
        "tries": tries_taken(standing, conditions),
        "planned": standing.planned,
        "absences": standing.absences if conditions.absence_counts else 0,
        "resits": conditions.resits or 0,
        "after": title_of(conditions.after) if conditions.after else "",
        "months": conditions.after_months or 0,
        "clash": standing.clash,
        "passed": _day(standing.passed_on),
        "before": _day(standing.before_on),
    }
    words = {
        "withdrawn": _("the enrolment was withdrawn"),
        "elsewhere": _("is at another site"),
        "not_asked": _("the programme does not ask for this examination"),
        "twice": _("is admitted already, by another enrolment of the same person"),
        "passed": _("has passed this examination (%(passed)s)"),
        "no_resits": _(
            "has used up all tries: %(tries)d (planned elsewhere: %(planned)d, did not appear: %(absences)d); "
            "resits allowed: %(resits)d"
        ),
        "clash": _("sits another examination at that time: %(clash)s"),
        "before_missing": _("has not passed %(after)s, which comes before"),
        "before_expired": _("passed %(after)s on %(before)s; that counts for %(months)d months"),
    }
    return words[code] % values


def _day(day: object) -> str:
    return date_format(day, "Y-m-d") if day else ""
