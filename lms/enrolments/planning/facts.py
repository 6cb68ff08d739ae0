"""What a plan is made from: people, programmes, a site's week, rooms and instructors. Values only, no Django.

Days are local days of the site; minutes are minutes of lessons (1 class hour = 45 minutes).
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum, IntEnum

from lms.core.equipment import Days, Need, Stock, places_in


class Certainty(Enum):
    """How sure the forecast of a release is."""

    ORDERED = "ordered"
    LIKELY = "likely"
    UNCERTAIN = "uncertain"


class Schooling(IntEnum):
    """Highest school finished; one that nobody knows opens no more than none does."""

    UNKNOWN = -1
    NONE = 0
    PRIMARY = 1
    JUNIOR = 2
    SENIOR = 3
    HIGHER = 4


class Outcome(Enum):
    """What a programme ends in."""

    CERTIFICATE = "certificate"
    DIPLOMA = "diploma"


class Distinct(Enum):
    """When two certificates are two: the meaning is a dated setting of the target rule (domain notes A3)."""

    OCCUPATION_OR_KIND = "occupation_or_kind"
    OCCUPATION = "occupation"
    KIND = "kind"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class Award:
    """A certificate or diploma, as a kind: not one person's document."""

    outcome: Outcome
    kind: str
    occupation: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Who may take the examination; ages in whole years on its day, the upper one excluded."""

    from_age: int = 16
    below_age: int = 60
    schooling: Schooling = Schooling.NONE
    needs_fitness: bool = False


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme as far as time, place and entry matter."""

    code: str
    award: Award
    theory_minutes: int
    practice_minutes: int
    exams: tuple[date, ...]
    """Days of examinations that candidates can be put forward for."""
    lead_days: int = 0
    """At least so many days lie between the last lesson and the examination."""
    result_days: int = 0
    """So many days after the examination the certificate is there."""
    entry: Entry = Entry()
    prerequisites: frozenset[str] = frozenset()
    """Codes of programmes whose award must be held before the first lesson."""
    equipment: tuple[Need, ...] = ()
    """What all its parts need together: a class is planned into one room."""
    places: int = 30
    minutes_per_credit: int = 18 * 45


@dataclass(frozen=True, slots=True)
class Earned:
    """What somebody already has of one programme; credits are those that the audit granted, after its caps."""

    programme: str
    theory_minutes: int = 0
    practice_minutes: int = 0
    credits: int = 0


@dataclass(frozen=True, slots=True)
class InClass:
    """Somebody is in a class of a programme until a day, that day included."""

    programme: str
    until: date


@dataclass(frozen=True, slots=True)
class ReleaseForecast:
    """The planned day of release and how sure it is."""

    on: date
    certainty: Certainty = Certainty.LIKELY


@dataclass(frozen=True, slots=True)
class Person:
    """One trainee; nothing here says who it is beyond a code."""

    code: str
    born: date | None
    """None while nobody has said it: then no age can be checked, and no examination be promised."""
    ready_on: date
    """First day on which lessons can be attended, after entry education."""
    release: ReleaseForecast | None
    group: str = ""
    """Separate management group: its members never share a class with others."""
    schooling: Schooling = Schooling.NONE
    is_fit: bool | None = None
    """Fit for training, as the clinic says it; None while it has not said."""
    earned: tuple[Earned, ...] = ()
    held: tuple[Award, ...] = ()
    away: tuple[Days, ...] = ()
    closed: frozenset[str] = frozenset()
    """Codes of programmes that are not for this person: another version of it is, or it is completed."""
    resting: frozenset[str] = frozenset()
    """Codes of programmes in which the training rests, and nobody says until when."""
    lacking: frozenset[str] = frozenset()
    """Codes of programmes that ask for further certificates which this person does not hold."""
    in_class: tuple[InClass, ...] = ()
    """Classes that the person is in; the rest of their hours is theirs to give, and no other begins meanwhile."""

    def is_overdue_on(self, day: date) -> bool:
        """Return whether the forecast release is over on a day while the person is still here."""
        return self.release is not None and self.release.on < day


@dataclass(frozen=True, slots=True)
class Band:
    """One part of the day that lessons may use, labour already taken out: minutes from Monday to Sunday."""

    code: str
    minutes: tuple[int, int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """A stretch in which a room or an instructor is taken in one band, by classes that run already."""

    band: str
    first: date
    last: date

    def meets(self, first: date, last: date) -> bool:
        """Return whether it shares a day with another stretch."""
        return self.first <= last and first <= self.last


@dataclass(frozen=True, slots=True)
class Room:
    """One room."""

    code: str
    seats: int
    equipment: tuple[Stock, ...] = ()
    taken: tuple[Taken, ...] = ()

    def places_for(self, programme: Programme, days: Days | None = None) -> int:
        """Return for how many people seats and equipment are enough, on these days or when all is in order."""
        return places_in(self.seats, programme.equipment, self.equipment, days)


@dataclass(frozen=True, slots=True)
class Instructor:
    """One instructor: codes of the programmes that the qualifications cover, and minutes of lessons a week."""

    code: str
    programmes: frozenset[str]
    weekly_minutes: int
    taken: tuple[Taken, ...] = ()
    until: tuple[tuple[str, date], ...] = ()
    """Where a qualification ends within the window: the programme, and the last day for lessons of it."""

    def may_teach(self, programme: str, last: date) -> bool:
        """Return whether the qualifications cover a class of the programme with this last lesson."""
        return programme in self.programmes and last <= dict(self.until).get(programme, last)


@dataclass(frozen=True, slots=True)
class Site:
    """What a site can offer in a week, and the window that is planned."""

    begin: date
    end: date
    bands: tuple[Band, ...]
    holidays: frozenset[date] = frozenset()
    rooms: tuple[Room, ...] = ()
    instructors: tuple[Instructor, ...] = ()
    at_once: int = 1
    """In so many classes a person may be at the same time, each in another band."""


@dataclass(frozen=True, slots=True)
class TargetRule:
    """A diploma or so many certificates by the release; margins in days are kept free before an unsure release."""

    certificates: int = 2
    distinct: Distinct = Distinct.OCCUPATION_OR_KIND
    margin_likely: int = 14
    margin_uncertain: int = 30
    kinds: frozenset[str] | None = None
    """Kinds of certificates that count; None: all of them."""
