"""How the plan of a site leaves each person: at the target, or what it was that was lacking.

The reasons follow what the solver did. A class is held only by people whom it brings to the target, so only those count
when it is asked whether enough people want one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lms.enrolments.planning.joining import JoiningModel
from lms.enrolments.planning.needs import Need, Needs
from lms.enrolments.planning.personal import PersonPlan
from lms.enrolments.planning.site_facts import Effort, Lacking, Shortage, Standing


@dataclass(frozen=True, slots=True)
class Found:
    """What the solver found: who reaches the target with classes, and what it left open."""

    reached: frozenset[str]
    roomed: frozenset[int]
    """Offers for which there is a room, if nothing else is opened."""
    taught: frozenset[int]
    """Offers for which there is an instructor, if nothing else is opened."""
    unproved: int
    """So many more people a better plan could bring to the target, as far as is proved."""

    @property
    def openable(self) -> frozenset[int]:
        """Return the offers that could be opened."""
        return self.roomed & self.taught


class Standings:
    """What stands in the way of each person whom a plan does not bring to the target; `of` says it by the person."""

    def __init__(self, needs: Needs, effort: Effort, found: Found, alone: Mapping[str, PersonPlan]) -> None:
        self.needs, self.effort, self.found = needs, effort, found
        self._known: dict[tuple[Need, frozenset[int]], bool] = {}
        self.of = dict.fromkeys(found.reached, Standing.REACHED)
        for code, plan in alone.items():
            if code not in self.of and (standing := self._without_others(plan)):
                self.of[code] = standing
        self.of |= self._among_others({code for code in alone if code not in self.of})

    def shortages(self) -> tuple[Shortage, ...]:
        """Return what classes lack that would bring those without a room or an instructor to the target.

        A programme of which no class can be held at all is named too: mending two things may help where one does not.
        """
        openable, offers = self.found.openable, self.needs.catalogue.offers
        short = [code for code, one in self.of.items() if one is Standing.NO_ROOM]
        short = [code for code in short if not self._could_reach(code, openable)]
        suiting: dict[str, set[int]] = {}
        for need in self.needs.of.values() if short else ():
            for number, _day in need.suits:
                suiting.setdefault(offers[number].programme, set()).add(number)
        found = []
        for programme, numbers in sorted(suiting.items()):
            for lacking, there, other in (
                (Lacking.INSTRUCTOR, self.found.taught, self.found.roomed),
                (Lacking.ROOM, self.found.roomed, self.found.taught),
            ):
                mended = openable | (numbers & other)
                helped = sum(self._could_reach(code, mended) for code in short)
                missing = len(numbers - there)
                if missing and (helped or missing == len(numbers)):
                    found.append(Shortage(programme, lacking, missing, len(numbers), helped))
        return tuple(found)

    def _without_others(self, alone: PersonPlan) -> Standing | None:
        """Return how it stands for a reason of one's own, or of rooms and instructors; None where others matter."""
        need, person = self.needs.of[alone.person], self.needs.people[alone.person]
        if need.missing == 0:
            return Standing.REACHED_ALREADY
        if person.release is None:
            return Standing.NO_FORECAST
        if person.is_overdue_on(self.needs.catalogue.task.site.begin):
            return Standing.FORECAST_OVER
        if not alone.reaches:
            return Standing.INCOMPLETE if alone.unknown else Standing.IMPOSSIBLE
        suits = frozenset(number for number, _day in need.suits)
        if not self._could_reach(alone.person, suits):
            return Standing.NO_CLASS_SUITS
        could = self._could_reach(alone.person, suits & self.found.openable)
        return None if could else Standing.NO_ROOM

    def _among_others(self, people: set[str]) -> dict[str, Standing]:
        """Return how it stands for those whom rooms, instructors and days would let reach the target."""
        wanted = self._with_enough(people, self.found.reached)
        left = self._with_enough(wanted, ())
        found = dict.fromkeys(people - wanted, Standing.TOO_FEW)
        if len(wanted) <= self.found.unproved:
            return found | dict.fromkeys(wanted, Standing.UNPROVED)
        if not self.found.reached:  # nothing was given to anybody
            return found | dict.fromkeys(wanted, Standing.NO_ROOM)
        return (
            found | dict.fromkeys(left, Standing.NO_PLACE) | dict.fromkeys(wanted - left, Standing.LEFT_OVER)
        )

    def _with_enough(self, people: set[str], beside: Iterable[str]) -> set[str]:
        """Return those who could reach the target with classes that enough of them, and of those beside, would join."""
        catalogue, left = self.needs.catalogue, people
        while left:
            counted = [*left, *beside]
            wanted = Counter(number for code in counted for number, _day in self.needs.of[code].suits)
            numbers = frozenset(
                number
                for number in wanted.keys() & self.found.openable
                if wanted[number] >= catalogue.least(catalogue.offers[number])
            )
            stay = {code for code in left if self._could_reach(code, numbers)}
            if stay == left:
                break
            left = stay  # who cannot reach it fills no class for the others
        return left

    def _could_reach(self, code: str, numbers: frozenset[int]) -> bool:
        """Return whether somebody would reach the target if all these classes were open and had a seat; asked once."""
        need = self.needs.of[code]
        key = (need, numbers & {number for number, _day in need.suits})
        if key not in self._known:
            self._known[key] = JoiningModel.could_reach(self.needs, code, self.effort, key[1])
        return self._known[key]
