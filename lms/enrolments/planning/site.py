"""The plan of a site: which classes to open and who joins, for as many people at their target as can be.

Two steps. The first chooses classes with people of equal needs counted together and proves a bound; the second
decides person by person. The gap is between what the second reached and what the first proved.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace

from lms.enrolments.planning.fixed import conflicts_of
from lms.enrolments.planning.joining import JoiningModel
from lms.enrolments.planning.needs import Needs
from lms.enrolments.planning.offers import Catalogue
from lms.enrolments.planning.opening import Opened, Opening, OpeningModel
from lms.enrolments.planning.personal import PersonPlan, for_person
from lms.enrolments.planning.site_facts import (
    Clash,
    Conflict,
    Effort,
    PersonInSite,
    PlannedCohort,
    SitePlan,
    SiteTask,
    Standing,
)
from lms.enrolments.planning.standing import Found, Standings
from lms.enrolments.planning.target import missing

JOINING_UNITS = 5.0

Joined = tuple[tuple[Opened, ...], set[str], set[tuple[str, int]]]
"""Classes, who reaches the target, and the pairs of person and place of a class."""


def for_site(task: SiteTask, effort: Effort, done: Callable[[int], None] = lambda _part: None) -> SitePlan:
    """Return the plan, or the conflicts in what staff fixed and no classes; `done` hears of each of the PARTS."""
    catalogue = Catalogue(task, effort)
    conflicts = conflicts_of(catalogue)
    if conflicts:
        return SitePlan((), (), 0, 0, tuple(conflicts))
    needs = Needs(catalogue)
    done(1)
    already = sum(need.missing == 0 for need in needs.of.values())
    model = OpeningModel(needs)
    opening = model.solve(effort)
    done(2)
    if opening is None:
        return SitePlan((), (), 0, 0, (Conflict(Clash.NOT_TOGETHER, _fixed_codes(task)),))
    joined = _joined(needs, model, opening, effort)
    done(3)
    if joined is None:
        return SitePlan((), (), 0, 0, (Conflict(Clash.NOT_TOGETHER, _fixed_codes(task)),))
    classes, reached, joins = joined
    cohorts = _cohorts(classes, joins, {one.code for one in task.opened})
    bound = max(opening.bound, len(reached))
    found = Found(frozenset(reached), model.roomed, model.taught, bound - len(reached))
    alone = {one.code: for_person(one, task.programmes, task.site, task.rule) for one in task.people}
    standings = Standings(needs, effort, found, alone)
    people = _people(needs, cohorts, standings, alone)
    done(4)
    return SitePlan(
        tuple(cohorts),
        tuple(people),
        len(reached) + already,
        bound + already,
        shortages=standings.shortages(),
    )


def _joined(needs: Needs, model: OpeningModel, opening: Opening, effort: Effort) -> Joined | None:
    """Return classes and who joins them: the early ones, unless they bring fewer people to the target.

    Around an earlier plan those near to it come before, if they bring no fewer.
    """
    best = _join(needs, opening.early, effort) if opening.early else None
    if best is None or len(best[1]) < opening.bound:
        found = _join(needs, opening.classes, effort)
        if found and (best is None or len(found[1]) > len(best[1])):
            best = found
    if best is None or not needs.catalogue.task.earlier.joins:
        return best
    near = (_join(needs, classes, effort, enough=len(best[1])) for classes in model.near(effort))
    return next((found for found in near if found and len(found[1]) >= len(best[1])), best)


def _join(needs: Needs, classes: tuple[Opened, ...], effort: Effort, *, enough: int = 0) -> Joined | None:
    """Let people join; where so many are `enough`, near to the earlier plan."""
    model, effort = JoiningModel(needs, classes), replace(effort, units=JOINING_UNITS)
    found = model.solve_near(effort, enough=enough) if enough else model.solve(effort)
    return (classes, *found) if found else None


def _fixed_codes(task: SiteTask) -> tuple[str, ...]:
    return tuple(cohort.code for cohort in task.fixes.cohorts)


def _cohorts(
    classes: tuple[Opened, ...], joins: set[tuple[str, int]], open_codes: set[str]
) -> list[PlannedCohort]:
    """Return the classes that somebody joins, that staff fixed or that are open; new ones get a code of their own."""
    inside = defaultdict(list)
    for who, place in sorted(joins):
        inside[place].append(who)
    found, taken = [], {opened.offer.given for opened in classes if opened.offer.given}
    taken |= open_codes
    for place, opened in enumerate(classes):
        offer = opened.offer
        if not inside[place] and not offer.given:
            continue
        code = offer.given or _new_code(opened, taken)
        taken.add(code)
        found.append(
            PlannedCohort(
                code,
                offer.programme,
                offer.group,
                offer.band,
                opened.room,
                opened.instructor,
                offer.first,
                offer.last,
                offer.exam,
                offer.certificate_on,
                tuple(inside[place]),
                offer.fixed is not None,
                offer.opened.members if offer.opened else None,
            )
        )
    return sorted(found, key=lambda cohort: (cohort.first_lesson, cohort.code))


def _new_code(opened: Opened, taken: set[str]) -> str:
    """Return a code that says programme, first lesson, band and group, and is nobody else's."""
    offer = opened.offer
    code = "-".join(filter(None, (offer.programme, f"{offer.first:%Y%m%d}", offer.band, offer.group)))
    return code if code not in taken else f"{code}-{opened.room}"


def _people(
    needs: Needs, cohorts: list[PlannedCohort], standings: Standings, alone: Mapping[str, PersonPlan]
) -> list[PersonInSite]:
    task, joined = needs.catalogue.task, defaultdict(list)
    for cohort in cohorts:
        for who in cohort.people:
            joined[who].append(cohort.code)
    found = []
    for person in sorted(task.people, key=lambda one: one.code):
        held = {programme.code for programme in task.programmes if programme.award in person.held}
        has = [code for code, _day in needs.of[person.code].has if code not in held]
        inside = {one.programme for one in person.in_class}
        only = tuple(code for code in has if code not in inside)
        own = tuple(code for code in has if code in inside)
        standing = standings.of[person.code]
        if standing is Standing.REACHED_ALREADY and missing(person.held, task.rule):
            standing = Standing.ON_THE_WAY
        found.append(
            PersonInSite(person.code, standing, tuple(joined[person.code]), only, own, alone[person.code])
        )
    return found
