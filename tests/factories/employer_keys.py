"""Keys of employers for tests: `a_key()`, and how a program sends one."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.test import Client

from certificates.employerapi.models import EmployerKey
from certificates.employerapi.operations import NewKey, make_key
from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.clock import now
from lms.core.enums import Role
from lms.organisations.models import Employer
from tests.factories.accounts import employer_user_of
from tests.factories.employers import people_values
from tests.factories.openings import opening_values
from tests.factories.organisations import an_employer

API = "/api/v1/certificates"


def wish_of(employer: Employer, **more: Any) -> NewKey:
    """Return a wish for a key of this employer."""
    return NewKey(
        **{"employer_id": employer.pk, "name": "人事系统", "days": 365, "client_key": uuid4()} | more
    )


def a_key(user: User | None = None, *, at: datetime | None = None, **more: Any) -> tuple[EmployerKey, str]:
    """Let a user of an employer make a key; return it with its secret."""
    user = user or employer_user_of(an_employer())
    employer = user.role_assignments.filter(role=Role.EMPLOYER).latest("pk").employer
    return make_key(new=wish_of(employer, **more), actor=Actor(user.uuid, Role.EMPLOYER), now=at or now())


def key_of(user: User) -> dict[str, Any]:
    """Let somebody of an employer make a key; return what addresses name of it: staff may look at any."""
    key = a_key(user)[0]
    named = {"api_key_uuid": key.uuid, "employer_key_uuid": key.uuid}
    return named | {"employer_uuid": key.employer.uuid} | people_values(user) | opening_values(user)


class Program:
    """A program that holds a key: no cookies, CSRF checks on, JSON."""

    def __init__(self, secret: str, *, language: str = "zh-CN") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Bearer {secret}", "Accept-Language": language}

    def check(self, number: str, name: str) -> Any:
        return self.post("check", {"number": number, "name": name})

    def checks(self, *pairs: tuple[str, str]) -> Any:
        asked = [{"number": number, "name": name} for number, name in pairs]
        return self.post("checks", {"certificates": asked})

    def code(self, token: str) -> Any:
        return self.client.get(f"{API}/verify/{token}", headers=self.headers)

    def post(self, path: str, body: Any) -> Any:
        return self.client.post(f"{API}/{path}", body, content_type="application/json", headers=self.headers)
