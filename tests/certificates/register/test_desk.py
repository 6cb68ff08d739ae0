"""The register before its officers: agrees or not, all checkpoints, the sheet; nobody else, and no query per row."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing.register.checking import monitor_register
from certificates.models import RegisterCheckpoint
from lms.core import clock
from tests.factories.accounts import administrator_at, issuing_officer_at, registrar_at, sign_in
from tests.factories.organisations import a_school, a_site
from tests.factories.register import checkpoint, entered
from tests.support.printed import words_of

pytestmark = pytest.mark.django_db
PAGE, SHEET = "/authoring/certificate-register/", "/authoring/certificate-register/checkpoint.pdf"


@pytest.fixture(autouse=True)
def apart(settings, tmp_path):
    settings.REGISTER_DIR = str(tmp_path / "register")


@pytest.fixture
def client() -> Client:
    client = sign_in(Client(), issuing_officer_at(a_school()))
    client.cookies["language"] = "en"
    return client


def shown(client: Client) -> str:
    return client.get(PAGE).content.decode()


def test_an_empty_register_says_what_will_come(client) -> None:
    text = shown(client)
    assert "There is no checkpoint yet." in text
    assert "Nobody has looked yet" in text
    assert SHEET not in text
    assert client.get(SHEET).status_code == 404


def test_what_agrees_is_said_with_its_time_and_what_waits(client) -> None:
    checkpoint(day=1)
    monitor_register(now=clock.now())
    assert "Everything agrees: 1 entry" in shown(client)
    entered(2)
    assert "2 are signed with the next checkpoint" in shown(client)
    row = checkpoint(day=2)
    text = shown(client)
    assert f"{row.root[:8]} {row.root[8:16]}" in text
    assert text.count(f"{row.root[:16]}…") == 1


def test_what_differs_is_listed_and_the_desk_leads_to_it(client) -> None:
    entered(1)  # of no credential
    monitor_register(now=clock.now())
    text = shown(client)
    assert "The register of certificates does not agree" in text
    assert "belongs to no credential" in text
    assert reverse("register_desk:index") in client.get("/home/").content.decode()


def test_the_sheet_carries_root_text_and_address(client, settings) -> None:
    settings.PUBLIC_BASE_URL = "https://check.example"
    entered(3)
    row = checkpoint(day=1)
    answer = client.get(SHEET)
    assert answer["Content-Disposition"] == 'inline; filename="checkpoint-4.pdf"'
    text = words_of(answer.content)
    assert row.root[-8:] in text
    assert "https://check.example/register/checkpoints/4" in "".join(text.split())


def test_the_newest_checkpoint_is_the_one_over_the_most_entries(client) -> None:
    checkpoint(day=9)  # the clock was ahead
    entered(2)
    row = checkpoint(day=2)
    assert f"{row.root[:8]} {row.root[8:16]}" in shown(client)
    assert client.get(SHEET)["Content-Disposition"] == 'inline; filename="checkpoint-3.pdf"'


def test_a_year_of_checkpoints_asks_no_more_than_a_day(client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as kept:
            client.get(PAGE)
        return len(kept)

    checkpoint(day=1)
    asked()
    one = asked()
    for day in range(2, 31):
        checkpoint(day=day)
    assert RegisterCheckpoint.objects.count() == 30
    assert asked() == one


@pytest.mark.parametrize("path", [PAGE, SHEET])
def test_only_who_issues_or_administers_comes_in(path) -> None:
    checkpoint(day=1)
    assert sign_in(Client(), administrator_at(a_site())).get(path).status_code == 200
    assert sign_in(Client(), registrar_at(a_site())).get(path).status_code in {302, 403, 404}
