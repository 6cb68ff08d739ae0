"""Writes to people, users and roles."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from lms.accounts import rules
from lms.accounts.audit_actions import AuditAction
from lms.accounts.errors import (
    PersonExists,
    PersonNotFound,
    RoleNotForPlace,
    UnusableName,
    UnusableResidentId,
    UsernameTaken,
    UserNotFound,
)
from lms.accounts.groups import mirror_in_groups
from lms.accounts.models import Person, RoleAssignment, User
from lms.accounts.queries import find_person_by_resident_id, hash_of_resident_id, sort_name_of
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.enums import EMPLOYER_ROLES, Role, Scope
from lms.organisations.api import Administration, Employer, School, Site

Place = Site | School | Employer | Administration

_SCOPES: dict[type[models.Model], Scope] = {
    Site: Scope.SITE,
    School: Scope.SCHOOL,
    Employer: Scope.EMPLOYER,
    Administration: Scope.ADMINISTRATION,
}
_PLACES_OF: dict[Role, frozenset[Scope]] = {
    Role.TRAINEE: frozenset({Scope.SITE}),
    Role.INVIGILATOR: frozenset({Scope.SITE}),
    Role.EMPLOYER: frozenset({Scope.EMPLOYER}),
    Role.EMPLOYER_APPLICANT: frozenset({Scope.EMPLOYER}),
    Role.ISSUING_OFFICER: frozenset({Scope.SCHOOL}),
    Role.AUTHORITY_READER: frozenset({Scope.ADMINISTRATION}),
    Role.AUDITOR: frozenset({Scope.ADMINISTRATION}),
}
_ANY_OFFICE = frozenset({Scope.SITE, Scope.SCHOOL, Scope.ADMINISTRATION})


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What admission tells of one person; the identity number may not be known yet."""

    full_name: str
    site: Site
    resident_id: str = ""


@dataclass(frozen=True, slots=True)
class NewUser:
    """What a new sign-in is made of."""

    username: str
    display_name: str
    password: str
    email: str = ""
    person: Person | None = None


def add_person(*, person: NewPerson, actor: Actor, now: datetime) -> Person:
    """Keep a new person.

    :raises UnusableName: empty, over 100 characters, or with control characters.
    :raises UnusableResidentId: wrong check character, impossible date.
    :raises PersonExists: the identity number is known already.
    """
    name = _checked_name(person.full_name)
    number = _checked_resident_id(person.resident_id, now=now) if person.resident_id.strip() else ""
    with transaction.atomic(durable=True):
        row = Person(full_name=name, sort_name=sort_name_of(name), site=person.site)
        if number:
            _put_resident_id(row, number)
        row.save(force_insert=True)
        audit.record(actor=actor, action=AuditAction.ADD_PERSON, target=row, now=now)
    return row


def _checked_name(raw: str) -> str:
    name = rules.normalise_name(raw)
    reasons = rules.reasons_against_name(name)
    if reasons:
        message = {
            "empty": _("Enter the name."),
            "too_long": _("The name is longer than 100 characters."),
            "control_character": _("The name holds a character that cannot be printed."),
            "sign": _("The name holds a sign that stands in no name."),
        }[reasons[0]]
        raise UnusableName(message, field="full_name")
    return name


def _checked_resident_id(raw: str, *, now: datetime) -> str:
    number = rules.normalise_resident_id(raw)
    reasons = rules.reasons_against_resident_id(number, today=local_date(now))
    if reasons:
        message = _("This identity number cannot be right: check the 18 characters.")
        raise UnusableResidentId(message, field="resident_id")
    if find_person_by_resident_id(number) is not None:
        raise PersonExists(_("A person with this identity number is already here."), field="resident_id")
    return number


def _put_resident_id(row: Person, number: str) -> None:
    row.resident_id = number
    row.resident_id_hash = hash_of_resident_id(number)
    row.resident_id_last4 = number[-4:]
    row.birth_date = rules.birth_date_of(number)
    row.sex = rules.sex_of(number)


def correct_person(*, person: Person, sex: str, birth_date: date | None, actor: Actor, now: datetime) -> None:
    """Write the sex and date of birth of a locked person anew: a building block. The trail says that it was done."""
    person.sex, person.birth_date = sex, birth_date
    person.save(update_fields=["sex", "birth_date"])
    audit.record(actor=actor, action=AuditAction.CORRECT_PERSON, target=person, now=now)


