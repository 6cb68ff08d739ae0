"""What the pages of cohorts say: filters, tables to keep, sums."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from courses.catalog.api import hours_text, threshold_text
from lms.delivery.classdesk.queries.cohorts import PartHours
from lms.delivery.classdesk.queries.corrections import Asked
from lms.delivery.classdesk.queries.hours import Ledger
from lms.delivery.classdesk.queries.staff import FreeDay
from lms.delivery.hours.rules import Standing
from lms.delivery.register.models import AttendanceState, ExcuseKind
from lms.delivery.register.rules import Said
from lms.delivery.timetable.models import TeachingKind
from lms.delivery.timetable.operations import Weekly
from lms.delivery.timetable.refusals import words_of_doubt
from lms.delivery.timetable.rules import doubts_about

# Name in the address, label, what stands for no choice, choices.
FILTERS = (
    (
        "state",
        pgettext_lazy("timetable", "Time"),
        gettext_lazy("Not over"),
        (
            ("running", gettext_lazy("Running today")),
            ("coming", gettext_lazy("Not begun yet")),
            ("over", gettext_lazy("Over")),
            ("cancelled", gettext_lazy("Cancelled")),
            ("all", pgettext_lazy("cohorts", "All")),
        ),
    ),
    (
        "places",
        gettext_lazy("Places"),
        pgettext_lazy("cohorts", "All"),
        (("free", gettext_lazy("With free places")), ("full", gettext_lazy("Full"))),
    ),
)


def export_rows(rows: Iterable[Any]) -> tuple[list[str], list[list[str | int]]]:
    """Return heads and rows of a table of cohorts."""
    head = [
        *(_("Cohort"), _("Programme"), _("Version"), _("School"), _("Training site"), _("First day")),
        *(_("Last day"), _("Places"), _("Places taken"), _("Next session")),
    ]
    return head, [_export_row(row) for row in rows]


def _export_row(row: Any) -> list[str | int]:
    programme, zone = row.version.programme, ZoneInfo(row.site.time_zone)
    coming = f"{row.next_at.astimezone(zone):%Y-%m-%d %H:%M}" if row.next_at else ""
    days = [row.begins_on.isoformat(), row.ends_on.isoformat()]
    who = [row.school.name, row.site.name]
    title = f"{programme.code} {programme.title}"
    return [row.code, title, row.version.number, *who, *days, row.capacity, row.taken, coming]


@dataclass(frozen=True, slots=True)
class HourRow:
    """A part of the plan in class hours of 45 minutes, as text."""

    title: str
    kind: str
    plan: str
    timetabled: str
    delivered: str
    open: str


def hour_rows(hours: Sequence[PartHours]) -> list[HourRow]:
    """Return the rows of a cohort's hours, and their sum as the last one."""
    return [*map(_hour_row, hours), _sum_of(hours)] if hours else []


def unusual(pattern: Weekly) -> list[str]:
    """Return what is unusual about the hours of a pattern."""
    return [words_of_doubt(doubt) for doubt in doubts_about(pattern.slots)]


def beyond_plan(hours: PartHours, minutes: int) -> list[str]:
    """Return what is said when so many further minutes are more than the plan has of a part."""
    beyond = hours.given + minutes - hours.plan
    if beyond <= 0:
        return []
    words = _(
        "The plan has %(plan)s class hours of this, %(timetabled)s stand in the timetable, these sessions have "
        "%(new)s: %(beyond)s more than the plan. What goes beyond the plan counts for nobody."
    )
    texts = {"plan": hours.plan, "timetabled": hours.given, "new": minutes, "beyond": beyond}
    return [words % {name: hours_text(value) for name, value in texts.items()}]


def _hour_row(row: PartHours) -> HourRow:
    texts = [hours_text(minutes) for minutes in (row.plan, row.timetabled, row.delivered, row.open)]
    return HourRow(row.title, row.kind, *texts)


def _sum_of(hours: Sequence[PartHours]) -> HourRow:
    names = ("plan", "timetabled", "delivered", "open")
    return HourRow(
        _("Together"), "", *(hours_text(sum(getattr(row, name) for row in hours)) for name in names)
    )


@dataclass(frozen=True, slots=True)
class StandingRow:
    """How a part of the plan stands for one person, in class hours of 45 minutes, as text.

    `plan` is empty where the part is in no plan, or the reader sees only some of what counts.
    """

    title: str
    kind: str
    plan: str
    delivered: str
    attended: str
    learnt: str
    counted: str
    is_sum: bool = False


def standing_rows(ledger: Ledger) -> list[StandingRow]:
    """Return the parts of the plan of which there is something, the others together, then the sums of each kind."""
    parts = [
        _standing_row(ledger.titles[row.part], row.part.kind, hours_text(row.plan) if row.plan else "", [row])
        for row in ledger.standings
    ]
    parts += [
        _standing_row(_("Parts not begun yet"), kind, hours_text(minutes), [])
        for kind in TeachingKind
        if (minutes := ledger.plan[kind] - _planned(ledger, kind)) and not ledger.is_part
    ]
    return parts + [
        replace(_standing_row(_("Together"), kind, plan, listed), is_sum=True)
        for kind, plan, listed in _by_kind(ledger)
    ]


def _planned(ledger: Ledger, kind: str) -> int:
    return sum(row.plan for row in ledger.standings if row.part.kind == kind)


def _by_kind(ledger: Ledger) -> Iterator[tuple[str, str, list[Standing]]]:
    """Yield each kind that is planned or taught with its whole plan and its parts."""
    for kind in TeachingKind:
        listed = [row for row in ledger.standings if row.part.kind == kind]
        if listed or (ledger.plan[kind] and not ledger.is_part):
            yield kind, "" if ledger.is_part else hours_text(ledger.plan[kind]), listed


