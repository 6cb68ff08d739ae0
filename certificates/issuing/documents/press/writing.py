"""Values as PDF operators, and the fonts that show them: cut to one document, with what its codes stand for."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from certificates.issuing.documents.fitting import Fitted
from certificates.issuing.documents.press import objects
from certificates.issuing.documents.press.faces import Face, Glyph
from certificates.issuing.documents.press.slots import PIXELS_PER_POINT, Slot

_ROWS = 100  # that one table of a ToUnicode stream may have
_PANGO = 1024  # steps of a pixel in which WeasyPrint's text engine counts


@dataclass(slots=True)
class Used:
    """The glyphs of one weight that one document shows."""

    glyphs: dict[int, Glyph] = field(default_factory=dict)

    def add(self, glyphs: Iterable[Glyph]) -> None:
        """Note the glyphs; of two texts for one glyph the first stays, as with WeasyPrint."""
        for glyph in glyphs:
            self.glyphs.setdefault(glyph.number, glyph)

    def font_program(self, face: Face) -> bytes:
        """Return the stream with the outlines."""
        return objects.stream(face.cut(frozenset(self.glyphs)), b"/Subtype /CIDFontType0C")

    def widths(self) -> bytes:
        """Return the array of widths."""
        rows = (b"%d [%d]" % (number, glyph.width) for number, glyph in sorted(self.glyphs.items()))
        return b"[" + b" ".join(rows) + b"]"

    def to_unicode(self) -> bytes:
        """Return the stream that says what each code stands for."""
        rows = [
            b"<%04x> <%s>" % (number, glyph.text.encode("utf-16-be").hex().encode())
            for number, glyph in sorted(self.glyphs.items())
        ]
        tables = [rows[start : start + _ROWS] for start in range(0, len(rows), _ROWS)]
        body = b"\n".join(
            b"%d beginbfchar\n%s\nendbfchar" % (len(table), b"\n".join(table)) for table in tables
        )
        return objects.stream(
            b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
            + body
            + b"\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        )


def show(slot: Slot, text: Fitted, *, face: Face, used: Used, font: bytes) -> bytes:
    """Return the operators that show a text in its slot, and note the glyphs.

    :raises NotPrintable: when a character has no glyph.
    :raises CannotCompile: when the press cannot set its script.
    """
    steps = int(text.size * PIXELS_PER_POINT * _PANGO)
    size = steps / _PANGO
    shown = []
    for line, baseline in zip(text.lines, slot.baselines(text), strict=True):
        glyphs = face.shape(line, language=slot.box.language, steps=steps)
        used.add(glyphs)
        air = text.air * 1000
        # As much air before the first character as after the last one.
        width = (air + sum(glyph.advance + air for glyph in glyphs)) * size / 1000
        start = slot.start(width) + text.air * size
        codes = b"".join(b"<%04x>%s" % (glyph.number, _move(glyph, air)) for glyph in glyphs)
        shown.append(
            b"BT\n1 0 0 -1 %s %s Tm\n/%s %s Tf\n[%s] TJ\nET\n"
            % (_number(start), _number(baseline), font, _number(size), codes)
        )
    return b"".join(shown)


def _number(value: float) -> bytes:
    return b"%.4f" % value


def _move(glyph: Glyph, air: float) -> bytes:
    """Return how far back the next glyph stands, in the steps in which WeasyPrint writes it (thousandths, cut)."""
    back = int(glyph.width - glyph.advance) - air
    return b"%.1f" % back if back else b""
