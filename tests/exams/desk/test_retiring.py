"""Items go out of use and back for a reason, and are twins of each other or not."""

import pytest

from lms.exams.api import load_items, practice_items
from lms.exams.bank.retiring import mark_twins, part_twin, restore_item, retire_item
from lms.exams.errors import ItemNotFound, ItemRefused
from lms.exams.models import Item
from tests.factories.courses import NOW
from tests.factories.drafts import WHO, a_reader
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
