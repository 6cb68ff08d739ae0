"""The desk's pages: who comes in, what they show, what their forms do."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lms.core.enums import Role
from lms.exams.api import load_items
from lms.exams.bank.models import Item
from lms.exams.desk.editing import forms as editing_forms
from lms.exams.desk.editing.forms import AttachmentForm
from lms.exams.desk.operations import approve_draft
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import DraftState, ItemDraft
from lms.exams.intake.wording import cap_of
from lms.exams.interchange.drafts import Kind
from tests.factories.accounts import a_user, sign_in
from tests.factories.courses import NOW
from tests.factories.drafts import (
    WHO,
    a_draft,
    a_reader,
    a_topic,
    a_waiting_draft,
    an_author,
    an_officer,
    write,
)
from tests.factories.exams import ACTOR, an_item
from tests.factories.figures import a_figure_set, a_question_bank
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any) -> str:
    return reverse(f"question_bank:{name}", args=args)


def client_of(user: Any, *, language: str = "en") -> Client:
    client = sign_in(Client(), user)
    client.cookies["language"] = language
    return client


def approved(**changes: Any) -> ItemDraft:
    draft = a_waiting_draft(an_author(), **changes)
    approve_draft(uuid=draft.uuid, revision=draft.revision, by=a_reader(), **WHO)
    draft.refresh_from_db()
    return draft


KEY_WORDS = "KEY-OF-THIS"


@pytest.mark.parametrize(
    "role", [Role.INVIGILATOR, Role.TRAINEE, Role.ASSESSOR, Role.AUDITOR, Role.ADMINISTRATOR]
)
def test_keys_are_for_the_desk_only(role: Role) -> None:
    code = approved(rationale={"zh": KEY_WORDS}).version.item.code
    client = client_of(a_user(role, a_site()))
    for address in (at("index"), at("item", code), at("compare", code), at("reading")):
        response = client.get(address)
        assert response.status_code in (302, 403)
        assert KEY_WORDS not in response.content.decode()


def test_the_list_finds_by_chinese_words_and_facts() -> None:
    one, other = (
        approved(stem={"zh": "兆欧表怎么用？"}),
        approved(stem={"zh": "验电笔怎么用？"}, topic="safety"),
    )
    client = client_of(an_author())
    page = client.get(at("index"), {"words": "兆欧表"}).content.decode()
    assert one.version.item.code in page
    assert other.version.item.code not in page
    assert (
        "兆欧表"
        in client.get(at("index"), {"kind": "single", "bank": "LV", "no_english": "on"}).content.decode()
    )
    assert "兆欧表" not in client.get(at("index"), {"kind": "multiple"}).content.decode()


@pytest.mark.parametrize("shelf", ["bank", "open", "waiting", "back", "retired", "discarded", "nonsense"])
def test_every_shelf_opens_with_everything_asked(shelf: str) -> None:
    approved()
    a_waiting_draft(an_author())
    asked = {
        "shelf": shelf,
        "words": "停电 题",
        "bank": "LV",
        "topic": "LV/safety",
        "kind": "single",
        "use": "practice",
        "difficulty": "easy",
        "depth": "x",
        "origin": "x",
        "no_english": "on",
        "unread": "on",
        "mine": "on",
        "flagged": "on",
        "p": "7",
    }
    assert client_of(an_officer()).get(at("index"), asked).status_code == 200


def test_the_list_asks_as_often_for_many_as_for_few(django_assert_max_num_queries) -> None:
    client = client_of(an_author())
    load_items(bank_items=[an_item("single", topic="LV/a") for _n in range(5)], actor=ACTOR, now=NOW)
    client.get(at("index"))
    with django_assert_max_num_queries(40) as few:
        client.get(at("index"))
    load_items(bank_items=[an_item("single", topic="LV/a") for _n in range(200)], actor=ACTOR, now=NOW)
    with django_assert_max_num_queries(len(few)):
        assert client.get(at("index")).status_code == 200


def test_the_tabs_count_the_bank_that_is_looked_at() -> None:
    approved()
    load_items(bank_items=[an_item("single", topic="OTHER/a") for _n in range(3)], actor=ACTOR, now=NOW)
    client = client_of(an_author())
    for asked, number in (({}, 4), ({"bank": "LV"}, 1), ({"bank": "OTHER", "shelf": "open"}, 3)):
        shelves = client.get(at("index"), asked).context["shelves"]
        assert [row["number"] for row in shelves if row["name"] == "bank"] == [number]


def test_questions_of_which_figures_say_something_are_found() -> None:
    officer = an_officer()
    a_question_bank()
    a_figure_set(officer)
    client = client_of(officer)
    assert client.get(at("index"), {"bank": "LAB"}).context["page_obj"].paginator.count == 5
    page = client.get(at("index"), {"bank": "LAB", "flagged": "on"})
    codes = [row.code for row in page.context["rows"]]
    assert "LAB-2" in codes
    assert all(row.flags for row in page.context["rows"])
    assert "A distractor draws more of the strongest than the key" in page.content.decode()
    assert reverse("figures:item", args=[Item.objects.get(code="LAB-2").uuid]) in page.content.decode()
    a_question_bank(words="（新）")
    assert client.get(at("index"), {"flagged": "on"}).context["rows"] == [], (
        "another wording is another question"
    )


def test_what_earlier_wordings_did_is_found_from_the_question_s_page() -> None:
    officer = an_officer()
    a_question_bank()
    a_figure_set(officer)
    item = Item.objects.get(code="LAB-2")
    client, address = client_of(officer), reverse("figures:item", args=[item.uuid])
    page = client.get(at("item", item.code)).content.decode()
    assert address in page
    assert re.search(r"On average \d+% of its marks were earned, by 40 candidates", page)
    assert "A distractor draws more of the strongest than the key" in page
    a_question_bank(words="（新）")
    page = client.get(at("item", item.code)).content.decode()
    assert "Fewer than 30 candidates were asked this wording so far" in page
    assert "A distractor draws more" not in page
    assert address in page


def test_what_was_found_goes_out_as_a_file_and_is_written_down() -> None:
    from lms.core.models import AuditEntry

    draft = approved()
    client = client_of(an_author())
    response = client.post(f"{at('export')}?bank=LV", {"format": "gift"})
    assert response["Content-Disposition"].startswith('attachment; filename="LV-')
    assert draft.stem[:3] in response.content.decode()
    assert AuditEntry.objects.filter(action="exams.export_items").count() == 1
    assert client.post(at("export"), {"format": "gift"}).status_code == 302
    assert client.post(f"{at('export')}?bank=LV", {"format": "exe"}).status_code == 302


def test_who_only_reads_what_others_wrote_takes_no_keys_away() -> None:
    approved()
    client = client_of(a_reader())
    page = client.get(f"{at('index')}?bank=LV")
    assert page.status_code == 200
    assert "export-format" not in page.content.decode()
    assert "export-format" in client_of(an_author()).get(f"{at('index')}?bank=LV").content.decode()
    answer = client.post(f"{at('export')}?bank=LV", {"format": "gift"})
    assert answer.status_code in (302, 403)
    assert not answer.has_header("Content-Disposition")


def test_a_question_s_page_has_wordings_and_people() -> None:
    draft = approved()
    item = draft.version.item
    page = client_of(an_officer()).get(at("item", item.code)).content.decode()
    for words in (draft.stem, "prove dead", str(draft.author), str(draft.read_by), "Wording 1"):
        assert words in page
    assert client_of(an_officer()).get(at("item", "NO-SUCH")).status_code == 404


def test_retiring_asks_for_a_reason() -> None:
    item = approved().version.item
    client = client_of(a_reader())
    assert client.post(at("retire", item.code), {"why": ""}).status_code == 422
    assert client.post(at("retire", item.code), {"why": "标准已换"}).status_code == 302
    item.refresh_from_db()
    assert item.retired_why == "标准已换"
    assert client_of(an_author()).post(at("restore", item.code), {"why": "x"}).status_code == 403
    client.post(at("restore", item.code), {"why": "看错了"})
    item.refresh_from_db()
    assert item.retired_at is None


def test_a_picture_that_is_too_large_is_refused_before_it_is_read(monkeypatch) -> None:
    form = AttachmentForm(
        {"number": 1, "kind": "picture"}, {"file": SimpleUploadedFile("大图.png", b"x" * 9)}
    )
    monkeypatch.setattr(editing_forms, "MOST_BYTES", 8)
    monkeypatch.setattr(SimpleUploadedFile, "read", pytest.fail)
    assert not form.is_valid()
    assert "大图.png" in form.errors["file"][0]


def test_twins_are_marked_and_parted() -> None:
    one, other = approved().version.item, approved().version.item
    client = client_of(an_author())
    assert client.post(at("twins", one.code), {"codes": "NO-SUCH"}).status_code == 422
    client.post(at("twins", one.code), {"codes": f" {other.code} "})
    assert other.code in client.get(at("item", one.code)).content.decode()
    client.post(at("part_twin", one.code))
    other.refresh_from_db()
    assert other.twin_group == ""


def test_a_draft_is_begun_edited_and_submitted_by_plain_forms() -> None:
    a_draft(an_author())
    author = an_author()
    client = client_of(author)
    assert client.post(at("begin"), {"kind": "single", "use": "practice"}).status_code == 422
    response = client.post(at("begin"), {"bank": "LV", "kind": "single", "use": "practice"})
    draft = ItemDraft.objects.get(author=author)
    assert response["Location"] == at("edit", draft.uuid)
    data = {
        "revision": "1",
        "kind": "single",
        "use": "practice",
        "topic": "safety",
        "stem_zh": "先做什么？",
        "right": "a",
        "options-TOTAL_FORMS": "0",
        "options-INITIAL_FORMS": "0",
        "attachments-TOTAL_FORMS": "0",
        "attachments-INITIAL_FORMS": "0",
    }
    assert client.post(at("edit", draft.uuid), {**data, "deed": "add:options"}).status_code == 200
    draft.refresh_from_db()
    assert [option["name"] for option in draft.content["options"]] == ["a"]  # the form had none
    rows = {
        "options-TOTAL_FORMS": "2",
        "options-0-name": "a",
        "options-0-zh": "断电",
        "options-1-name": "b",
        "options-1-zh": "回家",
        "revision": str(draft.revision),
    }
    assert client.post(at("edit", draft.uuid), {**data, **rows, "deed": "submit"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.content["key"], draft.submitted_by) == (DraftState.SUBMITTED, "a", author)


def test_of_two_editors_the_second_sees_what_the_first_kept() -> None:
    author, other = an_author(), an_author()
    draft = a_draft(author)
    form = client_of(author)
    data = sent(form, draft)
    write(draft, other, stem={"zh": "别人的题"})
    a_topic("tools", "电工工具", "An electrician's tools")
    response = form.post(at("edit", draft.uuid), {**data, "stem_zh": "我的题", "topic": "tools"})
    page = response.content.decode()
    assert response.status_code == 409
    compared = page[page.index("editor__clash") : page.index("Keep mine")]
    assert "electrician" in compared, "the topic by its name"
    assert "别人的" in page
    assert "我的题" in page
    draft.refresh_from_db()
    assert draft.stem == "别人的题"
    mine = {**data, "stem_zh": "我的题", "over": str(draft.revision)}
    assert form.post(at("edit", draft.uuid), mine).status_code == 200
    draft.refresh_from_db()
    assert draft.stem == "我的题"


def test_weights_are_written_where_they_count_and_the_reader_sees_them() -> None:
    author = an_author()
    draft = a_draft(author, kind=Kind.MULTIPLE, key=("a", "b"))
    client = client_of(author)
    weights = {"options-0-weight": "2", "options-1-weight": "１", "options-2-weight": "-0.5", "most": "2.5"}
    data = {**sent(client, draft), "scoring": "mapped", **weights}
    page = client.post(at("edit", draft.uuid), data).content.decode()
    assert "weight -0.5" in page
    draft.refresh_from_db()
    kept = item_of(draft)
    assert kept.weights == {"a": 2, "b": 1, "c": Decimal("-0.5")}
    assert cap_of(kept) == Decimal("2.5")
    again = client.post(at("edit", draft.uuid), {**sent(client, draft), "most": ""})
    draft.refresh_from_db()
    assert (again.status_code, cap_of(item_of(draft))) == (200, None)
    wrong = client.post(at("edit", draft.uuid), {**sent(client, draft), "options-2-weight": "much"})
    assert wrong.status_code == 422


def sent(client: Client, draft: ItemDraft) -> dict[str, Any]:
    """Return what the editor's form sends when nothing is changed."""
    context = client.get(at("edit", draft.uuid)).context
    sheet = context["sheet"]
    data: dict[str, Any] = {name: field.value() for name, field in named(sheet.wording)}
    for prefix, rows in sheet.sets.items():
        data |= {f"{prefix}-TOTAL_FORMS": str(len(rows.forms)), f"{prefix}-INITIAL_FORMS": "0"}
        for row in rows:
            data |= {row[name].html_name: row[name].value() for name in row.fields}
    return {name: value for name, value in data.items() if value not in (None, "", False)}


