"""Who may see the follow-up of whom: the people assigned to oneself; placement officers of the administration all."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from certificates.referrals.followup.models import FollowUp, FollowUpDistrict
from lms.accounts.api import User, assignments_of, but_ones_own
from lms.core.access import Roles
from lms.core.enums import Role

CALLERS = Roles(Role.PLACEMENT_OFFICER, Role.STATION_WORKER)
COORDINATORS = Roles(Role.PLACEMENT_OFFICER)
# Registrars are there on the day of the release.
RECEIVERS = Roles(Role.REGISTRAR, Role.PLACEMENT_OFFICER)


def visible_to(user: User) -> QuerySet[FollowUp]:
    """Return the follow-ups that a user may see, never the own one."""
    seen = Q(assigned_to=user.pk) | Q(district__administration__in=coordinated_by(user))
    return but_ones_own(FollowUp.objects.filter(seen), user, "person")


def districts_of(user: User) -> QuerySet[FollowUpDistrict]:
    """Return the districts that a user arranges."""
    return FollowUpDistrict.objects.filter(administration__in=coordinated_by(user))


def coordinated_by(user: User) -> QuerySet:
    """Return the administrations at which the user is a placement officer: who stands above the districts."""
    held = assignments_of(user, (Role.PLACEMENT_OFFICER,))
    return held.filter(administration__isnull=False).values("administration")


def is_coordinator(user: User) -> bool:
    """Return whether the user sees more than the own people."""
    return coordinated_by(user).exists()


def callers_of(administrations: Collection[int] | QuerySet) -> QuerySet[User]:
    """Return who may be given people of administrations: officers and workers of stations at one or below."""
    at = (
        Q(role_assignments__administration__in=administrations)
        | Q(role_assignments__site__administration__in=administrations)
        | Q(role_assignments__school__pairings__site__administration__in=administrations)
    )
    held = Q(
        role_assignments__role__in=[Role.PLACEMENT_OFFICER.value, Role.STATION_WORKER.value],
        role_assignments__ended_at__isnull=True,
    )
    return User.objects.filter(at & held, is_active=True).distinct().order_by("display_name", "pk")
