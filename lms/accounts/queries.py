"""Reads of people, roles and terminals."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, FilteredRelation, Max, OuterRef, Q, QuerySet

from lms.accounts.errors import PersonNotFound
from lms.accounts.models import Person, RoleAssignment, SignInCard, Terminal, User
from lms.core.actor import Actor
from lms.core.crypto import lookup_hash
from lms.core.enums import Role
from lms.core.natural import natural_key
from lms.core.prepared import Asked, Columns, Question, slot
from lms.organisations.api import Plan, Room, seats_of

_ROLES = Columns(
    lambda: (
        RoleAssignment.objects.filter(user=slot(RoleAssignment, "user"), ended_at__isnull=True)
        .order_by()
        .only("role")
    )
)
# Asked with every request: one row for each role in force, or one without. The role stands beside the user.
_USER: Question[Any] = Question(
    lambda: (
        User.objects.filter(pk=slot(User, "id"))
        .order_by()
        .annotate(
            in_force=FilteredRelation(
                "role_assignments", condition=Q(role_assignments__ended_at__isnull=True)
            ),
            held_role=F("in_force__role"),
        )
    )
)
# Asked with every request of a terminal.
_TERMINAL = Question(
    lambda: Terminal.objects.filter(
        token_hash=slot(Terminal, "token_hash"), withdrawn_at__isnull=True
    ).order_by()
)
RESIDENT_ID_PURPOSE = "resident-id"


def roles_in_force(user: User) -> frozenset[Role]:
    """Return the roles that the user holds now, read once per request (the user object lives that long)."""
    cached: frozenset[Role] | None = user.__dict__.get("_roles_in_force")
    if cached is None:
        cached = _keep_roles(user, (role for _pk, role in _ROLES.rows(user=user.pk)))
    return cached


def asked_user(user_id: Any) -> Asked[Any]:
    """Return what tells a user and the roles in force, to be asked with something else; `user_in` takes the answer."""
    return _USER.asked(id=user_id)


def user_in(rows: Sequence[User]) -> User | None:
    """Return the user of that answer, who knows the roles that were read."""
    if not rows:
        return None
    held = (vars(row).pop("held_role") for row in rows)
    _keep_roles(rows[0], (role for role in held if role is not None))
    return rows[0]


def _keep_roles(user: User, roles: Iterable[str]) -> frozenset[Role]:
    kept = frozenset(Role(role) for role in roles)
    user.__dict__["_roles_in_force"] = kept
    return kept


def assignments_of(user: User, roles: Iterable[Role]) -> QuerySet[RoleAssignment]:
    """Return where the user holds any of these roles now."""
    return RoleAssignment.objects.filter(user_id=user.pk, role__in=list(roles), ended_at__isnull=True)


def hash_of_resident_id(number: str) -> str:
    """Return the keyed hash under which a resident identity number is found."""
    return lookup_hash(number, purpose=RESIDENT_ID_PURPOSE)


def find_person_by_resident_id(number: str) -> Person | None:
    """Return the person with this identity number, if we know one."""
    return Person.objects.filter(resident_id_hash=hash_of_resident_id(number)).first()


def people_by_resident_id(numbers: Iterable[str]) -> dict[str, Person]:
    """Return who has these identity numbers, by number; the sealed numbers are not read. One query."""
    hashes = {hash_of_resident_id(number): number for number in numbers}
    rows = Person.objects.filter(resident_id_hash__in=hashes).select_related("user").defer("resident_id")
    return {hashes[row.resident_id_hash]: row for row in rows if row.resident_id_hash}


def users_by_number(numbers: Iterable[str]) -> dict[str, User]:
    """Return whose user names these numbers are already, by number. One query."""
    wanted = [number.lower() for number in numbers]
    return {row.username: row for row in User.objects.filter(username__in=wanted).select_related("person")}


def get_person(uuid: UUID) -> Person:
    """Return the person.

    :raises PersonNotFound: when there is none.
    """
    person = Person.objects.select_related("site").filter(uuid=uuid).first()
    if person is None:
        raise PersonNotFound
    return person


def find_user(username: str) -> User | None:
    """Return the user with this user name, in any casing."""
    return User.objects.filter(username__iexact=username).first()


def sort_name_of(name: str) -> str:
    """Return the pinyin of a name, for sorting only."""
    # Here, as its dictionaries take a quarter of the start, and few processes need them.
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(name))[:400].lower()


def named(words: str, *, at: str = "") -> Q:
    """Return what finds people by a part of the name, now or before, or of its pinyin.

    `at` leads from the rows asked to the person, such as "enrolment__person".
    """
    way = f"{at}__" if at else ""
    return (
        Q(**{f"{way}full_name__icontains": words})
        | Q(**{f"{way}sort_name__icontains": words.lower()})
        | Q(**{f"{way}former_names__icontains": words})
    )


def live_card_since(person: Person) -> datetime | None:
    """Return when the card was issued that signs a person in now, None without one; one query."""
    live = SignInCard.objects.filter(user__person=person, revoked_at__isnull=True).order_by()
    return live.values_list("issued_at", flat=True).first()


def hash_of_secret(secret: str) -> str:
    """Return the SHA-256 under which a long random secret (token, code, card) is kept; it needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def asked_terminal(token: str) -> Asked[Terminal]:
    """Return the question for the registered terminal that keeps this token."""
    return _TERMINAL.asked(token_hash=hash_of_secret(token))


