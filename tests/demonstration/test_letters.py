"""In the demonstration a page stands in for mailboxes: its links open, and production has none of it."""

import os
import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection
from django.test import Client

from lms.organisations.models import Employer
from tests.factories.accounts import PASSWORD
from tests.factories.employers import SIGNS_UP
from tests.support.post import posted

PAGE, SIGN_UP, LOGIN = "/demonstration/letters/", "/accounts/signup/", "/accounts/login/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_the_demonstration(settings, tmp_path) -> None:
    cache.clear()
    settings.DEMONSTRATION = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.PUBLIC_BASE_URL = "http://platform.example:8123"


def test_a_new_employer_confirms_by_the_letter_on_the_page() -> None:
    client = Client()
    assert PAGE in client.get(client.post(SIGN_UP, SIGNS_UP).url).content.decode()
    posted()
    page = client.get(PAGE).content.decode()
    assert SIGNS_UP["email"] in page
    found = re.search(r'href="(/accounts/confirm-email/[^"]+)"', page)
    assert found, page
    assert client.post(found[1], {"password": PASSWORD}).url == LOGIN
    assert Employer.objects.count() == 1


def test_only_our_own_addresses_are_links_and_words_are_text() -> None:
    body = (
        "<script>alert(1)</script>\nhttp://evil.example/a\nhttp://platform.example:8123.evil.example/b\n"
        "http://platform.example:8123//evil.example/c"
    )
    EmailMessage("Subject", body, None, ["a@b.example"]).send()
    page = Client().get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert 'href="/evil.example/c"' in page
    assert 'href="http' not in page.partition("<main")[2].partition("</main>")[0]


def test_the_newest_comes_first_and_twenty_are_shown(settings) -> None:
    for first in (0, 11):  # one file for each connection
        words = [f"Letter {number:02}" for number in range(first, first + 11)]
        get_connection().send_messages([EmailMessage(each, "text", None, ["a@b.example"]) for each in words])
        (file,) = Path(settings.EMAIL_FILE_PATH).glob("2*-*.log")
        os.utime(file.rename(file.with_name(f"of-{first}.log")), (first, first))
    found = re.findall(r"Letter (\d\d)", Client().get(PAGE).content.decode())
    assert found == [f"{number:02}" for number in range(21, 1, -1)]


def test_without_letters_the_page_says_so_and_elsewhere_there_is_none(settings) -> None:
    assert Client().get(PAGE).status_code == 200
    settings.DEMONSTRATION = False
    assert Client().get(PAGE).status_code == 404
    assert PAGE not in Client().get("/accounts/confirm-email/").content.decode()
