"""Loads the planner's facts from the records: a constant number of queries, however many people a site has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from lms.core.clock import local_date
from lms.enrolments.admission.fitness import with_fitness_on
from lms.enrolments.admission.models import Admission
from lms.enrolments.apart.queries import codes_on
from lms.enrolments.planning.facts import Distinct as PlannedDistinct
from lms.enrolments.planning.facts import Instructor, Person, Programme, Room, Taken, TargetRule
from lms.enrolments.planning.facts import Site as SiteFacts
from lms.enrolments.planning.site_facts import Earlier, Fixes, OpenCohort, SiteTask
from lms.enrolments.planning.target import counts
from lms.enrolments.proposals.offered import Calendar, Offered, load_offered
from lms.enrolments.proposals.people import Ground, Records, learnt_of, load_records, person_of, taught_of
from lms.enrolments.proposals.rules import (
    FARTHEST,
    FARTHEST_OF_ONE,
    Assumptions,
    LessonBand,
    bands_of,
    read_assumptions,
    read_bands,
    smallest_class,
    stretches,
)
from lms.enrolments.proposals.running import Running, classes_running, with_seats
from lms.enrolments.proposals.sources import ExaminationDay, Teaching, examination_days_at, teaching_at
from lms.enrolments.target.rules import Distinct, read_rules, rule_in_force
from lms.organisations.api import Site, equipped_rooms

_DISTINCT = {
    Distinct.OCCUPATION_OR_KIND: PlannedDistinct.OCCUPATION_OR_KIND,
    Distinct.OCCUPATION: PlannedDistinct.OCCUPATION,
    Distinct.KIND: PlannedDistinct.KIND,
    Distinct.NUMBER: PlannedDistinct.EACH,
}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that plans of a site are made from, and what their codes stand for."""

    day: date
    site: SiteFacts
    people: tuple[Person, ...]
    rule: TargetRule
    offered: Mapping[str, Offered]
    """Programmes by the planner's codes."""
    stays: Mapping[str, Admission]
    """Stays by the planner's codes of people."""
    records: Records
    rooms: Mapping[str, str]
    kinds: Mapping[str, str]
    """What kinds of equipment that programmes need are called, by their codes."""
    bands: tuple[LessonBand, ...]
    assumptions: Assumptions
    smallest: int
    """No class is proposed for fewer people."""
    opened: tuple[OpenCohort, ...] = ()
    """Classes of earlier plans that are open; not where one person only is planned for."""

    @property
    def programmes(self) -> tuple[Programme, ...]:
        """Return every programme, also those that do not count for the target."""
        return tuple(one.fact for one in self.offered.values())

    def task(self, fixes: Fixes, earlier: Earlier | None = None) -> SiteTask:
        """Return what the site's plan is made from: only programmes whose certificate counts for the target."""
        counting = tuple(one for one in self.programmes if counts(one.award, self.rule))
        around = earlier or Earlier()
        return SiteTask(
            self.site, counting, self.people, self.rule, fixes, self.smallest, around, self.opened
        )


def load_facts(site: Site, *, now: datetime, only: UUID | None = None) -> Facts:
    """Return the facts of everybody who is at a site, or of one stay only."""
    today = local_date(now, zone=site.time_zone)
    assumptions, bands = read_assumptions(settings.EXAMINATION_PLANNING), read_bands(settings.LESSON_BANDS)
    stays = _stays(site, only, today)
    end = _end(stays, today, only)
    records = load_records([stay.person_id for stay in stays], today=today)
    enrolments = [row.pk for row in records.enrolments]
    teaching = teaching_at(site, enrolments, now=now)
    days = examination_days_at(site, now=now)
    offered = load_offered(records.version_ids, days, assumptions, Calendar(today, end, teaching.holidays))
    rule = target_rule(today)
    learnt = learnt_of(records, offered)
    ground = Ground(records, offered, taught_of(teaching), today, rule.kinds, learnt)
    groups = codes_on(site.pk, [stay.person_id for stay in stays], today)
    people = {
        str(stay.uuid): replace(person_of(stay, ground), group=groups.get(stay.person_id, ""))
        for stay in stays
    }
    rooms = equipped_rooms(site.pk)
    running = () if only else classes_running(site, records, stays, today)
    lessons = _lessons_by(teaching, bands, ZoneInfo(site.time_zone), running)
    place = SiteFacts(
        begin=today,
        end=end,
        bands=tuple(band.as_fact() for band in bands),
        holidays=teaching.holidays,
        rooms=tuple(
            Room(str(row.uuid), row.seats, row.stocks, _room_taken(str(row.uuid), lessons, days, bands))
            for row in rooms
        ),
        instructors=_instructors(teaching, bands, lessons, (today, end), offered),
    )
    return Facts(
        today,
        place,
        tuple(people[code] for code in sorted(people)),
        rule,
        offered,
        {str(stay.uuid): stay for stay in stays},
        records,
        {str(row.uuid): row.name for row in rooms},
        {row.code: row.title for one in offered.values() for row in one.version.equipment.all()},
        bands,
        assumptions,
        smallest_class(settings.SMALLEST_CLASS, today),
        with_seats(running, place.rooms, offered),
    )


