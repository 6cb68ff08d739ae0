"""Rooms and instructors in groups of equals: counted while planning, told apart afterwards.

Counting is exact. Stretches of time on one line that never overlap more than n times can always be given to n rooms;
an instructor is counted with others only where the weekly limit allows one class at a time or one in every band.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lms.core.equipment import Days
from lms.enrolments.planning.facts import Instructor, Programme, Room, Taken
from lms.enrolments.planning.offers import Catalogue, Offer


@dataclass(frozen=True, slots=True)
class Alike:
    """Rooms or instructors that can stand in for one another."""

    codes: tuple[str, ...]
    at_once: int
    """In so many bands each of them can be at the same time."""
    programmes: frozenset[str]
    taken: tuple[Taken, ...] = ()
    """Of one that stands alone: what runs there already."""
    room: Room | None = None
    """One of the rooms; each of the others has as many places for each programme."""
    instructor: Instructor | None = None
    """One of the instructors; each of the others may teach the same, and as long."""

    def places_for(self, programme: Programme, offer: Offer) -> int:
        """Return for how many people of a class each of the rooms is enough."""
        return self.room.places_for(programme, Days(offer.first, offer.last)) if self.room else 0

    def may_teach(self, offer: Offer) -> bool:
        """Return whether each of the instructors may teach a class to its end."""
        return self.instructor is not None and self.instructor.may_teach(offer.programme, offer.last)

    def is_free_for(self, offer: Offer, bands: int) -> bool:
        """Return whether a class fits beside what runs already; who may not teach in every band is left in peace."""
        return not any(
            one.meets(offer.first, offer.last) and (one.band == offer.band or self.at_once < bands)
            for one in self.taken
        )


def room_groups(catalogue: Catalogue) -> list[Alike]:
    """Return the rooms by how many people of each programme they are enough for.

    A room that staff named stands alone, and one in which something runs already or is out of order.
    """
    site, bands = catalogue.task.site, len(catalogue.bands)
    alone = {one.room for one in catalogue.task.fixes.cohorts}
    alone |= {room.code for room in site.rooms if room.taken or any(one.outages for one in room.equipment)}
    groups: dict[tuple, list[Room]] = {}
    for room in sorted(site.rooms, key=lambda one: one.code):
        enough = tuple((code, room.places_for(one)) for code, one in sorted(catalogue.programmes.items()))
        groups.setdefault((enough, room.code if room.code in alone else ""), []).append(room)
    return [
        Alike(
            tuple(room.code for room in rooms),
            bands,
            frozenset(code for code, people in enough if people),
            rooms[0].taken,
            rooms[0],
        )
        for (enough, _mark), rooms in groups.items()
    ]


def instructor_groups(catalogue: Catalogue) -> list[Alike]:
    """Return the instructors by what they may teach and how many classes a week they can have."""
    bands, heaviest = len(catalogue.bands), max(catalogue.weekly.values())
    alone = {one.instructor for one in catalogue.task.fixes.cohorts}
    alone |= {one.code for one in catalogue.task.site.instructors if one.taken}
    groups: dict[tuple, list[Instructor]] = {}
    for one in sorted(catalogue.task.site.instructors, key=lambda one: one.code):
        classes = min(bands, one.weekly_minutes // heaviest)
        is_alone = one.code in alone or 1 < classes < bands
        key = (classes, _taught_by(catalogue, one), one.until, one.code if is_alone else "")
        groups.setdefault(key, []).append(one)
    return [
        Alike(tuple(one.code for one in some), classes, taught, some[0].taken, instructor=some[0])
        for (classes, taught, _until, _mark), some in groups.items()
        if classes
    ]


def tell_apart(offers: Iterable[tuple[int, Offer]], group: Alike) -> dict[int, str]:
    """Give each class one of the group; classes come in the order of their first lesson."""
    taken: dict[str, list[Offer]] = {code: [] for code in group.codes}
    given: dict[int, str] = {}
    for number, offer in sorted(offers, key=lambda pair: (pair[1].first, pair[1].last, pair[0])):
        for code in group.codes:
            at_once = [other for other in taken[code] if other.meets(offer)]
            if len(at_once) < group.at_once and all(other.band != offer.band for other in at_once):
                taken[code].append(offer)
                given[number] = code
                break
    return given


def _taught_by(catalogue: Catalogue, instructor: Instructor) -> frozenset[str]:
    return instructor.programmes & frozenset(catalogue.programmes)
