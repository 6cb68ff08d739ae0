"""The plan of one person: what can still end in time, until when it must begin, what reaches the target, why not.

Deterministic: the same facts give the same plan. Takes the timetable's bands as they are; whether a class has a place
is the site's plan (`site.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from lms.core.equipment import Lack, lacks
from lms.enrolments.planning.eligibility import UNKNOWN, Reason, Why, age_reason, entry_reasons, exams_before
from lms.enrolments.planning.facts import Award, Outcome, Person, Programme, Site, TargetRule
from lms.enrolments.planning.hours import remaining_minutes
from lms.enrolments.planning.schedule import Step, Way
from lms.enrolments.planning.target import counts, key_of, missing, safe_until

GROWN_UP = timedelta(
    days=30 * 365
)  # an age that no examination refuses: who has not said theirs may be so old


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one programme: it fits until a latest start, or the reasons why not."""

    programme: str
    fits: bool
    latest_start: date | None
    """The last day to begin; a prerequisite has to be held by then."""
    reasons: tuple[Reason, ...] = ()
    counts: bool = True
    """Whether its award would be one more towards the target."""
    earliest_start: date | None = None
    """The first day to begin, on the way that ends first; None where nothing fits."""


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """How the target stands for one person, and the plan that reaches it first."""

    person: str
    missing: int
    """Certificates still missing today."""
    safe_until: date | None
    verdicts: tuple[Verdict, ...]
    steps: tuple[Step, ...] | None
    """None: nothing reaches the target in time. Empty: it is reached."""
    unknown: tuple[Why, ...] = ()
    """Where nothing does: what nobody has said yet and without which nothing would be impossible."""

    @property
    def reaches(self) -> bool:
        """Whether the target is reached, with the plan if it needs one."""
        return self.steps is not None


def for_person(person: Person, programmes: Iterable[Programme], site: Site, rule: TargetRule) -> PersonPlan:
    """Return the plan of one person."""
    offered = {one.code: one for one in programmes if one.code not in person.closed}
    until = safe_until(person, rule)
    wanted = missing(person.held, rule)
    if until is None or person.is_overdue_on(site.begin):
        over = person.release.on if person.release else None
        open_end = Reason(Why.FORECAST_OVER, on=over) if over else Reason(Why.NO_FORECAST)
        verdicts = tuple(_without_forecast(person, offered[code], rule, open_end) for code in sorted(offered))
        return PersonPlan(person.code, wanted, None, verdicts, None if wanted else ())
    way = Way(person, site, until)
    judged = [_judge(way, offered[code], offered, rule) for code in sorted(offered)]
    possible = {verdict.programme for verdict in judged if verdict.fits}
    # A programme that is held stays in the search: it may be what another one asks for.
    used = [offered[code] for code in offered if code in possible or offered[code].award in person.held]
    needed = _useful(used, person, rule)
    steps = way.shortest(needed, lambda awards: missing(awards, rule) == 0)
    unknown = () if steps is not None else _unknown(way, tuple(offered.values()), rule)
    return PersonPlan(person.code, wanted, until, tuple(judged), steps, unknown)


def _unknown(way: Way, programmes: tuple[Programme, ...], rule: TargetRule) -> tuple[Why, ...]:
    """Return what has to be said before anything is impossible: with the best of answers the target is reached.

    Of these only what it is not reached without, or all where each of them is enough.
    """
    person = way.person
    best: dict[Why, dict[str, Any]] = {
        Why.AGE_UNKNOWN: {"born": way.site.begin - GROWN_UP} if person.born is None else {},
        Why.FITNESS_UNKNOWN: {"is_fit": True} if person.is_fit is None else {},
        Why.RESTING: {"resting": frozenset()} if person.resting else {},
    }
    open_facts = [why for why in UNKNOWN if best[why]]

    def reaches(*, but: Why | None = None) -> bool:
        said = {name: value for why in open_facts if why is not but for name, value in best[why].items()}
        as_said = Way(replace(person, **said), way.site, way.until)
        able = [one for one in programmes if one.award in person.held or not _reasons(as_said, one)]
        needed = _useful(able, person, rule)
        return as_said.shortest(needed, lambda awards: missing(awards, rule) == 0) is not None

    if not open_facts or not reaches():
        return ()
    needed = tuple(why for why in open_facts if not reaches(but=why))
    return needed or tuple(open_facts)


