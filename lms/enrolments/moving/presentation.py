"""What a move would mean, as values for the page: one row for each person, in words."""

from collections.abc import Sequence
from typing import Any

from courses.catalog.api import ProgrammeVersion, Requirement, threshold_text
from lms.enrolments.models import Enrolment
from lms.enrolments.moving.rules import Outlook, Standing
from lms.enrolments.moving.words import refusal_text


def outlook_rows(
    enrolments: Sequence[Enrolment], outlooks: Sequence[Outlook], versions: tuple[ProgrammeVersion, ...]
) -> list[dict[str, Any]]:
    """Return who has to do what more and what less, and what is in the way."""
    asked = Requirement.objects.filter(version__in=versions)
    texts = {row.pk: f"{row.title} ({threshold_text(row)})" for row in asked}
    return [
        {
            "person": enrolment.person,
            "refusals": [refusal_text(refusal) for refusal in outlook.refusals],
            "more": [texts[row.requirement_id] for row in outlook.more],
            "less": [texts[row.requirement_id] for row in outlook.less],
            "before": _counted(outlook.before),
            "after": _counted(outlook.after),
            "completes": outlook.completes,
        }
        for enrolment, outlook in zip(enrolments, outlooks, strict=True)
    ]


def _counted(standings: Sequence[Standing]) -> str:
    return ", ".join(f"{row.counted[0]}/{row.counted[1]}" for row in standings if row.counted) or "–"
