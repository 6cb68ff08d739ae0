"""Reads about the people of an employer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from lms.accounts.employers.models import EmployerInvitation
from lms.accounts.errors import ColleagueNotFound
from lms.accounts.models import RoleAssignment, User
from lms.accounts.queries import hash_of_secret
from lms.core.enums import EMPLOYER_ROLES, Role
from lms.organisations.api import (
    Employer,
    EmployerDecision,
    body_look_alikes,
    domain_of,
    domains_look_alike,
)


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
    return _open(now).filter(employer=employer_id)


def unanswered_invitations(employer_id: int) -> QuerySet[EmployerInvitation]:
    """Return the invitations that nobody accepted or withdrew, those that ran out, too."""
    return EmployerInvitation.objects.filter(
        employer=employer_id, accepted_at__isnull=True, withdrawn_at__isnull=True
    )


def _open(now: datetime) -> QuerySet[EmployerInvitation]:
    """Return what can be accepted: the employer is verified, and who invited is still one of its owners."""
    owners = RoleAssignment.objects.filter(
        user__uuid=OuterRef("made_by"),
        user__is_active=True,
        employer=OuterRef("employer"),
        role=Role.EMPLOYER,
        is_owner=True,
        ended_at__isnull=True,
    )
    return EmployerInvitation.objects.filter(
        Exists(owners),
        employer__is_verified=True,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=now,
    )


def invitation_behind(secret: str, *, now: datetime) -> EmployerInvitation | None:
    """Return the open invitation that a link leads to; everything else looks alike."""
    return _open(now).select_related("employer").filter(secret_hash=hash_of_secret(secret)).first()


def has_account(email: str) -> bool:
    """Return whether an address, in small letters, has an account that is more than an unconfirmed sign-up."""
    return User.objects.filter(email=email, employer_sign_up__isnull=True).exists()


def account_that_left(email: str) -> User | None:
    """Return the account with an address, locked, that worked for employers and nowhere else, and does so no more."""
    user = User.objects.select_for_update().filter(email=email, is_active=True, is_superuser=False).first()
    if user is None or user.person_id is not None:
        return None
    # Asked behind the lock: another employer may call the same person back.
    roles = list(RoleAssignment.objects.filter(user=user).values_list("role", "ended_at"))
    has_left = bool(roles) and all(role in EMPLOYER_ROLES and ended_at for role, ended_at in roles)
    return user if has_left else None


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Another employer that may be taken for this one: by its name or code, by domains of its people's addresses."""

    employer: Employer
    by_name: bool
    by_code: bool
    domains: tuple[tuple[str, str], ...] = ()


def look_alikes_of(employer: Employer) -> list[LookAlike]:
    """Return the employers that may be taken for this one. Three queries, however many there are."""
    named = {row.pk: row for row in body_look_alikes(employer)}
    domains = _domains()
    alike: dict[int, tuple[tuple[str, str], ...]] = {}
    for other, theirs in domains.items():
        pairs = tuple(
            (own, their)
            for own in sorted(domains.get(employer.pk, ()))
            for their in sorted(theirs)
            if domains_look_alike(own, their)
        )
        if other != employer.pk and pairs:
            alike[other] = pairs
    further = Employer.objects.filter(pk__in=alike.keys() - named.keys()).in_bulk()
    rows = sorted({**named, **further}.values(), key=lambda row: row.code)
    return [_compared(employer, row, alike.get(row.pk, ())) for row in rows]


def _compared(employer: Employer, other: Employer, domains: tuple[tuple[str, str], ...]) -> LookAlike:
    keys = {employer.key_zh, employer.key_en} - {""}
    by_name = bool(keys & {other.key_zh, other.key_en})
    return LookAlike(
        other, by_name, bool(employer.credit_code) and employer.credit_code == other.credit_code, domains
    )


def _domains() -> dict[int, set[str]]:
    """Return the domains of the addresses of each employer's people."""
    held = RoleAssignment.objects.filter(role__in=EMPLOYER_ROLES, ended_at__isnull=True)
    found: dict[int, set[str]] = defaultdict(set)
    for employer, email in held.exclude(user__email="").values_list("employer", "user__email"):
        found[employer].add(domain_of(email))
    return found


def everybody_of(employer_id: int) -> QuerySet[RoleAssignment]:
    """Return who works for an employer, however it stands, and whether each has a second step (`has_second_step`)."""
    held = RoleAssignment.objects.filter(employer=employer_id, role__in=EMPLOYER_ROLES, ended_at__isnull=True)
    steps = Exists(Authenticator.objects.filter(user=OuterRef("user")))
    held = held.annotate(has_second_step=steps)
    return held.select_related("user").order_by("-is_owner", "user__display_name", "pk")


def find_employers_person(user_uuid: UUID) -> tuple[User, Employer]:
    """Return somebody at an employer, and which.

    :raises ColleagueNotFound: for none.
    """
    held = RoleAssignment.objects.filter(user__uuid=user_uuid, role__in=EMPLOYER_ROLES, ended_at__isnull=True)
    row = held.select_related("user", "employer").order_by("pk").first()
    if row is None or row.employer is None:
        raise ColleagueNotFound
    return row.user, row.employer


def last_decision_about(employer_id: int) -> EmployerDecision | None:
    """Return what was decided last about an employer."""
    return EmployerDecision.objects.filter(employer=employer_id).order_by("-number").first()


def decided_by(decisions: Iterable[EmployerDecision]) -> dict[UUID, str]:
    """Return the names of who decided, by the key of each."""
    users = User.objects.filter(uuid__in={row.by for row in decisions})
    return dict(users.values_list("uuid", "display_name"))