def counts_towards(programme: Programme, person: Person, rule: TargetRule) -> bool:
    """Return whether the award would be one more of different ones, or a diploma."""
    if not counts(programme.award, rule):
        return False
    if programme.award.outcome is Outcome.DIPLOMA:
        return True
    return key_of(programme.award, rule.distinct) not in {key_of(one, rule.distinct) for one in person.held}


def closure(programme: Programme, offered: dict[str, Programme]) -> list[Programme]:
    """Return a programme with all that has to come before it."""
    found, open_codes = {}, [programme.code]
    while open_codes:
        code = open_codes.pop()
        if code in offered and code not in found:
            found[code] = offered[code]
            open_codes += offered[code].prerequisites
    return [found[code] for code in sorted(found)]


def _useful(programmes: list[Programme], person: Person, rule: TargetRule) -> list[Programme]:
    """Leave out what neither counts nor leads to something that does."""
    by_code = {programme.code: programme for programme in programmes}
    useful: dict[str, Programme] = {}
    for programme in programmes:
        if counts_towards(programme, person, rule):
            useful |= {one.code: one for one in closure(programme, by_code)}
    return [useful[code] for code in sorted(useful)]


def _without_forecast(person: Person, programme: Programme, rule: TargetRule, open_end: Reason) -> Verdict:
    """Return what can be said while no release is forecast, or the forecast is over."""
    if programme.award in person.held:
        return Verdict(programme.code, False, None, (Reason(Why.ALREADY_HELD),), counts=False)
    reasons = (open_end, *entry_reasons(person, programme))
    return Verdict(programme.code, False, None, reasons, counts_towards(programme, person, rule))


def _judge(way: Way, programme: Programme, offered: dict[str, Programme], rule: TargetRule) -> Verdict:
    """Return whether one programme, with what must come before it, can end in time."""
    person, counts = way.person, counts_towards(programme, way.person, rule)
    if programme.award in person.held:
        return Verdict(programme.code, False, None, (Reason(Why.ALREADY_HELD),), counts=False)
    reasons = _reasons(way, programme)
    if reasons:
        return Verdict(programme.code, False, None, tuple(reasons), counts)
    group = closure(programme, offered)
    able = [one for one in group if one.award in person.held or not _reasons(way, one)]
    steps = way.shortest(able, partial(_holds, programme))
    if steps is None:
        reasons = _prerequisite_reasons(way, programme, able, offered)
        return Verdict(programme.code, False, None, tuple(reasons), counts)
    first = next(step.first_lesson for step in steps if step.programme == programme.code)
    latest = way.latest_start(programme)
    return Verdict(programme.code, True, latest, (), counts, first or way.earliest)


def _reasons(way: Way, programme: Programme) -> list[Reason]:
    """Return what keeps the programme itself from ending in time, prerequisites aside."""
    reasons = entry_reasons(way.person, programme)
    if not way.exams_of(programme):
        return [*reasons, age_reason(way.person, programme, exams_before(programme, way.until))]
    if way.latest_start(programme) is None:
        needed = remaining_minutes(programme, way.person)
        reasons.append(Reason(Why.NOT_ENOUGH_HOURS, needed=needed, found=way.usable_minutes(programme)))
    if remaining_minutes(programme, way.person):
        reasons += _equipment_reasons(programme, way.site)
    return reasons


def _equipment_reasons(programme: Programme, site: Site) -> list[Reason]:
    """Name what the room that lacks least has too few of, where no room has what lessons need."""
    missing = lacking_everywhere(programme, site)
    return [Reason(Why.NO_EQUIPMENT, about=one.kind, needed=one.wanted, found=one.usable) for one in missing]


def lacking_everywhere(programme: Programme, site: Site) -> tuple[Lack, ...]:
    """Return what the room that lacks least has too few of, even for one person; nothing where a room has it all."""
    found = [lacks(programme.equipment, room.equipment, 1) for room in site.rooms]
    return min(found, key=len, default=())


def _holds(programme: Programme, awards: Iterable[Award]) -> bool:
    return programme.award in awards


def _prerequisite_reasons(
    way: Way, programme: Programme, able: list[Programme], offered: dict[str, Programme]
) -> list[Reason]:
    """Name the prerequisites that cannot be held at all, or else those that come too late."""
    absent = []
    for code in sorted(programme.prerequisites):
        wanted = offered.get(code)
        if wanted is None or way.shortest(able, partial(_holds, wanted)) is None:
            absent.append(Reason(Why.PREREQUISITE, about=code))
    if absent:
        return absent
    late = way.latest_start(programme)
    return [
        Reason(Why.PREREQUISITE_TOO_LATE, about=code, on=late) for code in sorted(programme.prerequisites)
    ]
