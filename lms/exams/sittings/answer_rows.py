"""Which rows of the answer log are answers that were held back, and which are the candidate's marks for later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from lms.exams.sittings.rules import MARK

if TYPE_CHECKING:
    from lms.exams.sittings.models import AnswerEvent

    Rows = QuerySet[AnswerEvent]
else:
    Rows = QuerySet


class AnswerEventRows(Rows):
    """Rows of the log; a mark for later stands in it as an event that can never count as an answer."""

    def held_back(self) -> AnswerEventRows:
        """Return the answers that were held; a mark is none."""
        return self.exclude(held__in=("", MARK))

    def marks(self) -> AnswerEventRows:
        """Return the marks for later, set and taken off."""
        return self.filter(held=MARK)
