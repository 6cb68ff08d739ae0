"""What each indicator counts, from which day on, and the sums of it. No Django, no people: only numbers.

Sources: domain.md B7 for the indicators and their days, security.md T3 for the smallest cell.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Indicator(StrEnum):
    """What is counted. Each divides one group of people; see `DIVIDED`."""

    REFERRAL = "referral"
    SUCCESS = "success"
    STABLE_3 = "stable_3"
    STABLE_6 = "stable_6"
    STABLE_12 = "stable_12"
    MATCH = "match"
    DAYS = "days"


class Standing(StrEnum):
    """How one person stands by one indicator; nobody stands in two."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_DUE = "not_due"


class Part(StrEnum):
    """A number of a figure that opens to its people."""

    ALL = "all"
    YES = "yes"
    OF = "of"
    UNKNOWN = "unknown"
    NOT_DUE = "not_due"


# Who is in a part; ALL are all whom the indicator divides.
IN_PART: Mapping[Part, tuple[Standing, ...]] = {
    Part.ALL: tuple(Standing),
    Part.YES: (Standing.YES,),
    Part.OF: (Standing.YES, Standing.NO),
    Part.UNKNOWN: (Standing.UNKNOWN,),
    Part.NOT_DUE: (Standing.NOT_DUE,),
}

# Whom an indicator divides: those for whom the indicator before says yes; everybody who completed where there is none.
DIVIDED: Mapping[Indicator, Indicator | None] = {
    Indicator.REFERRAL: None,
    Indicator.SUCCESS: Indicator.REFERRAL,
    Indicator.STABLE_3: Indicator.SUCCESS,
    Indicator.STABLE_6: Indicator.SUCCESS,
    Indicator.STABLE_12: Indicator.SUCCESS,
    Indicator.MATCH: Indicator.SUCCESS,
    Indicator.DAYS: Indicator.SUCCESS,
}
STABLE = (Indicator.STABLE_3, Indicator.STABLE_6, Indicator.STABLE_12)


@dataclass(frozen=True, slots=True)
class Definition:
    """How indicators are counted on a day: a newer one follows with its own first day.

    `due_days`: after how many days the question comes up, from the start of work on. `smallest`: of fewer people than
    so many nothing is said to whoever may not see them one by one.
    """

    valid_from: date
    due_days: Mapping[Indicator, int]
    smallest: int


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        valid_from=date(2026, 1, 1),
        due_days={Indicator.STABLE_3: 90, Indicator.STABLE_6: 180, Indicator.STABLE_12: 365},
        smallest=10,
    ),
)


# A completion year is told once to whoever sees no people: as it was known at the end of this day of the year after.
# Nothing of it is told before or after, so that no two looks can be subtracted.
CLOSING = (6, 30)


def closing_of(year: int) -> date:
    """Return as of which day a completion year is told to whoever sees no people."""
    return date(year + 1, *CLOSING)


def last_closed(today: date) -> int:
    """Return the last completion year whose closing day is over."""
    return today.year - 1 if closing_of(today.year - 1) < today else today.year - 2


def definition_on(day: date, definitions: Sequence[Definition] = DEFINITIONS) -> Definition:
    """Return the definition that counts on a day: the newest one valid then, else the first there is."""
    valid = [one for one in definitions if one.valid_from <= day] or [definitions[0]]
    return max(valid, key=lambda one: one.valid_from)


@dataclass(frozen=True, slots=True)
class Figure:
    """How many people stand how by one indicator. A rate is of the due and known alone."""

    yes: int = 0
    no: int = 0
    unknown: int = 0
    not_due: int = 0

    @property
    def of(self) -> int:
        """Return N: for whom the day has come and who is known of."""
        return self.yes + self.no

    @property
    def everybody(self) -> int:
        """Return how many people the indicator divides."""
        return self.of + self.unknown + self.not_due

    @property
    def rate(self) -> Decimal | None:
        """Return n of N in per cent to one place; None where nobody is due and known."""
        return (Decimal(100 * self.yes) / self.of).quantize(Decimal("0.1")) if self.of else None

    @property
    def parts(self) -> tuple[int, int, int, int]:
        """Return what the group is divided into."""
        return self.yes, self.no, self.unknown, self.not_due

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(*(one + two for one, two in zip(self.parts, other.parts, strict=True)))


@dataclass(frozen=True, slots=True)
class Tally:
    """All indicators of some people. `days` is the sum of days from referral to work, of those whose days are known."""

    figures: Mapping[Indicator, Figure] = field(default_factory=dict)
    days: int = 0

    def __getitem__(self, indicator: Indicator) -> Figure:
        return self.figures.get(indicator, Figure())

    @property
    def completed(self) -> int:
        """Return how many people completed."""
        return self[Indicator.REFERRAL].everybody

    @property
    def mean_days(self) -> Decimal | None:
        """Return the mean of days from referral to the first day at work, to one place."""
        known = self[Indicator.DAYS].yes
        return (Decimal(self.days) / known).quantize(Decimal("0.1")) if known else None

    def __add__(self, other: "Tally") -> "Tally":
        summed = {one: self[one] + other[one] for one in Indicator}
        return Tally(summed, self.days + other.days)


def total_of(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies of different people."""
    return sum(tallies, Tally())
