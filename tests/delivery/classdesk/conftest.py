"""A registrar at the desk of classes, on the morning before the cohorts of these tests begin."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lms.accounts.models import User
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.teaching import NINE, a_class


@pytest.fixture
def signed() -> list[tuple[Client, User]]:
    """Whoever is signed in, to be signed in again when the clock was turned."""
    return []


@pytest.fixture(autouse=True)
def clock(monkeypatch, signed):
    """Stand the clock at the first morning; call it with another instant to turn it."""

    def turn(instant: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: instant)
        for client, user in signed:
            sign_in(client, user)

    turn(NINE - timedelta(hours=1))
    return turn


@pytest.fixture
def group():
    return a_class(people=2, capacity=3)


@pytest.fixture
def office(group, signed):
    """A signed-in registrar of the group's site, in English."""
    client, user = Client(), registrar_at(group.cohort.site)
    sign_in(client, user)
    signed.append((client, user))
    client.cookies["language"] = "en"
    return client
