"""What the planner asks of the apps above: teaching that is planned or given, and days of examinations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from lms.organisations.api import Site


class PlanPart(NamedTuple):
    """A part of a version's plan by the codes of its course and unit ("" for a course without units), and its kind."""

    course: str
    unit: str
    kind: str


@dataclass(frozen=True, slots=True)
class Attended:
    """Minutes that an enrolment has in locked registers, in one part of a plan."""

    enrolment: int
    part: PlanPart
    minutes: int


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session that is still to be held: where, by whom (uuids as texts), when, and which enrolments belong to it."""

    part: PlanPart
    room: str
    instructor: str
    begins: datetime
    ends: datetime
    enrolments: frozenset[int]


@dataclass(frozen=True, slots=True)
class Qualified:
    """An instructor of the site may teach a programme until a day, or for good."""

    instructor: str
    programme: str
    until: date | None


@dataclass(frozen=True, slots=True)
class InClass:
    """An enrolment belongs to a class until a day, that day included."""

    enrolment: int
    until: date


@dataclass(frozen=True, slots=True)
class Teaching:
    """What a site teaches: days without teaching, who may teach what, what is attended, what is planned for whom."""

    holidays: frozenset[date] = frozenset()
    qualified: tuple[Qualified, ...] = ()
    attended: tuple[Attended, ...] = ()
    sessions: tuple[PlannedSession, ...] = ()
    in_class: tuple[InClass, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedClass:
    """A class of a plan as it is open: its days, places left, who is in it, and whether any session is planned."""

    begins_on: date
    ends_on: date
    free: int
    enrolments: frozenset[int]
    has_timetable: bool


class ExaminationDay(NamedTuple):
    """An examination by the code of its scheme, on which day, and in which room (its uuid as a text)."""

    scheme: str
    day: date
    room: str


class TeachingSource(Protocol):
    """Given a site, enrolments there by their keys and an instant: what is taught from then on."""

    def __call__(self, site: Site, enrolments: Sequence[int], *, now: datetime) -> Teaching: ...


class OpenedSource(Protocol):
    """Given keys of classes of plans and a day: those that are open and not over on the day."""

    def __call__(self, keys: Iterable[UUID], *, today: date) -> Mapping[UUID, OpenedClass]: ...


class ExaminationSource(Protocol):
    """Given a site and an instant: the examinations from then on."""

    def __call__(self, site: Site, *, now: datetime) -> Sequence[ExaminationDay]: ...


_teaching: list[TeachingSource] = []
_opened: list[OpenedSource] = []
_examinations: list[ExaminationSource] = []


def register_teaching(source: TeachingSource) -> None:
    """Name who knows what a site teaches; called once by that app, when it starts."""
    _teaching[:] = [source]


def register_opened_classes(source: OpenedSource) -> None:
    """Name who knows which classes of plans are open; called once by that app, when it starts."""
    _opened[:] = [source]


def register_examination_days(source: ExaminationSource) -> None:
    """Name who knows days of examinations; called once by that app, when it starts."""
    _examinations[:] = [source]


def teaching_at(site: Site, enrolments: Sequence[int], *, now: datetime) -> Teaching:
    """Return what a site teaches; nothing where no app knows."""
    return _teaching[0](site, enrolments, now=now) if _teaching else Teaching()


def opened_classes(keys: Iterable[UUID], *, today: date) -> Mapping[UUID, OpenedClass]:
    """Return by their keys the classes of plans that are open; none where no app knows."""
    return _opened[0](keys, today=today) if _opened else {}


def examination_days_at(site: Site, *, now: datetime) -> list[ExaminationDay]:
    """Return the days of examinations of a site; none where no app knows."""
    return list(_examinations[0](site, now=now)) if _examinations else []