def target_rule(day: date) -> TargetRule:
    """Return the target rule in force on a day as the planner takes it."""
    rule = rule_in_force(read_rules(settings.TARGET_RULES), day)
    kinds = frozenset(kind for kind in rule.kinds if kind != "qualification")
    return TargetRule(rule.minimum, _DISTINCT[rule.distinct], kinds=kinds)


def _stays(site: Site, only: UUID | None, day: date) -> list[Admission]:
    open_stays = Admission.objects.filter(site=site, left_date__isnull=True).select_related("person")
    rows = with_fitness_on(day, open_stays)
    rows = rows.defer("person__resident_id")
    return list(rows.filter(uuid=only) if only else rows.order_by("pk"))


def _end(stays: Iterable[Admission], today: date, only: UUID | None) -> date:
    """Return the last day that is planned: one person's release, a site's within a year and a half."""
    last = max((stay.forecast_date for stay in stays if stay.forecast_date), default=today + FARTHEST)
    return max(min(last, today + (FARTHEST_OF_ONE if only else FARTHEST)), today + ONE_DAY)


def _lessons_by(
    teaching: Teaching, bands: tuple[LessonBand, ...], zone: ZoneInfo, running: Iterable[Running]
) -> dict[str, list[tuple[str, date]]]:
    """Return the bands and days that are taken of each room and each instructor: by planned sessions, and by classes
    that are open while no session is planned."""
    found: dict[str, list[tuple[str, date]]] = {}
    for row in teaching.sessions:
        begins, ends = row.begins.astimezone(zone), row.ends.astimezone(zone)
        for band in bands_of(begins, ends, bands):
            for who in (row.room, row.instructor):
                found.setdefault(who, []).append((band, begins.date()))
    for one in running:
        for who, lesson in one.lessons():
            found.setdefault(who, []).append(lesson)
    return found


def _room_taken(
    room: str,
    lessons: Mapping[str, list[tuple[str, date]]],
    days: Iterable[ExaminationDay],
    bands: tuple[LessonBand, ...],
) -> tuple[Taken, ...]:
    """Return when a room is taken: by classes that run, and on the lesson days on which it holds an examination."""
    held = sorted({one.day for one in days if one.room == room})
    examined = [Taken(band.code, day, day) for day in held for band in bands if band.teaches_on(day)]
    return (*stretches(lessons.get(room, ())), *examined)


def _instructors(
    teaching: Teaching,
    bands: tuple[LessonBand, ...],
    lessons: Mapping[str, list[tuple[str, date]]],
    window: tuple[date, date],
    offered: Mapping[str, Offered],
) -> tuple[Instructor, ...]:
    """Return who may teach what until when, one class at a time; of several qualifications the longest holds."""
    until: dict[str, dict[str, date]] = {}
    for row in teaching.qualified:
        mine = until.setdefault(row.instructor, {})
        for code, one in offered.items():
            if one.version.programme.code == row.programme:
                mine[code] = max(mine.get(code, date.min), row.until or date.max)
    week = max(sum(band.as_fact().minutes) for band in bands)
    return tuple(
        Instructor(
            who,
            frozenset(mine),
            week,
            tuple(stretches(lessons.get(who, ()))),
            tuple((code, day) for code, day in sorted(mine.items()) if day < window[1]),
        )
        for who, mine in sorted(until.items())
    )
