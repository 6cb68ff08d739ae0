"""Plans as they are kept: values of JSON, by the planner's codes; and what staff fixed, there and back."""

from collections import Counter
from datetime import date
from typing import Any

from lms.enrolments.models import EnrolmentState
from lms.enrolments.planning.eligibility import Reason
from lms.enrolments.planning.personal import PersonPlan, lacking_everywhere
from lms.enrolments.planning.risk import Risk
from lms.enrolments.planning.site_facts import (
    ClassKey,
    Earlier,
    FixedCohort,
    Fixes,
    Forbidden,
    Lacking,
    PersonInSite,
    PlannedCohort,
    Reach,
    Shortage,
    SitePlan,
    Standing,
)
from lms.enrolments.planning.target import counts
from lms.enrolments.proposals.loading import Facts
from lms.enrolments.proposals.offered import code_of

Json = dict[str, Any]


def plan_as_json(plan: SitePlan, facts: Facts, inputs: str) -> Json:
    """Return a site's plan as it is kept."""
    return {
        "inputs": inputs,
        "day": facts.day.isoformat(),
        "until": facts.site.end.isoformat(),
        "smallest": facts.smallest,
        "reached": plan.reached,
        "bound": plan.bound,
        "of": len(plan.people),
        "conflict_count": len(plan.conflicts),
        "cohorts": [_cohort(one, facts) for one in plan.cohorts],
        "people": [_person(one) for one in plan.people],
        "unplanned": _unplanned(facts),
        "shortages": [_shortage(one, facts) for one in plan.shortages],
        "conflicts": [{"clash": one.clash.value, "about": list(one.about)} for one in plan.conflicts],
    }


def earlier_from_json(outcome: Json) -> Earlier:
    """Return of a kept plan what a plan made around it stays near to."""
    classes: dict[ClassKey, list[str]] = {
        (one["programme"], one["group"], one["band"], date.fromisoformat(one["first"])): one["people"]
        for one in outcome.get("cohorts", ())
    }
    joins = {(stay, key) for key, people in classes.items() for stay in people}
    return Earlier(frozenset(classes), frozenset(joins))


def _unplanned(facts: Facts) -> list[Json]:
    """Return the programmes of which no class can be opened here, why, and how many people are on them."""
    taught = {code for one in facts.site.instructors for code in one.programmes}
    on = Counter(
        code_of(row.version) for row in facts.records.enrolments if row.state == EnrolmentState.ACTIVE
    )
    found: list[Json] = []
    for one in facts.offered.values():
        lacks = {
            "does_not_count": not counts(one.fact.award, facts.rule),
            "no_instructor": one.code not in taught,
            "no_examination": not one.fact.exams,
            "no_room": not facts.site.rooms,
            "no_equipment": bool(missing := lacking_everywhere(one.fact, facts.site)),
        }
        why = next((code for code, holds in lacks.items() if holds), "")
        kept: Json = {"programme": one.code, "why": why, "on": on[one.code]}
        if why == "no_equipment":
            kept["lacks"] = [[lack.kind, lack.wanted, lack.usable] for lack in missing]
        found += [kept] if why and one.is_newest else []
    return found


def _shortage(one: Shortage, facts: Facts) -> Json:
    """Return a shortage; of instructors, with those who may teach the programme, until when where that ends."""
    is_of_teachers = one.lacking is Lacking.INSTRUCTOR
    teachers = [who for who in facts.site.instructors if one.programme in who.programmes]
    return {
        "programme": one.programme,
        "lacking": one.lacking.value,
        "number": one.number,
        "classes": one.classes,
        "people": one.people,
        "until": [
            [who.code, _day(day)]
            for who in teachers
            for code, day in who.until
            if is_of_teachers and code == one.programme
        ],
    }


