"""Pure decisions on entry: age on the day of the examination, schooling, fitness. No Django.

Ages and schooling of special operations: domain notes B2; of skill levels: B1; they are a dated setting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.core.days import age_on, is_age_to_begin, is_far_off

# Highest school finished, from the lowest; what is not named here is not known.
SCHOOLING_RANKS = {"none": 0, "primary": 1, "junior": 2, "senior": 3, "vocational": 3, "higher": 4}


class Against(StrEnum):
    """Why somebody may not be enrolled."""

    NOT_FIT = "not_fit"
    FITNESS_UNSAID = "fitness_unsaid"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    SCHOOLING = "schooling"
    EXAM_PASSED = "exam_passed"
    EXAM_FAR_OFF = "exam_far_off"
    LEAVES_FIRST = "leaves_first"


class Unsettled(StrEnum):
    """What is to be cleared up before the examination; it stops nobody."""

    BIRTH_UNKNOWN = "birth_unknown"
    SCHOOLING_UNKNOWN = "schooling_unknown"
    FITNESS_UNKNOWN = "fitness_unknown"
    EXAM_AFTER_RELEASE = "exam_after_release"
    AGE_UNUSUAL = "age_unusual"


@dataclass(frozen=True, slots=True)
class EntryRule:
    """Who may enter, from a day on: `what` is a programme's code or a kind; ages in years, the upper one excluded."""

    valid_from: date
    what: str
    from_age: int = 0
    below_age: int | None = None
    schooling: str = "none"
    needs_fitness: bool = False

    @property
    def written(self) -> str:
        """Return the rule as the setting writes it; empty where none holds."""
        if not self.what:
            return ""
        ages = f"{self.from_age or ''}-{self.below_age or ''}"
        school = "-" if self.schooling == "none" else self.schooling
        return f"{self.valid_from}:{self.what}:{ages}:{school}:{'fit' if self.needs_fitness else '-'}"


