"""One person's outlook as the page shows it: each programme, the plan step by step, and the picture."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.enrolments.admission.models import Admission
from lms.enrolments.planning.facts import Person
from lms.enrolments.planning.hours import remaining_minutes
from lms.enrolments.planning.personal import PersonPlan, Verdict
from lms.enrolments.planning.schedule import Step
from lms.enrolments.proposals.loading import Facts
from lms.enrolments.proposals.outcomes import reason_as_json
from lms.enrolments.proposals.words import HOUR, band_text, reason_text

WIDTH = 1000  # units of a bar, from today to the day of release


@dataclass(frozen=True, slots=True)
class Scale:
    """Days on a bar: the first is its left end, the last its right one."""

    first: date
    last: date

    def at(self, day: date) -> int:
        """Return the place of a day."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return max(0, min(WIDTH, round(share * WIDTH)))

    def bar(self, first: date, last: date) -> dict[str, int]:
        """Return where a stretch begins and how long it is; a single day is still seen."""
        begin = self.at(first)
        return {"x": min(begin, WIDTH - 6), "width": max(self.at(last) - begin, 6)}


def outlook_rows(plan: PersonPlan, facts: Facts, on: frozenset[str]) -> list[dict[str, Any]]:
    """Return each programme with what becomes of it: those that fit first, then the others with reasons."""
    person = facts.people[0]
    scale = scale_of(plan, facts)
    steps = {step.programme: step for step in plan.steps or ()}
    rows = [_row(one, facts, person, steps.get(one.programme), scale) for one in plan.verdicts]
    for row in rows:
        row["is_on"] = row["code"] in on
    return sorted(
        rows, key=lambda row: (not row["is_planned"], not row["fits"], row["latest"] or date.max, row["code"])
    )


def scale_of(plan: PersonPlan, facts: Facts) -> Scale | None:
    """Return the days that the picture spans; None while no release is forecast."""
    release = facts.people[0].release
    return Scale(facts.day, max(release.on, facts.day)) if release and release.on > facts.day else None


def _row(
    verdict: Verdict, facts: Facts, person: Person, step: Step | None, scale: Scale | None
) -> dict[str, Any]:
    one = facts.offered[verdict.programme]
    titles = _titles(facts)
    row: dict[str, Any] = {
        "code": verdict.programme,
        "title": one.version.programme.title,
        "fits": verdict.fits,
        "counts": verdict.counts,
        "earliest": verdict.earliest_start,
        "latest": verdict.latest_start,
        "hours": -(-remaining_minutes(one.fact, person) // HOUR),
        "reasons": [reason_text(reason_as_json(reason), titles) for reason in verdict.reasons],
        "is_planned": step is not None,
        "bars": {},
    }
    if scale and step:
        row["bars"] = {
            "exam": scale.bar(step.exam, step.exam),
            "certificate": scale.bar(step.certificate_on, step.certificate_on),
        }
        if step.first_lesson and step.last_lesson:
            row["bars"]["lessons"] = scale.bar(step.first_lesson, step.last_lesson)
    elif scale and verdict.earliest_start and verdict.latest_start:
        row["bars"] = {"time": scale.bar(verdict.earliest_start, verdict.latest_start)}
    return row


def _titles(facts: Facts) -> Any:
    def title(code: str) -> str:
        if code in facts.offered:
            return facts.offered[code].version.programme.title
        return facts.kinds.get(code, code)

    return title


def step_rows(plan: PersonPlan, facts: Facts) -> list[dict[str, Any]]:
    """Return the proposed plan step by step, in the order in which it is begun."""
    rows = [
        {
            "title": _titles(facts)(step.programme),
            "band": band_text(step.band) if step.band else "",
            "is_own": _is_in_own_class(step, facts.people[0]),
            "first": step.first_lesson,
            "last": step.last_lesson,
            "exam": step.exam,
            "is_planned": step.exam in facts.offered[step.programme].planned,
            "certificate": step.certificate_on,
        }
        for step in plan.steps or ()
    ]
    return sorted(rows, key=lambda row: (row["first"] or row["exam"], row["exam"]))


def _is_in_own_class(step: Step, person: Person) -> bool:
    """Return whether the class that the person is in gives a step: it begins before another class can."""
    own = [one.until for one in person.in_class if one.programme == step.programme]
    return bool(own) and step.last_lesson is not None and step.last_lesson <= max(own)


def unrecorded(facts: Facts, stay: Admission) -> list[str]:
    """Return programmes that the person completed here, while the certificate itself is not recorded."""
    person = facts.people[0]
    completed = {
        row.version.programme_id: row.version.programme.title
        for row in facts.records.of(stay.person_id)
        if row.state == "completed"
    }
    awards = {one.version.programme_id: one.fact.award for one in facts.offered.values()}
    kinds = facts.rule.kinds
    return [
        title
        for key, title in completed.items()
        if key in awards and awards[key] not in person.held and (kinds is None or awards[key].kind in kinds)
    ]
