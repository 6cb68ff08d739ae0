"""A packet as one PDF: its cover with the seal, and for each candidate a booklet and an answer sheet. Never a key.

Names of sites, schools and candidates are on none of it.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from lms.core.printing import fonts
from lms.core.printing.errors import NotPrintable
from lms.core.printing.sheet import Sheet
from lms.exams.papers.opening import opened
from lms.exams.papers.printing import Edition, print_answer_sheet, print_paper
from lms.exams.papers.printing.characters import named
from lms.exams.papers.printing.documents import Printing, short_hash
from lms.exams.reserve.models import ReserveEdition
from lms.exams.sittings.arrangements import arrangement_of, duration_for
from lms.exams.sittings.models import Attempt, Sitting

if TYPE_CHECKING:
    from lms.core.printing.press import Press

FOLDER = Path(settings.BASE_DIR) / "templates" / "print"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
A4 = (595.28, 841.89)


@dataclass(frozen=True, slots=True)
class Packet:
    """What is printed: the attempts with their papers, under which seal, in which language, when."""

    sitting: Sitting
    attempts: Sequence[Attempt]
    seal: str
    edition: ReserveEdition
    at: datetime


def print_packet(packet: Packet, seen: Callable[[int, int], None] = lambda _done, _total: None) -> bytes:
    """Return the PDF: covers, then candidate by candidate, each beginning on the front of a sheet.

    `seen` hears after each candidate how many of all are laid out; each takes seconds.

    :raises NotPrintable: a text has a character that the documents' typeface lacks.
    """
    edition = Edition(packet.edition)
    parts = [_cover(packet, language) for language in edition.languages]
    for done, attempt in enumerate(packet.attempts, start=1):
        printing = Printing(
            edition,
            attempt.shuffle_seed,
            _label(attempt, edition.languages),
            is_reserve=True,
            minutes=_minutes(attempt),
            is_larger_type=_is_larger(attempt),
        )
        found = opened(attempt.paper)
        parts += [print_paper(found, printing=printing), print_answer_sheet(found, printing=printing)]
        seen(done, len(packet.attempts))
    return _joined(parts)


def _minutes(attempt: Attempt) -> int:
    """Return how long this candidate has, with what was arranged: on paper as at the computer."""
    return duration_for(attempt.candidate, attempt.paper.scheme.duration_minutes * 60) // 60


def _is_larger(attempt: Attempt) -> bool:
    arranged = arrangement_of(attempt.candidate)
    return arranged is not None and arranged.is_larger_type


def _label(attempt: Attempt, languages: Sequence[str]) -> str:
    """Return number and seat, as they stand on each page of a candidate's."""
    number, seat = str(attempt.candidate), attempt.candidate.seat
    if not seat:
        return number
    words = []
    for language in languages:
        with translation.override(language):
            words.append(_("Seat"))
    return f"{number} · {' '.join(words)} {seat}"


def _joined(parts: Sequence[bytes]) -> bytes:
    """Return documents one after the other, each with an even number of pages: nobody shares a sheet."""
    import pikepdf  # loaded only where something is printed

    target = io.BytesIO()
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as document:
                whole.pages.extend(document.pages)
                if len(document.pages) % 2:
                    whole.add_blank_page(page_size=A4)
        whole.save(target)
    return target.getvalue()


def _cover(packet: Packet, language: str) -> bytes:
    with translation.override(LANGUAGES[language]):
        html = get_template("print/reserve_cover.html").render(
            {
                "language": LANGUAGES[language],
                "sitting": packet.sitting,
                "seal": packet.seal,
                "at": packet.at,
                "rows": [
                    {
                        "number": str(attempt.candidate),
                        "seat": attempt.candidate.seat,
                        "minutes": _minutes(attempt),
                        "is_larger": _is_larger(attempt),
                        "paper": attempt.paper.code,
                        "form": attempt.paper.form_name,
                        "hash": short_hash(attempt.paper.sha256),
                    }
                    for attempt in packet.attempts
                ],
            }
        )
        missing = fonts.missing_characters(html.replace("\n", ""))
        if missing:
            words = _("The typeface of papers lacks: %(characters)s")
            raise NotPrintable(words % {"characters": named(missing)})
        return press().print(Sheet(html=html))


@lru_cache(maxsize=1)
def press() -> "Press":
    """Return this process's press for covers; WeasyPrint is loaded only where something is printed."""
    from lms.core.printing.press import Press

    return Press(style=(FOLDER / "reserve.css").read_text(encoding="utf-8"))
