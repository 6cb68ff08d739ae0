"""What the monitor finds is on the desk of those who issue, until a later run finds nothing."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from certificates.issuing.register.checking import monitor_register
from tests.factories.accounts import issuing_officer_at, registrar_at, sign_in
from tests.factories.organisations import a_school
from tests.factories.register import entered

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 3, tzinfo=UTC)
TITLE = "证书登记簿核对不一致"


def test_the_desk_of_an_issuing_officer_rings(client: Client) -> None:
    sign_in(client, issuing_officer_at(a_school()))
    assert TITLE not in client.get("/home/").content.decode()
    entered(1)
    monitor_register(now=NOW)
    assert TITLE in client.get("/home/").content.decode()


def test_others_are_not_troubled(client: Client) -> None:
    entered(1)
    monitor_register(now=NOW)
    sign_in(client, registrar_at(a_school()))
    assert TITLE not in client.get("/home/").content.decode()
