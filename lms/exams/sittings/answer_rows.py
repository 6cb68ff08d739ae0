"""Which rows of the answer log are answers that were held back, and which are the candidate's marks for later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.exams.sittings.rules import MARK

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lms.exams.sittings.models import AnswerEvent


def held_back(rows: QuerySet[AnswerEvent]) -> QuerySet[AnswerEvent]:
    """Return the answers that were held; a mark is none."""
    return rows.exclude(held="").exclude(held__startswith=MARK)


def marks_in(rows: QuerySet[AnswerEvent]) -> QuerySet[AnswerEvent]:
    """Return the marks for later, set and taken off, but not those that were held, of an earlier seat for instance."""
    return rows.filter(held=MARK)