def named(form: Any) -> list[tuple[str, Any]]:
    return [(name, form[name]) for name in form.fields]


def test_the_reader_reads_one_after_another_and_approves_together() -> None:
    author, reader = an_author(), a_reader()
    drafts = [a_waiting_draft(author) for _n in range(3)]
    client = client_of(reader)
    response = client.get(at("reading"), follow=True)
    assert response.redirect_chain[-1][0] == at("read", drafts[0].uuid)
    assert "1 of 3" in response.content.decode()
    for draft in drafts[:2]:
        client.post(at("read", draft.uuid), {"revision": draft.revision, "deed": "next"})
    third = drafts[2]
    response = client.post(at("read", third.uuid), {"revision": third.revision, "deed": "back", "note": ""})
    assert response.status_code == 422
    client.post(at("read", third.uuid), {"revision": third.revision, "deed": "back", "note": "请改"})
    page = client.get(at("reading_end")).content.decode()
    assert all(draft.content["stem"]["en"] in page for draft in drafts[:2])
    chosen = {"draft": [str(draft.uuid) for draft in drafts]}
    page = client.post(at("reading_end"), chosen).content.decode()
    assert "2 questions were approved" in page
    assert ItemDraft.objects.filter(state=DraftState.APPROVED).count() == 2
    assert "请改" in client_of(author).get("/authoring/").content.decode()


