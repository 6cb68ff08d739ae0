"""From an award to the bytes of its certificate: fits the texts, fills the template, and prints."""

from dataclasses import dataclass, fields
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.issuing.documents import artwork, qr
from certificates.issuing.documents.fitting import Box, Fitted, fit
from certificates.issuing.documents.seal import seal
from certificates.issuing.errors import NotPrintable
from certificates.issuing.payload import Award
from lms.core.printing import fonts
from lms.core.printing.sheet import Sheet

if TYPE_CHECKING:
    from lms.core.printing.press import Press

TEMPLATE = "print/training_certificate.html"
STYLE = Path(settings.BASE_DIR) / "templates" / "print" / "training_certificate.css"
SHORT_NAME = 4  # characters that get air between them
BOXES = {
    "name": Box(width=205, height=25, largest=38, smallest=10, leading=1.3),
    "title_zh": Box(width=225, height=11, largest=23, smallest=7),
    "title_en": Box(width=225, height=11, largest=13, smallest=6.5),
    "heading": Box(width=215, height=9, largest=17, smallest=8),
    "school_zh": Box(width=78, height=10, largest=14, smallest=6),
    "school_en": Box(width=78, height=8, largest=9, smallest=4.5),
    "principal": Box(width=54, height=11, largest=15, smallest=4.5),
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a certificate, each cut and sized for its box."""

    name: Fitted
    title_zh: Fitted
    title_en: Fitted
    heading: Fitted
    school_zh: Fitted
    school_en: Fitted
    principal: Fitted


def refuse_unprintable(award: Award) -> None:
    """Refuse before anything is used up.

    :raises NotPrintable: naming the characters that have no glyph, or the text that does not fit.
    """
    missing = fonts.missing_characters("".join(award.texts()))
    if missing:
        listed = ", ".join(f"{mark} (U+{ord(mark):04X})" for mark in missing)
        raise NotPrintable(_("The document's typeface lacks: %(characters)s") % {"characters": listed})
    fitted_texts(award)


def fitted_texts(award: Award) -> Texts:
    """Return every text in the lines and at the size at which it is printed.

    :raises NotPrintable: when one does not fit.
    """
    wanted = {
        "name": award.name,
        "title_zh": award.title_zh,
        "title_en": award.title_en,
        "heading": award.school_zh,
        "school_zh": award.school_zh,
        "school_en": award.school_en,
        "principal": award.principal,
    }
    found = {field: fit(text, BOXES[field]) for field, text in wanted.items()}
    for field, fitted in found.items():
        if fitted is None:
            raise NotPrintable(
                _("This text is too long for the document: %(text)s") % {"text": wanted[field]}
            )
    return Texts(**{field: fitted for field, fitted in found.items() if fitted is not None})


def sheet_of(award: Award, *, token: str) -> Sheet:
    """Return the filled template and its pictures."""
    seal_picture = seal(award.school_zh)
    address = qr.public_address(award.verify_at, token)
    names = {
        "background": "background.svg",
        "seal": f"seal-{sha256(seal_picture).hexdigest()[:16]}.svg",
        "code": f"code-{sha256(address.encode()).hexdigest()[:16]}.png",
    }
    texts = fitted_texts(award)
    context = {
        "award": award,
        "texts": texts,
        "pictures": names,
        "address": address,
        "short_name": len(award.name) <= SHORT_NAME,
        "date_en": _english_date(award),
    }
    with translation.override("zh-hans"):
        html = get_template(TEMPLATE).render(context)
    lasting = {names["background"]: artwork.background(), names["seal"]: seal_picture}
    own = {names["code"]: qr.code_as_png(address)}
    return Sheet(html=html, style=_sizes(texts), lasting=lasting, own=own)


def _english_date(award: Award) -> str:
    with translation.override("en"):
        return date_format(award.awarded_date, "j F Y")


def _sizes(texts: Texts) -> str:
    rules = [
        f".{_class_of(item.name)} {{ font-size: {getattr(texts, item.name).size}pt }}"
        for item in fields(texts)
    ]
    return "\n".join(rules)


def _class_of(field: str) -> str:
    return f"fit-{field.replace('_', '-')}"


@lru_cache(maxsize=1)
def press() -> "Press":
    """Return this process's press for certificates; WeasyPrint is loaded only where something is printed."""
    from lms.core.printing.press import Press

    return Press(style=STYLE.read_text(encoding="utf-8"))


def print_certificate(award: Award, *, token: str) -> bytes:
    """Return the PDF of an award.

    :raises NotPrintable: when a character has no glyph or a text does not fit.
    """
    return press().print(sheet_of(award, token=token))
