"""Parts of a zipped workbook, unpacked in memory under limits: declared and counted sizes, ratio, names."""

import posixpath
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from lms.core.unpacking import Limits, unpacked
from lms.core.unreadable import UnreadableFile

MOST_UNPACKED = 64 * 1024 * 1024  # of the parts that are read; pictures are counted as declared only
# A table of one repeated text is packed to about a hundredth.
LIMITS = Limits(files=5_000, file_bytes=MOST_UNPACKED, all_bytes=256 * 1024 * 1024, ratio=300)
MOST_DEPTH = 64
MOST_ELEMENTS = 3_000_000  # of all parts together; a cell with a text of its own is three
MOST_TAG = 1024 * 1024  # bytes of one tag, with its attributes


class Parts:
    """The parts of an archive by name; reading counts what comes out.

    :raises UnreadableFile: it is no archive, not a safe one, or too big.
    """

    def __init__(self, data: bytes) -> None:
        self._archive = unpacked(data, limits=LIMITS)
        self._left = MOST_UNPACKED
        self._elements = [MOST_ELEMENTS]

    def names(self) -> list[str]:
        """Return the names of all parts."""
        return list(self._archive)

    def has(self, name: str) -> bool:
        """Return whether there is such a part."""
        return name in self._archive

    def read(self, name: str) -> bytes:
        """Return a part whole; "" for one that is not there.

        :raises UnreadableFile: it is damaged or more than it says.
        """
        return b"".join(self.chunks(name)) if self.has(name) else b""

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part piece by piece; all that are read together stay below the limit.

        :raises UnreadableFile: it is damaged or too big.
        """
        if self._archive.declared(name) > self._left:
            raise UnreadableFile("archive_too_big", place=name)
        for piece in self._archive.pieces(name):
            self._left -= len(piece)
            if self._left < 0:
                raise UnreadableFile("archive_too_big", place=name)
            yield piece

    def parse(
        self, name: str, start: Callable[..., None], end: Callable[..., None], text: Callable[..., None]
    ) -> None:
        """Hand the elements of a part to three functions, names without their prefix.

        :raises UnreadableFile: it is not well-formed, nested too deeply or declares a document type.
        """
        parse_xml(self.chunks(name), name, (start, end, text), self._elements)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return what a part points to inside the file: {id: (kind, name of the part)}; links outside are left out."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found[attributes.get("Id", "")] = (attributes.get("Type", ""), posixpath.normpath(path))

        own = posixpath.join(folder, "_rels", f"{name}.rels")
        if self.has(own):
            self.parse(own, start, _nothing, _nothing)
        return found


def _nothing(*_given: object) -> None:
    """Take no notice."""


def parse_xml(chunks: Any, name: str, handlers: tuple[Callable[..., None], ...], left: list[int]) -> None:
    """Parse XML piece by piece; nothing is declared, fetched or expanded. `left`: how many elements may still come.

    :raises UnreadableFile: see `Parts.parse`.
    """
    on_start, on_end, on_text = handlers
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        left[0] -= 1
        if depth > MOST_DEPTH:
            raise UnreadableFile("too_deep", place=name)
        if left[0] < 0:
            raise UnreadableFile("too_big", place=name)
        on_start(tag.rpartition(":")[2] if ":" in tag else tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        on_end(tag.rpartition(":")[2] if ":" in tag else tag)

    def doctype(*_given: object) -> None:
        raise UnreadableFile("doctype", place=name)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = on_text, doctype
    _feed(parser, chunks, name)


def _feed(parser: Any, chunks: Any, name: str) -> None:
    """Feed the parser; one tag that never ends is no document."""
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > MOST_TAG:
                raise UnreadableFile("broken", place=name)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        place = f"{name}, line {getattr(error, 'lineno', 0)}"
        raise UnreadableFile("broken", place=place) from error
