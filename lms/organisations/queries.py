"""Reads of organisations."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from lms.organisations.errors import EmployerNotFound
from lms.organisations.models import Employer, Pairing, School, Site


def pairings_in_force(day: date) -> QuerySet[Pairing]:
    """Return the pairings that hold on that day."""
    open_ended = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return Pairing.objects.filter(open_ended, valid_from__lte=day)


def is_paired(*, school: School, site: Site, day: date) -> bool:
    """Return whether the school teaches at the site on that day."""
    return pairings_in_force(day).filter(school=school, site=site).exists()


def find_employer(uuid: UUID) -> Employer:
    """Return the employer.

    :raises EmployerNotFound: when there is none.
    """
    employer = Employer.objects.filter(uuid=uuid).first()
    if employer is None:
        raise EmployerNotFound
    return employer
