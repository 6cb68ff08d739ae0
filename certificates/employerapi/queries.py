"""Reads of keys: an employer's own, all for staff, and the one that a program holds."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from certificates.employerapi import secrets
from certificates.employerapi.errors import ApiKeyNotFound
from certificates.employerapi.models import EmployerKey
from lms.accounts.api import User, acting_for_employers, assignments_of
from lms.core.enums import Role


def employer_of(user: User) -> int | None:
    """Return the employer for which this user acts now, or None."""
    return assignments_of(user, [Role.EMPLOYER]).order_by("pk").values_list("employer", flat=True).first()


def with_standing(keys: QuerySet[EmployerKey]) -> QuerySet[EmployerKey]:
    """Mark with `is_held` whether who made a key still acts for its employer, and that employer is registered."""
    makers = acting_for_employers().filter(user__uuid=OuterRef("made_by"), employer=OuterRef("employer"))
    return keys.annotate(is_held=Exists(makers))


def keys_of(employer_id: int) -> QuerySet[EmployerKey]:
    """Return every key of an employer, the newest first."""
    return with_standing(EmployerKey.objects.filter(employer_id=employer_id))


def all_keys() -> QuerySet[EmployerKey]:
    """Return the keys of all employers, for staff: those that are not revoked first."""
    rows = EmployerKey.objects.select_related("employer")
    return with_standing(rows).order_by("revoked_at", "employer__code", "-made_at", "-pk")


def own_key(*, employer_id: int | None, key_uuid: UUID) -> EmployerKey:
    """Return a key of this employer.

    :raises ApiKeyNotFound: when it is not there, or another employer's.
    """
    return _one(EmployerKey.objects.filter(employer_id=employer_id or 0), key_uuid)


def any_key(*, key_uuid: UUID) -> EmployerKey:
    """Return a key, whose ever it is: for staff.

    :raises ApiKeyNotFound: when it is not there.
    """
    return _one(EmployerKey.objects.select_related("employer"), key_uuid)


def find_by_secret(secret: str, *, now: datetime) -> EmployerKey | None:
    """Return the key in force that has this secret. One query; every other case looks alike."""
    in_force = Q(revoked_at__isnull=True, expires_at__gt=now, is_held=True)
    return (
        with_standing(EmployerKey.objects.filter(secret_hash=secrets.hash_of(secret)))
        .filter(in_force)
        .first()
    )


def _one(rows: QuerySet[EmployerKey], key_uuid: UUID) -> EmployerKey:
    key = with_standing(rows).filter(uuid=key_uuid).first()
    if key is None:
        raise ApiKeyNotFound
    return key
