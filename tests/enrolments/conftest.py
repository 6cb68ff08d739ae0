"""Two versions of a programme, and a classroom on the first of them."""

import pytest
from django.test import Client

from courses.catalog.api import ProgrammeVersion
from tests.enrolments.moving import enrol_at, load
from tests.factories.accounts import registrar_at, sign_in, trainee_at
from tests.factories.courses import a_plan, enrol
from tests.factories.organisations import a_site


@pytest.fixture
def versions() -> tuple[ProgrammeVersion, ProgrammeVersion]:
    """Two versions: the second one drops lesson 2, adds lesson 3, and asks for another examination."""
    plan = a_plan(lessons=3)
    return load(plan, 1, lessons=(0, 1)), load(plan, 2, lessons=(0, 2), scheme="OTHER")


@pytest.fixture
def classroom(versions):
    """A registrar's client and three trainees on the first version at one school; a fourth at another site."""
    site = a_site()
    first = enrol(trainee_at(site, name="学员甲"), versions[0])
    rows = [first, *(enrol_at(first, trainee_at(site, name=f"学员{name}"), versions[0]) for name in "乙丙")]
    enrol(trainee_at(a_site(), name="别处的人"), versions[0])
    client = sign_in(Client(), registrar_at(site))
    client.cookies["language"] = "en"
    return client, rows
