"""Drafts stand in the order of their file, and all of a page are ticked at once."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from lms.exams.intake.models import ItemDraft
from lms.exams.intake.operations import ImportedFile, take_in
from tests.exams.intake.samples import a_reading, a_single
from tests.factories.accounts import sign_in
from tests.factories.courses import NOW
from tests.factories.drafts import BANK, WHO, an_author, an_officer

pytestmark = pytest.mark.django_db
STEMS = ["甲？", "乙？", "丙？"]


@pytest.fixture
def page_of():
    """Drafts of two files, and a page of the list to look at."""
    later = {**WHO, "now": NOW.replace(year=NOW.year + 1)}
    for name, who in (("old", WHO), ("new", later)):
        reading = a_reading(*(a_single(f"{name}{stem}") for stem in STEMS))
        take_in(
            bank=BANK, reading=reading, file=ImportedFile(f"{name}.xlsx", "0" * 64), by=an_author(), **who
        )
    client = sign_in(Client(), an_officer())
    client.cookies["language"] = "en"

    def look(query: str) -> str:
        answer = client.get(f"{reverse('question_bank:index')}?shelf=open{query}")
        assert answer.status_code == 200
        return answer.content.decode()

    return look


def test_the_newest_file_is_first_and_each_file_stands_in_its_own_order(page_of) -> None:
    shown = re.findall(r"(?:old|new)[甲乙丙]？(?=</a>)", page_of(""))
    assert shown == [f"{name}{stem}" for name in ("new", "old") for stem in STEMS]


def test_all_of_a_page_are_ticked_by_one_button_even_without_a_script(page_of) -> None:
    page = page_of("")
    assert page.count('type="checkbox" name="draft"') == 6
    assert 'name="tick" value="all"' in page
    assert "<tick-all" in page
    assert "js/tick-all" in page
    ticks = r'name="draft"[^>]*checked'
    assert len(re.findall(ticks, page)) == 0
    ticked = page_of("&tick=all")
    assert len(re.findall(ticks, ticked)) == 6
    assert 'name="tick" value="all">' in ticked
    assert '<input type="hidden" name="tick"' not in ticked, "what comes next is not asked with old ticks"
    assert ItemDraft.objects.count() == 6
