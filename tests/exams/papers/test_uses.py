"""On which papers an item stands: told of released papers, by the numbers that are printed on them."""

import pytest

from lms.exams.models import PaperPart
from lms.exams.paperdesk.presentation.contents import in_print_order
from lms.exams.papers import queries
from lms.exams.papers.operations import release
from lms.exams.papers.queries import released_uses_of
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR
from tests.factories.papers import a_paper_scheme, a_rich_bank, drawn

pytestmark = pytest.mark.django_db
ROW = {"topic": "safety", "type": "single", "count": 4, "marks": 25}


def test_where_an_item_is_used_is_told_once_the_paper_is_released():
    a_rich_bank()
    paper = drawn(a_paper_scheme(rows=[{**ROW, "count": 9, "marks": 10}])).papers.get()
    places = list(paper.places.select_related("version__item"))
    for place in places:
        sealed = released_uses_of(place.version.item_id)
        assert (sealed.newest, sealed.others) == ((), 0), "nobody hears what is on a sealed paper"
    release(paper, PaperPart.PAPER, actor=ACTOR, now=NOW)
    told = {}
    for place in places:
        (use,) = released_uses_of(place.version.item_id).newest
        assert (use.paper, use.wording) == (paper, place.version.number)
        told[str(place.version.uuid)] = use.number
    assert told == {item["uuid"]: item["number"] for item in in_print_order(paper)}
    assert list(told.values()) != [place.number for place in places], "a printed paper is in another order"


def test_of_many_papers_the_newest_are_named_and_the_others_counted(monkeypatch):
    a_rich_bank(number=4)
    papers = list(drawn(a_paper_scheme(rows=[{**ROW, "count": 4}]), forms=3).papers.order_by("pk"))
    for paper in papers:
        release(paper, PaperPart.PAPER, actor=ACTOR, now=NOW)
    item = papers[0].places.first().version.item_id
    assert [use.paper for use in released_uses_of(item).newest] == papers[::-1]
    monkeypatch.setattr(queries, "MOST_USES", 2)
    uses = released_uses_of(item)
    assert ([use.paper for use in uses.newest], uses.others) == (papers[:0:-1], 1)
