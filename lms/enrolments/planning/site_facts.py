"""What the plan of a site takes beyond people and programmes, and what it gives back."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from lms.enrolments.planning.facts import Person, Programme, Site, TargetRule
from lms.enrolments.planning.personal import PersonPlan

PARTS = 4  # of the work on a plan, each told when it is done


@dataclass(frozen=True, slots=True)
class FixedCohort:
    """A class that staff opened or want: it is held on that first lesson; room and instructor may be left open."""

    code: str
    programme: str
    group: str
    band: str
    first_lesson: date
    room: str | None = None
    instructor: str | None = None


@dataclass(frozen=True, slots=True)
class OpenCohort:
    """A class of an earlier plan that is open: who is in it, and for how many more it has places.

    It is held whatever is planned. Where it is held is a matter of the facts of rooms and instructors.
    """

    code: str
    programme: str
    group: str
    band: str
    first_lesson: date
    last_lesson: date
    free: int
    members: tuple[str, ...] = ()
    room: str = ""
    instructor: str = ""


# Programme, group, band and first lesson: which class it is, whatever it is called and wherever it is held.
ClassKey = tuple[str, str, str, date]


class Reach(Enum):
    """How much "do not open this class" rules out; classes that staff keep stay in any case."""

    START = "start"
    """No class of the programme for that group that begins in the same week, in whichever part of the day."""
    PROGRAMME = "programme"
    """No class of the programme at all."""
    HALF_DAY = "half_day"
    """Only that part of the day, for every group: what decisions of before say."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A class that staff do not want, and what else goes with it."""

    programme: str
    group: str
    band: str
    first: date
    reach: Reach = Reach.START

    def bars(self, key: ClassKey) -> bool:
        """Return whether a class is ruled out."""
        programme, group, band, first = key
        if programme != self.programme:
            return False
        if self.reach is Reach.PROGRAMME:
            return True
        if self.reach is Reach.HALF_DAY:
            return (band, first) == (self.band, self.first)
        return group == self.group and first.isocalendar()[:2] == self.first.isocalendar()[:2]


@dataclass(frozen=True, slots=True)
class Fixes:
    """What staff decided: classes, who is in which (person, cohort), who does not take what (person, programme)."""

    cohorts: tuple[FixedCohort, ...] = ()
    joins: frozenset[tuple[str, str]] = frozenset()
    refused: frozenset[tuple[str, str]] = frozenset()
    forbidden: frozenset[Forbidden] = frozenset()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The plan that staff decided on: of plans that reach as many, the one nearest to it is made."""

    classes: frozenset[ClassKey] = frozenset()
    joins: frozenset[tuple[str, ClassKey]] = frozenset()


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to look: deterministic units of the solver, not seconds, so that the same facts give the same plan."""

    units: float = 30.0
    workers: int = 2
    seed: int = 1
    start_every_weeks: int = 2
    good_enough: float = 0.0
    """Stop as soon as the proven gap is no larger."""


@dataclass(frozen=True, slots=True)
class SiteTask:
    """All that a site's plan is made from."""

    site: Site
    programmes: tuple[Programme, ...]
    people: tuple[Person, ...]
    rule: TargetRule = TargetRule()
    fixes: Fixes = Fixes()
    smallest: int = 1
    """No class is opened for fewer people, unless staff fixed it."""
    earlier: Earlier = Earlier()
    opened: tuple[OpenCohort, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedCohort:
    """One class of the plan, with who joins it."""

    code: str
    programme: str
    group: str
    band: str
    room: str
    instructor: str
    first_lesson: date
    last_lesson: date
    exam: date
    certificate_on: date
    people: tuple[str, ...]
    is_fixed: bool = False
    members: tuple[str, ...] | None = None
    """Of a class that is open: who is in it already, beside the people who are to join. None while it is not open."""


class Standing(Enum):
    """How the plan of the site leaves one person."""

    REACHED_ALREADY = "reached_already"
    ON_THE_WAY = "on_the_way"
    """What the person holds is not enough yet; the own class, or an examination alone, gives the rest in time."""
    REACHED = "reached"
    NO_PLACE = "no_place"
    """Enough people for a class that suits are left, but seats, rooms or instructors go to others."""
    LEFT_OVER = "left_over"
    """The others of a class that suits have places elsewhere in the plan; those who are left are too few for one."""
    UNPROVED = "unproved"
    """No place was found, and it is not proved that a better plan has none for any of these people."""
    TOO_FEW = "too_few"
    """Every class that would help brings fewer people to the target than the smallest class has."""
    NO_ROOM = "no_room"
    """For the classes that would help no room is free and large enough, or no instructor."""
    NO_CLASS_SUITS = "no_class_suits"
    """The target could be reached alone; no class within the site's starts, or what staff fixed, suits."""
    IMPOSSIBLE = "impossible"
    """Not even with a class of one's own: the reasons stand in the person's own plan."""
    INCOMPLETE = "incomplete"
    """Nobody has said yet what decides it: a date of birth, fitness, or when training goes on."""
    FORECAST_OVER = "forecast_over"
    """The forecast release is over, and the person is still here: nothing can be planned."""
    NO_FORECAST = "no_forecast"
    """Nobody says when the release is: nothing can be planned."""


@dataclass(frozen=True, slots=True)
class PersonInSite:
    """What the plan means for one person."""

    person: str
    standing: Standing
    cohorts: tuple[str, ...]
    exams_only: tuple[str, ...]
    """Programmes that need no more lessons, only the examination."""
    own_class: tuple[str, ...]
    """Programmes that the class which the person is in brings to their end."""
    alone: PersonPlan


class Clash(Enum):
    """Why what staff fixed cannot be."""

    UNKNOWN = "unknown"
    NO_EXAM = "no_exam"
    ROOM_LACKS_EQUIPMENT = "room_lacks_equipment"
    INSTRUCTOR_NOT_QUALIFIED = "instructor_not_qualified"
    ROOM_TAKEN = "room_taken"
    INSTRUCTOR_TAKEN = "instructor_taken"
    """Taken by a class that runs already."""
    ROOM_TWICE = "room_twice"
    INSTRUCTOR_TWICE = "instructor_twice"
    INSTRUCTOR_OVER_WEEK = "instructor_over_week"
    OVER_SEATS = "over_seats"
    OTHER_GROUP = "other_group"
    PERSON_TWICE = "person_twice"
    REFUSED_AND_JOINED = "refused_and_joined"
    NOT_TOGETHER = "not_together"
    """Each is possible, all together are not: no room or no instructor is left for one of them."""


class Lacking(Enum):
    """What classes cannot be held without."""

    INSTRUCTOR = "instructor"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Shortage:
    """Of the classes of one programme that would suit somebody: for how many there is no instructor, or no room."""

    programme: str
    lacking: Lacking
    number: int
    classes: int
    people: int
    """How many people could reach the target if this alone were mended."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that staff fixed and that cannot be; `about` names cohorts, people, rooms or instructors by code."""

    clash: Clash
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SitePlan:
    """The classes to open, who joins, and how far at most the plan is from the best one."""

    cohorts: tuple[PlannedCohort, ...]
    people: tuple[PersonInSite, ...]
    reached: int
    """People who reach the target, those included who had before."""
    bound: int
    """No plan with these starts reaches more."""
    conflicts: tuple[Conflict, ...] = ()
    shortages: tuple[Shortage, ...] = ()
    """What keeps classes from being held whatever else is opened, where that keeps somebody from the target."""

    @property
    def gap(self) -> float:
        """The share that a better plan could add at most: (bound - reached) / bound."""
        return (self.bound - self.reached) / self.bound if self.bound else 0.0
