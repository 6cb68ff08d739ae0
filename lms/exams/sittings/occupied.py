"""What takes a room and people at a time: sittings, and what other kinds of examination say of themselves."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from lms.exams.sittings.arrangements import Arrangement, with_arranged
from lms.exams.sittings.models import OVER, AttemptState, Sitting, SittingCandidate


@dataclass(frozen=True, slots=True)
class Occasion:
    """One planned examination: where, from when to when, until when each person is examined, and which users work.

    `persons` are keys of persons, `staff` keys of users.
    """

    title: str
    room: int
    room_name: str
    begins: datetime
    ends: datetime
    persons: Mapping[int, datetime] = field(default_factory=dict)
    staff: frozenset[int] = frozenset()


# Given from when to when, and which one not to name: what is planned meanwhile.
Source = Callable[[datetime, datetime, UUID | None], Iterable[Occasion]]
_sources: list[Source] = []
_lessons: list[Source] = []


def register_occasions(source: Source) -> None:
    """Let another kind of examination say what it takes; called once, when the app is ready."""
    _sources.append(source)


def register_lessons(source: Source) -> None:
    """Let the timetable say what cohorts take; called once, when the app is ready."""
    _lessons.append(source)


def occasions_between(
    begins: datetime, ends: datetime, *, but: UUID | None = None, with_lessons: bool = True
) -> list[Occasion]:
    """Return everything planned that overlaps with a time, at whatever place; queries do not grow with it.

    Without lessons: examinations only, as the timetable itself asks.
    """
    sources = (_sittings, *_sources, *(_lessons if with_lessons else ()))
    found = [row for source in sources for row in source(begins, ends, but)]
    return [row for row in found if row.begins < ends and row.ends > begins]


def busy_with(
    people: Mapping[int, datetime], begins: datetime, occasions: Iterable[Occasion]
) -> dict[int, str]:
    """Return by person the title of what they sit meanwhile; `people` says until when each of them is wanted."""
    return {
        person: row.title
        for row in occasions
        for person, until in row.persons.items()
        if person in people and until > begins and row.begins < people[person]
    }


def period_of(sitting: Sitting) -> tuple[datetime, datetime]:
    """Return from when to when a room and its people are taken: from the doors to the end of whoever starts last.

    Who has more time than others may be the one who starts last.
    """
    seconds = sitting.scheme.duration_minutes * 60
    arranged = Arrangement.objects.filter(candidate__sitting=sitting) if sitting.pk else ()
    longest = max([seconds, *(with_arranged(seconds, row) for row in arranged)])
    return _begin(sitting), sitting.closes_at + timedelta(seconds=longest)


def end_for(sitting: Sitting, arranged: Arrangement | None) -> datetime:
    """Return until when one candidate may be writing."""
    seconds = with_arranged(sitting.scheme.duration_minutes * 60, arranged)
    return sitting.closes_at + timedelta(seconds=seconds)


def _begin(sitting: Sitting) -> datetime:
    return sitting.doors_at or sitting.opens_at


def _sittings(_begins: datetime, ends: datetime, but: UUID | None) -> Iterable[Occasion]:
    near = Sitting.objects.exclude(uuid=but).exclude(state__in=OVER)
    near = near.filter(Q(opens_at__lt=ends) | Q(doors_at__lt=ends))
    rows = list(near.select_related("scheme", "room").prefetch_related("watches"))
    persons = _persons_in({row.pk: row for row in rows})
    for row in rows:
        last = max([end_for(row, None), *persons[row.pk].values()])
        staff = frozenset(watch.user_id for watch in row.watches.all())
        yield Occasion(row.title, row.room_id, row.room.name, _begin(row), last, persons[row.pk], staff)


def _persons_in(sittings: Mapping[int, Sitting]) -> dict[int, dict[int, datetime]]:
    """Return by sitting who sits there, or waits to, and until when."""
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    live = [AttemptState.PREPARED, AttemptState.IN_PROGRESS]
    rows = SittingCandidate.objects.filter(sitting__in=sittings, attempts__state__in=live)
    for row in rows.select_related("enrolment", "arrangement"):
        arranged = getattr(row, "arrangement", None)
        found[row.sitting_id][row.enrolment.person_id] = end_for(sittings[row.sitting_id], arranged)
    return found