def rename_person(*, person: Person, name: str, actor: Actor, now: datetime) -> None:
    """Write a checked name of a locked person and its sign-in anew: a building block. The former one is still found."""
    former = f"{person.full_name}\t{person.sort_name}"
    # A name that came back is a former one no more.
    lines = [line for line in person.former_names.splitlines() if line.partition("\t")[0] != name]
    person.former_names = "\n".join([*(line for line in lines if line != former), former])
    person.full_name, person.sort_name = name, sort_name_of(name)
    person.save(update_fields=["full_name", "sort_name", "former_names"])
    User.objects.filter(person=person).update(display_name=name)
    audit.record(actor=actor, action=AuditAction.RENAME_PERSON, target=person, now=now)


def keep_resident_id(*, person: Person, number: str, actor: Actor, now: datetime) -> None:
    """Give a locked person a checked identity number, the first or another one: a building block.

    The sex and the date of birth that it holds go with it.

    :raises PersonExists: somebody else came into the records with it meanwhile.
    """
    _put_resident_id(person, number)
    try:
        with transaction.atomic():
            person.save(
                update_fields=["resident_id", "resident_id_hash", "resident_id_last4", "birth_date", "sex"]
            )
    except IntegrityError:
        # Without the error's text: the database would name the number.
        words = _("A person with this identity number is already here.")
        raise PersonExists(words, field="number") from None
    audit.record(actor=actor, action=AuditAction.KEEP_RESIDENT_ID, target=person, now=now)


def reveal_resident_id(*, person_uuid: UUID, reason: str, actor: Actor, now: datetime) -> str:
    """Return the full identity number and write down who asked and why.

    :raises PersonNotFound: when there is no such person.
    """
    with transaction.atomic(durable=True):
        person = Person.objects.filter(uuid=person_uuid).first()
        if person is None:
            raise PersonNotFound
        audit.record(
            actor=actor, action=AuditAction.REVEAL_RESIDENT_ID, target=person, reason=reason, now=now
        )
        return person.resident_id


def add_user(*, user: NewUser, actor: Actor, now: datetime) -> User:
    """Make a sign-in.

    :raises UsernameTaken: the user name exists, in any casing.
    """
    taken = UsernameTaken(_("This user name is taken."), field="username")
    with transaction.atomic(durable=True):
        if User.objects.filter(username=user.username.lower()).exists():
            raise taken
        try:
            with transaction.atomic():
                row = User.objects.create_user(
                    user.username,
                    user.password,
                    display_name=user.display_name,
                    email=user.email,
                    person=user.person,
                )
        except IntegrityError as error:
            raise taken from error
        audit.record(actor=actor, action=AuditAction.ADD_USER, target=row, now=now)
    return row


def grant_role(*, user: User, role: Role, place: Place, actor: Actor, now: datetime) -> RoleAssignment:
    """Let a user hold a role at a place from now on; again changes nothing. An employer's first is its owner.

    :raises RoleNotForPlace: this role is not held at that kind of place.
    """
    scope = _SCOPES[type(place)]
    if scope not in _PLACES_OF.get(role, _ANY_OFFICE):
        raise RoleNotForPlace(_("This role is not held at such a place."), field="role")
    with transaction.atomic(durable=True):
        values = {"valid_from": now, "is_owner": isinstance(place, Employer) and not _has_people(place)}
        row, created = RoleAssignment.objects.get_or_create(
            user=user, role=role, ended_at=None, **{scope.value: place}, defaults=values
        )
        if created:
            mirror_in_groups(user)
            audit.record(
                actor=actor, action=AuditAction.GRANT_ROLE, target=row, after={"role": role.value}, now=now
            )
    return row


def _has_people(employer: Employer) -> bool:
    rows = RoleAssignment.objects.filter(role__in=EMPLOYER_ROLES, employer=employer, ended_at=None)
    return rows.exists()


def end_role(*, assignment_uuid: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """End a role; the next request of that user is refused.

    :raises UserNotFound: when the role is not held.
    """
    with transaction.atomic(durable=True):
        held = RoleAssignment.objects.select_for_update().filter(uuid=assignment_uuid, ended_at__isnull=True)
        row = held.first()
        if row is None:
            raise UserNotFound
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        mirror_in_groups(row.user)
        audit.record(actor=actor, action=AuditAction.END_ROLE, target=row, reason=reason, now=now)
