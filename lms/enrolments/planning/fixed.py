"""Looks at what staff fixed, before anything is planned around it, and names what cannot be."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from lms.core.equipment import Days
from lms.enrolments.planning.facts import Instructor, Person, Room
from lms.enrolments.planning.offers import Catalogue, Offer
from lms.enrolments.planning.site_facts import Clash, Conflict, FixedCohort


def conflicts_of(catalogue: Catalogue) -> list[Conflict]:
    """Return every conflict in what staff fixed."""
    return [*_Fixed(catalogue).conflicts()]


class _Fixed:
    """The fixed classes and joins of one task, looked up by code."""

    def __init__(self, catalogue: Catalogue) -> None:
        task = catalogue.task
        self.catalogue, self.fixes = catalogue, task.fixes
        self.people = {person.code: person for person in task.people}
        self.rooms = {room.code: room for room in task.site.rooms}
        self.instructors = {one.code: one for one in task.site.instructors}
        self.offers: dict[str, Offer] = {}
        for cohort in task.fixes.cohorts:
            offer = catalogue.fixed_offer(cohort)
            if offer:
                self.offers[cohort.code] = offer
        for opened in task.opened:
            offer = catalogue.opened_offer(opened)
            if offer:
                self.offers[opened.code] = offer

    def conflicts(self) -> Iterator[Conflict]:
        """Yield them in an order that does not change."""
        for cohort in self.fixes.cohorts:
            yield from self._of_cohort(cohort)
        yield from self._twice()
        for opened in self.catalogue.task.opened:
            if sum(code == opened.code for _who, code in self.fixes.joins) > opened.free:
                yield Conflict(Clash.OVER_SEATS, (opened.code,))
        for who, code in sorted(self.fixes.joins):
            yield from self._of_join(who, code)
        for who in sorted({who for who, _code in self.fixes.joins}):
            yield from self._of_person(who)
        for who, programme in sorted(self.fixes.refused):
            if who not in self.people or programme not in self.catalogue.programmes:
                yield Conflict(Clash.UNKNOWN, (who, programme))

    def _of_cohort(self, cohort: FixedCohort) -> Iterator[Conflict]:
        programme = self.catalogue.programmes.get(cohort.programme)
        if programme is None or cohort.band not in self.catalogue.bands:
            yield Conflict(Clash.UNKNOWN, (cohort.code, cohort.programme, cohort.band))
            return
        if cohort.code not in self.offers:
            yield Conflict(Clash.NO_EXAM, (cohort.code,))
        room, instructor = self._room(cohort), self._instructor(cohort)
        for named, found in ((cohort.room, room), (cohort.instructor, instructor)):
            if named is not None and found is None:
                yield Conflict(Clash.UNKNOWN, (cohort.code, named))
        days = self._days(cohort)
        there = room.places_for(programme, days) if room else programme.places
        if not there:
            yield Conflict(Clash.ROOM_LACKS_EQUIPMENT, (cohort.code, cohort.room or ""))
        if instructor and not instructor.may_teach(programme.code, days.last if days else date.min):
            yield Conflict(Clash.INSTRUCTOR_NOT_QUALIFIED, (cohort.code, instructor.code))
        yield from self._taken(cohort, room, instructor)
        inside = sum(code == cohort.code for _who, code in self.fixes.joins)
        if there and inside > min(programme.places, there):
            yield Conflict(Clash.OVER_SEATS, (cohort.code,))

    def _taken(
        self, cohort: FixedCohort, room: Room | None, instructor: Instructor | None
    ) -> Iterator[Conflict]:
        """Yield a room or an instructor whom a class that runs already has in the same band."""
        offer = self.offers.get(cohort.code)
        for clash, one in ((Clash.ROOM_TAKEN, room), (Clash.INSTRUCTOR_TAKEN, instructor)):
            stretches = one.taken if offer and one else ()
            if (
                offer
                and one
                and any(t.band == offer.band and t.meets(offer.first, offer.last) for t in stretches)
            ):
                yield Conflict(clash, (cohort.code, one.code))

    def _twice(self) -> Iterator[Conflict]:
        """Yield rooms and instructors that two classes have at the same time."""
        for one, other in combinations(self.fixes.cohorts, 2):
            if one.code not in self.offers or other.code not in self.offers:
                continue
            if not self.offers[one.code].meets(self.offers[other.code]):
                continue
            same_band = one.band == other.band
            if one.room and one.room == other.room and same_band:
                yield Conflict(Clash.ROOM_TWICE, (one.code, other.code, one.room))
            if one.instructor and one.instructor == other.instructor and same_band:
                yield Conflict(Clash.INSTRUCTOR_TWICE, (one.code, other.code, one.instructor))
        for code in sorted(self.instructors):
            mine = [
                self.offers[c.code]
                for c in self.fixes.cohorts
                if c.instructor == code and c.code in self.offers
            ]
            if any(self._minutes_at(offer, mine) > self.instructors[code].weekly_minutes for offer in mine):
                yield Conflict(Clash.INSTRUCTOR_OVER_WEEK, (code,))

    def _minutes_at(self, offer: Offer, offers: list[Offer]) -> int:
        """Return the weekly minutes of all bands that are taken when one class begins."""
        bands = {one.band for one in offers if one.runs_on(offer.first)}
        return sum(self.catalogue.weekly[band] for band in bands)

    def _of_join(self, who: str, code: str) -> Iterator[Conflict]:
        given = (*self.fixes.cohorts, *self.catalogue.task.opened)
        cohort = next((one for one in given if one.code == code), None)
        person: Person | None = self.people.get(who)
        if cohort is None or person is None:
            yield Conflict(Clash.UNKNOWN, (who, code))
            return
        if person.group != cohort.group:
            yield Conflict(Clash.OTHER_GROUP, (who, code))
        if (who, cohort.programme) in self.fixes.refused:
            yield Conflict(Clash.REFUSED_AND_JOINED, (who, code))

    def _of_person(self, who: str) -> Iterator[Conflict]:
        """Yield a person who would have to be in too many classes at a time."""
        codes = sorted(code for one, code in self.fixes.joins if one == who and code in self.offers)
        limit = self.catalogue.task.site.at_once
        for code in codes:
            running = [one for one in codes if self.offers[one].runs_on(self.offers[code].first)]
            bands = [self.offers[one].band for one in running]
            if len(running) > limit or len(set(bands)) < len(bands):
                yield Conflict(Clash.PERSON_TWICE, (who, *running))
                return

    def _days(self, cohort: FixedCohort) -> Days | None:
        offer = self.offers.get(cohort.code)
        return Days(offer.first, offer.last) if offer else None

    def _room(self, cohort: FixedCohort) -> Room | None:
        return self.rooms.get(cohort.room or "")

    def _instructor(self, cohort: FixedCohort) -> Instructor | None:
        return self.instructors.get(cohort.instructor or "")