NO_RULE = EntryRule(date.min, "")


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is known of somebody; `leaves` is the forecast of an open stay, None where nobody knows it."""

    born: date | None = None
    schooling: str = "unknown"
    is_fit: bool | None = None
    has_stay: bool = False
    leaves: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with the figures that a sentence needs."""

    code: Against
    needed: str = ""
    found: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is against an enrolment, what is still to be cleared up, and the age that was looked at."""

    against: tuple[Reason, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    age: int | None = None


def rule_for(rules: Iterable[EntryRule], *, code: str, kind: str, day: date) -> EntryRule:
    """Return the newest rule of a programme that is valid on the day; without one, that of its kind."""
    valid = [rule for rule in rules if rule.valid_from <= day]
    for what in (code, kind):
        own = [rule for rule in valid if rule.what == what]
        if own:
            return max(own, key=lambda rule: rule.valid_from)
    return NO_RULE


def judge(applicant: Applicant, rule: EntryRule, *, today: date, exam: date | None = None) -> Verdict:
    """Return whether somebody may be enrolled.

    Without a day of the examination any day counts from today to the forecast of the release: who comes of age until
    then is not refused.
    """
    against, unsettled = [], []
    if applicant.is_fit is False:
        against.append(Reason(Against.NOT_FIT))
    elif applicant.is_fit is None and rule.needs_fitness:
        if applicant.has_stay:
            against.append(Reason(Against.FITNESS_UNSAID))
        else:
            unsettled.append(Unsettled.FITNESS_UNKNOWN)
    if applicant.leaves is not None and applicant.leaves <= today:
        against.append(Reason(Against.LEAVES_FIRST, on=applicant.leaves))
    if exam is not None and (exam < today or is_far_off(exam, today=today)):
        against.append(Reason(Against.EXAM_PASSED if exam < today else Against.EXAM_FAR_OFF, on=exam))
        exam = None  # nobody has an age on a day on which nobody is examined
    elif exam is not None and applicant.leaves is not None and exam > applicant.leaves > today:
        unsettled.append(Unsettled.EXAM_AFTER_RELEASE)
    if _is_age_unusual(applicant, exam or today):
        unsettled.append(Unsettled.AGE_UNUSUAL)
    _judge_schooling(applicant, rule, against, unsettled)
    age = _judge_age(applicant, rule, (today, exam), against, unsettled)
    return Verdict(tuple(against), tuple(unsettled), age)


def still_unsettled(
    kept: Iterable[str], applicant: Applicant, *, exam: date | None, today: date
) -> list[Unsettled]:
    """Return which of the questions that an enrolment was kept with nobody has answered since.

    An age that cannot be is asked about whenever it came up: a birth may have been written since.
    """
    is_open = {
        Unsettled.AGE_UNUSUAL: _is_age_unusual(applicant, exam or today),
        Unsettled.BIRTH_UNKNOWN: applicant.born is None,
        Unsettled.SCHOOLING_UNKNOWN: SCHOOLING_RANKS.get(applicant.schooling) is None,
        Unsettled.FITNESS_UNKNOWN: applicant.is_fit is None,
        Unsettled.EXAM_AFTER_RELEASE: bool(exam and applicant.leaves and exam > applicant.leaves),
    }
    asked = dict.fromkeys([*map(Unsettled, kept), Unsettled.AGE_UNUSUAL])
    return [code for code in asked if is_open[code]]


def _is_age_unusual(applicant: Applicant, day: date) -> bool:
    return applicant.born is not None and not is_age_to_begin(applicant.born, day)


def _judge_schooling(
    applicant: Applicant, rule: EntryRule, against: list[Reason], unsettled: list[Unsettled]
) -> None:
    needed, found = SCHOOLING_RANKS[rule.schooling], SCHOOLING_RANKS.get(applicant.schooling)
    if found is None and needed:
        unsettled.append(Unsettled.SCHOOLING_UNKNOWN)
    elif found is not None and found < needed:
        against.append(Reason(Against.SCHOOLING, needed=rule.schooling, found=applicant.schooling))


def _judge_age(
    applicant: Applicant,
    rule: EntryRule,
    days: tuple[date, date | None],
    against: list[Reason],
    unsettled: list[Unsettled],
) -> int | None:
    if not rule.from_age and rule.below_age is None:
        return None
    if applicant.born is None:
        unsettled.append(Unsettled.BIRTH_UNKNOWN)
        return None
    today, exam = days
    first, last = exam or today, exam or applicant.leaves
    youngest = age_on(applicant.born, first)
    oldest = age_on(applicant.born, last) if last else None
    if oldest is not None and oldest < rule.from_age:
        against.append(Reason(Against.TOO_YOUNG, str(rule.from_age), str(oldest), last))
    if rule.below_age is not None and youngest >= rule.below_age:
        against.append(Reason(Against.TOO_OLD, str(rule.below_age), str(youngest), first))
    return youngest


@dataclass(frozen=True, slots=True)
class Offer:
    """A published version as far as nearness matters; `key` names it."""

    key: int
    code: str
    kind: str
    occupation: str = ""
    level: int | None = None
    minutes: int = 0


def nearest(wanted: Offer, others: Sequence[Offer]) -> Offer | None:
    """Return what is most like the programme that was wanted: occupation first, then kind, level and length."""

    def distance(other: Offer) -> tuple:
        same_trade = bool(wanted.occupation) and other.occupation == wanted.occupation
        levels = abs((other.level or 6) - (wanted.level or 6))
        return (
            not same_trade,
            other.kind != wanted.kind,
            levels,
            abs(other.minutes - wanted.minutes),
            other.code,
        )

    return min(others, key=distance, default=None)


def read_entry_rules(written: str) -> list[EntryRule]:
    """Return the rules of a setting: `2021-06-28:KIND-OR-CODE:18-60:junior:fit`, by commas, `-` for nothing.

    :raises ValueError: a part cannot be read.
    """
    found = []
    for part in filter(None, (piece.strip() for piece in written.split(","))):
        day, what, ages, schooling, fitness = part.split(":")
        lower, _dash, upper = ages.partition("-")
        school = "none" if schooling == "-" else schooling
        if school not in SCHOOLING_RANKS or fitness not in ("fit", "-"):
            raise ValueError(f"{part}: unknown schooling or fitness")
        found.append(
            EntryRule(
                date.fromisoformat(day),
                what,
                int(lower or 0),
                int(upper) if upper else None,
                school,
                needs_fitness=fitness == "fit",
            )
        )
    return found
