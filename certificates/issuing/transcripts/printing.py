"""The transcript, A4, Chinese with English, as schools print it, signed by hand. It names no training site."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from certificates.issuing.documents.dates import english_month, written_day, written_month
from certificates.issuing.documents.diploma import SEXES, Sex
from certificates.issuing.documents.transcript import rows_of
from certificates.issuing.transcripts.queries import TranscriptSheet
from certificates.verifier.kinds import TRANSCRIPT
from lms.core.printing.fonts import printable
from lms.core.printing.sheet import Sheet

if TYPE_CHECKING:
    from lms.core.printing.press import Press

FOLDER = Path(settings.BASE_DIR) / "templates" / "print"


@lru_cache(maxsize=1)
def press() -> "Press":
    """Return this process's press for transcripts; WeasyPrint is loaded only where something is printed."""
    from lms.core.printing.press import Press

    return Press(style=(FOLDER / "transcript.css").read_text(encoding="utf-8"))


def print_transcript(sheet: TranscriptSheet) -> bytes:
    """Return the transcript as PDF; the same on whoever's screen it is asked for."""
    person, issued = sheet.enrolment.person, sheet.certificate
    ended = written_month(sheet.ended) if sheet.ended else "今"
    ended_en = english_month(sheet.ended) if sheet.ended else "today"
    context = {
        "title": TRANSCRIPT,
        "sheet": sheet,
        "person": person,
        "school": sheet.enrolment.school,
        "programme": sheet.enrolment.version.programme,
        "sex": SEXES[Sex(person.sex)] if person.sex else ("", ""),
        "born": written_day(person.birth_date) if person.birth_date else "",
        "period": f"{written_month(sheet.began)}至{ended}",
        "period_en": f"{english_month(sheet.began)} to {ended_en}",
        "number": issued.number_id if issued else "",
        "verify_at": f"{urlsplit(settings.PUBLIC_BASE_URL).netloc}/verify/",
        **rows_of(sheet.records),
        "day": written_day(sheet.today),
        "specimen": settings.DEMONSTRATION,
    }
    with translation.override("zh-hans"):
        html = render_to_string("print/transcript.html", context)
    return press().print(Sheet(html=printable(html)))
