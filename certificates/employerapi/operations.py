"""People of an employer make and revoke keys, staff revoke any. Lock order: employer, key, audit chain."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.employerapi import rules, secrets
from certificates.employerapi.errors import (
    ApiKeyNotFound,
    CannotMakeKey,
    KeyMadeAlready,
    UnusableKeyWish,
)
from certificates.employerapi.models import EmployerKey
from lms.accounts.api import acting_for_employers
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.organisations.api import Employer


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a key is called, for how many days it lasts, whose it is, and the key of the form that asked for it."""

    employer_id: int
    name: str
    days: int
    client_key: UUID


def make_key(*, new: NewKey, actor: Actor, now: datetime) -> tuple[EmployerKey, str]:
    """Make a key; return it with its secret, which nobody can read again.

    :raises UnusableKeyWish: for a name or a number of days that cannot be.
    :raises CannotMakeKey: for who does not act for it, when it is not registered, or has as many keys as it may have.
    :raises KeyMadeAlready: when this form has made one before.
    """
    name = _fit(new)
    secret = secrets.new_secret()
    with transaction.atomic(durable=True):
        _lock_employer(new.employer_id)
        made_by = _maker(new, actor)
        _refuse_unless_possible(new, now=now)
        key = EmployerKey.objects.create(
            employer_id=new.employer_id,
            name=name,
            secret_hash=secrets.hash_of(secret),
            hint=secrets.hint_of(secret),
            client_key=new.client_key,
            made_by=made_by,
            made_at=now,
            expires_at=rules.ends_at(days=new.days, now=now),
        )
        after = {"days": new.days}
        audit.record(actor=actor, action=AuditAction.MAKE_API_KEY, target=key, after=after, now=now)
    return key, secret


def revoke_own_key(*, key_uuid: UUID, employer_id: int | None, actor: Actor, now: datetime) -> EmployerKey:
    """Revoke a key of one's employer; from this commit on it is refused. Again: no change.

    :raises ApiKeyNotFound: when it is not there, or another employer's.
    """
    rows = EmployerKey.objects.filter(employer_id=employer_id or 0)
    return _revoke(rows, key_uuid, actor=actor, now=now)


def revoke_any_key(*, key_uuid: UUID, reason: str, actor: Actor, now: datetime) -> EmployerKey:
    """Revoke a key of any employer, as staff; from this commit on it is refused. Again: no change.

    :raises ApiKeyNotFound: when it is not there.
    """
    return _revoke(EmployerKey.objects.all(), key_uuid, reason=reason, actor=actor, now=now)


def note_use(key: EmployerKey, *, now: datetime) -> None:
    """Keep the day of the last use: one write a day, and nothing about what was asked."""
    today = local_date(now)
    if key.last_used_date != today:
        EmployerKey.objects.filter(pk=key.pk).update(last_used_date=today)


def _fit(new: NewKey) -> str:
    name = new.name.strip()
    if not name or len(name) > rules.LONGEST_NAME or not name.isprintable():
        raise UnusableKeyWish(_("Give the key a name of at most 60 characters."), field="name")
    if new.days not in rules.DAYS:
        raise UnusableKeyWish(_("Choose one of the periods."), field="days")
    return name


def _lock_employer(employer_id: int) -> None:
    Employer.objects.select_for_update().filter(pk=employer_id).first()


def _maker(new: NewKey, actor: Actor) -> UUID:
    """Return who makes the key.

    :raises CannotMakeKey: who does not act for this employer, or the employer is not registered.
    """
    maker = actor.user_uuid
    acting = acting_for_employers().filter(employer=new.employer_id)
    if maker is None or not acting.filter(user__uuid=maker).exists():
        raise CannotMakeKey(_("Your organisation is not registered, or its registration is suspended."))
    return maker


def _refuse_unless_possible(new: NewKey, *, now: datetime) -> None:
    if EmployerKey.objects.filter(client_key=new.client_key).exists():
        raise KeyMadeAlready(
            _("This key was made already. A key is shown once only; revoke it and make another.")
        )
    kept = EmployerKey.objects.filter(
        employer_id=new.employer_id, revoked_at__isnull=True, expires_at__gt=now
    )
    if kept.count() >= rules.KEYS_AT_ONCE:
        words = _("Your organisation has %(count)d keys. Revoke one first.")
        raise CannotMakeKey(words % {"count": rules.KEYS_AT_ONCE})


def _revoke(
    rows: QuerySet[EmployerKey], key_uuid: UUID, *, actor: Actor, now: datetime, reason: str = ""
) -> EmployerKey:
    with transaction.atomic(durable=True):
        key = rows.select_for_update().filter(uuid=key_uuid).first()
        if key is None:
            raise ApiKeyNotFound
        if key.revoked_at is None:
            key.revoked_at = now
            key.save(update_fields=["revoked_at"])
            audit.record(actor=actor, action=AuditAction.REVOKE_API_KEY, target=key, reason=reason, now=now)
    return key