def find_card_by_secret(secret: str) -> SignInCard | None:
    """Return the card, in force, that holds this secret."""
    in_force = SignInCard.objects.select_related("user").filter(revoked_at__isnull=True)
    return in_force.filter(secret_hash=hash_of_secret(secret)).first()


@dataclass(frozen=True, slots=True)
class LiveCards:
    """How many cards sign somebody in now, and the key of the newest, 0 without one."""

    number: int
    newest: int


def live_cards_of(users: Iterable[int]) -> LiveCards:
    """Return the cards that sign these trainees in now; one query."""
    live = SignInCard.objects.filter(user__in=list(users), revoked_at__isnull=True).order_by()
    found = live.aggregate(number=Count("pk"), newest=Max("pk"))
    return LiveCards(found["number"], found["newest"] or 0)


def actor_of(request: Any) -> Actor:
    """Return who acts in this request: the user, the weightiest role, the terminal."""
    roles = request.user.held_roles() if request.user.is_authenticated else frozenset()
    role = next((candidate.value for candidate in Role if candidate in roles), "none")
    terminal = getattr(request, "terminal", None)
    return Actor(
        user_uuid=request.user.uuid if request.user.is_authenticated else None,
        role=role,
        terminal_uuid=terminal.uuid if terminal else None,
    )


def is_ones_own(actor: Actor, person_ids: Iterable[int]) -> bool:
    """Return whether one of these people is the one who acts; one query."""
    if actor.user_uuid is None:
        return False
    return User.objects.filter(uuid=actor.user_uuid, person__in=list(person_ids)).exists()


def by_room_and_seat(terminals: Iterable[Terminal]) -> list[Terminal]:
    """Return terminals by site, room and seat, as people count."""
    return sorted(
        terminals,
        key=lambda row: (row.site.code, row.room.sort_name if row.room else "", natural_key(row.seat)),
    )


def terminals_beside(plan: Plan, room: Room) -> list[str]:
    """Return the seats of a room at which terminals are registered and that a plan has not."""
    seats = Terminal.objects.filter(room=room, withdrawn_at__isnull=True).values_list("seat", flat=True)
    return sorted(set(seats) - set(seats_of(plan)), key=natural_key)


def staff_named(uuids: Iterable[UUID]) -> dict[UUID, User | None]:
    """Return whose sign-ins these are, by `uuid`: None for somebody in training, whose name is not for the reader.

    Who is unknown is not among them. One query.
    """
    rows = User.objects.filter(uuid__in=set(uuids)).annotate(is_trainee=_was_in_training())
    return {row.uuid: None if row.person_id or row.is_trainee else row for row in rows}


def _was_in_training() -> Exists:
    return Exists(RoleAssignment.objects.filter(user=OuterRef("pk"), role=Role.TRAINEE))


def staff_called(name: str) -> list[User]:
    """Return who of staff has this user name, else all who are shown by this name; in any casing.

    People in training are never among them.
    """
    staff = User.objects.filter(~_was_in_training(), person__isnull=True).order_by("username")
    own = list(staff.filter(username__iexact=name))
    return own or list(staff.filter(display_name__iexact=name))
