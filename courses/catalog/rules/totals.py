"""Credits and hours of a version, and what a diploma programme should keep to (vocational school guidelines)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from courses.catalog.plans import PlannedCourse, ProgrammePlan
from courses.catalog.rules.publication import Reason

CLASS_HOUR_MINUTES = 45
DIPLOMA = "diploma"
PUBLIC = "public"
# Planning values of three-year programmes: 教职成〔2019〕13号 and the customary 16 to 18 hours a credit.
DIPLOMA_HOURS = 3000
PRACTICE_PERCENT, ELECTIVE_PERCENT = Decimal(50), Decimal(10)
PUBLIC_PERCENT = (Decimal(30), Decimal(37))
HOURS_PER_CREDIT = (16, 18)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a version adds up to; minutes, credits, and shares of all minutes in percent with one decimal."""

    theory_minutes: int
    practice_minutes: int
    credits: int
    practice_percent: Decimal
    elective_percent: Decimal
    public_percent: Decimal

    @property
    def minutes(self) -> int:
        """Return theory and practice together."""
        return self.theory_minutes + self.practice_minutes


def minutes_of(course: PlannedCourse) -> tuple[int, int]:
    """Return planned theory and practice of a course: its units', or its own when it has none."""
    parts = course.units or (course,)
    return sum(part.theory_minutes for part in parts), sum(part.practice_minutes for part in parts)


def credits_per_block(courses: Iterable[PlannedCourse]) -> dict[str, int]:
    """Return the credits of each block that occurs, in the order of first occurrence."""
    found: dict[str, int] = {}
    for course in courses:
        found[course.block] = found.get(course.block, 0) + course.credits
    return found


def minutes_per_block(courses: Iterable[PlannedCourse]) -> dict[str, int]:
    """Return the planned minutes of each block that occurs."""
    found: dict[str, int] = {}
    for course in courses:
        found[course.block] = found.get(course.block, 0) + sum(minutes_of(course))
    return found


def totals_of(courses: Iterable[PlannedCourse]) -> Totals:
    """Return what the courses add up to."""
    listed = list(courses)
    theory = sum(minutes_of(course)[0] for course in listed)
    practice = sum(minutes_of(course)[1] for course in listed)
    total = theory + practice
    elective = sum(sum(minutes_of(course)) for course in listed if course.is_elective)
    return Totals(
        theory_minutes=theory,
        practice_minutes=practice,
        credits=sum(course.credits for course in listed),
        practice_percent=_percent(practice, total),
        elective_percent=_percent(elective, total),
        public_percent=_percent(minutes_per_block(listed).get(PUBLIC, 0), total),
    )


def _percent(part: int, whole: int) -> Decimal:
    if whole == 0:
        return Decimal("0.0")
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def audit_diploma(plan: ProgrammePlan) -> list[Reason]:
    """Return warnings, each with figures, where a diploma programme leaves the guidelines; others get none."""
    if plan.kind != DIPLOMA:
        return []
    totals = totals_of(plan.courses)
    hours = totals.minutes // CLASS_HOUR_MINUTES
    low, high = PUBLIC_PERCENT
    found = []
    if hours < DIPLOMA_HOURS:
        found.append(Reason("hours_below", {"actual": hours, "wanted": DIPLOMA_HOURS}))
    if totals.practice_percent < PRACTICE_PERCENT:
        found.append(
            Reason("practice_below", {"actual": totals.practice_percent, "wanted": PRACTICE_PERCENT})
        )
    if totals.elective_percent < ELECTIVE_PERCENT:
        found.append(
            Reason("electives_below", {"actual": totals.elective_percent, "wanted": ELECTIVE_PERCENT})
        )
    if not low <= totals.public_percent <= high:
        found.append(Reason("public_off", {"actual": totals.public_percent, "low": low, "high": high}))
    return found + [reason for course in plan.courses for reason in _credit_value(course)]


def _credit_value(course: PlannedCourse) -> list[Reason]:
    """16 to 18 class hours are one credit, an internship week about 30: only courses in class are asked."""
    hours = Decimal(sum(minutes_of(course))) / CLASS_HOUR_MINUTES
    low, high = HOURS_PER_CREDIT
    if course.credits and low * course.credits <= hours <= high * course.credits:
        return []
    values = {"course": course.code, "hours": int(hours), "credits": course.credits, "low": low, "high": high}
    return [Reason("credit_value", values)]
