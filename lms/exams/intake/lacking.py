"""Which drafts or questions of a file still lack a topic, so that this is told before somebody submits them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse

from lms.exams.bank.topicbook import TopicBook
from lms.exams.intake.banks import bank_in_words
from lms.exams.intake.models import DraftState, ItemDraft, ItemImport


@dataclass(frozen=True, slots=True)
class Lacking:
    """How many name no topic at all, and how many of each bank name one that the bank has not."""

    none: int = 0
    unknown: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.none or self.unknown)


def lacking_in(said: Iterable[tuple[str, str, int]]) -> Lacking:
    """Return what lacks a topic; given are banks, words for topics, and how many questions say so."""
    none, unknown = 0, {}
    books: dict[str, TopicBook] = {}
    for bank, topic, number in said:
        if not topic.strip():
            none += number
            continue
        if bank not in books:
            books[bank] = TopicBook(bank)
        if not books[bank].find(topic):
            unknown[bank] = unknown.get(bank, 0) + number
    return Lacking(none, unknown)


def drafts_lacking(drafts: QuerySet[ItemDraft]) -> Lacking:
    """Return how many of these drafts lack a topic."""
    rows = drafts.order_by("bank__code", "topic").values_list("bank__code", "topic")
    return lacking_in(rows.annotate(number=Count("pk")))


def import_lacking(origin: ItemImport) -> Lacking:
    """Return how many open drafts of an import lack a topic."""
    return drafts_lacking(ItemDraft.objects.filter(origin=origin, state=DraftState.OPEN))


# Asks the list of drafts for those that name no topic; see `desk.wanted`.
WITHOUT = {"topic": "-"}


def ways_to_topics(lacking: Lacking, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return for a page how many drafts lack a topic, and where that is mended for many at once.

    `asked` is what the list of drafts is asked for, to find the same drafts again.
    """
    query = urlencode({**asked, **WITHOUT})
    topics = reverse("question_bank:topics")
    return {
        "none": lacking.none,
        "list": f"{reverse('question_bank:index')}?{query}",
        "give": f"{reverse('question_bank:sort_found')}?{query}",
        "unknown": [
            (number, bank_in_words(bank), f"{topics}?{urlencode({'bank': bank})}")
            for bank, number in sorted(lacking.unknown.items())
        ],
    }
