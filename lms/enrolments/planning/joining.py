"""Who joins which opened class, person by person, so that as many as possible reach the target."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

from ortools.sat.python import cp_model

from lms.enrolments.planning.needs import Need, Needs
from lms.enrolments.planning.offers import Offer
from lms.enrolments.planning.opening import SOLVED, Opened, solver_of
from lms.enrolments.planning.site_facts import Effort

Row = tuple[int, Offer, date | None, cp_model.IntVar]
Joins = tuple[set[str], set[tuple[str, int]]]
"""Who reaches the target, and the pairs of person and place of a class."""


class JoiningModel:
    """One yes or no for each person and each open class that suits, or that staff put the person into."""

    def __init__(self, needs: Needs, classes: tuple[Opened, ...], *, only: str | None = None) -> None:
        """Take all people of a site, or only one."""
        self.needs = needs
        self.at = {opened.offer: place for place, opened in enumerate(classes)}
        self.model = cp_model.CpModel()
        self.reaching: dict[str, cp_model.IntVar] = {}
        self.joins: dict[tuple[str, int], cp_model.IntVar] = {}
        for code, need in sorted(needs.of.items()):
            if (need.missing or need.joined) and only in (None, code):
                self._person(code, need)
        for place, opened in enumerate(classes):
            inside = [var for (_who, at), var in self.joins.items() if at == place]
            self.model.add(sum(inside) <= opened.seats)
            if only is None:
                self._enough_or_nobody(inside, needs.catalogue.least(opened.offer))
        earlier = needs.catalogue.task.earlier.joins
        self.kept = {pair for pair in self.joins if (pair[0], classes[pair[1]].offer.key) in earlier}
        self.seats_before = Counter(who for who, _key in earlier)
        # Reaching the target outweighs every seat; no seat is taken in vain; then who had one keeps it.
        weight = 2 * len(self.joins) + 1
        self.model.maximize(
            weight * sum(self.reaching.values())
            - 2 * sum(self.joins.values())
            + sum(self.joins[pair] for pair in self.kept)
        )

    def solve(self, effort: Effort) -> Joins | None:
        """Return who reaches the target, and the pairs of person and place of a class."""
        solver = solver_of(effort)
        return self._read(solver) if solver.solve(self.model) in SOLVED else None

    def solve_near(self, effort: Effort, *, enough: int) -> Joins | None:
        """Return the same, near to an earlier plan.

        First all stay as they were who can stay in all their classes of that plan. Where so few would reach the target
        that it is not enough, everybody may move, and the search begins there.
        """
        solver, stiff = solver_of(effort), self._with_most_as_they_were()
        if solver.solve(stiff) in SOLVED:
            found = self._read(solver)
            if len(found[0]) >= enough:
                return found
            for index in range(len(self.model.proto.variables)):
                var = self.model.get_int_var_from_proto_index(index)
                self.model.add_hint(var, solver.value(var))
        # A good enough number of people would end the search before it is as many as without nearness.
        return self.solve(replace(effort, good_enough=0.0))

    def _with_most_as_they_were(self) -> cp_model.CpModel:
        model, stay = self.model.clone(), Counter(who for who, _place in self.kept)
        for pair, var in self.joins.items():
            if pair[0] in stay and stay[pair[0]] == self.seats_before[pair[0]]:
                model.add(model.get_bool_var_from_proto_index(var.index) == (pair in self.kept))
        return model

    def _read(self, solver: cp_model.CpSolver) -> Joins:
        reached = {code for code, var in self.reaching.items() if solver.value(var)}
        return reached, {pair for pair, var in self.joins.items() if solver.value(var)}

    @classmethod
    def could_reach(cls, needs: Needs, code: str, effort: Effort, numbers: frozenset[int]) -> bool:
        """Return whether somebody would reach the target if these offers were open and had a seat."""
        wanted = sorted(numbers | set(needs.of[code].joined))
        classes = tuple(Opened(needs.catalogue.offers[number], "", "", 1) for number in wanted)
        found = cls(needs, classes, only=code).solve(effort)
        return found is not None and code in found[0]

    def _enough_or_nobody(self, inside: list[cp_model.IntVar], least: int) -> None:
        if least > 1:
            is_held = self.model.new_bool_var("")
            self.model.add(sum(inside) >= least * is_held)
            self.model.add(sum(inside) <= len(inside) * is_held)

    def _person(self, code: str, need: Need) -> None:
        days = dict(need.suits)
        offers = self.needs.catalogue.offers
        rows: list[Row] = []
        for number in sorted(days.keys() | set(need.joined)):
            if offers[number] not in self.at:
                continue
            var = self.model.new_bool_var("")
            if number in need.joined:
                self.model.add(var == 1)
            place = self.at[offers[number]]
            self.joins[code, place] = var
            rows.append((place, offers[number], days.get(number), var))
        self.reaching[code] = reaching = self.model.new_bool_var("")
        for _place, offer, _day, var in rows:
            if not offer.given:  # who does not reach the target fills no class for others
                self.model.add(var <= reaching)
        self._one_at_a_time(rows)
        self._enough(need, rows, reaching)
        self._in_order(need, rows)

    def _one_at_a_time(self, rows: list[Row]) -> None:
        """No more classes at a time than the site allows, none of them in the same band."""
        limit = self.needs.catalogue.task.site.at_once
        for _place, offer, _day, _var in rows:
            running = [row for row in rows if row[1].runs_on(offer.first)]
            self.model.add(sum(row[3] for row in running) <= limit)
            self.model.add(sum(row[3] for row in running if row[1].band == offer.band) <= 1)

    def _enough(self, need: Need, rows: list[Row], reaching: cp_model.IntVar) -> None:
        by_key: dict = defaultdict(list)
        for _place, offer, day, var in rows:
            key = self.needs.key(offer.programme)
            if day and key not in need.keys:
                by_key[key].append(var)
        total = []
        for key, variables in by_key.items():
            once = self.model.new_bool_var("")
            self.model.add(once <= sum(variables))
            total.append(once * (need.missing if key is None else 1))
        self.model.add(sum(total) >= need.missing * reaching)
        if not need.missing:
            self.model.add(reaching == 0)

    def _in_order(self, need: Need, rows: list[Row]) -> None:
        """A class is joined only where what it asks for is held by its first lesson."""
        has = dict(need.has)
        for _place, offer, day, var in rows:
            for before in self.needs.catalogue.programmes[offer.programme].prerequisites if day else ():
                if before in has and has[before] <= offer.first:
                    continue
                earlier = [
                    v for _at, other, on, v in rows if other.programme == before and on and on <= offer.first
                ]
                self.model.add(var <= sum(earlier))
