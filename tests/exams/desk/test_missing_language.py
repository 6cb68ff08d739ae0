"""What has no English is not shown as if it had: the other language never passes for this one."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from lms.exams.interchange.drafts import Option
from tests.factories.accounts import sign_in
from tests.factories.drafts import a_reader, a_waiting_draft, an_author

pytestmark = pytest.mark.django_db
CHINESE = "断电后先做什么？"
MIXED = (Option("a", {"zh": "接地"}), Option("b", {"zh": "验电", "en": "prove dead"}))


def cards_of(page_name: str, **changes: object) -> list[str]:
    """Return the two cards of a question as a reader sees them."""
    draft = a_waiting_draft(an_author(), **changes)
    client = sign_in(Client(), a_reader())
    client.cookies["language"] = "en"
    page = client.get(reverse(f"question_bank:{page_name}", args=[draft.uuid])).content.decode()
    return re.findall(r'<article class="seen.*?</article>', page, re.DOTALL)


@pytest.mark.parametrize("page_name", ["read", "draft"])
def test_a_question_without_english_is_shown_once(page_name: str) -> None:
    only_chinese = (Option("a", {"zh": "接地"}), Option("b", {"zh": "验电"}))
    chinese, english = cards_of(
        page_name, stem={"zh": CHINESE}, options=only_chinese, rationale={"zh": "先验电。"}
    )
    assert CHINESE in chinese
    assert CHINESE not in english
    assert "接地" not in english
    assert "There is no English wording." in english
    assert 'lang="en"' in english


@pytest.mark.parametrize("page_name", ["read", "draft"])
def test_an_option_that_alone_lacks_english_says_so_and_in_which_language_it_is(page_name: str) -> None:
    _chinese, english = cards_of(page_name, options=MIXED, rationale={"zh": "先验电。"})
    assert "There is no English wording." not in english
    assert re.search(r'<span lang="zh-Hans">\s*(<span class="words">)?接地', english)
    assert re.search(r'<span>\s*(<span class="words">)?prove dead', english)
    assert english.count("not translated yet") == 2, "the option and the explanation"


def test_a_question_in_both_languages_says_nothing_of_that() -> None:
    for card in cards_of("read"):
        assert "not translated yet" not in card
        assert "There is no" not in card
