"""What is typed into a search of the authoring host is looked for, whatever characters it has."""

import pytest
from django.test import Client
from modelsearch.query import And, Not, Phrase, PlainText
from wagtail.models import Page

from lms.core.searching import without_quotes
from tests.factories.accounts import content_reviewer_at, sign_in
from tests.factories.organisations import a_school

HOSTILE = ['"', "'\"", 'a"b', '"a', '""', "a' OR b", "AND", "NOT", "(", "*", "\\", "“电工”", '"电工" "']


@pytest.mark.django_db
@pytest.mark.parametrize("typed", HOSTILE)
def test_no_character_is_answered_as_a_busy_system(typed: str) -> None:
    for look in (Page.objects.search, Page.objects.autocomplete):
        assert isinstance(list(look(typed)), list)


@pytest.mark.django_db
def test_who_searches_for_pages_gets_an_answer() -> None:
    client = sign_in(Client(), content_reviewer_at(a_school()))
    for address in ("/authoring/pages/search/", "/authoring/pages/search/results/"):
        assert client.get(address, {"q": "'\""}).status_code == 200, address


def test_parts_of_a_query_are_reached_at_any_depth() -> None:
    query = without_quotes(And([PlainText('a"b'), Not(Phrase('"'))]))
    assert '"' not in repr(query)
