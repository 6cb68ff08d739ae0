"""What counts now: of an attempt the result of its newest receipt, key and round; a paper's newest key."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from lms.exams.marking.models import Result
from lms.exams.papers.models import PaperKey
from lms.exams.sittings.models import ENDED_STATES

Key = Mapping[str, Mapping[str, Any]]


def results_that_count(*, released: bool) -> QuerySet[Result]:
    """Return of each ended attempt the result that counts, among the released ones or among all.

    One that is being written again, was declared void, or whose newest receipt has no result yet has none.
    """
    rows = Result.objects.filter(released_at__isnull=False) if released else Result.objects.all()
    later_key = Q(key_version__gt=OuterRef("key_version"))
    later_round = Q(key_version=OuterRef("key_version"), round__gt=OuterRef("round"))
    newer = rows.filter(
        later_key | later_round, attempt=OuterRef("attempt"), receipt_number=OuterRef("receipt_number")
    )
    current = rows.filter(~Exists(newer), attempt__state__in=ENDED_STATES)
    return current.annotate(newest=Max("attempt__receipts__number")).filter(receipt_number=F("newest"))


def newest_keys(papers: Collection[int]) -> dict[int, Key]:
    """Return the key by which each paper is marked now."""
    rows = PaperKey.objects.filter(paper__in=papers).order_by("version")
    return dict(rows.values_list("paper_id", "key"))
