"""The guide for instructors is read on the platform, and nothing in the editor leads to a page outside."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from courses.pages.authoring.guide import guide_html, pictures
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.organisations import a_site
from tests.pages.authors import a_lesson_page, an_instructor, client_of

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the files of pictures to the collector when it makes a smaller size.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]
# Without scripts the editor does not work at all; Wagtail names a page that says how to switch them on.
WITHOUT_SCRIPTS = re.compile(r"<noscript.*?</noscript>", re.DOTALL)
OUTSIDE = re.compile(r'(?:href="|"url": ?")(https?://[^"]+)"')


@pytest.fixture
def author():
    return client_of(an_instructor())


def test_the_guide_shows_its_steps_and_its_pictures(author) -> None:
    page = author.get(reverse("guide")).content.decode()
    for words in ("等着写的课", "电路图用的词", "<table>", "批准并发布"):
        assert words in page
    shown = re.findall(r'<img src="([^"]+/guide/[^"]+)"', page)
    assert len(shown) == len(pictures()) >= 6
    for address in shown:
        answer = author.get(address)
        assert answer["Content-Type"] == "image/png"
        assert b"".join(answer.streaming_content).startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["overview.png", "instructor.md", "..", "08-certificate.png"])
def test_no_other_file_is_served(author, name) -> None:
    assert author.get(reverse("guide_picture", args=[name])).status_code == 404


def test_a_guide_has_no_html_of_its_own_and_no_way_out() -> None:
    shown = guide_html(
        "<script>x</script> [words](https://a.example/b) [more](../decisions/0001.md) [here](#x)"
    )
    assert "<script" not in shown
    assert "words" in shown
    assert re.findall(r'href="([^"]+)"', shown) == ["#x"]


@pytest.mark.usefixtures("loaded_pack")
def test_nothing_in_the_editor_leads_outside(author) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[a_lesson_page().pk])
    for address in (reverse("wagtailadmin_home"), edit, reverse("guide")):
        page = WITHOUT_SCRIPTS.sub("", author.get(address).content.decode())
        assert [found for found in OUTSIDE.findall(page) if "://testserver" not in found] == []
        assert f'"{reverse("guide")}"' in page


def test_the_guide_is_for_those_who_write() -> None:
    registrar = sign_in(Client(), registrar_at(a_site()))
    assert registrar.get(reverse("guide")).status_code == 403
