"""What is typed into a search of the authoring host is looked for, whatever characters it has."""

import pytest
from django.test import Client
from modelsearch.query import And, Not, Phrase, PlainText

from courses.pages.models import ProgrammePage
from lms.core.searching import without_quotes
from tests.factories.accounts import content_reviewer_at, sign_in
from tests.factories.organisations import a_school

HOSTILE = ['"', "'\"", 'a"b', '"a', '""', "a' OR b", "AND", "NOT", "(", "*", "\\", "“电工”", '"电工" "']


@pytest.mark.django_db
@pytest.mark.parametrize("typed", HOSTILE)
def test_no_character_is_answered_as_a_busy_system(typed: str) -> None:
    client = sign_in(Client(), content_reviewer_at(a_school()))
    for address in ("/authoring/pages/search/", "/authoring/pages/1/"):
        assert client.get(address, {"q": typed}).status_code in {200, 302}, address
    assert list(ProgrammePage.objects.search(typed)) is not None


def test_parts_of_a_query_are_reached_at_any_depth() -> None:
    query = without_quotes(And([PlainText('a"b'), Not(Phrase('"'))]))
    assert '"' not in repr(query)
