"""The decision for the candidate and the file for the authority as PDF, A4, in one language."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from lms.core.printing import fonts
from lms.core.printing.sheet import Sheet
from lms.exams.appeals.case import Case
from lms.exams.appeals.models import Appeal
from lms.exams.appeals.practical_case import PracticalCase
from lms.exams.appeals.practical_proof import content_of
from lms.exams.appeals.presentation import decision_context

if TYPE_CHECKING:
    from lms.core.printing.press import Press

LANGUAGES = {"zh": "zh-hans", "en": "en"}
FOLDER = Path(settings.BASE_DIR) / "templates" / "print"


def print_decision(language: str, appeal: Appeal) -> bytes:
    """Return the decision on an appeal as its candidate keeps it; no facility and no right answer is on it.

    :raises NotPrintable: when the press refuses the document.
    """
    with translation.override(LANGUAGES[language]):
        return _printed("print/appeal_decision.html", decision_context(appeal))


def print_case(case: Case, context: dict[str, Any]) -> bytes:
    """Return the file of an appeal for the authority, in the language that is active.

    :raises NotPrintable: when the press refuses the document.
    """
    return _printed("print/appeal_case.html", {"case": case, **decision_context(case.appeal), **context})


def print_practical_case(case: PracticalCase, context: dict[str, Any]) -> bytes:
    """Return the file of an appeal against a practical result, with the photographs as they are kept.

    :raises NotPrintable: when the press refuses the document.
    """
    pictures = {photo: content for photo in case.photos if (content := content_of(photo)) is not None}
    printed = [(photo, f"photo-{photo.pk}.jpg" if photo in pictures else "") for photo in case.photos]
    own = {f"photo-{photo.pk}.jpg": content for photo, content in pictures.items()}
    values = {"case": case, "photos": printed, **decision_context(case.appeal), **context}
    return _printed("print/appeal_practical_case.html", values, own)


def _printed(template: str, context: dict[str, Any], own: Mapping[str, bytes] | None = None) -> bytes:
    html = get_template(template).render({"language": translation.get_language(), **context})
    page = _("Page %(number)s of %(all)s") % {"number": '" counter(page) "', "all": '" counter(pages) "'}
    style = f'@page {{ @bottom-right {{ content: "{page}" }} }}'
    return press().print(Sheet(html=fonts.printable(html), style=style, own=own or {}))


@lru_cache(maxsize=1)
def press() -> "Press":
    """Return this process's press for appeals; WeasyPrint is loaded only where something is printed."""
    from lms.core.printing.press import Press

    return Press(style=(FOLDER / "appeal.css").read_text(encoding="utf-8"))
