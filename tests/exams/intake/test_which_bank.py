"""Into which bank a file goes: one rule, names beside codes; what lacks a topic is said in time."""

from __future__ import annotations

import html
import re
from uuid import uuid4

import pytest
from django.urls import reverse

from lms.exams.bank.models import Topic
from lms.exams.intake.banks import bank_choices, bank_in_words
from lms.exams.intake.models import Bank, ItemDraft, ItemImport, QuestionUpload
from tests.exams.intake.dialogues import (
    BASE,
    GIFT,
    continued,
    page_of,
    read,
    read_over_http,
    send_over_http,
    sent,
    taken,
    text_of,
    work,
)
from tests.factories.courses import a_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files", "in_english")]


def choices_in(answer, name: str = "bank") -> list[str]:
    """Return the values that a list of a page offers."""
    found = re.search(rf'<select name="{name}".*?</select>', answer.content.decode(), re.DOTALL)
    return re.findall(r'<option value="([^"]*)"', found[0])


@pytest.mark.parametrize(
    ("chosen", "typed", "taken_into"),
    [("OLD", "", "OLD"), ("", "NEW", "NEW"), ("OLD", "OLD", "OLD"), ("OLD", "NEW", None), ("", "", None)],
)
def test_a_bank_is_chosen_or_typed_and_never_one_of_two_without_a_word(client, chosen, typed, taken_into):
    Bank.objects.create(code="OLD")
    answer = send_over_http(client, GIFT, "a.gift", bank=chosen, new_bank=typed)
    row = QuestionUpload.objects.first()
    assert (row.bank if row else None) == taken_into
    if chosen and typed and not taken_into:
        assert answer.status_code == 422
        assert "You chose OLD in the list and typed NEW here." in text_of(answer)
        assert 'value="NEW"' in answer.content.decode(), "what was typed is still there"
        assert re.search(r'<option value="OLD"\s+selected', answer.content.decode())


def test_the_rule_holds_where_a_file_is_corrected_and_where_a_question_is_begun(client):
    Bank.objects.create(code="OLD")
    path = read_over_http(client, GIFT, "a.gift")
    said = {"format": "", "encoding": "", "language": ""}
    refused = client.post(f"{BASE}{path}correct/", {**said, "bank": "OLD", "new_bank": "NEW"})
    assert refused.status_code == 422
    assert "You chose OLD in the list and typed NEW here." in text_of(refused)
    about = {"kind": "single", "use": "examination"}
    begun = client.post(reverse("question_bank:begin"), {**about, "bank": "OLD", "new_bank": "NEW"})
    assert begun.status_code == 422
    assert "You chose OLD in the list and typed NEW here." in text_of(begun)
    assert not ItemDraft.objects.exists()


def test_a_new_bank_is_no_choice_before_it_exists_and_is_called_new(client):
    path = read_over_http(client, GIFT, "a.gift")
    page = page_of(client, path)
    assert "OLD (a new bank)" in text_of(page)
    assert "OLD" not in choices_in(page)
    assert re.search(
        r'name="new_bank"[^>]*value="OLD"|value="OLD"[^>]*name="new_bank"', page.content.decode()
    )
    taken(QuestionUpload.objects.get())
    other = read_over_http(client, GIFT.replace(b"Q1", b"Q9"), "b.gift")
    assert "OLD" in choices_in(page_of(client, other))
    assert "(a new bank)" not in text_of(page_of(client, other))


def test_banks_are_named_where_they_are_chosen_and_reported(client, who):
    programme = a_version().programme
    words = f"{programme.code} · {programme.title_en or programme.title_zh}"
    assert bank_in_words(programme.code) == words
    assert bank_choices(["OLD", programme.code]) == [("OLD", "OLD"), (programme.code, words)]
    row = taken(read(sent(who, GIFT, bank=programme.code)))
    draft = row.origin.drafts.first()
    exported = client.post(f"{BASE}export/", {"key": str(uuid4()), "bank": programme.code, "format": "gift"})
    work()
    desk = [reverse("question_bank:draft", args=[draft.uuid])]
    desk += [reverse(f"question_bank:{name}") for name in ("index", "begin", "topics")]
    pages = ["", "bring/", f"imports/{row.origin.uuid}/", exported["Location"].removeprefix(BASE), "export/"]
    for address in [*(f"{BASE}{page}" for page in pages), *desk]:
        assert words in html.unescape(text_of(client.get(address))), address


# --- topics ----------------

ROWS = ["判断,一。,,对,安全", "判断,二。,,对,旧章", "判断,三。,,错,", "判断,四。,,错,", "判断,五。,,,"]
LISTED = "\n".join(["题型,题干,选项,答案,知识点", *ROWS])


@pytest.fixture
def with_a_topic() -> None:
    Topic.objects.create(code="OLD/safety", title_zh="安全", title_en="Safety")


@pytest.mark.usefixtures("with_a_topic")
def test_the_report_the_import_and_the_list_say_what_lacks_a_topic_and_lead_to_where_it_is_set(client):
    path = read_over_http(client, LISTED.encode(), "a.csv")
    assert continued(client, path).status_code == 302
    before = text_of(page_of(client, path))
    assert "2 questions name no topic." in before, "the one that is left out needs none"
    assert "1 question names a topic that the bank OLD does not have." in before
    taken(QuestionUpload.objects.get())
    origin = ItemImport.objects.get()
    page = page_of(client, f"imports/{origin.uuid}/")
    assert "2 drafts have no topic yet." in text_of(page)
    assert "1 draft of OLD names a topic that this bank does not have." in text_of(page)
    give = html.unescape(re.search(r'href="([^"]+)">Give them a topic', page.content.decode())[1])
    shown = client.get(give)
    assert "2 drafts are meant." in text_of(shown)
    assert "Safety" in text_of(shown)
    listed = text_of(client.get(f"{reverse('question_bank:index')}?shelf=open&bank=OLD"))
    assert "2 drafts have no topic yet." in listed
    assert "2 drafts have no topic yet." in text_of(client.get(f"{reverse('question_bank:topics')}?bank=OLD"))
    ItemDraft.objects.update(topic="safety")
    assert "no topic yet." not in text_of(page_of(client, f"imports/{origin.uuid}/"))
    in_bank = text_of(client.get(f"{reverse('question_bank:index')}?shelf=bank&bank=OLD"))
    assert "have no topic yet" not in in_bank


def test_a_bank_without_topics_says_what_to_do_and_one_that_is_none_says_so(client):
    Bank.objects.create(code="OLD")
    page = text_of(client.get(f"{reverse('question_bank:topics')}?bank=OLD"))
    assert "This bank has no topics yet. Make the first one below" in page
    assert "There is no bank" not in page
    assert "There is no bank NONE yet." in text_of(client.get(f"{reverse('question_bank:topics')}?bank=NONE"))
