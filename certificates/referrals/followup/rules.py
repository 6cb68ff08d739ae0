"""Pure decisions on follow-up: when a contact falls due, what is due on a day, what a contact settles. No Django."""

import calendar
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# domain.md B7: one week, 1, 3, 6, 12 months, then yearly up to 36.
DEFAULT_STEPS = ("1w", "1m", "3m", "6m", "12m", "24m", "36m")
# So many days ahead the list tells what comes.
AHEAD = 14
# A contact shortly before its day is that contact, not one outside of the plan.
EARLY = 3
# What a telephone without network kept is taken for so long; older, the paper has to be looked for.
LONGEST_WAIT = 31
LONGEST_NOTE, LONGEST_REASON, LONGEST_OTHERS, LONGEST_ADDRESS = 100, 200, 200, 200
LONGEST_PHONE, LONGEST_DISTRICT = 30, 60

# Beside `lms.core.unsaid`: what a note must not keep either. Work with such words (a quality check) is none of it, nor
# what only holds the same characters: 消毒检查, 农药检测, 女性病人, 目前科室; an archive, teaching aids.
_HEALTH_OR_PAST = re.compile(
    "肝炎|[甲乙丙]肝|艾滋|梅毒|淋病|(?<![男女])性病|结核|(?<![a-z])(?:HIV|HBV)(?![a-z])|病史|传染病|慢性病|精神病|精神分裂|"
    "抑郁|癫痫|残疾|怀孕|流产|癌|肿瘤|心脏病|高血压|糖尿病|尿检|(?<!农)药检|(?<!消)毒检|毛发检|[阳阴]性|复吸|美沙酮|"
    "(?<![目以之])前科|案底|坐过?牢|犯过?罪|判过?刑|蹲过|劳改",
    re.IGNORECASE,
)
_HEALTH_OR_PAST_EN = re.compile(
    r"\b(?:hepatitis|HIV|HBV|(?-i:AIDS)|syphilis|tuberculosis|cancer|depress(?:ed|ion)|psychiatric|epilepsy"
    r"|pregnan(?:t|cy)|urine|(?:positive|negative) test|methadone|relapsed?|criminal|convicted|sentenced)\b",
    re.IGNORECASE,
)


class Bucket(StrEnum):
    """How a person stands in the list on a day."""

    OVERDUE = "overdue"
    TODAY = "today"
    COMING = "coming"
    LATER = "later"
    DONE = "done"


class Result(StrEnum):
    """What came of a call or a visit."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    REFUSED = "refused"
    STOP = "stop"


# The others leave the step open: somebody tries again.
SETTLING = (Result.REACHED, Result.REFUSED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a plan stands on a day: `step` counts from 1, None when nothing is left."""

    bucket: Bucket
    step: int | None
    due_date: date | None


@dataclass(frozen=True, slots=True)
class DatedPlan:
    """The steps that count for people released from a day on."""

    valid_from: date
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a contact brought: codes, and a few words."""

    result: Result
    work: str = ""
    study: str = ""
    wanted: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    note: str = ""


def plan_for(plans: Sequence[DatedPlan], released: date) -> tuple[str, ...]:
    """Return the steps that count for a release day: of the newest plan valid then, else the first there is."""
    valid = [plan for plan in plans if plan.valid_from <= released] or list(plans)[:1]
    return max(valid, key=lambda plan: plan.valid_from).steps if valid else DEFAULT_STEPS


def due_date(released: date, step: str) -> date:
    """Return the day on which a step falls due; a month that is too short ends with its last day.

    :raises ValueError: the step is not a number of weeks (w) or months (m).
    """
    number, unit = int(step[:-1]), step[-1]
    if number <= 0 or unit not in "wm":
        raise ValueError(step)
    if unit == "w":
        return released + timedelta(weeks=number)
    months = released.month - 1 + number
    year, month = released.year + months // 12, months % 12 + 1
    return date(year, month, min(released.day, calendar.monthrange(year, month)[1]))


def due_dates(released: date, steps: Iterable[str]) -> list[date]:
    """Return the days of a whole plan."""
    return [due_date(released, step) for step in steps]


def standing_on(days: Sequence[date], settled: int, today: date) -> Standing:
    """Return how a plan stands: of steps that have come only the last is asked for, earlier ones were missed."""
    come = sum(day <= today for day in days)
    if come > settled:
        day = days[come - 1]
        return Standing(Bucket.TODAY if day == today else Bucket.OVERDUE, come, day)
    step = settled + 1
    if step > len(days):
        return Standing(Bucket.DONE, None, None)
    day = days[step - 1]
    is_near = day <= today + timedelta(days=AHEAD)
    return Standing(Bucket.COMING if is_near else Bucket.LATER, step, day)


def step_of_contact(days: Sequence[date], settled: int, day: date) -> int | None:
    """Return the step to which a contact of a day belongs; None outside of the plan."""
    come = sum(due <= day + timedelta(days=EARLY) for due in days)
    return come if come > settled else None


def steps_fault(steps: Sequence[str]) -> bool:
    """Return whether a plan cannot be: empty, or its steps do not follow each other on every release day."""
    first = date(2024, 2, 1)
    try:
        days = due_dates(first, steps)
    except (ValueError, IndexError):
        return True
    return not days or any(later <= earlier for earlier, later in zip(days, days[1:], strict=False))


def reasons_against(said: Said) -> list[tuple[str, str]]:
    """Return (field, code) of what cannot be kept together."""
    found = []
    if said.result is not Result.REACHED:
        fields = {"work": said.work, "study": said.study, "wanted": said.wanted, "given": said.given}
        found += [(name, "nobody_said_it") for name, value in fields.items() if value]
    if len(said.note) > LONGEST_NOTE:
        found.append(("note", "too_long"))
    return found


def word_of_health_or_past(note: str) -> str:
    """Return the first word by which a note would tell of health, tests or the past; "" for none (PIPL 28)."""
    found = _HEALTH_OR_PAST.search("".join(unicodedata.normalize("NFKC", note).split()))
    found = found or _HEALTH_OR_PAST_EN.search(unicodedata.normalize("NFKC", note))
    return found[0] if found else ""


def is_phone(number: str) -> bool:
    """Return whether it can be a telephone number: five to twenty digits, with what people put between them."""
    digits = [one for one in number if one.isascii() and one.isdigit()]
    return 5 <= len(digits) <= 20 and all(one in "+-() " or one in digits for one in number)
