"""An independent look at a site's plan: day by day, sharing no code with the planner."""

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple


def site_faults(plan, task) -> list[str]:
    """Return what is impossible about the classes and who is in them, or wrong about the number reached."""
    return [
        *class_faults(plan, task),
        *clash_faults(plan, task),
        *[fault for person in task.people for fault in person_faults(person, plan, task)],
        *reached_faults(plan, task),
    ]


def each_day(cohort):
    day = cohort.first_lesson
    while day <= cohort.last_lesson:
        yield day
        day += timedelta(days=1)


def class_faults(plan, task):
    programmes, bands = {p.code: p for p in task.programmes}, {b.code: b for b in task.site.bands}
    rooms, teachers = {r.code: r for r in task.site.rooms}, {i.code: i for i in task.site.instructors}
    for cohort in plan.cohorts:
        programme = programmes[cohort.programme]
        taught = sum(
            bands[cohort.band].minutes[day.weekday()]
            for day in each_day(cohort)
            if day not in task.site.holidays
        )
        if taught < programme.theory_minutes + programme.practice_minutes:
            yield f"{cohort.code}: only {taught} minutes"
        yield from equipment_faults(cohort, programme, rooms[cohort.room])
        if programme.code not in teachers[cohort.instructor].programmes:
            yield f"{cohort.code}: {cohort.instructor} is not qualified"
        for code, day in teachers[cohort.instructor].until:
            if code == programme.code and cohort.last_lesson > day:
                yield f"{cohort.code}: {cohort.instructor} is not qualified to its end"
        if not cohort.is_fixed and len(cohort.people) < min(task.smallest, programme.places):
            yield f"{cohort.code}: only {len(cohort.people)} people"
        if len(cohort.people) > min(rooms[cohort.room].seats, programme.places):
            yield f"{cohort.code}: too many people"
        if (
            cohort.exam not in programme.exams
            or (cohort.exam - cohort.last_lesson).days < programme.lead_days
        ):
            yield f"{cohort.code}: examination"
        groups = {person.group for person in task.people if person.code in cohort.people}
        if not groups <= {cohort.group}:
            yield f"{cohort.code}: groups mixed"


def equipment_faults(cohort, programme, room):
    """Yield kinds of which a day of the class has too few, the outages of that day taken off."""
    for day in each_day(cohort):
        for need in programme.equipment:
            there = sum(
                stock.count - sum(o.count for o in stock.outages if o.first <= day <= (o.last or day))
                for stock in room.equipment
                if stock.kind == need.kind
            )
            groups = -(-len(cohort.people) // need.per_people) if need.per_people else 1
            if there < groups * need.count:
                yield f"{cohort.code}: {room.code} lacks {need.kind} on {day}"


def clash_faults(plan, task):
    """Yield rooms and instructors with two classes at once, and instructors beyond their week."""
    weekly = {band.code: sum(band.minutes) for band in task.site.bands}
    used, load = Counter(), Counter()
    for cohort in plan.cohorts:
        for day in each_day(cohort):
            used["room", cohort.room, cohort.band, day] += 1
            used["instructor", cohort.instructor, cohort.band, day] += 1
            load[cohort.instructor, day] += weekly[cohort.band]
    yield from (f"twice: {key}" for key, number in used.items() if number > 1)
    limits = {one.code: one.weekly_minutes for one in task.site.instructors}
    yield from (f"{who} teaches {m} minutes" for (who, _day), m in load.items() if m > limits[who])


class Over(NamedTuple):
    """What `certificate` asks of a class."""

    programme: str
    last_lesson: date


def certificate(person, cohort, task) -> date | None:
    """Return when the person has the certificate of the class; None if never or too late to count."""
    programme = next(p for p in task.programmes if p.code == cohort.programme)
    margin = {"ordered": 0, "likely": task.rule.margin_likely, "uncertain": task.rule.margin_uncertain}
    limit = person.release.on - timedelta(days=margin[person.release.certainty.value])
    entry = programme.entry
    is_unfit = person.is_fit is False or (entry.needs_fitness and not person.is_fit)
    if is_unfit or (entry.schooling > 0 and person.schooling < entry.schooling):
        return None
    for exam in sorted(programme.exams):
        before = (exam.month, exam.day) < (person.born.month, person.born.day)
        age = exam.year - person.born.year - before
        done = exam + timedelta(days=programme.result_days)
        in_time = (exam - cohort.last_lesson).days >= programme.lead_days and done <= limit
        if in_time and entry.from_age <= age < entry.below_age:
            return done
    return None


def person_faults(person, plan, task):
    """Yield what a person cannot do; what staff fixed is theirs to answer for."""
    mine = [cohort for cohort in plan.cohorts if person.code in cohort.people]
    busy = Counter((day, cohort.band) for cohort in mine for day in each_day(cohort))
    at_once = Counter(day for day, _band in busy.elements())
    if any(n > 1 for n in busy.values()) or any(n > task.site.at_once for n in at_once.values()):
        yield f"{person.code}: two classes at once"
    by_code = {p.code: p for p in task.programmes}
    for cohort in mine:
        if any(cohort.first_lesson <= one.until for one in person.in_class):
            yield f"{person.code} begins {cohort.code} while in another class"
        if (person.code, cohort.code) in task.fixes.joins:
            continue
        away = any(s.first <= day <= s.last for s in person.away for day in each_day(cohort))
        if cohort.first_lesson < person.ready_on or away or certificate(person, cohort, task) is None:
            yield f"{person.code} cannot take {cohort.code}"
        if (person.code, cohort.programme) in task.fixes.refused:
            yield f"{person.code} is not to take {cohort.programme}"
        for code in by_code[cohort.programme].prerequisites:
            days = [certificate(person, other, task) for other in mine if other.programme == code]
            held = by_code[code].award in person.held
            if not held and not any(day and day <= cohort.first_lesson for day in days):
                yield f"{person.code} begins {cohort.code} without {code}"


def reached_faults(plan, task):
    """Yield where the plan claims another number than the certificates give."""
    by_code, reached = {p.code: p for p in task.programmes}, 0
    done = {one.person: (*one.exams_only, *one.own_class) for one in plan.people}
    for one in plan.people:
        person = next(p for p in task.people if p.code == one.person)
        for code in one.own_class:
            until = next(inside.until for inside in person.in_class if inside.programme == code)
            if certificate(person, Over(code, until), task) is None:
                yield f"{person.code} has no certificate of {code} after the class"
    for person in task.people:
        awards = [*person.held, *(by_code[code].award for code in done[person.code])]
        for cohort in plan.cohorts:
            if person.code in cohort.people and person.release and certificate(person, cohort, task):
                awards.append(by_code[cohort.programme].award)
        different = {(a.kind, a.occupation) for a in awards}
        has_diploma = any(a.outcome.value == "diploma" for a in awards)
        reached += has_diploma or len(different) >= task.rule.certificates
    if reached != plan.reached or plan.reached > plan.bound:
        yield f"reached {reached}, said {plan.reached} of at most {plan.bound}"
