"""A template laid out once by WeasyPrint: what every document of it has, and what is stamped into each."""

import io
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import pikepdf
from PIL import Image

from certificates.issuing.documents import qr
from certificates.issuing.documents.content import Document
from certificates.issuing.documents.fitting import Fitted
from certificates.issuing.documents.plain import Plain
from certificates.issuing.documents.press import objects
from certificates.issuing.documents.press.errors import CannotCompile
from certificates.issuing.documents.press.faces import face
from certificates.issuing.documents.press.slots import Placeholder, Slot, cut_at_slots, unicode_of

TITLE, ADDRESS, DAY = "〔题〕", "HTTPS://PLACEHOLDER.INVALID/", date(2001, 2, 3)
NO_CREDENTIAL = b"{}"
# Each as wide as the type is high, so that a placeholder's width is known.
_WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_MOST_LAYOUTS = 32
_PARTS = ("/ObjStm", "/XRef")  # of the file around the objects, which the press writes itself


@dataclass(frozen=True, slots=True)
class Font:
    """The font that values of one weight are shown with: its name in the page, and the objects that differ."""

    weight: str
    name: bytes
    program: int
    widths: int
    to_unicode: int
    entries: bytes  # of the object with the widths


@dataclass(frozen=True, slots=True)
class Layout:
    """What documents share: `pieces` of the page, and the objects that differ, with placeholders (`bodies`)."""

    begin: objects.Lasting
    pieces: tuple[bytes | Slot, ...]
    fonts: dict[str, Font]  # by the name of the template's font at a slot
    numbers: dict[str, int]
    bodies: dict[str, bytes]


@dataclass(frozen=True, slots=True, eq=False)
class _StandIn:
    """A document with placeholders for all values; equal to another one of the same layout."""

    document: Document
    placeholders: dict[str, Placeholder]
    key: tuple[object, ...]

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _StandIn) and self.key == other.key


def layout_of(document: Document) -> Layout:
    """Return the layout that a document shares with others; it is kept in this process.

    :raises CannotCompile: when the press does not understand what WeasyPrint made of the template.
    :raises NotPrintable: when a character has no glyph.
    """
    return _layout(_stand_in(document))


def _stand_in(document: Document) -> _StandIn:
    boxes, found, texts = document.template.boxes, {}, dict(document.texts)
    for number, name in enumerate(sorted(document.template.slots & document.texts.keys())):
        mark = f"〔{number:02d}〕".translate(_WIDE_DIGITS)
        found[mark] = Placeholder(name, boxes[name], mark)
        texts[name] = Fitted((mark,), boxes[name].largest)
    photo = _grey_photograph() if document.photo else b""
    credential = NO_CREDENTIAL if document.credential else b""
    plain = replace(document, texts=texts, title=TITLE, address=ADDRESS, dated=DAY, photo=photo)
    plain = replace(plain, credential=credential)
    return _StandIn(plain, found, document.layout_key())


@lru_cache(maxsize=1)
def _grey_photograph() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (35, 49)).save(out, "JPEG")
    return out.getvalue()


@lru_cache(maxsize=_MOST_LAYOUTS)
def _layout(stand_in: _StandIn) -> Layout:
    printed = Plain().print(stand_in.document)
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        return _Reader(pdf).layout(stand_in.placeholders)


