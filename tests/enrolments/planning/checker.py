"""An independent look at a person's plan: walks day by day and shares no code with the planner."""

from datetime import date, timedelta
from itertools import combinations, product
from typing import NamedTuple


def faults_of(plan, person, programmes, site, rule) -> list[str]:
    """Return what is impossible about the steps of a plan."""
    by_code, found = {p.code: p for p in programmes}, []
    margin = {"ordered": 0, "likely": rule.margin_likely, "uncertain": rule.margin_uncertain}
    limit = person.release.on - timedelta(days=margin[person.release.certainty.value])
    holds = {(a, date.min) for a in person.held}
    busy: dict[date, list[str]] = {}
    for step in plan.steps:
        programme = by_code[step.programme]
        found += entry_faults(step, person, programme) + exam_faults(step, programme, limit)
        begin = step.first_lesson or step.exam - timedelta(days=programme.lead_days)
        for code in programme.prerequisites:
            if not any(a == by_code[code].award and day <= begin for a, day in holds):
                found.append(f"{step.programme} begins without {code}")
        holds.add((programme.award, step.certificate_on))
        found += lesson_faults(step, person, programme, site, busy)
    for day, bands in busy.items():
        if len(bands) > site.at_once or len(set(bands)) < len(bands):
            found.append(f"too much on {day}")
    return found + target_faults([a for a, _day in holds], rule)


def entry_faults(step, person, programme) -> list[str]:
    entry, found = programme.entry, []
    birthdays = step.exam.year - person.born.year
    if (step.exam.month, step.exam.day) < (person.born.month, person.born.day):
        birthdays -= 1
    if birthdays < entry.from_age or birthdays >= entry.below_age:
        found.append(f"{step.programme}: aged {birthdays}")
    if person.is_fit is False or (entry.needs_fitness and person.is_fit is not True):
        found.append(f"{step.programme}: not fit")
    if entry.schooling > 0 and person.schooling < entry.schooling:
        found.append(f"{step.programme}: schooling")
    return found


def exam_faults(step, programme, limit) -> list[str]:
    found = []
    if step.exam not in programme.exams:
        found.append(f"{step.programme}: no examination on {step.exam}")
    if step.last_lesson and (step.exam - step.last_lesson).days < programme.lead_days:
        found.append(f"{step.programme}: lead time")
    if (step.certificate_on - step.exam).days != programme.result_days or step.certificate_on > limit:
        found.append(f"{step.programme}: certificate on {step.certificate_on}, limit {limit}")
    return found


def needed_minutes(person, programme) -> int:
    theory, practice, granted = programme.theory_minutes, programme.practice_minutes, 0
    for one in person.earned:
        if one.programme == programme.code:
            theory, practice = theory - one.theory_minutes, practice - one.practice_minutes
            granted += one.credits * programme.minutes_per_credit
    return max(theory, 0) + max(practice, 0) - granted


def lesson_faults(step, person, programme, site, busy) -> list[str]:
    needed = needed_minutes(person, programme)
    if step.first_lesson is None:
        return [f"{step.programme}: {needed} minutes untaught"] if needed > 0 else []
    band = next(b for b in site.bands if b.code == step.band)
    day, given = step.first_lesson, 0
    found = ["begins too early"] if day < person.ready_on or day < site.begin else []
    own = max((one.until for one in person.in_class if one.programme == step.programme), default=None)
    is_rest = own is not None and step.last_lesson <= own  # the class that the person is in gives it
    if not is_rest and any(day <= one.until for one in person.in_class):
        found.append(f"{step.programme} begins while the person is in another class")
    while day <= step.last_lesson:
        away = any(s.first <= day <= s.last for s in person.away)
        if day not in site.holidays and not away:
            given += band.minutes[day.weekday()]
        busy.setdefault(day, []).append(step.band)
        day += timedelta(days=1)
    if given < needed or step.last_lesson > site.end:
        found.append(f"{step.programme}: {given} of {needed} minutes")
    return found


