"""Why a session cannot stand where it is wished: places, people, plan, and what is there already; in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.api import User, holders_of
from lms.core.clock import local_date
from lms.core.enums import Role
from lms.delivery.cohorts.apart import against_mixed
from lms.delivery.cohorts.models import Cohort, CohortMember, Qualification
from lms.delivery.cohorts.queries import qualifications_of
from lms.delivery.cohorts.words import cancelled_text
from lms.delivery.equipment.fit import Part, Taught, against_equipment
from lms.delivery.timetable import rules
from lms.delivery.timetable.models import Holiday
from lms.delivery.timetable.occupied import persons_of, taken_between
from lms.delivery.timetable.seats import lacks_seats, seats_text
from lms.organisations.api import Room, is_paired

# More than a reader would read: the rest is likely the same.
MOST_REASONS = 10
MOST_PEOPLE = 3  # named in one clash


@dataclass(frozen=True, slots=True)
class Wish:
    """One session as it is wished; one that is planned with others at once may teach several parts."""

    period: rules.Period
    room: Room
    instructor: User
    cohort: Cohort
    parts: tuple[Part, ...]


def words_of_pattern(fault: str) -> str:
    """Return what makes a weekly pattern unusable, for people."""
    return {
        "empty": _("Choose at least one weekday."),
        "minutes": _("A session lasts from 1 to %(count)d minutes.") % {"count": rules.MOST_MINUTES},
        "overlap": _("Two sessions of the pattern overlap on one day."),
        "outside": _("The first and the last day lie within the days of the cohort."),
        "too_many": _("These are more than %(count)d sessions. Plan fewer at once.")
        % {"count": rules.MOST_SESSIONS},
        "no_day": _("No day is left: the weekdays do not occur, or they are all days without teaching."),
    }[fault]


def words_of_doubt(doubt: str) -> str:
    """Return what is unusual about a weekly pattern, for people."""
    return {
        "night": _("Classes would be held between 22:00 and 6:00. Look whether these hours are meant."),
        "short": _("Classes would last less than %(count)d minutes. Look whether that is meant.")
        % {"count": rules.SHORT},
    }[doubt]


def against_day_of(wish: Wish) -> list[str]:
    """Return what stands against the day of a wish: it lies within the cohort's days, and somebody teaches on it."""
    cohort, found = wish.cohort, []
    day = local_date(wish.period.begins, zone=cohort.site.time_zone)
    if not cohort.begins_on <= day <= cohort.ends_on:
        words = _("%(day)s is no day of the cohort: it runs from %(first)s to %(last)s.")
        found.append(words % {"day": day, "first": cohort.begins_on, "last": cohort.ends_on})
    free = Holiday.objects.filter(site=cohort.site_id, day=day).first()
    if free is not None:
        found.append(_("%(day)s is a day without teaching: %(name)s.") % {"day": day, "name": free.name})
    return found


def reasons_against(
    wishes: Sequence[Wish], *, but: Iterable[int] = (), beside: Iterable[rules.Taken] = ()
) -> list[str]:
    """Return everything that stands against wishes of one cohort; sessions with the keys `but` do not count.

    The wishes are in the order of time. `beside` is what is wished at the same time for others.
    """
    general, clashing = look_at(wishes, but=but, beside=beside)
    return [*general, *(words for row in clashing for words in row)][:MOST_REASONS]


def look_at(
    wishes: Sequence[Wish], *, but: Iterable[int] = (), beside: Iterable[rules.Taken] = ()
) -> tuple[list[str], list[list[str]]]:
    """Return what stands against all wishes of one cohort, and for each wish what it clashes with.

    The number of queries does not grow with the wishes, but for the days of pairing at both ends.
    """
    if not wishes:
        return [], []
    first, last = wishes[0].period.begins, max(wish.period.ends for wish in wishes)
    zone = wishes[0].cohort.site.time_zone
    days = sorted({local_date(first, zone=zone), local_date(last, zone=zone)})
    general = [cancelled_text()] if wishes[0].cohort.cancelled_at is not None else []
    general += [*_against_places(wishes[0], days), *_against_part(wishes[0])]
    dates = [local_date(wish.period.begins, zone=zone) for wish in wishes]
    unqualified = _unqualified(wishes[0], dates)
    if all(unqualified):
        words = _(
            "%(name)s has no teaching qualification for this programme on any of these days. Add it first."
        )
        general.append(words % {"name": wishes[0].instructor})
        unqualified = [""] * len(wishes)
    persons = persons_of([wishes[0].cohort.pk], days[0])[wishes[0].cohort.pk]
    if lacks_seats(len(persons), wishes[0].room.seats):
        general.append(seats_text(wishes[0].room.seats, len(persons)))
    general += against_mixed(wishes[0].cohort, days[0], days[-1])
    taught = [Taught(wish.parts, day) for wish, day in zip(wishes, dates, strict=True)]
    lacking = against_equipment(wishes[0].cohort, wishes[0].room, taught, len(persons))
    general += lacking.always
    taken = [*taken_between(first, last, but=but), *beside]
    clashing = [_clashes(wish, persons, taken) for wish in wishes]
    names = _names_of(wishes[0].cohort, clashing, persons)
    return general, [
        [
            *(_words(kind, wish, other, names) for kind, other in found),
            *(_at(wish, words) for words in (*missing, why) if words),
        ]
        for wish, found, missing, why in zip(wishes, clashing, lacking.at, unqualified, strict=True)
    ]


