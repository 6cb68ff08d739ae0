"""The file of one person as a user may read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from lms.accounts.api import Person, User
from lms.core.clock import local_date
from lms.core.rows import one_of
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.policies import sites_admitting
from lms.enrolments.changing.models import Transfer
from lms.enrolments.errors import EnrolmentNotFound
from lms.enrolments.file.happenings import Happening, told_by_others
from lms.enrolments.file.own import of_enrolments, of_person
from lms.enrolments.file.policies import horizon_of, people_on_file
from lms.enrolments.models import Enrolment
from lms.organisations.api import School


@dataclass(frozen=True, slots=True)
class Course:
    """An enrolment as a user may read it: with the school that taught it last there, and whether it went elsewhere.

    `withdrawn_on`: the day on which it ended there, though it was taken up again elsewhere since.
    """

    enrolment: Enrolment
    school: School
    is_elsewhere: bool
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class File:
    """Everything of one person that a user may read; `until` is the last day, where the person went elsewhere."""

    person: Person
    stays: tuple[Admission, ...]
    courses: tuple[Course, ...]
    happenings: tuple[Happening, ...]
    until: date | None
    sites: frozenset[int]


def get_person_on_file(user: User, uuid: UUID) -> Person:
    """Return a person whose file the user reads.

    :raises EnrolmentNotFound: there is none, or it is another site's; the two look alike.
    """
    return one_of(people_on_file(user), uuid, EnrolmentNotFound(_("There is nothing at this address.")))


def file_of(user: User, person: Person) -> File:
    """Return the file of a person; the queries do not grow with the records.

    The site where somebody is now reads all training, wherever it was; stays, forecasts and classes stay with the site
    they belong to. A site that somebody left reads on as far as the last day there.
    """
    sites = frozenset(sites_admitting(user).values_list("pk", flat=True))
    until = horizon_of(user, person)
    stays = tuple(Admission.objects.filter(person=person, site__in=sites).order_by("admitted_date", "pk"))
    rows = Enrolment.objects.filter(person=person).select_related("version__programme", "school", "site")
    enrolments = tuple(row for row in rows.order_by("enrolled_at", "pk") if _is_read(row, until))
    told = [*of_person(person, stays), *of_enrolments(enrolments), *told_by_others(enrolments)]
    courses = tuple(_courses(enrolments, sites, until))
    return File(person, stays, courses, tuple(_readable(told, sites, until)), until, sites)


def _courses(rows: Iterable[Enrolment], sites: frozenset[int], until: date | None) -> Iterable[Course]:
    """Yield the enrolments; of one that went elsewhere neither the state since nor a later school is read."""
    listed = list(rows)
    left = Transfer.objects.filter(enrolment__in=listed, from_site__in=sites).select_related("from_school")
    last = {row.enrolment_id: row for row in left.order_by("on", "pk")}
    for row in listed:
        move = last.get(row.pk)
        if until is None or row.site_id in sites or move is None:
            yield Course(row, row.school, until is not None and row.site_id not in sites)
        else:
            yield Course(row, move.from_school, is_elsewhere=True, withdrawn_on=move.ended_on)


def _is_read(row: Enrolment, until: date | None) -> bool:
    return until is None or local_date(row.enrolled_at) <= until


def _readable(told: Iterable[Happening], sites: frozenset[int], until: date | None) -> list[Happening]:
    rows = [
        one
        for one in told
        if (one.site is None or one.site in sites) and (until is None or (one.kept or one.day) <= until)
    ]
    return sorted(rows, key=lambda one: (one.day, one.enrolment or 0, one.kind))
