"""What is typed into a search of the authoring host is looked for, whatever characters it has."""

import pytest
from modelsearch.query import And, Not, Phrase, PlainText
from wagtail.models import Page

from lms.core.searching import without_quotes

HOSTILE = ['"', "'\"", 'a"b', '"a', '""', "a' OR b", "AND", "NOT", "(", "*", "\\", "“电工”", '"电工" "']


@pytest.mark.django_db
@pytest.mark.parametrize("typed", HOSTILE)
def test_no_character_is_answered_as_a_busy_system(typed: str) -> None:
    for look in (Page.objects.search, Page.objects.autocomplete):
        assert isinstance(list(look(typed)), list)


def test_parts_of_a_query_are_reached_at_any_depth() -> None:
    query = without_quotes(And([PlainText('a"b'), Not(Phrase('"'))]))
    assert '"' not in repr(query)
