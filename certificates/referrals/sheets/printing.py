"""The referral sheet, A4, Chinese with English, with its reply slip; sealed like a certificate. It names no site."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from certificates.issuing.documents.dates import written_day
from certificates.issuing.documents.qr import code_as_png, public_address
from certificates.issuing.documents.sealing import Seal
from certificates.issuing.documents.signing import sign_document
from certificates.referrals.consent.models import DataField
from certificates.referrals.sheets.content import Said
from certificates.referrals.sheets.models import ReplyAnswer, ReplyWhy
from lms.core.printing.fonts import printable
from lms.core.printing.sheet import Sheet

if TYPE_CHECKING:
    from lms.core.printing.press import Press

FOLDER = Path(settings.BASE_DIR) / "templates" / "print"
CODE = "code.png"


@lru_cache(maxsize=1)
def press() -> "Press":
    """Return this process's press for sheets; WeasyPrint is loaded only where something is printed."""
    from lms.core.printing.press import Press

    return Press(style=(FOLDER / "referral_sheet.css").read_text(encoding="utf-8"))


def address_of(token: str) -> str:
    """Return the address of a sheet; its host is the platform's own setting, never a request's."""
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}/r/{token}/"


def print_sheet(said: Said, *, token: str, is_void: bool = False) -> bytes:
    """Return the sheet as PDF; equal input gives equal bytes. A void one is for looking at.

    :raises NotPrintable: when a character has no glyph.
    """
    base = settings.PUBLIC_BASE_URL.rstrip("/")
    context = {
        "said": said,
        "fields": [(zh, en, said.fields[name]) for name, zh, en in _labels() if name in said.lines()],
        "answers": _slip(ReplyAnswer),
        "reasons": _slip(ReplyWhy),
        "day": written_day(date.fromisoformat(said.day)),
        "address": "" if is_void else address_of(token),
        "is_void": is_void,
        "specimen": settings.DEMONSTRATION,
    }
    with translation.override("zh-hans"):
        html = render_to_string("print/referral_sheet.html", context)
    own = {} if is_void else {CODE: code_as_png(public_address(base, token, folder="R"))}
    return press().print(Sheet(html=printable(html), own=own))


def sealed(pdf: bytes, *, seal: Seal, now: datetime) -> bytes:
    """Return the sheet with the seal over all of it.

    :raises CannotSign: when the key's holder does not answer.
    """
    return sign_document(pdf, key=seal, now=seal.instant(signed_at=now))


def _labels() -> list[tuple[str, str, str]]:
    return [(field.value, *_both(field)) for field in DataField]


def _slip(choices: type[ReplyAnswer] | type[ReplyWhy]) -> list[tuple[str, str]]:
    return [_both(choice) for choice in choices]


def _both(choice: DataField | ReplyAnswer | ReplyWhy) -> tuple[str, str]:
    with translation.override("zh-hans"):
        zh = str(choice.label)
    with translation.override("en"):
        return zh, str(choice.label)