def test_nobody_approves_own_work_on_the_page_either() -> None:
    own = an_officer()
    draft = a_waiting_draft(own)
    client = client_of(own)
    assert "had a part" in client.get(at("read", draft.uuid)).content.decode()
    response = client.post(at("read", draft.uuid), {"revision": draft.revision, "deed": "approve"})
    assert response.status_code == 422
    draft.refresh_from_db()
    assert draft.state == DraftState.SUBMITTED


def test_what_somebody_writes_is_never_markup() -> None:
    draft = approved(stem={"zh": "<script>x()</script>", "en": "<img src=x onerror=y()>"})
    for address in (at("index"), at("item", draft.version.item.code), at("draft", draft.uuid)):
        page = client_of(an_officer()).get(address).content.decode()
        assert "<script>x()" not in page
        assert "<img src=x" not in page


def test_the_reader_sees_what_asks_the_same_with_its_key() -> None:
    stem = {"zh": "湿手可以开关电灯。", "en": "Switch lights with wet hands."}
    plain: dict[str, Any] = {"kind": Kind.TRUE_FALSE, "stem": stem, "options": ()}
    sister = approved(**plain, key=False, rationale={"zh": "会触电。"})
    draft = a_waiting_draft(an_author(), **plain, key=True)
    page = client_of(a_reader()).get(at("read", draft.uuid))
    (shown,) = page.context["sisters"]
    code = sister.version.item.code
    assert (shown["name"], shown["is_other"], shown["address"]) == (
        f"Question {code}",
        True,
        at("item", code),
    )
    assert "it has another answer" in page.content.decode()
    assert "会触电。" in page.content.decode()
    other = a_waiting_draft(an_author(), **plain, key=True, difficulty="hard")
    seen = client_of(a_reader()).get(at("read", other.uuid)).context["sisters"]
    assert [(one["is_other"], one["address"]) for one in seen] == [
        (True, at("item", code)),
        (False, at("draft", draft.uuid)),
    ]
    alone = a_waiting_draft(an_author())
    assert not client_of(a_reader()).get(at("read", alone.uuid)).context["sisters"]
