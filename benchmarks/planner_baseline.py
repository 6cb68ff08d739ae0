"""First come, first served: what a site does without a plan, on the same facts.

On each day on which classes may begin, people come in the order in which they became ready. Each takes the class that
gives a certificate soonest, and in time: one that begins that day and has a seat, or a new one where a room and an
instructor are free. Nobody looks further than one class.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from lms.enrolments.planning.needs import Needs
from lms.enrolments.planning.offers import Catalogue, Offer
from lms.enrolments.planning.site_facts import Effort, PlannedCohort, SiteTask


@dataclass
class Open:
    """A class as it fills."""

    offer: Offer
    room: str
    instructor: str
    seats: int
    people: list[str] = field(default_factory=list)


class FirstCome:
    """The days of a site, one after another."""

    def __init__(self, task: SiteTask, effort: Effort) -> None:
        self.task, self.catalogue = task, Catalogue(task, effort)
        self.needs = Needs(self.catalogue)
        self.open: list[Open] = []
        self.has = {who: {code for code, _day in need.has} for who, need in self.needs.of.items()}
        self.keys = {who: set(need.keys) for who, need in self.needs.of.items()}
        self.missing = {who: need.missing for who, need in self.needs.of.items()}
        self.busy_until: dict[str, date] = {}
        self.certificate_on: dict[tuple[str, str], date] = {
            (who, code): day for who, need in self.needs.of.items() for code, day in need.has
        }

    def run(self) -> int:
        """Return how many people reach the target."""
        queue = sorted(self.task.people, key=lambda person: (person.ready_on, person.code))
        by_day: dict[date, list[int]] = defaultdict(list)
        for number, offer in enumerate(self.catalogue.offers):
            by_day[offer.first].append(number)
        for day in sorted(by_day):
            for person in queue:
                if self.missing[person.code] > 0 and self.busy_until.get(person.code, date.min) < day:
                    self.serve(person.code, by_day[day])
        return sum(missing <= 0 for missing in self.missing.values())

    def cohorts(self) -> tuple[PlannedCohort, ...]:
        """Return what was opened, in the words of a plan."""
        found = []
        for n, one in enumerate(self.open):
            offer = one.offer
            times = (offer.first, offer.last, offer.exam, offer.certificate_on)
            place = (offer.programme, offer.group, offer.band, one.room, one.instructor)
            found.append(PlannedCohort(f"F{n}", *place, *times, tuple(one.people)))
        return tuple(found)

    def serve(self, who: str, numbers: list[int]) -> None:
        """Put a person into the class that ends soonest among those that begin on a day."""
        suits = dict(self.needs.of[who].suits)
        options = [
            (suits[n], self.catalogue.offers[n]) for n in numbers if n in suits and self.may_take(who, n)
        ]
        for day, offer in sorted(
            options, key=lambda option: (option[0], option[1].programme, option[1].band)
        ):
            found = self.with_seat(offer) or self.opened(offer)
            if found:
                found.people.append(who)
                self.note(who, offer, day)
                return

    def may_take(self, who: str, number: int) -> bool:
        """Return whether a class gives something new and what it asks for is held."""
        offer = self.catalogue.offers[number]
        before = self.catalogue.programmes[offer.programme].prerequisites
        held = all(self.certificate_on.get((who, code), date.max) <= offer.first for code in before)
        return (
            held
            and offer.programme not in self.has[who]
            and self.needs.key(offer.programme) not in self.keys[who]
        )

    def note(self, who: str, offer: Offer, day: date) -> None:
        """Count the certificate; a diploma is enough alone."""
        key = self.needs.key(offer.programme)
        self.missing[who] -= self.missing[who] if key is None else 1
        self.keys[who].add(key)
        self.has[who].add(offer.programme)
        self.busy_until[who] = offer.last
        self.certificate_on[who, offer.programme] = day

    def with_seat(self, offer: Offer) -> Open | None:
        """Return the class itself where it was opened already and has a seat."""
        return next((one for one in self.open if one.offer == offer and len(one.people) < one.seats), None)

    def opened(self, offer: Offer) -> Open | None:
        """Open a class where the largest fitting room and an instructor are free."""
        programme = self.catalogue.programmes[offer.programme]
        running = [one for one in self.open if one.offer.meets(offer)]
        if any(one.offer == offer for one in running):
            return None
        taken = {one.room for one in running if one.offer.band == offer.band}
        rooms = [r for r in self.task.site.rooms if r.places_for(programme) and r.code not in taken]
        teachers = [one.code for one in self.task.site.instructors if self.is_free(one, offer, running)]
        if not rooms or not teachers:
            return None
        room = max(rooms, key=lambda one: (min(one.places_for(programme), programme.places), one.code))
        seats = min(room.places_for(programme), programme.places)
        self.open.append(Open(offer, room.code, teachers[0], seats))
        return self.open[-1]

    def is_free(self, instructor: object, offer: Offer, running: list[Open]) -> bool:
        """Return whether an instructor may teach the class and has the hours for it."""
        mine = [one for one in running if one.instructor == instructor.code]
        if offer.programme not in instructor.programmes or any(one.offer.band == offer.band for one in mine):
            return False
        weekly = self.catalogue.weekly
        return weekly[offer.band] + sum(weekly[one.offer.band] for one in mine) <= instructor.weekly_minutes
