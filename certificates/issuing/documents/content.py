"""A document before it is printed: its template, the texts in their boxes, its pictures. Every renderer takes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.issuing.documents import qr
from certificates.issuing.documents.artwork import Inks, background
from certificates.issuing.documents.fitting import Box, Fitted, fit
from certificates.issuing.documents.seal import seal
from certificates.issuing.errors import NotPrintable
from lms.core.printing import fonts
from lms.core.printing.sheet import Attached, Sheet

CREDENTIAL = "credential.json"  # the name that verifiers look for
DESCRIPTION = "Open Badges 3.0"
KINDS = {"code": "png", "photo": "jpg", "logo": "png", "seal": "png"}  # of the pictures that are no drawings
FOLDER = Path(settings.BASE_DIR) / "templates" / "print"
_DOWN = {"top": "flex-start", "middle": "center", "bottom": "flex-end"}
_ACROSS = {"left": "flex-start", "center": "center"}


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of document: `FORM.html` and `FORM.css` among the printed templates, and the boxes of its texts.

    `form` is empty where it is called like the document: kinds that differ in their words share one. `sheet` names
    another style sheet than the form's.

    `slots` are the boxes whose texts differ from one document to the next; the others belong to the school.
    A template with flowing text cannot be compiled (`is_fixed`); it has no frame of `inks` where it has several pages.
    """

    name: str
    title: str
    boxes: Mapping[str, Box]
    slots: frozenset[str]
    inks: Inks | None
    seal_words: str
    is_fixed: bool = True
    form: str = ""
    sheet: str = ""

    def style(self) -> str:
        """Return its style sheet."""
        return (FOLDER / f"{self.sheet or self.form or self.name}.css").read_text(encoding="utf-8")

    @property
    def page(self) -> str:
        """Return the name of its template."""
        return f"print/{self.form or self.name}.html"


@dataclass(frozen=True, slots=True)
class Document:
    """One document. `facts` are shared by many: they decide, with the texts that are no slots, what is laid out.

    `credential` is the signed JSON that says the same for programs; it is attached where there is one. `seal_words`
    are a school's own in place of the template's, `logo` and `seal_picture` its own pictures (PNG). `flowing` is what a
    template with flowing text says besides.
    """

    template: Template
    facts: Mapping[str, str | bool]
    texts: Mapping[str, Fitted]
    title: str
    dated: date
    address: str
    school: str
    photo: bytes = b""
    is_void: bool = False
    credential: bytes = b""
    seal_words: str = ""
    logo: bytes = b""
    seal_picture: bytes = b""
    flowing: Mapping[str, Any] = field(default_factory=dict)

    def layout_key(self) -> tuple[object, ...]:
        """Return what two documents have in common that the press stamps into the same layout."""
        slots = self.template.slots
        lasting = tuple(sorted((name, text) for name, text in self.texts.items() if name not in slots))
        present = frozenset(slots & self.texts.keys())
        facts = tuple(sorted(self.facts.items()))
        carried = (bool(self.photo), bool(self.credential), self.seal_words, self.logo, self.seal_picture)
        return self.template.name, facts, lasting, present, self.school, carried, self.is_void


def fitted(texts: Mapping[str, str], boxes: Mapping[str, Box]) -> dict[str, Fitted]:
    """Return every text that is not empty, in the lines and at the size at which it is printed.

    :raises NotPrintable: naming the characters that have no glyph, or the text that does not fit.
    """
    refuse_missing("".join(texts.values()))
    found = {name: fit(text, boxes[name]) for name, text in texts.items() if text.strip()}
    for name, lines in found.items():
        if lines is None:
            raise NotPrintable(_("This text is too long for the document: %(text)s") % {"text": texts[name]})
    return {name: lines for name, lines in found.items() if lines is not None}


def refuse_missing(text: str) -> None:
    """Refuse a text that the typeface cannot print.

    :raises NotPrintable: naming the characters that have no glyph.
    """
    missing = fonts.missing_characters(text)
    if missing:
        listed = ", ".join(f"{mark} (U+{ord(mark):04X})" for mark in missing)
        raise NotPrintable(_("The document's typeface lacks: %(characters)s") % {"characters": listed})


def preview_of(document: Document) -> Document:
    """Return the document as a preview: void across the page, its code leads to no credential, and none is in it."""
    verify_at = str(document.facts["verify_at"])
    return replace(document, is_void=True, address=f"{verify_at}/verify/", credential=b"")


def sheet_of(document: Document) -> Sheet:
    """Return the filled template and its pictures, for WeasyPrint."""
    drawn, given = _drawn(document), _given(document)
    names = {name: _name(name, "svg", picture) for name, picture in drawn.items()}
    names |= {name: _name(name, KINDS[name], picture) for name, picture in given.items()}
    context = {
        **document.facts,
        **document.flowing,
        "texts": document.texts,
        "title": document.title,
        "dated": document.dated,
        "address": document.address,
        "school": document.school,
        "is_void": document.is_void,
        "pictures": names,
    }
    with translation.override("zh-hans"):
        html = get_template(document.template.page).render(context)
    frame = names.get("background")
    page = [f"@page {{ background-image: url(asset:{frame}) }}"] if frame else []
    return Sheet(
        html=html,
        style="\n".join([*page, *_rules(document)]),
        lasting={names[name]: picture for name, picture in drawn.items()},
        own={names[name]: picture for name, picture in given.items()},
        attached=_attached(document),
    )


def _drawn(document: Document) -> dict[str, bytes]:
    inks = document.template.inks
    drawn = {"background": background(inks)} if inks else {}
    if not document.seal_picture:
        drawn["seal"] = seal(document.school, document.seal_words or document.template.seal_words)
    return drawn


def _given(document: Document) -> dict[str, bytes]:
    given = {"photo": document.photo, "logo": document.logo, "seal": document.seal_picture}
    return {"code": qr.code_as_png(document.address)} | {
        name: picture for name, picture in given.items() if picture
    }


def _attached(document: Document) -> tuple[Attached, ...]:
    if not document.credential:
        return ()
    return (Attached(CREDENTIAL, document.credential, DESCRIPTION, document.dated),)


def _name(name: str, kind: str, picture: bytes) -> str:
    return f"{name}-{sha256(picture).hexdigest()[:16]}.{kind}"


def _rules(document: Document) -> list[str]:
    boxes = document.template.boxes
    return [_rule(name, boxes[name], text) for name, text in document.texts.items()]


def _rule(name: str, box: Box, text: Fitted) -> str:
    return (
        f".box-{name.replace('_', '-')} {{ left: {box.left}mm; top: {box.top}mm; width: {box.width}mm; "
        f"height: {box.height}mm; line-height: {box.leading}; font-size: {text.size}pt; "
        f"align-items: {_DOWN[box.down]}; justify-content: {_ACROSS[box.across]}; text-align: {box.across}; "
        f"letter-spacing: {text.air}em; text-indent: {text.air}em }}"
    )
