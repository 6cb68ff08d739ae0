"""Classes and the groups that a site keeps apart: who may not join whom, and which classes are mixed already.

A class has no group of its own: it is that of the people who are in it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.delivery.cohorts.models import Cohort, CohortMember
from lms.delivery.cohorts.queries import lasting_from
from lms.enrolments.api import Belonging, Enrolment, MixedClass, codes_on, first_day_mixed, spans_at
from lms.organisations.api import Site


def words_of_joining() -> str:
    """Say why somebody cannot join, without the name of a group: whoever reads it need not know groups."""
    return _("The site keeps the person apart from people of this class. Choose another class.")


def words_of_mixed() -> str:
    """Say why no session of a mixed class is planned."""
    return _("The class holds people whom the site keeps apart. End the membership of some of them first.")


def against_company(cohort: Cohort, enrolment: Enrolment, day: date) -> list[str]:
    """Return what stands against somebody being in a class from a day on, beside those who are in it; two queries."""
    stays = [*_stays([cohort.pk], day), (cohort.pk, enrolment.person_id, day, None)]
    mixed = _first_days(cohort.site_id, stays, {cohort.pk: (day, None)})
    return [words_of_joining()] if mixed else []


def kept_apart(cohort: Cohort, enrolments: Sequence[Enrolment], day: date) -> set[int]:
    """Return the keys of those who could not be in a class from a day on, for its people; two queries for all."""
    inside = _stays([cohort.pk], day)
    persons = {row.person_id for row in enrolments} | {person for _cohort, person, _joined, _left in inside}
    spans = spans_at(cohort.site_id, persons)
    people = [Belonging(spans.get(person, ()), joined, left) for _cohort, person, joined, left in inside]

    def is_apart(row: Enrolment) -> bool:
        mine = Belonging(spans.get(row.person_id, ()), day)
        return first_day_mixed([*people, mine], day) is not None

    return {row.pk for row in enrolments if is_apart(row)} if spans else set()


def against_mixed(cohort: Cohort, first: date, last: date) -> list[str]:
    """Return what stands against lessons of a class from one day to another; two queries."""
    mixed = _first_days(cohort.site_id, _stays([cohort.pk], first), {cohort.pk: (first, last)})
    return [words_of_mixed()] if mixed else []


def apart_from(group: str, persons: Collection[int], site: Site, day: date) -> set[int]:
    """Return who of some persons is not in a group on a day; "" stands for people who are in none. One query."""
    codes = codes_on(site.pk, persons, day)
    return {person for person in persons if codes.get(person, "") != group}


def by_group(members: Sequence[CohortMember], site_id: int, day: date) -> dict[str, list[CohortMember]]:
    """Return members of a class by the codes of their groups on a day, "" for none; nothing where nobody is in one."""
    codes = codes_on(site_id, [row.enrolment.person_id for row in members], day)
    found: dict[str, list[CohortMember]] = {}
    for row in members if codes else ():
        found.setdefault(codes.get(row.enrolment.person_id, ""), []).append(row)
    return dict(sorted(found.items()))


def mixed_classes(site: Site, day: date) -> list[MixedClass]:
    """Return the classes of a site that are not over and hold people of several groups on a day or later.

    Two queries, however many classes there are.
    """
    cohorts = {row.pk: row for row in Cohort.objects.filter(site=site, ends_on__gte=day, cancelled_at=None)}
    days = {pk: (max(day, row.begins_on), row.ends_on) for pk, row in cohorts.items()}
    found = _first_days(site.pk, _stays(cohorts, day), days)
    listed = [(since, cohorts[pk]) for pk, since in found.items()]
    return [
        MixedClass(row.code, reverse("cohorts:cohort", args=[row.uuid]), since)
        for since, row in sorted(listed, key=lambda pair: (pair[0], pair[1].code))
    ]


_Stay = tuple[int, int, date, date | None]


def _stays(cohorts: Iterable[int], day: date) -> list[_Stay]:
    """Return cohort, person and days of the stays that last on a day or begin later."""
    rows = CohortMember.objects.filter(lasting_from(day), cohort__in=list(cohorts)).order_by()
    return list(rows.values_list("cohort_id", "enrolment__person_id", "joined_on", "left_on"))


def _first_days(
    site_id: int, stays: list[_Stay], days: dict[int, tuple[date, date | None]]
) -> dict[int, date]:
    """Return by cohort the first day on which it is mixed, within the days that are asked for."""
    spans = spans_at(site_id, {person for _cohort, person, _joined, _left in stays})
    if not spans:
        return {}  # a site that keeps nobody apart
    people: dict[int, list[Belonging]] = {}
    for cohort, person, joined, left in stays:
        people.setdefault(cohort, []).append(Belonging(spans.get(person, ()), joined, left))
    found = {cohort: first_day_mixed(people.get(cohort, []), *window) for cohort, window in days.items()}
    return {cohort: day for cohort, day in found.items() if day is not None}
