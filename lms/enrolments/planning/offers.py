"""Classes that a site could open: programme, group, band and first lesson, and when each ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lms.enrolments.planning.facts import Band, Programme
from lms.enrolments.planning.hours import Lessons, remaining_minutes
from lms.enrolments.planning.site_facts import ClassKey, Effort, FixedCohort, OpenCohort, SiteTask

Slot = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """One class that could be opened, that staff fixed, or that is open."""

    programme: str
    group: str
    band: str
    first: date
    last: date
    exam: date
    certificate_on: date
    fixed: FixedCohort | None = None
    opened: OpenCohort | None = None

    @property
    def given(self) -> str:
        """Return the code of a class that staff fixed or that is open: it is held in any case; "" for the others."""
        held = self.fixed or self.opened
        return held.code if held else ""

    @property
    def key(self) -> ClassKey:
        """Return which class it is."""
        return (self.programme, self.group, self.band, self.first)

    def runs_on(self, day: date) -> bool:
        """Return whether lessons of the class run around a day."""
        return self.first <= day <= self.last

    def meets(self, other: "Offer") -> bool:
        """Return whether two classes run at the same time."""
        return self.first <= other.last and other.first <= self.last


class Catalogue:
    """The offers of one task, and the slots that are the same for a person whichever band is taken."""

    def __init__(self, task: SiteTask, effort: Effort) -> None:
        self.task = task
        self.programmes = {programme.code: programme for programme in task.programmes}
        self.bands = {band.code: band for band in task.site.bands}
        self.lessons = {band.code: Lessons(task.site, band) for band in task.site.bands}
        self.weekly = {band.code: sum(band.minutes) for band in task.site.bands}
        groups = sorted({person.group for person in task.people})
        given = [self.fixed_offer(one) for one in task.fixes.cohorts]
        given += [self.opened_offer(one) for one in task.opened]
        free = [
            offer
            for programme in sorted(task.programmes, key=lambda one: one.code)
            for band in task.site.bands
            for monday in self._starts(effort.start_every_weeks)
            for offer in self._offers(programme, band, monday, groups)
            if not any(one.bars(offer.key) for one in task.fixes.forbidden)
        ]
        self.offers: tuple[Offer, ...] = tuple(dict.fromkeys([one for one in given if one] + free))
        self.slots: dict[Slot, list[int]] = {}
        for number, offer in enumerate(self.offers):
            self.slots.setdefault(self.slot_of(offer), []).append(number)

    def slot_of(self, offer: Offer) -> Slot:
        """Return what a person cares about: with one class at a time, equal bands are the same."""
        band = offer.band if self.task.site.at_once > 1 else str(self.bands[offer.band].minutes)
        days = (offer.first.isoformat(), offer.last.isoformat())
        return (offer.group, offer.programme, *days, band, offer.given)

    def fixed_offer(self, fixed: FixedCohort) -> Offer | None:
        """Return the offer of a fixed class; None where it names what there is not, or has no examination."""
        programme, band = self.programmes.get(fixed.programme), self.bands.get(fixed.band)
        if programme is None or band is None:
            return None
        times = self._times(programme, band, fixed.first_lesson)
        return Offer(programme.code, fixed.group, band.code, *times, fixed) if times else None

    def opened_offer(self, opened: OpenCohort) -> Offer | None:
        """Return the offer of a class that is open; None where its programme is not planned or has no examination."""
        programme = self.programmes.get(opened.programme)
        if programme is None or opened.band not in self.bands:
            return None
        first, last = opened.first_lesson, opened.last_lesson
        exam = self._exam_after(programme, last)
        if exam is None:
            return None
        done = exam + timedelta(days=programme.result_days)
        return Offer(programme.code, opened.group, opened.band, first, last, exam, done, opened=opened)

    def least(self, offer: Offer) -> int:
        """Return for how many people at least a class is opened; one that is given is open for anybody."""
        return 0 if offer.given else min(self.task.smallest, self.programmes[offer.programme].places)

    def _starts(self, weeks: int) -> Iterable[date]:
        """Return the Mondays on which classes may begin, from the begin of the window."""
        site = self.task.site
        day = site.begin + timedelta(days=-site.begin.weekday() % 7)
        while day <= site.end:
            yield day
            day += timedelta(weeks=weeks)

    def _offers(self, programme: Programme, band: Band, monday: date, groups: list[str]) -> list[Offer]:
        """Return the class of each group, where room, instructor, hours and examination are there at all."""
        site = self.task.site
        has_room = any(room.places_for(programme) for room in site.rooms)
        has_instructor = any(programme.code in one.programmes for one in site.instructors)
        times = self._times(programme, band, monday) if has_room and has_instructor else None
        return [Offer(programme.code, group, band.code, *times) for group in groups] if times else []

    def _times(self, programme: Programme, band: Band, day: date) -> tuple[date, date, date, date] | None:
        """Return first and last lesson, examination and certificate of a class that begins on or after a day."""
        lessons = self.lessons[band.code]
        first = lessons.last_lesson(day, 1)
        last = lessons.last_lesson(day, remaining_minutes(programme, None))
        if first is None or last is None:
            return None
        exam = self._exam_after(programme, last)
        return (first, last, exam, exam + timedelta(days=programme.result_days)) if exam else None

    @staticmethod
    def _exam_after(programme: Programme, last: date) -> date | None:
        ready = last + timedelta(days=programme.lead_days)
        return min((exam for exam in programme.exams if ready <= exam), default=None)