class _Reader:
    """Takes the PDF of a stand-in apart; every object keeps its number, the press's own come after."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        kept = [item for item in pdf.objects if not _is_part(item)]
        self._bodies = {item.objgen[0]: _body(item) for item in kept}
        self._images = [item for item in kept if _is_image(item)]
        self._files = [item for item in kept if _is_file(item)]

    def layout(self, placeholders: dict[str, Placeholder]) -> Layout:
        page = self._pdf.pages[0].obj
        fonts = page.Resources.Font
        known = {str(name)[1:]: unicode_of(font.ToUnicode.read_bytes()) for name, font in fonts.items()}
        first, *pieces, last = cut_at_slots(page.Contents.read_bytes(), known, placeholders)
        for font in fonts.values():
            self._cut(font)
        names = {piece.font for piece in pieces if isinstance(piece, Slot)}
        own = {name: self._own_font(fonts["/" + name]) for name in sorted(names)}
        self._name_fonts(fonts, own)
        ends = [self._add(objects.stream(bytes(end))) for end in (first, last)]
        numbers = self._numbers()
        numbers |= {name: self._add(b"null") for name in ("operators", "signature", "field")}
        contents = b"[%d 0 R %d 0 R %d 0 R]" % (ends[0], numbers["operators"], ends[1])
        del page.Contents
        self._bodies[numbers["page"]] = objects.extended(
            page.unparse(resolved=True), b"/Contents " + contents
        )
        self._bodies[numbers["metadata"]] = self._pdf.Root.Metadata.read_bytes()
        return self._done(numbers, tuple(pieces), own)

    def _done(
        self, numbers: dict[str, int], pieces: tuple[bytes | Slot, ...], own: dict[str, Font]
    ) -> Layout:
        differ = {number for font in own.values() for number in (font.program, font.widths, font.to_unicode)}
        differ |= set(numbers.values())
        lasting = {number: body for number, body in self._bodies.items() if number not in differ}
        bodies = {name: self._bodies[number] for name, number in numbers.items()}
        return Layout(objects.lasting(lasting), pieces, own, numbers, bodies)

    def _add(self, body: bytes) -> int:
        number = max(self._bodies) + 1
        self._bodies[number] = body
        return number

    def _cut(self, font: Any) -> None:
        """Give a font of the template a smaller program: WeasyPrint's keeps a place for every glyph."""
        descriptor = font.DescendantFonts[0].FontDescriptor
        if "/FontFile3" not in descriptor:
            raise CannotCompile(
                f"what all documents share is set in {font.BaseFont}, which has no CFF outlines"
            )
        numbers = frozenset(int(code, 16) for code in unicode_of(font.ToUnicode.read_bytes()))
        program = face(_weight(font)).cut(numbers)
        self._bodies[descriptor.FontFile3.objgen[0]] = objects.stream(program, b"/Subtype /CIDFontType0C")

    def _own_font(self, font: Any) -> Font:
        """Add the font of the values, after the template's at that place."""
        weight, below = _weight(font), font.DescendantFonts[0]
        name = b"VALUE%s+" % weight[:1].encode() + str(font.BaseFont).split("+")[-1].encode()
        program, to_unicode = self._add(b"null"), self._add(b"null")
        described = dict(below.FontDescriptor.items()) | {"/FontName": pikepdf.Name("/" + name.decode())}
        del described["/FontFile3"]
        descriptor = self._add(
            objects.extended(
                pikepdf.Dictionary(described).unparse(resolved=True), b"/FontFile3 %d 0 R" % program
            )
        )
        entries = (
            b"/Type /Font /Subtype /CIDFontType0 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) "
            b"/Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R" % (name, descriptor)
        )
        widths = self._add(b"null")
        self._add(
            b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H "
            b"/DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (name, widths, to_unicode)
        )
        return Font(weight, b"V" + weight[:1].encode(), program, widths, to_unicode, entries)

    def _name_fonts(self, fonts: Any, own: dict[str, Font]) -> None:
        """Name the values' fonts in the page's resources: each was added right after its widths."""
        entries = b" ".join(b"/%s %d 0 R" % (font.name, font.widths + 1) for font in own.values())
        self._bodies[fonts.objgen[0]] = objects.extended(self._bodies[fonts.objgen[0]], entries)

    def _numbers(self) -> dict[str, int]:
        root, page = self._pdf.Root, self._pdf.pages[0].obj
        information = self._pdf.trailer.Info
        numbers = {
            "root": root.objgen[0],
            "page": page.objgen[0],
            "information": information.objgen[0],
            "metadata": root.Metadata.objgen[0],
            "described": self._the_one_with(ADDRESS),
        }
        across, _bits = qr.code_as_bits(ADDRESS)
        for image in self._images:
            if image.stream_dict.get("/Filter") == "/DCTDecode":
                numbers["photograph"] = image.objgen[0]
            elif image.stream_dict.get("/Width") == across:  # a logo and a seal are wider
                numbers["code"] = image.objgen[0]
        for file in self._files:
            numbers["credential"] = file.objgen[0]
        if "code" not in numbers or self._the_one_with(TITLE) != numbers["information"]:
            raise CannotCompile("the code or the title is not where it was expected")
        return numbers

    def _the_one_with(self, text: str) -> int:
        sought = text.encode("utf-16-be").hex().encode()
        found = [number for number, body in self._bodies.items() if sought in body]
        if len(found) != 1:
            raise CannotCompile(f"{text} is in {len(found)} objects")
        return found[0]


def _weight(font: Any) -> str:
    return "Bold" if str(font.BaseFont).endswith("Bold") else "Regular"


def _is_part(item: Any) -> bool:
    return isinstance(item, pikepdf.Stream) and str(item.stream_dict.get("/Type")) in _PARTS


def _is_image(item: Any) -> bool:
    return isinstance(item, pikepdf.Stream) and item.stream_dict.get("/Subtype") == "/Image"


def _is_file(item: Any) -> bool:
    return isinstance(item, pikepdf.Stream) and item.stream_dict.get("/Type") == "/EmbeddedFile"


def _body(item: Any) -> bytes:
    if not isinstance(item, pikepdf.Stream):
        return bytes(item.unparse(resolved=True))
    entries = bytes(item.stream_dict.unparse(resolved=True))
    return b"%s\nstream\n%s\nendstream" % (entries, item.read_raw_bytes())
