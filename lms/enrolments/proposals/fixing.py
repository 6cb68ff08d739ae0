"""What staff decide on a plan: classes to keep or not to open, people to keep or leave out, decisions to take back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lms.enrolments.planning.site_facts import FixedCohort, Fixes

KEEP, FORBID = "keep", "forbid"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a form says of a plan: classes by their place in it, people by class and stay, decisions by their names."""

    classes: Mapping[int, str] = field(default_factory=dict)
    kept: frozenset[tuple[int, str]] = frozenset()
    left_out: frozenset[tuple[int, str]] = frozenset()
    lifted: frozenset[str] = frozenset()


NOTHING_SAID = Answers()


def fixes_after(outcome: Mapping[str, Any], before: Fixes, answers: Answers) -> Fixes:
    """Return what is fixed now: what was before, less what was taken back, and what is decided anew.

    Somebody who is kept in a class keeps the class; who was kept and is left out now is not kept any more. What is
    decided both ways at once stays so: asking for the plan refuses it by name.
    """
    cohorts = {one.code: one for one in before.cohorts if f"cohort:{one.code}" not in answers.lifted}
    joins = {
        pair
        for pair in before.joins
        if f"join:{pair[0]}:{pair[1]}" not in answers.lifted and pair[1] in cohorts
    }
    refused = {pair for pair in before.refused if f"refused:{pair[0]}:{pair[1]}" not in answers.lifted}
    forbidden = {
        one
        for one in before.forbidden
        if f"forbidden:{one[0]}:{one[1]}:{one[2].isoformat()}" not in answers.lifted
    }
    for place, said in enumerate(outcome.get("cohorts", ())):
        inside = set(said["people"])
        out = {stay for at, stay in answers.left_out if at == place and stay in inside}
        kept = {stay for at, stay in answers.kept if at == place and stay in inside}
        choice = answers.classes.get(place, "")
        refused |= {(stay, said["programme"]) for stay in out}
        joins -= {(stay, said["code"]) for stay in out}
        if choice == FORBID:
            forbidden.add((said["programme"], said["band"], date.fromisoformat(said["first"])))
            cohorts.pop(said["code"], None)
            joins = {pair for pair in joins if pair[1] != said["code"]}
        if kept or choice == KEEP:
            cohorts.setdefault(said["code"], _fixed(said))
            joins |= {(stay, said["code"]) for stay in kept}
    order = sorted(cohorts.values(), key=lambda one: (one.first_lesson, one.code))
    return Fixes(tuple(order), frozenset(joins), frozenset(refused), frozenset(forbidden))


def decided_both_ways(fixes: Fixes) -> tuple[frozenset[str], frozenset[str]]:
    """Return whose stays are kept in a class of a programme that they are left out of, or that is not opened."""
    cohorts = {one.code: one for one in fixes.cohorts}
    joins = [(stay, cohorts[code]) for stay, code in fixes.joins if code in cohorts]
    out = (stay for stay, one in joins if (stay, one.programme) in fixes.refused)
    shut = (stay for stay, one in joins if (one.programme, one.band, one.first_lesson) in fixes.forbidden)
    return frozenset(out), frozenset(shut)


def _fixed(said: Mapping[str, Any]) -> FixedCohort:
    first = date.fromisoformat(said["first"])
    return FixedCohort(
        said["code"], said["programme"], said["group"], said["band"], first, said["room"], said["instructor"]
    )
