"""Which classes to open, as a CP-SAT model over people of equal needs.

People of equal needs are counted, not told apart, so the model allows a little more than can be done: its bound holds
for every plan. Who joins which class is settled one by one afterwards (`joining.py`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ortools.sat.python import cp_model

from lms.core.equipment import Days
from lms.enrolments.planning.needs import Need, Needs
from lms.enrolments.planning.offers import Offer, Slot
from lms.enrolments.planning.resources import Alike, instructor_groups, room_groups, tell_apart
from lms.enrolments.planning.site_facts import Effort

EARLY_UNITS = 1.5  # of the solver's work, for beginning early, and for each try to stay near an earlier plan
SOLVED = (cp_model.OPTIMAL, cp_model.FEASIBLE)
FEWER_KEPT = (0, 1, 2, 4, 8)  # classes of an earlier plan, from one try to the next


@dataclass(frozen=True, slots=True)
class Opened:
    """A class that is opened, where and by whom."""

    offer: Offer
    room: str
    instructor: str
    seats: int


@dataclass(frozen=True, slots=True)
class Opening:
    """The classes opened, and how many of the people who still need something can reach the target at most."""

    classes: tuple[Opened, ...]
    bound: int
    early: tuple[Opened, ...] = ()
    """Classes for as many people, as early and as few as was found: who is done early is safe from a changed date."""


class OpeningModel:
    """Variables: a class in a room group, by an instructor group; how many of each need are in each slot."""

    def __init__(self, needs: Needs) -> None:
        self.needs, self.catalogue = needs, needs.catalogue
        self.offers = needs.catalogue.offers
        self.rooms, self.instructors = room_groups(self.catalogue), instructor_groups(self.catalogue)
        self.opened = tuple(number for number, offer in enumerate(self.offers) if offer.opened)
        # What is open is held anyhow: no second class like it is opened to stay near to the earlier plan.
        self.earlier = needs.catalogue.task.earlier.classes - {self.offers[n].key for n in self.opened}
        self.counts = Counter(need for need in needs.of.values() if need.missing or need.joined)
        self.wanted = {number for need in self.counts for number, _day in need.suits}
        self.wanted |= {number for number, offer in enumerate(self.offers) if offer.given}
        self.moments = sorted({self.offers[number].first for number in self.wanted})
        self.model = cp_model.CpModel()
        self.in_room: dict[tuple[int, int], cp_model.IntVar] = {}
        self.taught_by: dict[tuple[int, int], cp_model.IntVar] = {}
        self.seats: dict[Slot, list] = defaultdict(list)
        self.least: dict[Slot, list] = defaultdict(list)
        self.seated: dict[Slot, list] = defaultdict(list)
        self.reaching: list[cp_model.IntVar] = []
        for number in sorted(self.wanted):
            self._class(number)
        self._rooms_are_enough()
        self._instructors_are_enough()
        for need, count in self.counts.items():
            self._people(need, count)
        # In one order: which of equal plans is found first depends on it.
        for slot in sorted(self.seats.keys() | self.seated.keys(), reverse=True):
            self.model.add(sum(self.seated[slot]) <= sum(self.seats[slot]))
            self.model.add(sum(self.seated[slot]) >= sum(self.least[slot]))
        kept = [var for (number, _at), var in self.in_room.items() if self._is_kept(number)]
        self.kept_count = self.model.new_int_var(0, len(kept), "kept")
        self.model.add(self.kept_count == sum(kept))
        self.model.maximize(sum(self.reaching))
        for (number, _at), var in self.in_room.items() if self.earlier else ():
            self.model.add_hint(var, self._is_kept(number))

    @property
    def roomed(self) -> frozenset[int]:
        """Return the offers for which there is a room, beside what runs already."""
        return frozenset({number for number, _at in self.in_room} | set(self.opened))

    @property
    def taught(self) -> frozenset[int]:
        """Return the offers for which there is an instructor, beside what runs already."""
        return frozenset({number for number, _at in self.taught_by} | set(self.opened))

    def solve(self, effort: Effort) -> Opening | None:
        """Return the best classes found within the effort; None where what staff fixed leaves no way."""
        solver = solver_of(effort)
        status = solver.solve(self.model)
        if status not in SOLVED:
            return None
        return Opening(
            self._classes(solver), int(solver.best_objective_bound + 1e-6), self._early(solver, effort)
        )

    def _early(self, first: cp_model.CpSolver, effort: Effort) -> tuple[Opened, ...]:
        """Return classes for no fewer people, as early and as few as can be; it starts from what was found."""
        self.model.add(sum(self.reaching) >= sum(first.value(var) for var in self.reaching))
        self._begin_at(first)
        self._as_early_as_can_be()
        return self._better(effort)

    def near(self, effort: Effort) -> Iterator[tuple[Opened, ...]]:
        """Yield, after `solve`, classes for as many people with all of an earlier plan, then with less and less of it.

        First as few as can be, then with all that there is room for: people who are counted together seem to find
        places that they do not find one by one, and classes to spare make up for that.
        """
        there = len({number for number, _at in self.in_room if self._is_kept(number)})
        for fewer in FEWER_KEPT:
            if fewer >= there:
                return
            self._keep(there - fewer, there - fewer // 2 - 1 if fewer else there)
            self._as_early_as_can_be()
            if few := self._better(effort):
                yield few
                self.model.maximize(sum(self.in_room.values()))
                if many := self._better(effort):
                    yield many

    def _as_early_as_can_be(self) -> None:
        places = {day: place for place, day in enumerate(self.moments, start=1)}
        self.model.minimize(sum(places[self.offers[n].first] * var for (n, _at), var in self.in_room.items()))

    def _keep(self, least: int, most: int) -> None:
        """Let so many classes of the earlier plan be open."""
        domain = self.kept_count.proto.domain
        domain[0], domain[1] = least, most

    def _better(self, effort: Effort) -> tuple[Opened, ...]:
        """Return the classes of the model as it is now, found within a small share of the work; begin there next."""
        solver = solver_of(replace(effort, units=EARLY_UNITS))
        if solver.solve(self.model) not in SOLVED:
            return ()
        self._begin_at(solver)
        return self._classes(solver)

    def _begin_at(self, found: cp_model.CpSolver) -> None:
        self.model.clear_hints()
        for index in range(len(self.model.proto.variables)):
            var = self.model.get_int_var_from_proto_index(index)
            self.model.add_hint(var, found.value(var))

    def _is_kept(self, number: int) -> bool:
        return self.offers[number].key in self.earlier

    # --- classes, rooms, instructors ----------------

    def _class(self, number: int) -> None:
        """Let a class be opened once, in one room, by one instructor; a fixed one is open.

        One that is open already has its places left; its room and instructor are taken in the facts of the site.
        """
        offer, bands = self.offers[number], len(self.catalogue.bands)
        if offer.opened:
            self.seats[self.catalogue.slot_of(offer)].append(offer.opened.free)
            return
        fixed, programme = offer.fixed, self.catalogue.programmes[offer.programme]
        for at, group in enumerate(self.rooms):
            seats = min(group.places_for(programme, offer), programme.places)
            may_be = seats >= max(self.catalogue.least(offer), 1) and group.is_free_for(offer, bands)
            if may_be and (not fixed or fixed.room in (None, *group.codes)):
                self.in_room[number, at] = var = self.model.new_bool_var(f"room {number} {at}")
                slot = self.catalogue.slot_of(offer)
                self.seats[slot].append(seats * var)
                self.least[slot].append(self.catalogue.least(offer) * var)
        for at, group in enumerate(self.instructors):
            may_teach = group.may_teach(offer) and group.is_free_for(offer, bands)
            if may_teach and (not fixed or fixed.instructor in (None, *group.codes)):
                self.taught_by[number, at] = self.model.new_bool_var(f"instructor {number} {at}")
        rooms = [var for (one, _at), var in self.in_room.items() if one == number]
        teachers = [var for (one, _at), var in self.taught_by.items() if one == number]
        self.model.add(sum(rooms) == sum(teachers))
        self.model.add(sum(rooms) == 1 if fixed else sum(rooms) <= 1)

    def _rooms_are_enough(self) -> None:
        for at, group in enumerate(self.rooms):
            self._lines(self.in_room, at, group)

    def _instructors_are_enough(self) -> None:
        for at, group in enumerate(self.instructors):
            self._lines(self.taught_by, at, group)
            if group.at_once < len(self.catalogue.bands):
                limit = len(group.codes) * group.at_once
                self._at_most(
                    limit, [(self.offers[n], var) for (n, g), var in self.taught_by.items() if g == at]
                )

    def _lines(self, variables: dict[tuple[int, int], cp_model.IntVar], at: int, group: Alike) -> None:
        """In each band no more classes at a time than there are rooms or instructors of the group."""
        for band in self.catalogue.bands:
            found = [(self.offers[n], var) for (n, g), var in variables.items() if g == at]
            self._at_most(len(group.codes), [(offer, var) for offer, var in found if offer.band == band])

    def _at_most(self, limit: cp_model.LinearExprT, pairs: list[tuple[Offer, cp_model.IntVar]]) -> None:
        """At each first lesson no more than `limit` of these run: that is when the number can rise."""
        running = [{n for n, (offer, _v) in enumerate(pairs) if offer.runs_on(day)} for day in self.moments]
        for now, following in zip(running, [*running, set()][1:], strict=True):
            if now and not now <= following:
                self.model.add(sum(pairs[n][1] for n in sorted(now)) <= limit)

    # --- people ----------------

    def _people(self, need: Need, count: int) -> None:
        """Let so many people of one need take slots, and count those who reach the target."""
        reaching = self.model.new_int_var(0, count if need.missing else 0, "")
        self.reaching.append(reaching)
        days: dict[Slot, date] = {self.catalogue.slot_of(self.offers[n]): day for n, day in need.suits}
        joined = {self.catalogue.slot_of(self.offers[n]) for n in need.joined}
        taken: dict[str, list[tuple[Offer, date | None, cp_model.IntVar]]] = defaultdict(list)
        most = count if joined else reaching
        for slot in sorted(days.keys() | joined):
            var = self.model.new_int_var(count if slot in joined else 0, count, "")
            offer = self.offers[self.catalogue.slots[slot][0]]
            taken[offer.programme].append((offer, days.get(slot), var))
            self.seated[slot].append(var)
        everything = [(offer, var) for rows in taken.values() for offer, _day, var in rows]
        self._at_most(self.catalogue.task.site.at_once * most, everything)
        self._different(need, taken, reaching)
        self._in_order(need, taken)

    def _different(self, need: Need, taken: dict[str, list], reaching: cp_model.IntVar) -> None:
        """Who reaches the target has enough certificates that count as different, or the diploma."""
        by_key: dict = defaultdict(list)
        for programme, rows in sorted(taken.items()):
            key = self.needs.key(programme)
            if key not in need.keys:
                by_key[key] += [var for _offer, day, var in rows if day]
        total = []
        for key, variables in by_key.items():
            once = self.model.new_int_var(0, self._upper(reaching), "")
            self.model.add(once <= sum(variables))
            self.model.add(once <= reaching)
            total.append(once * (need.missing if key is None else 1))
        self.model.add(need.missing * reaching <= sum(total))

    def _in_order(self, need: Need, taken: dict[str, list]) -> None:
        """A class that asks for another award is begun by no more people than hold that by then."""
        has = dict(need.has)
        for programme, rows in sorted(taken.items()):
            for before in sorted(self.catalogue.programmes[programme].prerequisites):
                early = [row for row in rows if row[1] and row[0].first < has.get(before, date.max)]
                for first in sorted({offer.first for offer, _day, _var in early}):
                    later = [var for offer, _day, var in early if offer.first <= first]
                    earlier = [v for _offer, day, v in taken.get(before, ()) if day and day <= first]
                    self.model.add(sum(later) <= sum(earlier))

    @staticmethod
    def _upper(variable: cp_model.IntVar) -> int:
        return variable.proto.domain[1]

    # --- what came out ----------------

    def _classes(self, solver: cp_model.CpSolver) -> tuple[Opened, ...]:
        rooms = self._told_apart(self._chosen(solver, self.in_room), self.rooms)
        teachers = self._told_apart(self._chosen(solver, self.taught_by), self.instructors)
        new = tuple(
            Opened(self.offers[number], room, teachers[number], self._seats(self.offers[number], room))
            for number, room in sorted(rooms.items())
        )
        held = ((self.offers[number], self.offers[number].opened) for number in self.opened)
        return (
            *(Opened(offer, one.room, one.instructor, one.free) for offer, one in held if one),
            *new,
        )

    def _seats(self, offer: Offer, room: str) -> int:
        programme = self.catalogue.programmes[offer.programme]
        there = next(one for one in self.catalogue.task.site.rooms if one.code == room)
        return min(there.places_for(programme, Days(offer.first, offer.last)), programme.places)

    @staticmethod
    def _chosen(
        solver: cp_model.CpSolver, variables: dict[tuple[int, int], cp_model.IntVar]
    ) -> dict[int, int]:
        return {number: at for (number, at), var in variables.items() if solver.value(var)}

    def _told_apart(self, chosen: dict[int, int], groups: Iterable[Alike]) -> dict[int, str]:
        given: dict[int, str] = {}
        for at, group in enumerate(groups):
            given |= tell_apart([(n, self.offers[n]) for n, g in chosen.items() if g == at], group)
        return given


def solver_of(effort: Effort) -> cp_model.CpSolver:
    """Return a solver that gives the same answer each time: its limit is work done, not time gone by."""
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = effort.seed
    solver.parameters.num_workers = effort.workers
    solver.parameters.interleave_search = effort.workers > 1
    solver.parameters.max_deterministic_time = effort.units
    solver.parameters.relative_gap_limit = effort.good_enough
    return solver
