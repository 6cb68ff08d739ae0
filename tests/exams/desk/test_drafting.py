"""Drafts begin, change, wait, come back, are put aside: by whom, with what trace, and what is refused."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from lms.core.models import AuditEntry
from lms.exams.desk.drafts import findings_of, get_draft
from lms.exams.desk.operations.drafting import (
    NewAttachment,
    NewDraft,
    Wording,
    begin_draft,
    begin_next_wording,
    change_draft,
    discard_draft,
    fetch_draft,
    submit_draft,
    take_back_draft,
)
from lms.exams.desk.operations.reviewing import approve_draft
from lms.exams.errors import (
    DraftChanged,
    DraftIncomplete,
    DraftStepRefused,
    ItemNotFound,
    UnusableBank,
    UnusableDraft,
)
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import DraftState, ItemDraft
from lms.exams.interchange.drafts import Kind
from tests.exams.intake.samples import a_picture
from tests.factories.drafts import (
    BANK,
    WHO,
    a_draft,
    a_question,
    a_reader,
    a_topic,
    a_waiting_draft,
    an_author,
    submit,
    write,
)

pytestmark = pytest.mark.django_db


def actions(draft: ItemDraft) -> list[str]:
    rows = AuditEntry.objects.filter(target_uuid=draft.uuid).order_by("seq")
    return [row.action.removeprefix("exams.") for row in rows]


def codes(draft: ItemDraft) -> list[str]:
    return [one.code for one in findings_of(get_draft(draft.uuid))]


def test_two_empty_drafts_begin_in_one_bank() -> None:
    author = an_author()
    first, second = (begin_draft(new=NewDraft(BANK), by=author, **WHO) for _n in range(2))
    assert (first.state, first.author, first.revision) == (DraftState.OPEN, author, 1)
    assert first.content_hash != second.content_hash
    assert actions(first) == ["begin_draft"]


def test_an_examination_question_says_which_characters_no_paper_can_show() -> None:
    author = an_author()
    for use, found in (("examination", True), ("practice", False)):
        draft = a_draft(author, use=use, stem={"zh": f"电阻R₁和😀？{use}"})
        assert ("unprintable" in codes(draft)) is found
    assert "unprintable" not in codes(a_draft(author, use="examination", stem={"zh": "电阻R₁和R₂？"}))


def test_a_bank_needs_a_code() -> None:
    with pytest.raises(UnusableBank):
        begin_draft(new=NewDraft("题 库"), by=an_author(), **WHO)


def test_a_change_is_kept_with_who_and_counted() -> None:
    author = an_author()
    draft = a_draft(author)
    changed = write(draft, author, stem={"zh": "新题"})
    assert (changed.stem, changed.revision, changed.changed_by) == ("新题", 3, author)
    assert item_of(changed).stem == {"zh": "新题"}
    assert actions(changed) == ["begin_draft", "change_draft", "change_draft"]


def test_the_same_again_changes_nothing() -> None:
    author = an_author()
    draft = a_draft(author)
    again = write(draft, author)
    assert again.revision == draft.revision
    assert actions(draft) == ["begin_draft", "change_draft"]


def test_of_two_who_edit_at_once_the_second_is_told_and_loses_nothing() -> None:
    author, other = an_author(), an_author()
    draft = a_draft(author)
    old = draft.revision
    write(draft, other, stem={"zh": "别人的"})
    mine = Wording(a_question(stem={"zh": "我的"}), draft.use, old)
    with pytest.raises(DraftChanged, match=str(other)):
        change_draft(uuid=draft.uuid, wording=mine, by=author, **WHO)
    draft.refresh_from_db()
    assert draft.stem == "别人的"


def test_a_question_that_the_bank_has_is_kept_and_said_but_not_submitted() -> None:
    author = an_author()
    first = a_draft(author)
    second = write(begin_draft(new=NewDraft(BANK), by=author, **WHO), author, item_of(first))
    assert second.stem == first.stem
    assert codes(second)[0] == "repeated"
    with pytest.raises(DraftIncomplete) as refused:
        submit(second, author)
    assert any(first.stem in reason for reason in refused.value.reasons)


def test_what_is_missing_is_said_when_it_is_submitted() -> None:
    author = an_author()
    draft = a_draft(author, key=None, stem={"zh": ""})
    with pytest.raises(DraftIncomplete) as refused:
        submit(draft, author)
    assert len(refused.value.reasons) == 2
    draft.refresh_from_db()
    assert draft.state == DraftState.OPEN


def test_a_submitted_draft_is_not_changed_until_it_is_taken_back() -> None:
    author = an_author()
    draft = a_waiting_draft(author)
    assert draft.submitted_by == author
    with pytest.raises(DraftStepRefused):
        write(draft, author, stem={"zh": "x"})
    assert take_back_draft(uuid=draft.uuid, **WHO).state == DraftState.OPEN
    assert write(draft, author, stem={"zh": "x"}).stem == "x"
    assert actions(draft)[-3:] == ["submit_draft", "take_back_draft", "change_draft"]


def test_submitting_says_which_revision_is_meant() -> None:
    author = an_author()
    draft = a_draft(author)
    write(draft, an_author(), stem={"zh": "x"})
    with pytest.raises(DraftChanged):
        submit_draft(uuid=draft.uuid, revision=draft.revision, by=author, **WHO)


def test_discarding_is_undone_even_when_the_question_came_again() -> None:
    author = an_author()
    draft = a_draft(author)
    discard_draft(uuid=draft.uuid, **WHO)
    twin = write(begin_draft(new=NewDraft(BANK), by=author, **WHO), author, item_of(draft))
    assert "repeated" not in codes(twin)
    back = fetch_draft(uuid=draft.uuid, **WHO)
    assert back.state == DraftState.OPEN
    assert codes(back)[0] == "repeated"
    with pytest.raises(DraftStepRefused):
        fetch_draft(uuid=draft.uuid, **WHO)


def test_pictures_are_cleaned_kept_and_only_changed_by_a_new_file(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    author = an_author()
    draft = a_draft(author)
    item = item_of(draft)

    def attach(revision: int, **values: object) -> ItemDraft:
        one = NewAttachment(1, "picture", "a.png", alternative_zh="开关", **values)
        wording = Wording(replace(item, stem={"zh": "[[1]]是什么？"}), draft.use, revision, (one,))
        return change_draft(uuid=draft.uuid, wording=wording, by=author, **WHO)

    attach(2, data=a_picture(size=(40, 30)))
    file = draft.attachments.get().file
    with default_storage.open(file) as kept:
        assert kept.read().startswith(b"\x89PNG")
    attach(3, alternative_en="a switch")
    assert draft.attachments.get().file == file
    assert draft.attachments.get().alternative_en == "a switch"
    with pytest.raises(UnusableDraft, match="a.png"):
        attach(4, data=b"<svg onload='x()'/>")


def test_a_tiny_new_picture_is_refused_by_its_size_and_one_that_is_there_stays(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    author = an_author()
    draft = a_draft(author)

    def attach(revision: int, stem: str = "[[1]]是什么？", **values: object) -> ItemDraft:
        one = NewAttachment(1, "picture", "dot.png", alternative_zh="开关", **values)
        wording = Wording(replace(item_of(draft), stem={"zh": stem}), draft.use, revision, (one,))
        return change_draft(uuid=draft.uuid, wording=wording, by=author, **WHO)

    for size in ((1, 1), (23, 300), (300, 23)):
        with pytest.raises(UnusableDraft, match=rf"dot.png.*{size[0]} × {size[1]}.*24 × 24"):
            attach(2, data=a_picture(size=size))
    attach(2, data=a_picture(size=(24, 24)))
    row = draft.attachments.get()
    with default_storage.open(row.file, "wb") as kept:  # as it could be kept before
        kept.write(a_picture(size=(3, 2)))
    attach(3, stem="[[1]]叫什么？")
    assert draft.attachments.get().file == row.file


@pytest.fixture
def in_bank() -> ItemDraft:
    draft = a_waiting_draft(an_author())
    approve_draft(uuid=draft.uuid, revision=draft.revision, by=a_reader(), **WHO)
    draft.refresh_from_db()
    return draft


def test_the_next_wording_begins_as_a_copy_and_only_once(in_bank: ItemDraft) -> None:
    item = in_bank.version.item
    draft = begin_next_wording(code=item.code, by=an_author(), **WHO)
    assert (draft.revises, draft.stem, draft.use) == (item, in_bank.stem, item.use)
    assert begin_next_wording(code=item.code, by=an_author(), **WHO) == draft
    assert codes(draft)[0] == "nothing_changed"
    assert item_of(draft).key == "b"


def test_the_next_wording_keeps_kind_and_use(in_bank: ItemDraft) -> None:
    author = an_author()
    draft = begin_next_wording(code=in_bank.version.item.code, by=author, **WHO)
    with pytest.raises(UnusableDraft):
        write(draft, author, kind=Kind.MULTIPLE, key=("a",))
    wording = Wording(item_of(draft), "examination", draft.revision)
    with pytest.raises(UnusableDraft):
        change_draft(uuid=draft.uuid, wording=wording, by=author, **WHO)


def test_there_is_no_next_wording_of_nothing() -> None:
    a_topic()
    with pytest.raises(ItemNotFound):
        begin_next_wording(code="NO-SUCH", by=an_author(), **WHO)


def test_a_formula_that_paper_shows_as_something_else_is_refused_for_examinations_only() -> None:
    author = an_author()
    for use, found in (("examination", ["unreadable"]), ("practice", [])):
        draft = a_draft(author, use=use, stem={"zh": "电压是[[1]]？"})
        for source, expected in ((r"\vec{U}", found), (r"\frac{P}{I}", [])):
            attached = [NewAttachment(1, "formula", source=source)]
            draft.refresh_from_db()
            wording = Wording(item_of(draft), use, draft.revision, attached)
            draft = change_draft(uuid=draft.uuid, wording=wording, by=author, **WHO)
            assert [code for code in codes(draft) if code == "unreadable"] == expected


def test_of_a_question_one_next_wording_waits_and_a_discarded_one_comes_back_only_alone() -> None:
    author = an_author()
    item = approve_draft(
        uuid=(draft := a_waiting_draft(author)).uuid, revision=draft.revision, by=a_reader(), **WHO
    ).item
    first = begin_next_wording(code=item.code, by=author, **WHO)
    discard_draft(uuid=first.uuid, **WHO)
    second = begin_next_wording(code=item.code, by=author, **WHO)
    assert second != first
    with pytest.raises(DraftStepRefused):
        fetch_draft(uuid=first.uuid, **WHO)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemDraft.objects.filter(pk=first.pk).update(state=DraftState.OPEN)
    discard_draft(uuid=second.uuid, **WHO)
    assert fetch_draft(uuid=first.uuid, **WHO).state == DraftState.OPEN


def test_of_two_next_wordings_that_were_begun_before_the_one_that_waits_for_its_reader_stays() -> None:
    author = an_author()
    draft = a_waiting_draft(author)
    item = approve_draft(uuid=draft.uuid, revision=draft.revision, by=a_reader(), **WHO).item
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX item_draft_one_next_wording_waits")  # as it was before
    open_one, waiting, other = (a_draft(author) for _n in range(3))
    ItemDraft.objects.filter(pk__in=[open_one.pk, waiting.pk, other.pk]).update(revises=item)
    ItemDraft.objects.filter(pk=waiting.pk).update(state=DraftState.SUBMITTED, submitted_by=author)
    import_module("lms.exams.migrations.0054_one_next_wording_waits").put_later_ones_aside(apps, None)
    states = dict(ItemDraft.objects.filter(revises=item).values_list("pk", "state"))
    assert states == {open_one.pk: "discarded", waiting.pk: "submitted", other.pk: "discarded"}
