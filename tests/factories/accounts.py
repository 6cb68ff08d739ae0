"""People and sign-ins for tests: `registrar_at(site)`, `terminal_at(room)`, `sign_in(client, user)`.

Passwords are the same everywhere: PASSWORD for staff and employers, PIN for trainees.
"""

from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import uuid4

from django.test import Client

from lms.accounts.models import Person, RoleAssignment, Terminal, User
from lms.accounts.queries import sort_name_of
from lms.core.actor import Actor
from lms.core.enums import EMPLOYER_ROLES, Role
from lms.organisations.models import Administration, Employer, Room, School, Site

PASSWORD = "correct-horse-battery"
PIN = "803614"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_numbers = count(1)

Place = Site | School | Employer | Administration
_COLUMN_OF: dict[type, str] = {
    Site: "site",
    School: "school",
    Employer: "employer",
    Administration: "administration",
}


def an_actor() -> Actor:
    """Return an actor for operations whose caller does not matter."""
    return Actor.system("test")


def a_person(site: Site, *, name: str = "古丽娜尔·阿不都") -> Person:
    """Return a new person at the site, without a sign-in."""
    return Person.objects.create(full_name=name, sort_name=sort_name_of(name), site=site)


def a_user(role: Role, place: Place, *, username: str = "", person: Person | None = None) -> User:
    """Return a new user who holds the role at the place."""
    secret = PIN if role is Role.TRAINEE else PASSWORD
    name = person.full_name if person else f"{role.label} {next(_numbers)}"
    user = User.objects.create_user(
        username or f"{role.value}-{next(_numbers)}", secret, display_name=name, person=person
    )
    give_role(user, role, place)
    return user


def give_role(user: User, role: Role, place: Place) -> RoleAssignment:
    """Let the user hold one more role."""
    return RoleAssignment.objects.create(
        user=user,
        role=role,
        is_owner=role in EMPLOYER_ROLES,
        valid_from=LONG_AGO,
        **{_COLUMN_OF[type(place)]: place},
    )


def end_roles_of(user: User) -> None:
    """End every role of the user, as an administrator would."""
    user.role_assignments.filter(ended_at=None).update(ended_at=datetime.now(UTC))
    user.__dict__.pop("_roles_in_force", None)


def trainee_at(site: Site, *, name: str = "买买提·示范", number: str = "") -> User:
    """Return a new trainee: the user name is the trainee number, the password is PIN."""
    return a_user(
        Role.TRAINEE,
        site,
        username=number or f"{20260000 + next(_numbers)}",
        person=a_person(site, name=name),
    )


def registrar_at(place: Site | School) -> User:
    """Return a new registrar."""
    return a_user(Role.REGISTRAR, place)


def instructor_at(place: Site | School) -> User:
    """Return a new instructor."""
    return a_user(Role.INSTRUCTOR, place)


def content_reviewer_at(place: Site | School) -> User:
    """Return a new content reviewer."""
    return a_user(Role.CONTENT_REVIEWER, place)


def examinations_officer_at(place: Site | School) -> User:
    """Return a new examinations officer."""
    return a_user(Role.EXAMINATIONS_OFFICER, place)


def invigilator_at(site: Site) -> User:
    """Return a new invigilator."""
    return a_user(Role.INVIGILATOR, site)


def issuing_officer_at(school: School) -> User:
    """Return a new issuing officer."""
    return a_user(Role.ISSUING_OFFICER, school)


def administrator_at(place: Site | School | Administration) -> User:
    """Return a new administrator."""
    return a_user(Role.ADMINISTRATOR, place)


def employer_user_of(employer: Employer) -> User:
    """Return a new user of an employer, who signs in by e-mail."""
    user = a_user(Role.EMPLOYER, employer)
    user.email = f"{user.username}@example.com"
    user.save(update_fields=["email"])
    return user


def terminal_at(room: Room, *, seat: str = "1") -> tuple[Terminal, str]:
    """Return a registered terminal and the token that its device keeps in a cookie."""
    token = uuid4().hex
    terminal = Terminal.objects.create(
        site=room.site,
        room=room,
        seat=seat,
        token_hash=sha256(token.encode()).hexdigest(),
        registered_at=LONG_AGO,
    )
    return terminal, token


def client_at(room: Room, *, seat: str = "1", **options: Any) -> Client:
    """Return a test client that sits at a newly registered terminal."""
    from lms.accounts.terminals import DEVICE_COOKIE

    client = Client(**options)
    client.cookies[DEVICE_COOKIE] = terminal_at(room, seat=seat)[1]
    return client


def sign_in(client: Client, user: User) -> Client:
    """Sign the user in without the sign-in pages, confirmed, and return the client."""
    client.force_login(user)
    return client


def english_browser(user: User) -> Client:
    """Return a browser in which this user has signed in and reads English."""
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    return client
