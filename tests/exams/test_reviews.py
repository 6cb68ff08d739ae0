"""Readings of wordings, and what of a bank nobody has read."""

from datetime import date

import pytest

from lms.core.models import AuditEntry
from lms.exams.api import ItemCount, NewReview, count_items, item_hash, load_items, record_reviews
from lms.exams.models import Item, ItemReview
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, an_item

pytestmark = pytest.mark.django_db


def a_review(item, *, reader="second reader"):
    return NewReview(item=item["code"], sha256=item_hash(item), reader=reader, read_on=date(2026, 1, 5))


def a_read_item(*, topic, use="examination"):
    item = an_item(topic=topic, use=use)
    load_items(bank_items=[item], actor=ACTOR, now=NOW)
    record_reviews(reviews=[a_review(item)], actor=ACTOR, now=NOW)
    return item


def test_a_reading_is_kept_once_for_each_reader_and_never_of_a_wording_that_is_not_there():
    item = a_read_item(topic="LVE/safety")
    other = a_read_item(topic="LVE/safety")
    reviews = [
        a_review(item),
        a_review(item, reader="third reader"),
        a_review({**item, "key": False}),
        a_review(an_item()),
        a_review(other),
    ]
    assert record_reviews(reviews=reviews, actor=ACTOR, now=NOW) == 1
    readers = ItemReview.objects.filter(version__item__code=item["code"]).values_list("reader", flat=True)
    assert sorted(readers) == ["second reader", "third reader"]
    assert AuditEntry.objects.filter(action="exams.review_item").count() == 3


def test_items_in_use_are_counted_by_cell_and_only_their_newest_wording_is_asked_for_readers():
    revised = a_read_item(topic="LVE/safety")
    a_read_item(topic="LVE/safety")
    a_read_item(topic="LVE/earthing", use="practice")
    retired = a_read_item(topic="LVE/earthing", use="practice")
    a_read_item(topic="CPC5/safety")
    load_items(bank_items=[{**revised, "key": False}], actor=ACTOR, now=NOW)
    Item.objects.filter(code=retired["code"]).update(retired_at=NOW, retired_why="out of date")
    assert count_items("LVE") == [
        ItemCount("earthing", "true_false", "practice", number=1, unread=0),
        ItemCount("safety", "true_false", "examination", number=2, unread=1),
    ]
    assert count_items("NONE") == []


def test_a_bank_is_counted_in_one_query_that_reads_no_wording(django_assert_num_queries):
    for reader in ("second reader", "third reader"):
        item = a_read_item(topic="LVE/safety")
        record_reviews(reviews=[a_review(item, reader=reader)], actor=ACTOR, now=NOW)
    with django_assert_num_queries(1) as queries:
        assert count_items("LVE") == [ItemCount("safety", "true_false", "examination", 2, 0)]
    assert "stem_zh" not in queries.captured_queries[0]["sql"]
