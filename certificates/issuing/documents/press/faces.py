"""The typeface at the press: shapes texts as WeasyPrint does, and cuts a font down to what a document shows.

Cutting starts from a master with the common characters, thirty times as fast as from the whole face; a document
with a rarer one waits for the whole face. A cut depends on its own glyphs alone: nothing of others can be read off it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import uharfbuzz as hb

from certificates.issuing.documents.press.errors import CannotCompile
from certificates.issuing.errors import NotPrintable
from lms.core.printing import fonts

# What a PDF reader does not ask of an embedded font.
_DROPPED = ("BASE", "DSIG", "GPOS", "GSUB", "VORG", "cmap", "name", "vhea", "vmtx")
_FLAGS = hb.SubsetFlags.DESUBROUTINIZE | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
_LATIN = "".join(map(chr, range(0x20, 0x7F)))
_FIRST_HAN = 0x2E80


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a shaped text; widths in thousandths of an em."""

    number: int
    width: int  # as the font says
    advance: float  # as it is set, after kerning
    text: str  # what it stands for; empty when another glyph of its cluster says it


class Face:
    """One weight of the documents' typeface."""

    def __init__(self, weight: str) -> None:
        path, number = fonts.face_of(weight)
        self._face = hb.Face(hb.Blob.from_file_path(str(path)), number)
        self._whole = hb.Font(self._face)
        self._sized: dict[int, hb.Font] = {}

    def shape(self, text: str, *, language: str, steps: int) -> list[Glyph]:
        """Return the glyphs of one line in a language, in the order in which they are read.

        An em is `steps` long, which is what widths are rounded to.

        :raises NotPrintable: when a character has no glyph.
        :raises CannotCompile: when the script needs marks to be moved, or a character another typeface, which the
            press does not do.
        """
        missing = fonts.missing_characters(text)
        if missing:
            raise NotPrintable(", ".join(f".notdef: U+{ord(mark):04X}" for mark in missing))
        if fonts.rare_characters(text):
            raise CannotCompile(f"a character of the second typeface: {text!r}")
        return [glyph for run in _runs(text) for glyph in self._shape_run(run, language, steps)]

    def _shape_run(self, run: str, language: str, steps: int) -> list[Glyph]:
        buffer = hb.Buffer()
        buffer.add_str(run)
        buffer.guess_segment_properties()
        # Else it would be that of the machine: digits of an English line are other ones than of a Chinese line.
        buffer.language = language
        hb.shape(self._font_of(steps), buffer)
        infos, places = buffer.glyph_infos, buffer.glyph_positions
        if buffer.direction != "ltr" or any(place.x_offset or place.y_offset for place in places):
            raise CannotCompile(f"marks or a direction of its own: {run!r}")
        ends = [info.cluster for info in infos[1:]] + [len(run)]
        return [
            Glyph(
                number=info.codepoint,
                width=round(self._whole.get_glyph_h_advance(info.codepoint) * 1000 / self._face.upem),
                advance=place.x_advance * 1000 / steps,
                text=run[info.cluster : end],
            )
            for info, place, end in zip(infos, places, ends, strict=True)
        ]

    def _font_of(self, steps: int) -> hb.Font:
        font = self._sized.get(steps)
        if font is None:
            font = hb.Font(self._face)
            font.scale = steps, steps
            self._sized[steps] = font
        return font

    def cut(self, numbers: frozenset[int]) -> bytes:
        """Return the CFF program of these glyphs, which a PDF shows by their numbers in the whole face."""
        return _program(_subset(self._master if numbers <= self._held else self._face, numbers))

    @cached_property
    def _held(self) -> frozenset[int]:
        """The glyphs of the common characters, and the forms that the two languages give to Latin ones."""
        nominal = {self._whole.get_nominal_glyph(ord(mark)) or 0 for mark in _common_characters()}
        shaped = {
            glyph.number
            for language in ("zh-Hans", "en")
            for glyph in self.shape(f"{_LATIN} fi fl ff ffi", language=language, steps=1000)
        }
        return frozenset(nominal | shaped)

    @cached_property
    def _master(self) -> hb.Face:
        return _subset(self._face, self._held, hb.SubsetFlags.RETAIN_GIDS)


@lru_cache(maxsize=1)
def _common_characters() -> str:
    """Return what most names are written with: the characters of GB 2312."""
    pairs = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return _LATIN + "".join(pair.decode("gb2312", "ignore") for pair in pairs)


def _runs(text: str) -> list[str]:
    """Cut a text where Han and other letters meet: each is set by the rules of its own script."""
    runs: list[str] = []
    last: bool | None = None
    for mark in text:
        is_han = ord(mark) >= _FIRST_HAN if mark.isalpha() else last
        if runs and (is_han == last or last is None):
            runs[-1] += mark
        else:
            runs.append(mark)
        last = is_han
    return runs


def _subset(face: hb.Face, numbers: Iterable[int], more: hb.SubsetFlags = hb.SubsetFlags.DEFAULT) -> hb.Face:
    wanted = hb.SubsetInput()
    wanted.flags = _FLAGS | more
    wanted.glyph_set.update({0, *numbers})
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _DROPPED)
    return hb.subset(face, wanted)


def _program(face: hb.Face) -> bytes:
    program = bytes(face.reference_table("CFF ").data)
    if not program:
        raise CannotCompile("the typeface has no CFF outlines")
    return program


@lru_cache(maxsize=2)
def face(weight: str) -> Face:
    """Return the one face of a weight in this process."""
    return Face(weight)
