"""Where WeasyPrint put each placeholder, found in the page's operators by what the font's ToUnicode says.

Relies on how WeasyPrint (version pinned) writes a line of tagged text: BT, matrix, font, one TJ, ET.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from certificates.issuing.documents.fitting import MM_PER_POINT, Box, Fitted
from certificates.issuing.documents.press.errors import CannotCompile

PIXELS_PER_MM = 96 / 25.4
PIXELS_PER_POINT = MM_PER_POINT * PIXELS_PER_MM
# What a layout may differ from our sums before the template counts as not understood: a tenth of a millimetre.
TOLERANCE = 0.4
_LINE = re.compile(
    rb"BT\n1 0 0 -1 (?P<x>[\d.]+) (?P<y>[\d.]+) Tm\n/(?P<font>\S+) (?P<size>[\d.]+) Tf\n\[(?P<shown>[^\]]*)\] TJ\nET\n"
)
_SHOWN = re.compile(rb"<([0-9a-f]*)>")
_TABLE = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_MAPPED = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one text: its box, the font of the template at that place, and where a line's baseline runs."""

    name: str
    box: Box
    font: str
    drop: float  # from the top of a line to its baseline, in parts of the type size

    def baselines(self, text: Fitted) -> Iterator[float]:
        """Yield where each line stands, in pixels from the top of the page."""
        size = text.size * PIXELS_PER_POINT
        leading = size * self.box.leading
        room = self.box.height * PIXELS_PER_MM - leading * len(text.lines)
        top = self.box.top * PIXELS_PER_MM + room * {"top": 0, "middle": 0.5, "bottom": 1}[self.box.down]
        for number in range(len(text.lines)):
            yield top + number * leading + self.drop * size

    def start(self, width: float) -> float:
        """Return where a line of this width begins, in pixels from the left edge of the page."""
        left = self.box.left * PIXELS_PER_MM
        if self.box.across == "left":
            return left
        return left + (self.box.width * PIXELS_PER_MM - width) / 2


def unicode_of(cmap: bytes) -> dict[str, str]:
    """Return what each code of a font stands for, from its ToUnicode stream."""
    return {
        code.decode(): bytes.fromhex(text.decode()).decode("utf-16-be")
        for table in _TABLE.findall(cmap)
        for code, text in _MAPPED.findall(table)
    }


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A text that stands for a value while the template is laid out."""

    name: str
    box: Box
    text: str  # of characters that are as wide as the type is high


def cut_at_slots(
    operators: bytes, fonts: Mapping[str, Mapping[str, str]], placeholders: Mapping[str, Placeholder]
) -> list[bytes | Slot]:
    """Return the page's operators cut where a placeholder was shown.

    :raises CannotCompile: when one is missing, shown twice, or not where its box says.
    """
    pieces: list[bytes | Slot] = []
    done, found = 0, set()
    for line in _LINE.finditer(operators):
        font = line["font"].decode()
        codes = b"".join(_SHOWN.findall(line["shown"])).decode()
        known = fonts.get(font, {})
        text = "".join(known.get(codes[at : at + 4], "") for at in range(0, len(codes), 4))
        placeholder = placeholders.get(text := text.strip())
        if placeholder is None:
            continue
        pieces += [operators[done : line.start()], _slot(placeholder, line, font)]
        done = line.end()
        found.add(text)
    slots = [piece for piece in pieces if isinstance(piece, Slot)]
    if len(slots) != len(placeholders) or len(found) != len(placeholders):
        raise CannotCompile(f"{len(slots)} of {len(placeholders)} slots were found")
    return [*pieces, operators[done:]]


def _slot(placeholder: Placeholder, line: re.Match[bytes], font: str) -> Slot:
    box = placeholder.box
    size = box.largest * PIXELS_PER_POINT
    slot = Slot(placeholder.name, box, font, drop=0.0)
    top = next(slot.baselines(Fitted((placeholder.text,), box.largest)))
    drop = (float(line["y"]) - top) / size
    expected = slot.start(len(placeholder.text) * size)
    if abs(float(line["x"]) - expected) > TOLERANCE or not 0.3 < drop < box.leading + 0.3:
        raise CannotCompile(f"{placeholder.name} stands at {float(line['x']):.1f}, not {expected:.1f}")
    if abs(float(line["size"]) - size) > TOLERANCE:
        raise CannotCompile(f"{placeholder.name} has another type size than its box says")
    return Slot(placeholder.name, box, font, drop)
