"""Which words of a school are in force on a day."""

from collections.abc import Iterable
from datetime import date, datetime

from certificates.issuing.proposals.queries import in_force
from certificates.issuing.wordings.frame import WORDINGS
from certificates.issuing.wordings.models import Wording
from certificates.issuing.wordings.words import Words


def words_on(
    schools: Iterable[int], kind: str, day: date, *, as_of: datetime | None = None
) -> dict[int, Words]:
    """Return by school the approved words for a kind on a day, where it has own ones; one query.

    `as_of`: by what was approved until then.
    """
    rows = in_force(WORDINGS, schools, day, as_of=as_of).filter(kind=kind)
    return {row.school_id: words_of(row) for row in rows}


def words_of(row: Wording) -> Words:
    """Return what a version says."""
    return Words(row.deed_zh, row.deed_en, row.seal_words)
