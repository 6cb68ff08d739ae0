"""Every question of the demonstration's examination in own words was read by a second reader, as it stands."""

import pytest

from lms.demonstration.in_words_questions import ITEMS, REVIEWS, TOPIC
from lms.exams.api import load_items, load_topics, record_reviews
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR


@pytest.mark.django_db
def test_each_wording_was_read_as_it_stands() -> None:
    load_topics(topics=[TOPIC], actor=ACTOR, now=NOW)
    load_items(bank_items=ITEMS, actor=ACTOR, now=NOW)
    assert record_reviews(reviews=REVIEWS, actor=ACTOR, now=NOW) == len(ITEMS)
