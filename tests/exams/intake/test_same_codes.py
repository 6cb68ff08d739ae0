"""Two files bring the same codes: it is said of each question, and somebody decides what it becomes."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lms.exams.api import load_items
from lms.exams.bank.models import Item
from lms.exams.bank.retiring import retire_item
from lms.exams.desk.operations import begin_next_wording
from lms.exams.intake.models import ItemDraft, ItemImport, QuestionUpload, SameCodes
from lms.exams.intake.operations import confirm_upload
from tests.exams.intake.dialogues import (
    BASE,
    GIFT,
    actor_of,
    page_of,
    read,
    read_over_http,
    sent,
    taken,
    text_of,
    work,
)
from tests.factories.exams import ACTOR, an_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files", "in_english")]

FILE = "::OLD-1:: 断电以后先做什么？ {=验电 ~挂牌}\n\n::OLD-2:: 湿手可以操作。 {F}\n".encode()


def in_the_bank(code: str, kind: str = "single", bank: str = "OLD", use: str = "practice") -> Item:
    item = {**an_item(kind, topic=f"{bank}/safety", use=use), "code": code}
    load_items(bank_items=[item], actor=ACTOR, now=timezone.now())
    return Item.objects.get(code=code)


def codes_said(row: QuestionUpload) -> list[list[str]]:
    return [[code for code, _detail in remarks] for _place, _type, _status, remarks, *_further in row.report]


def test_what_can_be_decided_and_what_cannot_is_said_of_each_question(who) -> None:
    assert codes_said(read(sent(who, FILE, "a.gift"))) == [[], []]
    one, _two = in_the_bank("OLD-1"), in_the_bank("OLD-2", kind="single")
    assert codes_said(read(sent(who, FILE, "a.gift"))) == [["code_in_bank"], ["code_taken"]]
    assert codes_said(read(sent(who, FILE, "a.gift", bank="OTHER"))) == [
        ["code_elsewhere"],
        ["code_elsewhere"],
    ]
    begin_next_wording(code=one.code, by=who, actor=actor_of(who), now=timezone.now())
    assert codes_said(read(sent(who, FILE, "a.gift"))) == [["code_taken"], ["code_taken"]]


def test_a_retired_question_gets_no_other_wording(who) -> None:
    in_the_bank("OLD-1")
    retire_item(code="OLD-1", why="old", by=who, actor=actor_of(who), now=timezone.now())
    assert codes_said(read(sent(who, FILE, "a.gift")))[0] == ["code_taken"]


def test_a_code_of_another_draft_is_said(who) -> None:
    taken(read(sent(who, FILE, "a.gift")))
    other = FILE.replace("断电".encode(), "停电".encode())
    assert codes_said(read(sent(who, other, "b.gift"))) == [["code_in_drafts"], ["in_bank"]]


@pytest.mark.parametrize(("decided", "revised"), [("new", None), ("next", "OLD-1"), ("", None)])
def test_an_officer_decides_on_the_page(client, decided: str, revised: str | None) -> None:
    in_the_bank("OLD-1")
    path = read_over_http(client, FILE, "a.gift")
    page = text_of(page_of(client, path))
    assert "1 question has a code that a question of the bank has already" in page
    assert "gets a new code when it is approved. (OLD-1)" in page
    round_ = QuestionUpload.objects.get().round
    client.post(f"{BASE}{path}confirm/", {"round": round_, "same_codes": decided})
    work()
    draft = ItemDraft.objects.get(stem__contains="断电")
    assert (draft.revises.code if draft.revises else None) == revised
    assert draft.use == ("practice" if revised else "examination")
    shown = text_of(page_of(client, f"imports/{ItemImport.objects.get().uuid}/?status=warned"))
    assert ("It becomes the next wording" in shown) == bool(revised)


QUESTION = (
    '<question type="truefalse"><name><text>{}</text></name><questiontext><text>{}</text></questiontext>'
    '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>'
)


def test_in_a_file_of_one_line_each_question_is_a_wording_of_its_own_code_only(who) -> None:
    for code in ("OLD-1", "OLD-2"):
        in_the_bank(code, "true_false")
    stems = {"OLD-1": "断电以后要验电。", "NEW-7": "完全无关的另一题。", "OLD-2": "湿手不可以操作。"}
    questions = "".join(QUESTION.format(*pair) for pair in stems.items())
    row = read(sent(who, f'<?xml version="1.0"?><quiz>{questions}</quiz>'.encode(), "a.xml"))
    assert len({place for place, *_further in row.report}) == 1
    confirm_upload(
        uuid=row.uuid, round_=row.round, actor=actor_of(who), now=timezone.now(), same_codes=SameCodes.NEXT
    )
    work()
    drafts = {draft.stem: draft for draft in ItemDraft.objects.select_related("revises")}
    revised = {code: drafts[stem].revises for code, stem in stems.items()}
    assert {code: item and item.code for code, item in revised.items()} == {
        "OLD-1": "OLD-1",
        "NEW-7": None,
        "OLD-2": "OLD-2",
    }
    assert [drafts[stem].use for stem in stems.values()] == ["practice", "examination", "practice"]


def test_without_known_codes_nothing_is_asked(client) -> None:
    assert "What is it?" not in text_of(page_of(client, read_over_http(client, GIFT, "a.gift")))
