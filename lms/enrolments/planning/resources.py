"""Rooms and instructors in groups of equals: counted while planning, told apart afterwards.

Counting is exact. Stretches of time on one line that never overlap more than n times can always be given to n rooms;
an instructor is counted with others only where the weekly limit allows one class at a time or one in every band.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lms.enrolments.planning.facts import Instructor, Room, Taken
from lms.enrolments.planning.offers import Catalogue, Offer


@dataclass(frozen=True, slots=True)
class Alike:
    """Rooms or instructors that can stand in for one another."""

    codes: tuple[str, ...]
    seats: int
    at_once: int
    """In so many bands each of them can be at the same time."""
    programmes: frozenset[str]
    taken: tuple[Taken, ...] = ()
    """Of one that stands alone: what runs there already."""

    def is_free_for(self, offer: Offer, bands: int) -> bool:
        """Return whether a class fits beside what runs already; who may not teach in every band is left in peace."""
        return not any(
            one.meets(offer.first, offer.last) and (one.band == offer.band or self.at_once < bands)
            for one in self.taken
        )


def room_groups(catalogue: Catalogue) -> list[Alike]:
    """Return the rooms by seats and by what can be taught in them; a room that staff named stands alone."""
    named = {one.room for one in catalogue.task.fixes.cohorts}
    named |= {room.code for room in catalogue.task.site.rooms if room.taken}
    bands = len(catalogue.bands)
    keys = [(room.code, room.seats, bands, _taught_in(catalogue, room)) for room in catalogue.task.site.rooms]
    taken = {room.code: room.taken for room in catalogue.task.site.rooms}
    return _grouped(keys, alone=named, taken=taken)


def instructor_groups(catalogue: Catalogue) -> list[Alike]:
    """Return the instructors by what they may teach and how many classes a week they can have."""
    bands, heaviest = len(catalogue.bands), max(catalogue.weekly.values())
    alone = {one.instructor for one in catalogue.task.fixes.cohorts}
    alone |= {one.code for one in catalogue.task.site.instructors if one.taken}
    taken = {one.code: one.taken for one in catalogue.task.site.instructors}
    keys = []
    for one in catalogue.task.site.instructors:
        classes = min(bands, one.weekly_minutes // heaviest)
        alone |= {one.code} if 1 < classes < bands else set()
        keys.append((one.code, 0, classes, _taught_by(catalogue, one)))
    return [group for group in _grouped(keys, alone=alone, taken=taken) if group.at_once]


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


def _taught_in(catalogue: Catalogue, room: Room) -> frozenset[str]:
    return frozenset(code for code, one in catalogue.programmes.items() if one.equipment <= room.equipment)


def _taught_by(catalogue: Catalogue, instructor: Instructor) -> frozenset[str]:
    return instructor.programmes & frozenset(catalogue.programmes)


def _grouped(
    keys: list[tuple[str, int, int, frozenset[str]]], *, alone: set, taken: dict[str, tuple[Taken, ...]]
) -> list[Alike]:
    groups: dict[tuple, list[str]] = {}
    for code, seats, at_once, programmes in sorted(keys, key=lambda key: key[0]):
        mark = code if code in alone else ""
        groups.setdefault((seats, at_once, programmes, mark), []).append(code)
    return [Alike(tuple(codes), *key[:3], taken[codes[0]]) for key, codes in groups.items()]
