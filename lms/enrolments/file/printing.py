"""The training record of a person, A4, in the reader's language: what somebody takes along and shows around.

It names schools and never a training site, a stay, a release or any reason why training rested, moved or ended. No
number that only this platform knows and no day on which somebody left stands on it: either ties a person to a place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.catalog.api import hours_text
from lms.core.clock import local_date
from lms.core.printing.fonts import printable
from lms.core.printing.sheet import Sheet
from lms.enrolments.changing.queries import list_transfers
from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.external.queries import standing, with_standing
from lms.enrolments.external.rules import Standing
from lms.enrolments.file.happenings import Happening, Kind
from lms.enrolments.file.presentation import KINDS
from lms.enrolments.file.queries import Course, File
from lms.enrolments.models import EnrolmentState

if TYPE_CHECKING:
    from lms.core.printing.press import Press

FOLDER = Path(settings.BASE_DIR) / "templates" / "print"
# What was learnt and shown; everything else of a file is nobody's business outside.
TAKEN_ALONG = (Kind.HOURS, Kind.LEARNT, Kind.EXAMINATION, Kind.CREDIT, Kind.CERTIFICATE)


@dataclass(frozen=True, slots=True)
class Section:
    """A programme on the record: who taught it, from when to when, how it stands, hours (if any), what was shown.

    `hours` were attended, `learnt` accepted for learning in lessons.
    """

    title: str
    schools: str
    began: date
    ended: date | None
    state: str
    hours: str
    learnt: str
    rows: tuple[dict[str, Any], ...]


@lru_cache(maxsize=1)
def press() -> "Press":
    """Return this process's press for these papers; WeasyPrint is loaded only where something is printed."""
    from lms.core.printing.press import Press

    return Press(style=(FOLDER / "classes.css").read_text(encoding="utf-8"))


def print_record(file: File, *, today: date) -> bytes:
    """Return the training record of a person, as far as the file reads."""
    context = {
        "language": get_language(),
        "person": file.person,
        "sections": sections_of(file),
        "outside": _outside(file),
        "today": today,
    }
    page = _("Page %(number)s of %(all)s") % {"number": '" counter(page) "', "all": '" counter(pages) "'}
    style = f'@page {{ @bottom-right {{ content: "{page}" }} }}'
    html = render_to_string("print/person_record.html", context)
    return press().print(Sheet(html=printable(html), style=style))


def sections_of(file: File) -> list[Section]:
    """Return a section for each programme, the earliest first."""
    moved: dict[int, list[str]] = {}
    for row in list_transfers([course.enrolment for course in file.courses]):
        if row.from_school_id != row.to_school_id and (file.until is None or row.on <= file.until):
            moved.setdefault(row.enrolment_id, []).append(row.from_school.name)
    return [_section(course, moved.get(course.enrolment.pk, []), file) for course in file.courses]


def _section(course: Course, before: Sequence[str], file: File) -> Section:
    row = course.enrolment
    told = [one for one in file.happenings if one.enrolment == row.pk and one.kind in TAKEN_ALONG]
    at = row.completed_at or row.withdrawn_at
    ended = course.withdrawn_on if course.is_elsewhere else local_date(at) if at else None
    minutes, learnt = sum(one.minutes for one in told), sum(one.learnt for one in told)
    return Section(
        title=row.version.programme.title,
        # A school that taught twice stands once.
        schools=" → ".join(dict.fromkeys([*before, course.school.name])),
        began=local_date(row.enrolled_at),
        ended=ended,
        state=_state(course),
        hours=hours_text(minutes) if minutes else "",
        learnt=hours_text(learnt) if learnt else "",
        rows=tuple(_line(one) for one in told),
    )


def _state(course: Course) -> str:
    """Return how it stands; of what goes on elsewhere that it went on, on the last day that is read."""
    if course.is_elsewhere:
        return _("Not completed") if course.withdrawn_on else _("In training")
    return {
        EnrolmentState.ACTIVE: _("In training"),
        EnrolmentState.COMPLETED: _("Completed"),
        EnrolmentState.WITHDRAWN: _("Not completed"),
    }[EnrolmentState(course.enrolment.state)]


def _line(one: Happening) -> dict[str, Any]:
    return {"day": one.day, "kind": KINDS[one.kind], "text": one.text}


def _outside(file: File) -> list[Any]:
    """Return the certificates of other bodies that these have confirmed: the others prove nothing on paper."""
    rows = ExternalCertificate.objects.filter(person=file.person, struck_at=None)
    listed = with_standing(rows).order_by("issued_date", "pk")
    return [row for row in listed if standing(row) is Standing.CONFIRMED and _is_kept(row, file.until)]


def _is_kept(row: ExternalCertificate, until: date | None) -> bool:
    """Return whether a certificate was recorded by the last day that is read."""
    return until is None or local_date(row.recorded_at) <= until