def target_faults(awards, rule) -> list[str]:
    if any(a.outcome.value == "diploma" for a in awards):
        return []
    awards = [a for a in awards if rule.kinds is None or a.kind in rule.kinds]
    signs = {
        "kind": lambda a: a.kind,
        "occupation": lambda a: a.occupation,
        "occupation_or_kind": lambda a: (a.kind, a.occupation),
        "each": lambda a: (a.kind, a.occupation, a.level),
    }
    different = {signs[rule.distinct.value](a) for a in awards}
    return [] if len(different) >= rule.certificates else [f"only {len(different)} certificates"]


class Taught(NamedTuple):
    """One way to take a programme; without lessons there is no band and no last day."""

    code: str
    band: str | None
    first: date
    last: date | None
    certificate: date


def ways_of(person, programme, site, rule) -> list[Taught]:
    """Return every way to take one programme, from each day and in each band, prerequisites aside."""
    margin = {"ordered": 0, "likely": rule.margin_likely, "uncertain": rule.margin_uncertain}
    limit = person.release.on - timedelta(days=margin[person.release.certainty.value])
    needed, found = needed_minutes(person, programme), []
    day = max(person.ready_on, site.begin)
    while day <= site.end:
        if needed <= 0:
            ends = [(None, day, None)]
        else:
            ends = [(b.code, day, last) for b in site.bands if (last := end_of(b, day, needed, person, site))]
        for band, first, last in ends:
            ready = (last or first) + timedelta(days=programme.lead_days)
            for exam in sorted(programme.exams):
                done = exam + timedelta(days=programme.result_days)
                step = Exam(programme.code, exam)
                if exam >= ready and done <= limit and not entry_faults(step, person, programme):
                    found.append(Taught(programme.code, band, first, last, done))
                    break
        day += timedelta(days=1)
    return found


class Exam(NamedTuple):
    """What `entry_faults` asks of a step."""

    programme: str
    exam: date


def end_of(band, first, needed, person, site) -> date | None:
    """Return the last lesson if the first one is on this day; None if there is none on it, or no end."""
    day, given = first, 0
    while day <= site.end:
        away = any(s.first <= day <= s.last for s in person.away)
        given += 0 if away or day in site.holidays else band.minutes[day.weekday()]
        if not given:
            return None
        if given >= needed:
            return day
        day += timedelta(days=1)
    return None


def go_together(chosen, by_code, held, site) -> bool:
    """Return whether one person can take all of these, each after what must come before it."""
    for one in chosen:
        for code in by_code[one.code].prerequisites:
            before = [other.certificate for other in chosen if other.code == code]
            if by_code[code].award not in held and not any(day <= one.first for day in before):
                return False
    lessons = [one for one in chosen if one.last]
    for one in lessons:
        at_once = [other.band for other in lessons if other.first <= one.first <= other.last]
        if len(at_once) > site.at_once or len(set(at_once)) < len(at_once):
            return False
    return True


def earliest_by_trying(person, programmes, site, rule, *, wanted=None, most=3) -> date | None:
    """Return the first day on which the target can be reached, or one award held; None if never."""
    by_code = {p.code: p for p in programmes}
    ways = {p.code: ways_of(person, p, site, rule) for p in programmes if p.award not in person.held}
    found: list[date] = []
    enough: list[set[str]] = []
    for codes in (chosen for n in range(most + 1) for chosen in combinations(sorted(ways), n)):
        awards = [*person.held, *(by_code[code].award for code in codes)]
        if (wanted.award not in awards) if wanted else target_faults(awards, rule):
            continue
        if any(smaller <= set(codes) for smaller in enough):
            continue  # more than is needed is never earlier
        asked = {before for code in codes for before in by_code[code].prerequisites}
        if asked <= {code for code, p in by_code.items() if p.award in awards}:
            enough.append(set(codes))
        for chosen in product(*(ways[code] for code in codes)):
            if go_together(chosen, by_code, person.held, site):
                found.append(max((one.certificate for one in chosen), default=date.min))
    return min(found, default=None)
