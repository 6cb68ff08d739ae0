"""Certificates by the workbook are checked by employers: nobody else is shown the way there, nor let in."""

import pytest
from django.test import Client
from django.urls import reverse

from lms.core.enums import STAFF_ROLES, Role
from tests.factories.accounts import a_user, employer_user_of, sign_in
from tests.factories.organisations import a_site, an_employer

pytestmark = pytest.mark.django_db
STAFF = sorted(STAFF_ROLES)


def test_an_employer_is_shown_the_way_to_check_many() -> None:
    where = reverse("certificates:bulk_check")
    client = sign_in(Client(), employer_user_of(an_employer()))
    assert f'href="{where}"' in client.get("/home/").content.decode()
    assert client.get(where).status_code == 200


@pytest.mark.parametrize("role", STAFF)
def test_nobody_else_is(role: Role, settings) -> None:
    settings.MFA_REQUIRED = False
    where = reverse("certificates:bulk_check")
    client = sign_in(Client(), a_user(role, a_site()))
    home = client.get("/home/")
    assert home.status_code == 200
    assert f'href="{where}"' not in home.content.decode()
    assert client.get(where).status_code == 403


def test_the_public_is_not_either() -> None:
    assert reverse("certificates:bulk_check") not in Client().get("/verify/").content.decode()
