"""The home page of somebody whose certificate has ended: it calls nothing ready that is no longer in force."""

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.models import User
from lms.core.clock import now
from tests.factories.accounts import sign_in
from tests.factories.certificates import issued_credential
from tests.factories.endings import replaced, revoked
from tests.factories.sheets import another_certificate

pytestmark = pytest.mark.django_db


def test_what_was_revoked_is_not_ready_and_is_called_so() -> None:
    credential = issued_credential()
    user = User.objects.get(person=credential.person_id)
    client = sign_in(Client(), user)
    address = reverse("certificates:credential", args=[credential.uuid])

    def home() -> str:
        return client.get("/home/").content.decode()

    assert "证书做好了" in home()
    revoked(credential, now=now())
    page = home()
    assert "证书做好了" not in page
    assert "证书已经失效" in page
    assert page.count("已撤销") == 1, "on its card"
    assert page.count(address) == 2
    other = another_certificate(user)
    page = home()
    assert "证书做好了" in page
    assert page.count(reverse("certificates:credential", args=[other.uuid])) == 2, "the one in force is next"


def test_what_was_replaced_leads_to_the_new_one() -> None:
    old = issued_credential()
    new = replaced(old, now=now())
    client = sign_in(Client(), User.objects.get(person=old.person_id))
    page = client.get("/home/").content.decode()
    assert "证书做好了" in page
    assert page.count(reverse("certificates:credential", args=[new.uuid])) == 2
    assert "已换发" in page
