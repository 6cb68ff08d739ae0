"""Which enrolments a registrar audits, and what may be chosen for them."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from courses.catalog.api import Course, Requirement
from lms.accounts.api import User, named
from lms.enrolments.credits.models import CreditRow
from lms.enrolments.errors import CreditsNotFound, EnrolmentNotFound
from lms.enrolments.models import Enrolment
from lms.enrolments.policies import movable_by
from lms.enrolments.proposals.sources import examination_days_at
from lms.organisations.api import Site

MOST_FOUND = 50
RELATED = ("person__user", "version__programme", "school")


def audited_by(user: User) -> QuerySet[Enrolment]:
    """Return the enrolments at the sites where the user is a registrar, but for the user's own."""
    return movable_by(user)


def list_audited(user: User, words: str) -> list[Enrolment]:
    """Return enrolments by a part of the name or by the trainee number, newest first; without words the newest."""
    rows = audited_by(user).select_related(*RELATED)
    if words := words.strip():
        rows = rows.filter(named(words, at="person") | Q(person__user__username=words.lower()))
    return list(rows.order_by("-enrolled_at", "-pk")[:MOST_FOUND])


def get_audited(user: User, uuid: UUID) -> Enrolment:
    """Return an enrolment that the user audits.

    :raises EnrolmentNotFound: there is none, or it is another site's; the two look alike.
    """
    row = audited_by(user).select_related(*RELATED).filter(uuid=uuid).first()
    if row is None:
        raise EnrolmentNotFound(_("There is nothing at this address."))
    return row


def get_credit_row(user: User, enrolment_uuid: UUID, uuid: UUID) -> CreditRow:
    """Return credits of an enrolment that the user audits.

    :raises CreditsNotFound: there are none there.
    """
    rows = CreditRow.objects.filter(enrolment__in=audited_by(user), enrolment__uuid=enrolment_uuid)
    row = rows.select_related("course").filter(uuid=uuid).first()
    if row is None:
        raise CreditsNotFound(_("There is nothing at this address."))
    return row


def courses_with_credits(enrolment: Enrolment) -> QuerySet[Course]:
    """Return the courses of the enrolment's version that give credits."""
    return Course.objects.filter(version=enrolment.version_id, credits__gt=0).order_by("position")


def next_examinations(
    requirements: Iterable[Requirement], site: Site, *, now: datetime
) -> dict[str, date | None]:
    """Return by code of each requirement on an examination the day of the site's next one; None: none is planned."""
    days: dict[str, date] = {}
    for one in examination_days_at(site, now=now):
        days[one.scheme] = min(one.day, days.get(one.scheme, one.day))
    schemes = {row.code: row.examination_scheme or row.rubric_code for row in requirements}
    return {code: days.get(scheme) for code, scheme in schemes.items() if scheme}
