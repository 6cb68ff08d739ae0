"""Which question somebody means: its place as the candidate saw it, and its first words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from lms.core.language import in_language
from lms.core.sentences import said_of
from lms.exams.bank.rules.attached import MARK
from lms.exams.papers.queries import shown_on_paper
from lms.exams.papers.rules import order_for

if TYPE_CHECKING:
    from lms.exams.sittings.models import Attempt

LONGEST = 40  # characters


def question_in_words(attempt: Attempt, item: object, *, with_text: bool) -> str:
    """Return the place of a question on the paper of an attempt, with its first words; "" where it is not on it."""
    items = shown_on_paper(attempt.paper_id, attempt.paper.sha256)
    for number, one in enumerate(order_for(items, seed=attempt.shuffle_seed), start=1):
        if one["uuid"] == item:
            place = _("Question %(number)s") % {"number": number}
            text = " ".join(MARK.sub(_("[picture]"), in_language(one["stem"])).split())
            return said_of(place, Truncator(text).chars(LONGEST)) if with_text else place
    return ""