def _standing_row(title: str, kind: str, plan: str, listed: Sequence[Standing]) -> StandingRow:
    names = ("delivered", "attended", "learnt", "counted")
    sums = [hours_text(sum(getattr(row, name) for row in listed)) for name in names]
    return StandingRow(title, str(TeachingKind(kind).label), plan, *sums)


def asked_rows(ledger: Ledger) -> list[dict[str, str]]:
    """Return what requirements ask for and what of it is there, as the completion audit says it."""
    return [
        {
            "title": row.requirement.title,
            "asks": threshold_text(row.requirement),
            "done": hours_text(row.done),
            "total": hours_text(row.minutes),
        }
        for row in ledger.asked
    ]


@dataclass(frozen=True, slots=True)
class LearningRow:
    """A row of accepted learning, in minutes, with the rule by which it was reckoned; `until`: the last day of it.

    One that takes another back has its minutes below nothing.
    """

    accepted_at: datetime
    part: str
    lesson: str
    learnt: int
    until: date
    counted_percent: int
    cap_percent: int
    minutes: int
    takes_back: bool


def learning_rows(ledger: Ledger) -> list[LearningRow]:
    """Return what was accepted for learning in lessons, and taken back, the first row first."""
    return [
        LearningRow(
            row.recorded_at,
            row.unit.title,
            row.lesson.title,
            row.seconds // 60,
            row.learnt_until,
            row.counted_percent,
            row.cap_percent,
            row.minutes,
            row.reverses is not None,
        )
        for row in ledger.learning
    ]


def session_rows(rows: Iterable[Any]) -> tuple[list[str], list[list[str | int]]]:
    """Return heads and rows of a table of sessions."""
    head = [
        *(_("Day"), _("Begins at"), _("Ends at"), _("Cohort"), _("Programme"), pgettext("teaching", "Part")),
        *(
            pgettext("teaching", "Kind"),
            pgettext("classroom", "Room"),
            _("Instructor"),
            pgettext("session", "State"),
            pgettext("attendance", "Register"),
        ),
    ]
    return head, [_session_row(row) for row in rows]


def _session_row(row: Any) -> list[str | int]:
    zone = ZoneInfo(row.cohort.site.time_zone)
    begins, ends = row.begins_at.astimezone(zone), row.ends_at.astimezone(zone)
    register = getattr(row, "register", None)
    part = row.unit.title if row.unit else row.course.title
    when = [f"{begins:%Y-%m-%d}", f"{begins:%H:%M}", f"{ends:%H:%M}"]
    what = [row.cohort.code, row.cohort.version.programme.title, part, row.get_kind_display()]
    kept = register.get_state_display() if register else ""
    return [*when, *what, row.room.name, row.instructor.display_name, row.get_state_display(), kept]


def free_day_rows(rows: Iterable[FreeDay]) -> tuple[list[str], list[list[str | int]]]:
    """Return heads and rows of a table of days without teaching."""
    head = [_("Day"), _("Weekday"), _("Name of the day"), _("Training site"), _("Planned all the same")]
    return head, [
        [
            *(row.holiday.day.isoformat(), date_format(row.holiday.day, "l"), row.holiday.name),
            *(row.holiday.site.name, row.planned),
        ]
        for row in rows
    ]


def qualification_rows(rows: Iterable[Any]) -> tuple[list[str], list[list[str | int]]]:
    """Return heads and rows of a table of who may teach what."""
    head = [
        *(_("Instructor"), _("Programme"), _("Certificate or title")),
        *(_("First day on which it holds"), _("Last day on which it holds")),
    ]
    return head, [
        [
            *(row.instructor.display_name, f"{row.programme.code} {row.programme.title}", row.title),
            *(row.valid_from.isoformat(), row.valid_until.isoformat() if row.valid_until else ""),
        ]
        for row in rows
    ]


def correction_rows(rows: Iterable[Asked]) -> tuple[list[str], list[list[str | int]]]:
    """Return heads and rows of a table of corrections of registers."""
    head = [
        *(pgettext("person", "Name"), _("Cohort"), _("Session"), _("Said before"), _("Should say")),
        *(_("Reason"), _("Asked by"), _("Asked at"), pgettext("correction", "State"), _("Decided by")),
        _("Why it was refused"),
    ]
    return head, [_correction_row(one) for one in rows]


def _correction_row(one: Asked) -> list[str | int]:
    row, session = one.row, one.row.mark.register.session
    zone = ZoneInfo(session.cohort.site.time_zone)
    begins, asked = (f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in (session.begins_at, row.proposed_at))
    before = Said(row.before_state, row.before_late, row.before_left_early, row.before_excuse)
    said = [said_text(before), said_text(Said(row.state, row.late, row.left_early, row.excuse))]
    who = [row.mark.enrolment.person.full_name, session.cohort.code, begins]
    how = [str(row.get_decision_display()), one.decided_by, row.refused_because]
    return [*who, *said, row.reason, one.by, asked, *how]


def said_text(said: Said) -> str:
    """Return in words what a register says of one person."""
    parts = [str(AttendanceState(said.state).label)]
    if said.late:
        words = ngettext("%(count)s minute late", "%(count)s minutes late", said.late)
        parts.append(words % {"count": said.late})
    if said.left_early:
        words = ngettext("left %(count)s minute early", "left %(count)s minutes early", said.left_early)
        parts.append(words % {"count": said.left_early})
    if said.excuse:
        parts.append(str(ExcuseKind(said.excuse).label))
    return " · ".join(parts)
