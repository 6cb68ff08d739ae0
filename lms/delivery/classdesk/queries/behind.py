"""What the audits of a cohort rest on, as tables: plans, lessons, sessions, registers, corrections, the ledger."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from courses.catalog.api import UnitLesson
from lms.core.clock import local_date
from lms.delivery.cohorts.models import Cohort, CohortMember
from lms.delivery.hours.learning.queries import list_learning
from lms.delivery.hours.models import HoursEntry
from lms.delivery.hours.queries import plan_minutes, sums_of
from lms.delivery.hours.rules import against_plan
from lms.delivery.models import LearningPeriod, LessonProgress
from lms.delivery.register.models import AttendanceMark, Correction
from lms.delivery.timetable.models import ClassSession
from lms.enrolments.api import Audit, Enrolment, Table, day_text, tables_behind


def all_tables(audits: Sequence[Audit], *, zone: str) -> list[Table]:
    """Return every row behind the audits and what they come to, times by the clock of a zone.

    The queries do not grow with people.
    """
    return [*tables_behind(audits), *tables_of_teaching([audit.enrolment for audit in audits], zone)]


@dataclass
class Readers:
    """The sites that read the tables. Of another site's class they learn when somebody was taught, and nothing else.

    A code may name a place and the reason of a correction an illness: both stay with the site that wrote them.
    """

    sites: set[int]
    zone: str
    numbers: dict[int, int] = field(default_factory=dict)

    def name_of(self, cohort: Cohort) -> str:
        """Return the code of a class, or a number that says only that two rows are about the same one."""
        if cohort.site_id in self.sites:
            return cohort.code
        return f"elsewhere {self.numbers.setdefault(cohort.pk, len(self.numbers) + 1)}"

    def time_of(self, instant: datetime) -> str:
        """Return an instant by the readers' clock, with how far that is from UTC: people and programs read it."""
        return instant.astimezone(ZoneInfo(self.zone)).isoformat(sep=" ")


def tables_of_teaching(enrolments: Sequence[Enrolment], zone: str) -> list[Table]:
    """Return what is kept of the teaching of these enrolments."""
    names = {row.pk: str(row.uuid) for row in enrolments}
    # Of one person's other enrolments lessons and times of class count as well.
    of_person = {row.person_id: str(row.uuid) for row in enrolments}
    readers = Readers({row.site_id for row in enrolments}, zone)
    return [
        _table("plan", "version course unit kind minutes", _plan(enrolments)),
        _table("lessons", "version lesson course unit minutes", _lessons(enrolments)),
        _table("lessons_learnt", "enrolment lesson", _learnt(of_person)),
        _table("stays", "enrolment cohort joined left", _stays(of_person, readers)),
        _table(
            "sessions",
            "session cohort course unit kind begins ends state register delivered",
            _sessions(of_person, readers),
        ),
        _table(
            "marks", "session enrolment is_of_audit state late left_early excuse", _marks(of_person, names)
        ),
        _table(
            "corrections",
            "session enrolment before_state before_late before_left_early state late left_early decision reason",
            _corrections(names, readers),
        ),
        _table("ledger", "row session enrolment course unit kind measure minutes reverses", _ledger(names)),
        _table("learning", "enrolment lesson day began ended active_seconds", _periods(names, readers)),
        _table(
            "learning_accepted",
            "row enrolment lesson course unit minutes seconds learnt_from learnt_until lesson_minutes plan_minutes "
            "rule_from cap counted reverses",
            _accepted(enrolments, names),
        ),
        _table("hours", "enrolment course unit kind plan attended learnt counted", _hours(enrolments)),
    ]


def _table(name: str, head: str, rows: Iterable[Sequence[Any]]) -> Table:
    return Table(name, head.split(), [list(row) for row in rows])


def _versions(enrolments: Iterable[Enrolment]) -> dict[int, Any]:
    return {row.version_id: row.version for row in enrolments}


def _plan(enrolments: Sequence[Enrolment]) -> Iterator[Sequence[Any]]:
    for version in _versions(enrolments).values():
        for part, minutes in plan_minutes(version).items():
            yield [str(version.uuid), *part, minutes]


def _lessons(enrolments: Sequence[Enrolment]) -> Iterator[Sequence[Any]]:
    rows = UnitLesson.objects.filter(unit__course__version__in=_versions(enrolments))
    columns = (
        "unit__course__version__uuid",
        "lesson__code",
        "unit__course__code",
        "unit__code",
        "lesson__minutes",
    )
    order = ("unit__course__version", "unit__course__position", "unit__position", "position")
    for version, *rest in rows.order_by(*order).values_list(*columns):
        yield [str(version), *rest]


def _learnt(of_person: dict[int, str]) -> Iterator[Sequence[Any]]:
    rows = LessonProgress.objects.filter(enrolment__person__in=of_person, completed_at__isnull=False)
    for person, lesson in rows.order_by("completed_at", "pk").values_list(
        "enrolment__person", "lesson__code"
    ):
        yield [of_person[person], lesson]


def _members(of_person: dict[int, str]) -> QuerySet[CohortMember]:
    rows = CohortMember.objects.filter(enrolment__person__in=of_person)
    return rows.select_related("cohort", "enrolment").order_by("pk")


