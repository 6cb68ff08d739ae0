"""A paper without what is on it: its seal, its places, the versions of its key."""

from typing import Any

from lms.exams.paperdesk.models import PaperOrder
from lms.exams.papers.models import PaperKey, PaperPart, PaperVersion
from lms.exams.papers.opening import released_at


def paper_context(paper: PaperVersion) -> dict[str, Any]:
    """Return what the page of a paper shows to who may not open it either."""
    keys = (
        PaperKey.objects.filter(paper=paper)
        .select_related("correction__proposal")
        .defer("key")
        .order_by("-version")
    )
    order = PaperOrder.objects.select_related("school", "by").filter(drawing=paper.drawing_id).first()
    return {
        "order": order if paper.drawing_id else None,
        "paper_released": released_at(paper),
        "key_released": released_at(paper, PaperPart.KEY),
        "questions": paper.places.count(),
        "keys": keys,
        "newest_key": keys[0] if keys else None,
    }
