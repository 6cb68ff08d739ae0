"""The offline code from its holder's page to the public check."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from certificates.issuing.digital.offline import make_offline_code
from certificates.issuing.errors import WrongState
from certificates.issuing.status.operations import sign_stale_lists
from certificates.models import Credential, StatusList
from certificates.verifier.offline import read_code
from lms.core import clock
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.certificates import NAME
from tests.factories.endings import revoked
from tests.support.dropped import verdict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def _paste(client: Client, code: str) -> str:
    return client.post(reverse("certificates:verify_offline"), {"code": code}).content.decode()


def test_the_holder_sees_what_the_public_page_takes(client: Client, credential: Credential) -> None:
    sign_in(client, credential.person.user)
    address = reverse("certificates:offline_code", args=[credential.uuid])
    assert address in client.get(reverse("certificates:credential", args=[credential.uuid])).content.decode()
    found = re.search(r"OC1:[^<]+", client.get(address).content.decode())
    assert found
    page = _paste(Client(), unescape(found[0]))
    assert "verdict--valid" in page
    assert credential.number_id in page
    assert NAME not in page  # masked, as for the code on the paper
    assert "OC1:" not in page.replace("OC1: ", "")


def test_it_says_no_more_than_the_paper(credential: Credential) -> None:
    claim = read_code(make_offline_code(credential, now=clock.now()).encode()).claim
    assert (claim.number, claim.name) == (credential.number_id, NAME)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", claim.day)
    assert claim.index == credential.status_entry.index


def test_none_is_made_of_what_is_not_in_force(client: Client, credential: Credential) -> None:
    code = make_offline_code(credential, now=clock.now())
    revoked(credential)
    sign_stale_lists(now=clock.now())
    with pytest.raises(WrongState):
        make_offline_code(credential, now=clock.now())
    assert "verdict--revoked" in _paste(client, code)


def test_nothing_is_green_when_the_status_could_not_be_asked(client: Client, credential: Credential) -> None:
    code = make_offline_code(credential, now=clock.now())
    StatusList.objects.update(content=b"")
    page = _paste(client, code)
    assert "verdict--unconfirmed" in page
    assert "task--check-warning" in page


def test_only_the_holder_makes_one(client: Client, credential: Credential) -> None:
    sign_in(client, registrar_at(credential.enrolment.site))
    assert client.get(reverse("certificates:credential", args=[credential.uuid])).status_code == 200
    assert client.get(reverse("certificates:offline_code", args=[credential.uuid])).status_code == 404


def test_a_changed_code_shows_nothing(client: Client, credential: Credential) -> None:
    code = make_offline_code(credential, now=clock.now())
    # The last group but one stands in the signature.
    page = _paste(client, code[:-4] + ("0" if code[-4] != "0" else "1") + code[-3:])
    assert "verdict--refused" in page
    assert credential.number_id not in page


@pytest.mark.parametrize("lost", ["a character", "blanks", "end"])
def test_a_code_of_which_something_was_lost_is_asked_for_again(
    client: Client, credential: Credential, lost: str
) -> None:
    code = make_offline_code(credential, now=clock.now())
    cut = {"a character": code[:40] + code[41:], "blanks": code.replace(" ", ""), "end": code[:-9]}[lost]
    page = _paste(client, cut)
    assert "verdict--unconfirmed" in page
    assert "离线码不完整" in page
    assert "不是本平台签发的证书" not in page
    assert 'href="/verify/"' in verdict(page)
    assert credential.number_id not in page


@pytest.mark.parametrize("code", ["", "hello", "OC1:" + "0" * 3000])
def test_what_is_no_code_is_answered_by_the_form(client: Client, code: str) -> None:
    page = _paste(client, code)
    assert "verdict" not in page
    assert 'aria-invalid="true"' in page
