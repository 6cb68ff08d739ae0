"""One document from its layout: its values in the page, its fonts, pictures and metadata, and the file around them."""

import hashlib
from datetime import datetime
from xml.sax.saxutils import escape

from certificates.issuing.documents.content import Document
from certificates.issuing.documents.press import container, files, objects, pictures
from certificates.issuing.documents.press.faces import face
from certificates.issuing.documents.press.layout import ADDRESS, DAY, TITLE, Layout
from certificates.issuing.documents.press.slots import Slot
from certificates.issuing.documents.press.writing import Used, show


def plain_file(document: Document, layout: Layout) -> bytes:
    """Return the PDF without a signature.

    :raises NotPrintable: when a character has no glyph, or a picture is none.
    :raises CannotCompile: when the press cannot set a text.
    """
    stamped = _stamped(document, layout)
    for name in ("root", "page"):
        stamped[layout.numbers[name]] = layout.bodies[name]
    first = _identifier(stamped)
    return _file(layout, stamped, (first, first))


def unsigned_file(document: Document, layout: Layout, *, now: datetime, room: int) -> bytes:
    """Return the PDF with the field of a signature as of `now`, which is still to be put in, in so many digits.

    :raises NotPrintable: when a character has no glyph, or a picture is none.
    :raises CannotCompile: when the press cannot set a text.
    """
    stamped, numbers = _stamped(document, layout), layout.numbers
    first = _identifier(stamped)
    stamped |= {
        numbers["root"]: objects.extended(
            layout.bodies["root"], container.form(numbers["field"], numbers["signature"])
        ),
        numbers["page"]: objects.extended(layout.bodies["page"], b" /Annots [%d 0 R]" % numbers["field"]),
        numbers["field"]: container.field_with(numbers["signature"], page=numbers["page"]),
        numbers["signature"]: container.empty_signature(now, room),
    }
    second = hashlib.sha256(b"sealed" + first).digest()[: len(first)]
    return _file(layout, stamped, (first, second))


def _file(layout: Layout, stamped: dict[int, bytes], identifiers: tuple[bytes, bytes]) -> bytes:
    trailer = b"/Root %d 0 R /Info %d 0 R /ID [<%s> <%s>]" % (
        layout.numbers["root"],
        layout.numbers["information"],
        *(half.hex().encode() for half in identifiers),
    )
    return objects.file_of(layout.begin, stamped, trailer=trailer)


def _identifier(stamped: dict[int, bytes]) -> bytes:
    """Return what names the file, from its content: no clock, no machine, no folder."""
    return hashlib.sha256(b"".join(stamped.values())).digest()[:16]


def _stamped(document: Document, layout: Layout) -> dict[int, bytes]:
    """Return the objects that differ, without the catalogue and the page."""
    numbers, bodies = layout.numbers, layout.bodies
    used = {name: Used() for name in layout.fonts}
    operators = b"".join(
        _operators(piece, document, layout, used) if isinstance(piece, Slot) else piece
        for piece in layout.pieces
    )
    made = {
        numbers["operators"]: objects.stream(operators),
        numbers["information"]: _information(document, bodies["information"]),
        numbers["metadata"]: objects.stream(
            _metadata(document, bodies["metadata"]), b"/Type /Metadata /Subtype /XML", is_packed=True
        ),
        numbers["described"]: bodies["described"].replace(_hex(ADDRESS), _hex(document.address)),
        numbers["code"]: pictures.code(document.address),
    }
    if document.photo:
        made[numbers["photograph"]] = pictures.photograph(document.photo)
    if document.credential:
        made[numbers["credential"]] = files.credential(document.credential, document.dated)
    for name, font in layout.fonts.items():
        glyphs = used[name]
        made[font.program] = glyphs.font_program(face(font.weight))
        made[font.widths] = b"<< %s /W %s >>" % (font.entries, glyphs.widths())
        made[font.to_unicode] = glyphs.to_unicode()
    return made


def _operators(slot: Slot, document: Document, layout: Layout, used: dict[str, Used]) -> bytes:
    font = layout.fonts[slot.font]
    return show(slot, document.texts[slot.name], face=face(font.weight), used=used[slot.font], font=font.name)


def _information(document: Document, body: bytes) -> bytes:
    day = f"D:{DAY:%Y%m%d}".encode(), f"D:{document.dated:%Y%m%d}".encode()
    return body.replace(objects.text(TITLE), objects.text(document.title)).replace(*day)


def _metadata(document: Document, body: bytes) -> bytes:
    title = escape(document.title).encode()
    return body.replace(TITLE.encode(), title).replace(
        DAY.isoformat().encode(), document.dated.isoformat().encode()
    )


def _hex(text: str) -> bytes:
    return text.encode("utf-16-be").hex().encode()
