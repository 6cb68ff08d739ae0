"""What staff decide on a plan: classes to keep or not to open, people to keep or leave out, decisions to take back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lms.enrolments.planning.site_facts import FixedCohort, Fixes, Forbidden, Reach

KEEP, FORBID, FORBID_PROGRAMME = "keep", "forbid", "forbid-programme"
REACHES = {FORBID: Reach.START, FORBID_PROGRAMME: Reach.PROGRAMME}


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
    forbidden = {one for one in before.forbidden if name_of_forbidden(one) not in answers.lifted}
    for place, said in enumerate(outcome.get("cohorts", ())):
        inside = set(said["people"])
        out = {stay for at, stay in answers.left_out if at == place and stay in inside}
        kept = {stay for at, stay in answers.kept if at == place and stay in inside}
        choice = answers.classes.get(place, "")
        refused |= {(stay, said["programme"]) for stay in out}
        joins -= {(stay, said["code"]) for stay in out}
        if choice in REACHES:
            first = date.fromisoformat(said["first"])
            forbidden.add(Forbidden(said["programme"], said["group"], said["band"], first, REACHES[choice]))
            cohorts.pop(said["code"], None)
            joins = {pair for pair in joins if pair[1] != said["code"]}
        if kept or choice == KEEP:
            cohorts.setdefault(said["code"], _fixed(said))
            joins |= {(stay, said["code"]) for stay in kept}
    order = sorted(cohorts.values(), key=lambda one: (one.first_lesson, one.code))
    return Fixes(tuple(order), frozenset(joins), frozenset(refused), frozenset(forbidden))


def name_of_forbidden(one: Forbidden) -> str:
    """Return what the form calls a class that is not to be opened; what rules out the same has one name."""
    parts = {
        Reach.START: ("start", one.programme, one.first.isoformat()),
        Reach.PROGRAMME: ("programme", one.programme),
        Reach.HALF_DAY: ("forbidden", one.programme, one.band, one.first.isoformat()),
    }
    return ":".join(parts[one.reach])


def decided_both_ways(fixes: Fixes) -> tuple[frozenset[str], frozenset[str]]:
    """Return whose stays are kept in a class of a programme that they are left out of, or that is not opened."""
    cohorts = {one.code: one for one in fixes.cohorts}
    joins = [(stay, cohorts[code]) for stay, code in fixes.joins if code in cohorts]
    out = (stay for stay, one in joins if (stay, one.programme) in fixes.refused)
    # Only the very class: another one of its week or programme that is kept stands beside the decision.
    unwanted = {(one.programme, one.band, one.first) for one in fixes.forbidden}
    shut = (stay for stay, one in joins if (one.programme, one.band, one.first_lesson) in unwanted)
    return frozenset(out), frozenset(shut)


def _fixed(said: Mapping[str, Any]) -> FixedCohort:
    first = date.fromisoformat(said["first"])
    return FixedCohort(
        said["code"], said["programme"], said["group"], said["band"], first, said["room"], said["instructor"]
    )