def _stays(of_person: dict[int, str], readers: Readers) -> Iterator[Sequence[Any]]:
    for row in _members(of_person):
        about = [of_person[row.enrolment.person_id], readers.name_of(row.cohort)]
        yield [*about, day_text(row.joined_on), day_text(row.left_on)]


def _sessions(of_person: dict[int, str], readers: Readers) -> Iterator[Sequence[Any]]:
    """Yield the sessions of classes here; of classes elsewhere those at which one of the people was or belonged."""
    members = list(_members(of_person))
    registers = AttendanceMark.objects.filter(enrolment__person__in=of_person)
    marked = set(registers.values_list("register__session", flat=True))
    cohorts = {row.cohort_id for row in members}
    rows = ClassSession.objects.filter(cohort__in=cohorts) | ClassSession.objects.filter(pk__in=marked)
    for row in rows.select_related("cohort__site", "course", "unit", "register").order_by("begins_at", "pk"):
        is_shown = row.cohort.site_id in readers.sites or row.pk in marked
        if not is_shown and not any(_belongs(member, row) for member in members):
            continue
        register = getattr(row, "register", None)
        unit = row.unit.code if row.unit else ""
        kept = (register.state, register.delivered_minutes) if register else ("", 0)
        times = (readers.time_of(row.begins_at), readers.time_of(row.ends_at))
        about = [str(row.uuid), readers.name_of(row.cohort), row.course.code, unit, row.kind]
        yield [*about, *times, row.state, *kept]


def _belongs(member: CohortMember, session: ClassSession) -> bool:
    """Return whether the session is one of the member's class, on a day on which the stay lasts."""
    day = local_date(session.begins_at, zone=session.cohort.site.time_zone)
    left = member.left_on
    is_then = member.joined_on <= day and (left is None or day < left)
    return member.cohort_id == session.cohort_id and is_then


def _marks(of_person: dict[int, str], names: dict[int, str]) -> Iterator[Sequence[Any]]:
    """Yield the marks of people; those of another enrolment say only when somebody was in class."""
    rows = AttendanceMark.objects.filter(enrolment__person__in=of_person).order_by("pk")
    columns = (
        "register__session__uuid",
        "enrolment__person",
        "enrolment",
        "state",
        "late",
        "left_early",
        "excuse",
    )
    for session, person, enrolment, *said in rows.values_list(*columns):
        yield [str(session), of_person[person], int(enrolment in names), *said]


def _corrections(names: dict[int, str], readers: Readers) -> Iterator[Sequence[Any]]:
    before = ("before_state", "before_late", "before_left_early")
    columns = ("mark__register__session__uuid", "mark__enrolment", *before, "state", "late", "left_early")
    rows = Correction.objects.filter(mark__enrolment__in=names).order_by("proposed_at", "pk")
    place = "mark__register__session__cohort__site"
    for site, session, enrolment, *said, reason in rows.values_list(place, *columns, "decision", "reason"):
        yield [str(session), names[enrolment], *said, reason if site in readers.sites else ""]


def _ledger(names: dict[int, str]) -> Iterator[Sequence[Any]]:
    rows = HoursEntry.objects.filter(enrolment__in=names).order_by("pk")
    columns = (
        "uuid",
        "register__session__uuid",
        "enrolment",
        "course__code",
        "unit__code",
        "kind",
        "measure",
    )
    for uuid, session, enrolment, course, unit, kind, measure, minutes, back in rows.values_list(
        *columns, "minutes", "reverses__uuid"
    ):
        about = [str(uuid), str(session), names[enrolment], course, unit or "", kind, measure]
        yield [*about, minutes, str(back or "")]


def _periods(names: dict[int, str], readers: Readers) -> Iterator[Sequence[Any]]:
    rows = LearningPeriod.objects.filter(enrolment__in=names).order_by("began_at", "pk")
    columns = ("enrolment", "lesson__code", "day", "began_at", "ended_at", "active_seconds")
    for enrolment, lesson, day, began, ended, seconds in rows.values_list(*columns):
        times = (readers.time_of(began), readers.time_of(ended))
        yield [names[enrolment], lesson, day_text(day), *times, seconds]


def _accepted(enrolments: Sequence[Enrolment], names: dict[int, str]) -> Iterator[Sequence[Any]]:
    for key, rows in list_learning(enrolments).items():
        for row in rows:
            about = [str(row.uuid), names[key], row.lesson.code, row.course.code, row.unit.code]
            rests_on = [row.minutes, row.seconds, day_text(row.learnt_from), day_text(row.learnt_until)]
            rule = [day_text(row.rule_from), row.cap_percent, row.counted_percent]
            planned = [row.lesson_minutes, row.plan_minutes]
            yield [*about, *rests_on, *planned, *rule, str(row.reverses.uuid) if row.reverses else ""]


def _hours(enrolments: Sequence[Enrolment]) -> Iterator[Sequence[Any]]:
    plans = {key: plan_minutes(version) for key, version in _versions(enrolments).items()}
    sums = sums_of(enrolments)
    for row in enrolments:
        for one in against_plan(plans[row.version_id], sums[row.pk]):
            yield [str(row.uuid), *one.part, one.plan, one.attended, one.learnt, one.counted]
