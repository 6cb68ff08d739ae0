"""Two make topics, mark twins or take a code at once: each gets what is its own, and nobody waits for ever."""

import threading

import pytest
from django.db import transaction

from lms.core.errors import Busy
from lms.exams.api import load_items
from lms.exams.bank import retiring
from lms.exams.bank.retiring import mark_twins
from lms.exams.desk.operations import approve_draft, approving, make_topic, topics
from lms.exams.desk.operations.reviewing import one_code_each
from lms.exams.models import Item, Topic
from tests.concurrency.overtaking import overtake, wait_until_locked_out
from tests.concurrency.test_enrolments import at_once
from tests.factories.drafts import BANK, TOPIC, WHO, a_reader, a_waiting_draft, an_author
from tests.factories.exams import an_item

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def making(title: str):
    return lambda: make_topic(bank=BANK, zh=title, en="", **WHO)


def test_two_titles_of_one_pinyin_are_two_topics(monkeypatch) -> None:
    first, second = overtake(monkeypatch, (topics, "load_topics"), (making("蒸制"), making("整治")))
    assert (first, second) == (f"{BANK}/zheng-zhi", f"{BANK}/zheng-zhi-2")
    assert list(Topic.objects.order_by("pk").values_list("title_zh", flat=True)) == ["蒸制", "整治"]


def test_two_who_mark_twins_of_twins_wait_for_each_other_and_do_not_clash(monkeypatch) -> None:
    items = [an_item(use="practice") for _n in range(4)]
    load_items(bank_items=items, **WHO)
    a, b, c, d = Item.objects.order_by("pk").values_list("code", flat=True)
    mark_twins(codes=[a, d], **WHO)
    works = (lambda: mark_twins(codes=[b, d], **WHO), lambda: mark_twins(codes=[a, c], **WHO))
    results = overtake(monkeypatch, (retiring, "_refuse_newcomers"), works)
    assert [type(one) for one in results] == [list, list]
    assert Item.objects.order_by().values_list("twin_group").distinct().count() == 1


def test_a_code_that_another_took_at_this_moment_is_told_as_busy() -> None:
    load_items(bank_items=[an_item(use="practice")], **WHO)
    item = Item.objects.get()
    with pytest.raises(Busy), one_code_each():
        Item.objects.create(code=item.code, kind=item.kind, topic=item.topic)


def test_a_question_whose_code_a_pack_takes_at_this_moment_is_no_wording_of_the_pack_s(monkeypatch) -> None:
    draft, reader = a_waiting_draft(an_author(), code="DGY-7"), a_reader()
    theirs = {**an_item("single", use="practice", topic=f"{BANK}/{TOPIC}"), "code": "DGY-7"}
    works = (
        lambda: approve_draft(uuid=draft.uuid, revision=draft.revision, by=reader, **WHO),
        lambda: load_items(bank_items=[theirs], **WHO),
    )
    refused, loaded = overtake(monkeypatch, (approving, "load_items"), works)
    assert isinstance(refused, Busy)
    assert loaded.created == 1
    assert Item.objects.get(code="DGY-7").versions.count() == 1
    version = approve_draft(uuid=draft.uuid, revision=draft.revision, by=reader, **WHO)
    assert (version.item.code, version.number) == ("LV-0001", 1)


def test_a_pack_and_who_marks_twins_lock_items_in_one_order() -> None:
    """The items came in another order than that of their codes; somebody holds the first one until both wait."""
    items = [{**an_item(use="practice"), "code": code} for code in ("T-Z", "T-A")]
    load_items(bank_items=items, **WHO)
    changed = [{**item, "source": "GB 50054"} for item in items]
    is_held = threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Item.objects.select_for_update().get(code="T-Z")
            is_held.set()
            wait_until_locked_out(2)

    def mark() -> object:
        is_held.wait()
        return mark_twins(codes=["T-Z", "T-A"], **WHO)

    def load() -> object:
        is_held.wait()
        wait_until_locked_out(1)  # behind who marks
        return load_items(bank_items=changed, **WHO)

    _held, twins, loaded = at_once(hold, mark, load)
    assert {row.code for row in twins} == {"T-Z", "T-A"}
    assert loaded.revised == 2
