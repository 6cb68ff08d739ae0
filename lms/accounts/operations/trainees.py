"""Building blocks of admission: many trainees at once, inside the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts.audit_actions import AuditAction
from lms.accounts.errors import TraineeTaken
from lms.accounts.models import Person, RoleAssignment, User
from lms.accounts.queries import hash_of_resident_id, sort_name_of
from lms.core import audit
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.organisations.api import Site


@dataclass(frozen=True, slots=True)
class NewTrainee:
    """A person and the number to sign in with. Name and identity number are normalised and were checked by the rules.

    `known` is the row of somebody who was here before: the number, the sign-in and the name stay as they are.
    """

    number: str
    full_name: str
    resident_id: str = ""
    sex: str = ""
    birth_date: date | None = None
    known: Person | None = None


def add_trainees(*, trainees: Sequence[NewTrainee], site: Site, actor: Actor, now: datetime) -> list[Person]:
    """Keep people with their sign-ins and the trainee's role at a site, all or none; return them in order.

    Nobody gets a PIN here: the first sign-in with the card asks for one, or staff set it at the desk. The queries do
    not grow with people.

    :raises TraineeTaken: a number or an identity number came into use meanwhile.
    """
    with transaction.atomic(savepoint=False):
        try:
            with transaction.atomic():
                people = _add_people(trainees, site)
                users = _add_users(trainees, people)
                roles = _add_roles(users, site, now)
        except IntegrityError as error:
            # Without the error's text: the database would name the values that met.
            raise TraineeTaken(
                _("One of the numbers came into use meanwhile. Look at the list again.")
            ) from error
        for action, rows in (
            (AuditAction.ADD_PERSON, people.added),
            (AuditAction.ADD_USER, users.added),
            (AuditAction.GRANT_ROLE, roles),
        ):
            audit.record_all(actor=actor, action=action, changes=list(map(audit.Change, rows)), now=now)
    return people.all


@dataclass(frozen=True, slots=True)
class _Rows:
    """All rows in the order of the trainees, and those that are new."""

    all: list
    added: list


def _add_people(trainees: Sequence[NewTrainee], site: Site) -> _Rows:
    people = [each.known or _person(each, site) for each in trainees]
    added = [row for row, each in zip(people, trainees, strict=True) if each.known is None]
    Person.objects.bulk_create(added)
    return _Rows(people, added)


def _person(new: NewTrainee, site: Site) -> Person:
    number = new.resident_id
    return Person(
        full_name=new.full_name,
        sort_name=sort_name_of(new.full_name),
        site=site,
        sex=new.sex,
        birth_date=new.birth_date,
        resident_id=number,
        resident_id_hash=hash_of_resident_id(number) if number else None,
        resident_id_last4=number[-4:],
    )


def _add_users(trainees: Sequence[NewTrainee], people: _Rows) -> _Rows:
    with_sign_in = (
        User.objects.filter(person__in=[row.pk for row in people.all]).in_bulk(field_name="person_id")
        if (len(people.added) < len(people.all))
        else {}
    )
    unusable = make_password(None)
    users = [
        with_sign_in.get(row.pk)
        or User(username=each.number.lower(), display_name=row.full_name, person=row, password=unusable)
        for row, each in zip(people.all, trainees, strict=True)
    ]
    added = [user for user in users if user.pk is None]
    User.objects.bulk_create(added)
    return _Rows(users, added)


def _add_roles(users: _Rows, site: Site, now: datetime) -> list[RoleAssignment]:
    before = [user.pk for user in users.all]
    held = RoleAssignment.objects.filter(user__in=before, role=Role.TRAINEE, site=site, ended_at__isnull=True)
    have = set(held.values_list("user_id", flat=True))
    wanted = [user for user in users.all if user.pk not in have]
    roles = [RoleAssignment(user=user, role=Role.TRAINEE, site=site, valid_from=now) for user in wanted]
    return RoleAssignment.objects.bulk_create(roles)


def move_trainee(*, person: Person, to: Site, actor: Actor, now: datetime) -> None:
    """Let a locked person belong to another site, with the trainee's role there; a block of the caller's transaction.

    Number, PIN and card stay as they are.
    """
    with transaction.atomic(savepoint=False):
        held = RoleAssignment.objects.filter(
            user__person=person, role=Role.TRAINEE, site=person.site_id, ended_at__isnull=True
        )
        for role in held.select_related("user"):
            role.ended_at = now
            role.save(update_fields=["ended_at"])
            audit.record(actor=actor, action=AuditAction.END_ROLE, target=role, now=now)
            there, created = RoleAssignment.objects.get_or_create(
                user=role.user, role=Role.TRAINEE, site=to, ended_at=None, defaults={"valid_from": now}
            )
            if created:
                audit.record(actor=actor, action=AuditAction.GRANT_ROLE, target=there, now=now)
        person.site = to
        person.save(update_fields=["site"])
        audit.record(actor=actor, action=AuditAction.MOVE_PERSON, target=person, now=now)
