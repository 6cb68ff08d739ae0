"""What a move would mean, as values for the page: one row for each person, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeVersion, Requirement, lessons_of_version, threshold_text
from lms.enrolments.models import Enrolment
from lms.enrolments.moving.rules import Outlook, Standing
from lms.enrolments.moving.words import refusal_text


def outlook_rows(
    enrolments: Sequence[Enrolment],
    outlooks: Sequence[Outlook],
    versions: tuple[ProgrammeVersion, ProgrammeVersion],
) -> list[dict[str, Any]]:
    """Return who has to do what more and what less, and what is in the way; `versions` are old and new."""
    asked = Requirement.objects.filter(version__in=versions)
    texts = {row.pk: f"{row.title} ({threshold_text(row)})" for row in asked}
    old, new = ({row.pk: row.title for row in lessons_of_version(version.pk)} for version in versions)
    gained = {key: title for key, title in new.items() if key not in old}
    dropped = {key: title for key, title in old.items() if key not in new}
    return [
        {
            "person": enrolment.person,
            "refusals": [refusal_text(refusal) for refusal in outlook.refusals],
            "more": [texts[row.requirement_id] for row in outlook.more] + _lessons(gained, outlook),
            "less": [texts[row.requirement_id] for row in outlook.less] + _lessons(dropped, outlook),
            "before": _counted(outlook.before),
            "after": _counted(outlook.after),
            "completes": outlook.completes,
        }
        for enrolment, outlook in zip(enrolments, outlooks, strict=True)
    ]


def _lessons(titles: Mapping[int, str], outlook: Outlook) -> list[str]:
    """Return the lessons that only one of the versions has: those that one has yet to learn, and those learnt."""
    if not any(row.counted for row in (*outlook.before, *outlook.after)):
        return []
    learnt = [title for key, title in titles.items() if key in outlook.learnt]
    open_ones = [title for key, title in titles.items() if key not in outlook.learnt]
    lines = [(_("Lessons: %(titles)s"), open_ones), (_("Lessons learnt already: %(titles)s"), learnt)]
    return [words % {"titles": _("; ").join(found)} for words, found in lines if found]


def _counted(standings: Sequence[Standing]) -> str:
    return ", ".join(f"{row.counted[0]}/{row.counted[1]}" for row in standings if row.counted) or "–"