def _cohort(one: PlannedCohort, facts: Facts) -> Json:
    return {
        "code": one.code,
        "programme": one.programme,
        "group": one.group,
        "band": one.band,
        "room": one.room,
        "instructor": one.instructor,
        "first": one.first_lesson.isoformat(),
        "last": one.last_lesson.isoformat(),
        "exam": one.exam.isoformat(),
        "is_planned": one.exam in facts.offered[one.programme].planned,
        "certificate": one.certificate_on.isoformat(),
        "people": list(one.people),
        "is_fixed": one.is_fixed,
        "members": None if one.members is None else list(one.members),
    }


def _person(one: PersonInSite) -> Json:
    told = one.standing not in (Standing.REACHED, Standing.REACHED_ALREADY, Standing.ON_THE_WAY)
    return {
        "stay": one.person,
        "standing": one.standing.value,
        "cohorts": list(one.cohorts),
        "exams_only": list(one.exams_only),
        "own_class": list(one.own_class),
        "alone": personal_as_json(one.alone) if told else None,
    }


def personal_as_json(plan: PersonPlan) -> Json:
    """Return one person's plan as it is kept."""
    return {
        "missing": plan.missing,
        "safe_until": _day(plan.safe_until),
        "steps": None if plan.steps is None else [step.programme for step in plan.steps],
        "unknown": [why.value for why in plan.unknown],
        "begin": _day(min((step.first_lesson or step.exam for step in plan.steps or ()), default=None)),
        "verdicts": [
            {
                "programme": one.programme,
                "fits": one.fits,
                "latest": _day(one.latest_start),
                "counts": one.counts,
                "reasons": [reason_as_json(reason) for reason in one.reasons],
            }
            for one in plan.verdicts
        ],
    }


def risk_as_json(risk: Risk, on: frozenset[str]) -> Json:
    """Return what is told of one person at risk as it is kept."""
    return {"on": sorted(on), **personal_as_json(risk.plan)}


def reason_as_json(reason: Reason) -> Json:
    """Return a reason as it is kept."""
    return {
        "why": reason.why.value,
        "about": reason.about,
        "needed": reason.needed,
        "found": reason.found,
        "on": _day(reason.on),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def fixes_as_json(fixes: Fixes) -> Json:
    """Return what staff fixed as it is kept."""
    return {
        "cohorts": [
            {
                "code": one.code,
                "programme": one.programme,
                "group": one.group,
                "band": one.band,
                "first": one.first_lesson.isoformat(),
                "room": one.room,
                "instructor": one.instructor,
            }
            for one in fixes.cohorts
        ],
        "joins": sorted(map(list, fixes.joins)),
        "refused": sorted(map(list, fixes.refused)),
        "forbidden": sorted(
            (_forbidden_as_json(one) for one in fixes.forbidden), key=lambda one: [*one.values()]
        ),
    }


def fixes_from_json(kept: Json) -> Fixes:
    """Return what staff fixed."""
    return Fixes(
        tuple(
            FixedCohort(
                one["code"],
                one["programme"],
                one["group"],
                one["band"],
                date.fromisoformat(one["first"]),
                one["room"],
                one["instructor"],
            )
            for one in kept.get("cohorts", ())
        ),
        frozenset((stay, code) for stay, code in kept.get("joins", ())),
        frozenset((stay, programme) for stay, programme in kept.get("refused", ())),
        forbidden_from_json(kept),
    )


def _forbidden_as_json(one: Forbidden) -> dict[str, str]:
    return {
        "programme": one.programme,
        "group": one.group,
        "band": one.band,
        "first": one.first.isoformat(),
        "reach": one.reach.value,
    }


def forbidden_from_json(kept: Json) -> frozenset[Forbidden]:
    """Return the classes not to be opened; decisions of before are lists of programme, band and day (ADR 0229)."""
    found = set()
    for one in kept.get("forbidden", ()):
        if isinstance(one, list):
            programme, band, day = one
            found.add(Forbidden(programme, "", band, date.fromisoformat(day), Reach.HALF_DAY))
        else:
            first, reach = date.fromisoformat(one["first"]), Reach(one["reach"])
            found.add(Forbidden(one["programme"], one["group"], one["band"], first, reach))
    return frozenset(found)
