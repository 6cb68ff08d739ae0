"""An order as its page shows it: how far the work is, and the proof of what was drawn."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.core.models import Job, JobState
from lms.exams.bank.queries import titles_of_topics
from lms.exams.paperdesk.models import OrderState, PaperOrder
from lms.exams.paperdesk.operations import is_at_work
from lms.exams.paperdesk.presentation.proof import overlap_matrix, proof_context
from lms.exams.papers.models import ItemOnPaper
from lms.exams.papers.queries import is_sealed, papers_of
from lms.exams.papers.rules import cells_of

MOST_LINKED = 100


def progress_of(row: PaperOrder, job: Job | None) -> dict[str, Any] | None:
    """Return how far the work is; None when nobody is at work."""
    if not is_at_work(row):
        return None
    if job is None or job.state == JobState.FAILED:
        words = _("The work broke off. Try again, and tell the administrator.")
        return {"is_broken": True, "words": words}
    done = 2 if row.state == OrderState.DRAWN else 0 if job.state == JobState.QUEUED else 1
    words = (
        _("Waiting for its turn"),
        _("Drawing; nothing is kept before all of it is drawn"),
        _("Counting everything again from the papers"),
    )
    return {"is_broken": False, "done": done, "total": 3, "words": words[done]}


def reasons_in_language(row: PaperOrder) -> list[str]:
    """Return why nothing could be drawn, in the reader's language."""
    by_language: dict[str, list[str]] = row.reasons
    return by_language.get(get_language() or "", next(iter(by_language.values()), []))


def order_context(row: PaperOrder) -> dict[str, Any]:
    """Return what a page shows of papers that were drawn."""
    drawing = row.drawing
    papers = papers_of(drawing)
    titles = titles_of_topics({cell.topic for cell in cells_of(row.scheme.blueprint)})
    names = [paper.form_name or str(paper.form) for paper in papers]
    return {
        "papers": papers[:MOST_LINKED],
        "seed": "" if is_sealed(row.seed) else row.seed,
        "papers_not_linked": max(0, len(papers) - MOST_LINKED),
        "proof": proof_context(row.proof, titles, names),
        "matrix": overlap_matrix(_codes(drawing), names),
    }


def _codes(drawing: Any) -> list[set[str]]:
    places = ItemOnPaper.objects.filter(paper__drawing=drawing).order_by("paper__form")
    found: dict[int, set[str]] = {}
    for form, code in places.values_list("paper__form", "version__item__code"):
        found.setdefault(form, set()).add(code)
    return list(found.values())
