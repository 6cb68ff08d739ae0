"""Reads about the people of an employer."""

from datetime import datetime

from django.db.models import QuerySet

from lms.accounts.employers.models import EmployerInvitation
from lms.accounts.models import RoleAssignment, User
from lms.accounts.queries import hash_of_secret
from lms.core.enums import EMPLOYER_ROLES, Role


def employers_person(user: User) -> RoleAssignment | None:
    """Return for which employer, and how, this user works now, or None."""
    held = RoleAssignment.objects.filter(user=user, role__in=EMPLOYER_ROLES, ended_at__isnull=True)
    return held.select_related("employer").order_by("pk").first()


def people_of(employer_id: int) -> QuerySet[RoleAssignment]:
    """Return who works for a verified employer: owners first, then by name."""
    held = RoleAssignment.objects.filter(employer=employer_id, role=Role.EMPLOYER, ended_at__isnull=True)
    return held.select_related("user").order_by("-is_owner", "user__display_name", "pk")


def open_invitations(employer_id: int, *, now: datetime) -> QuerySet[EmployerInvitation]:
    """Return the invitations that can be accepted now."""
    return EmployerInvitation.objects.filter(
        employer=employer_id, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now
    )


def invitation_behind(secret: str, *, now: datetime) -> EmployerInvitation | None:
    """Return the open invitation that a link leads to; everything else looks alike."""
    rows = EmployerInvitation.objects.select_related("employer").filter(
        secret_hash=hash_of_secret(secret),
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=now,
        employer__is_verified=True,
    )
    return rows.first()
