"""Admission slips, the list of a room, the list at its door: A4, in one language or two. Site names are on none."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.core.printing import fonts
from lms.core.printing.errors import NotPrintable
from lms.core.printing.sheet import Sheet
from lms.exams.papers.models import PaperVersion
from lms.exams.papers.printing.characters import named
from lms.exams.sittingdesk.presentation import form_names, seat_map
from lms.exams.sittingdesk.queries import paper_of
from lms.exams.sittings.arrangements import arrangement_of, duration_for, words_of
from lms.exams.sittings.models import Sitting, SittingCandidate
from lms.exams.sittings.occupied import period_of

if TYPE_CHECKING:
    from lms.core.printing.press import Press

LANGUAGES = {"zh": "zh-hans", "en": "en"}
# Who reads a slip is not who prints it: in Chinese with English beside, one print serves the whole room.
BOTH = "both"
DOCUMENTS = {"slips": "sitting_slips.html", "room": "sitting_room.html", "door": "sitting_door.html"}
ON_A_SHEET = 2
FOLDER = Path(settings.BASE_DIR) / "templates" / "print"


def print_document(
    document: str,
    language: str,
    sitting: Sitting,
    candidates: Sequence[SittingCandidate],
    papers: Sequence[PaperVersion],
) -> bytes:
    """Return one document of a sitting as PDF, in Chinese ("zh"), in English ("en"), or in "both".

    A rare character in one name is printed as its number: the room needs its lists all the same.
    """
    is_both = language == BOTH
    with translation.override(LANGUAGES["zh" if is_both else language]):
        context = _context(sitting, candidates, papers)
        if is_both:
            context["beside"] = LANGUAGES["en"]
        return _pressed(fonts.printable(_rendered(f"print/{DOCUMENTS[document]}", context)))


def printed(template: str, context: dict[str, Any]) -> bytes:
    """Return what tells results as PDF, in the language that is active.

    :raises NotPrintable: a text has a character that the documents' typeface lacks.
    """
    html = _rendered(template, context)
    missing = fonts.missing_characters(html.replace("\n", ""))
    if missing:
        raise NotPrintable(_("The typeface of papers lacks: %(characters)s") % {"characters": named(missing)})
    return _pressed(html)


def _rendered(template: str, context: dict[str, Any]) -> str:
    return get_template(template).render({"language": translation.get_language(), **context})


def _pressed(html: str) -> bytes:
    page = _("Page %(number)s of %(all)s") % {"number": '" counter(page) "', "all": '" counter(pages) "'}
    style = f'@page {{ @bottom-right {{ content: "{page}" }} }}'
    return press().print(Sheet(html=html, style=style))


def _context(
    sitting: Sitting, candidates: Sequence[SittingCandidate], papers: Sequence[PaperVersion]
) -> dict[str, Any]:
    names = form_names(papers)
    lines = [_line(row, names, sitting) for row in candidates]
    schools = {row.enrolment.school.name for row in candidates}
    return {
        "sitting": sitting,
        "minutes": sitting.scheme.duration_minutes,
        "school": " · ".join(sorted(schools)),
        "doors": period_of(sitting)[0],
        "last": _last_start(sitting),
        "lines": lines,
        "sheets": [lines[at : at + ON_A_SHEET] for at in range(0, len(lines), ON_A_SHEET)],
        "has_forms": bool(names),
        "map": seat_map(sitting, candidates, papers) if any(row.seat for row in candidates) else [],
    }


def _last_start(sitting: Sitting) -> str:
    opens, closes = localtime(sitting.opens_at), localtime(sitting.closes_at)
    return date_format(closes, "H:i" if opens.date() == closes.date() else "Y-m-d H:i")


def _line(row: SittingCandidate, names: dict[int, str], sitting: Sitting) -> dict[str, Any]:
    user, kept = getattr(row.enrolment.person, "user", None), arrangement_of(row)
    return {
        "number": str(row),
        "name": row.enrolment.person.full_name,
        "trainee": user.username if user else "",
        "school": row.enrolment.school.name,
        "seat": row.seat,
        "form": names.get(paper_of(row), ""),
        "arranged": words_of(kept) if kept else "",
        "minutes": duration_for(row, sitting.scheme.duration_minutes * 60) // 60,
    }


@lru_cache(maxsize=1)
def press() -> "Press":
    """Return this process's press for these lists; WeasyPrint is loaded only where something is printed."""
    from lms.core.printing.press import Press

    return Press(style=(FOLDER / "sitting.css").read_text(encoding="utf-8"))
