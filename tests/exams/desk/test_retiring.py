"""Items go out of use and back for a reason, and are twins of each other or not."""

import pytest

from lms.exams.api import load_items, practice_items
from lms.exams.bank.retiring import mark_twins, part_twin, restore_item, retire_item
from lms.exams.desk.operations.reviewing import approve_draft
from lms.exams.errors import ItemNotFound, ItemRefused
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import DraftState, ItemDraft
from lms.exams.intake.operations import ImportedFile, take_in
from lms.exams.interchange.drafts import DraftItem, Entry, Reading
from lms.exams.models import Item
from tests.factories.courses import NOW
from tests.factories.drafts import BANK, WHO, a_reader, a_waiting_draft, an_author
from tests.factories.exams import ACTOR, an_item

pytestmark = pytest.mark.django_db


def some(number: int) -> list[str]:
    items = [an_item(use="practice") for _n in range(number)]
    load_items(bank_items=items, actor=ACTOR, now=NOW)
    return [item["code"] for item in items]


def groups(*codes: str) -> list[str]:
    return [Item.objects.get(code=code).twin_group for code in codes]


def test_a_retired_item_is_shown_nowhere_until_it_is_restored() -> None:
    (code,), who = some(1), a_reader()
    item = retire_item(code=code, why="标准已换", by=who, **WHO)
    assert (item.retired_by, item.retired_why) == (who, "标准已换")
    assert practice_items([code]) == []
    with pytest.raises(ItemRefused):
        retire_item(code=code, why="again", by=who, **WHO)
    restore_item(code=code, why="看错了", **WHO)
    assert len(practice_items([code])) == 1
    with pytest.raises(ItemRefused):
        restore_item(code=code, why="again", **WHO)


def test_retiring_needs_a_reason_and_an_item() -> None:
    (code,), who = some(1), a_reader()
    with pytest.raises(ItemRefused):
        retire_item(code=code, why="  ", by=who, **WHO)
    with pytest.raises(ItemNotFound):
        retire_item(code="NO-SUCH", why="x", by=who, **WHO)


def test_twins_of_twins_are_twins() -> None:
    a, b, c, d, e = some(5)
    mark_twins(codes=[a, b], **WHO)
    mark_twins(codes=[c, d], **WHO)
    mark_twins(codes=[b, c], **WHO)
    assert len(set(groups(a, b, c, d))) == 1
    assert groups(e) == [""]


def test_who_is_left_alone_has_no_twins() -> None:
    a, b, c = some(3)
    mark_twins(codes=[a, b, c], **WHO)
    part_twin(code=a, **WHO)
    assert groups(a) == [""]
    assert groups(b) == groups(c) != [""]
    part_twin(code=b, **WHO)
    assert groups(b, c) == ["", ""]


def test_twins_need_two_items_that_are_there() -> None:
    (a,) = some(1)
    with pytest.raises(ItemRefused):
        mark_twins(codes=[a, a], **WHO)
    with pytest.raises(ItemNotFound, match="NO-SUCH"):
        mark_twins(codes=[a, "NO-SUCH"], **WHO)
    assert groups(a) == [""]


def test_a_question_that_was_retired_may_come_again_in_a_file() -> None:
    (draft, item), reader = _submitted_of_a_file(), a_reader()
    code = approve_draft(uuid=draft.uuid, revision=draft.revision, by=reader, **WHO).item.code
    assert _brought(item) == ["refused in_bank"]
    retire_item(code=code, why="过时", by=reader, **WHO)
    assert _brought(item) == ["imported"]
    assert _brought(item) == ["refused in_bank"], "now a draft asks it"
    restore_item(code=code, why="又用", **WHO)
    assert _brought(item) == ["refused in_bank"]
    again = ItemDraft.objects.get(state=DraftState.OPEN)
    assert again.content_hash != ItemDraft.objects.get(pk=draft.pk).content_hash


def _submitted_of_a_file() -> tuple[ItemDraft, DraftItem]:
    draft = a_waiting_draft(an_author())
    return draft, item_of(draft)


def _brought(item: DraftItem) -> list[str]:
    reading = Reading("xlsx", [Entry("row 2", item)])
    rows = take_in(
        bank=BANK,
        reading=reading,
        file=ImportedFile("a.xlsx", "0" * 64),
        by=None,
        actor=WHO["actor"],
        now=NOW,
    )
    return [" ".join([row.report["status"], *(code for code, _ in row.report["remarks"])]) for row in rows]
