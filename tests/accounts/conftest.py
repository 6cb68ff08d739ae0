"""Fixtures of the tests of accounts: an empty count of wrong tries, and the rules of a real classroom."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from lms.organisations.models import Room, Site
from tests.factories.organisations import a_room, a_site


@pytest.fixture(autouse=True)
def no_tries_yet() -> Iterator[None]:
    """Start every test without counted tries."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def a_real_classroom(settings) -> None:
    """Trainees sign in at terminals only, as outside the demonstration."""
    settings.TRAINEE_SIGN_IN_ANYWHERE = False


@pytest.fixture
def site(db) -> Site:
    """A training site."""
    return a_site()


@pytest.fixture
def room(site: Site) -> Room:
    """A classroom of the site with 60 seats."""
    return a_room(site)