def _against_places(wish: Wish, days: Sequence[date]) -> Iterator[str]:
    site, school = wish.cohort.site, wish.cohort.school
    if wish.room.site_id != site.pk:
        yield _("The room is at another site.")
    if not holders_of(Role.INSTRUCTOR, site).filter(pk=wish.instructor.pk).exists():
        yield _("%(name)s is no instructor at this site.") % {"name": wish.instructor}
    if not all(is_paired(school=school, site=site, day=day) for day in days):
        yield _("The school does not teach at this site on all of these days. Check the pairing.")


def _unqualified(wish: Wish, days: Sequence[date]) -> list[str]:
    """Return for each day why the instructor may not teach the programme then, "" where that is so."""
    held = qualifications_of(wish.instructor, wish.cohort.version.programme)
    return [_against_day(wish.instructor, held, day) for day in days]


def _against_day(instructor: User, held: Sequence[Qualification], day: date) -> str:
    if any(one.holds_on(day) for one in held):
        return ""
    ended = [one.valid_until for one in held if one.valid_until is not None and one.valid_until < day]
    if ended:
        words = _("the teaching qualification of %(name)s for this programme holds until %(day)s")
        return words % {"name": instructor, "day": max(ended).isoformat()}
    return _("%(name)s has no teaching qualification for this programme on this day") % {"name": instructor}


def _against_part(wish: Wish) -> Iterator[str]:
    for part in wish.parts:
        is_of_course = part.unit is None or part.unit.course_id == part.course.pk
        if part.course.version_id != wish.cohort.version_id or not is_of_course:
            yield _("This course or unit does not belong to the version of the cohort.")


def _clashes(
    wish: Wish, persons: frozenset[int], taken: Sequence[rules.Taken]
) -> list[tuple[rules.Clash, rules.Taken]]:
    wanted = rules.Taken(
        wish.cohort.code,
        wish.period,
        wish.room.pk,
        frozenset([wish.instructor.pk]),
        wish.cohort.pk,
        persons,
    )
    return rules.clashes(wanted, taken)


def _names_of(
    cohort: Cohort,
    clashing: Sequence[Sequence[tuple[rules.Clash, rules.Taken]]],
    persons: frozenset[int],
) -> dict[int, str]:
    """Return by key, in the order of names, who of the cohort is elsewhere in any of the clashes; one query at most."""
    others = [other for row in clashing for kind, other in row if kind is rules.Clash.PERSON]
    shared = persons & frozenset(key for other in others for key in other.persons)
    if not shared:
        return {}
    rows = CohortMember.objects.filter(cohort=cohort, enrolment__person__in=shared)
    rows = rows.order_by("enrolment__person__sort_name", "enrolment__person")
    columns = ("enrolment__person", "enrolment__person__user__username", "enrolment__person__full_name")
    return {key: " ".join(filter(None, (number, name))) for key, number, name in rows.values_list(*columns)}


def _people_text(persons: frozenset[int], names: dict[int, str]) -> str:
    """Name the first few of these persons, and say how many more there are."""
    found = [name for key, name in names.items() if key in persons]
    named, more = _(", ").join(found[:MOST_PEOPLE]), len(found) - MOST_PEOPLE
    if more <= 0:
        return named
    words = ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", more)
    return words % {"names": named, "count": more}


def _words(kind: rules.Clash, wish: Wish, other: rules.Taken, names: dict[int, str]) -> str:
    said = {
        rules.Clash.ROOM: _("%(when)s: room %(room)s is taken by %(other)s."),
        rules.Clash.INSTRUCTOR: _("%(when)s: %(name)s is with %(other)s."),
        rules.Clash.COHORT: _("%(when)s: the cohort has another session."),
        rules.Clash.PERSON: _("%(when)s: of the cohort, these are with %(other)s: %(people)s."),
    }[kind]
    when = _local(wish.period.begins, wish.cohort.site.time_zone)
    people, title = "", other.title
    if kind is rules.Clash.PERSON:
        people = _people_text(other.persons, names)
        if other.site not in {None, wish.cohort.site_id}:
            title = _("another class")  # where else somebody trains stays there
    named = {"room": wish.room.name, "name": wish.instructor, "other": title, "people": people}
    return said % {"when": f"{when:%Y-%m-%d %H:%M}", **named}


def _at(wish: Wish, words: str) -> str:
    when = _local(wish.period.begins, wish.cohort.site.time_zone)
    return _("%(when)s: %(words)s") % {"when": f"{when:%Y-%m-%d %H:%M}", "words": words}


def _local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))
