"""Parts of a zipped workbook, unpacked in memory under limits: declared and counted sizes, ratio, names."""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from lms.exams.interchange.drafts import UnreadableFile

MOST_PARTS = 5_000
MOST_UNPACKED = 64 * 1024 * 1024  # of the parts that are read; pictures are counted as declared only
MOST_DECLARED = 256 * 1024 * 1024
MOST_RATIO = 300  # of a part of more than a megabyte: a table of one repeated text reaches about 100
MOST_DEPTH = 64
MOST_ELEMENTS = 3_000_000  # of all parts together; a cell with a text of its own is three
MOST_TAG = 1024 * 1024  # bytes of one tag, with its attributes
_CHUNK = 64 * 1024
_END, _END_BYTES = b"PK\x05\x06", 22
# What reading a part raises when its place, its sizes or its bytes are wrong.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError),
    *(struct.error, UnicodeError),
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Parts:
    """The parts of an archive by name; reading counts what comes out.

    :raises UnreadableFile: it is no archive, not a safe one, or too big.
    """

    def __init__(self, data: bytes) -> None:
        _check_directory(data)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise UnreadableFile("broken") from error
        self._infos = {info.filename: info for info in self._archive.infolist()}
        self._left = MOST_UNPACKED
        self._elements = [MOST_ELEMENTS]
        if len(self._infos) != len(self._archive.infolist()):
            raise UnreadableFile("archive_unsafe", detail="the same name twice")
        for info in self._infos.values():
            _check_part(info)
        if sum(info.file_size for info in self._infos.values()) > MOST_DECLARED:
            raise UnreadableFile("archive_too_big")

    def names(self) -> list[str]:
        """Return the names of all parts."""
        return list(self._infos)

    def has(self, name: str) -> bool:
        """Return whether there is such a part."""
        return name in self._infos

    def read(self, name: str) -> bytes:
        """Return a part whole; "" for one that is not there.

        :raises UnreadableFile: it is damaged or more than it says.
        """
        return b"".join(self.chunks(name)) if name in self._infos else b""

    def chunks(self, name: str) -> Any:
        """Yield a part piece by piece, so that a bomb is seen before it is unpacked."""
        info = self._infos[name]
        if info.file_size > self._left:
            raise UnreadableFile("archive_too_big", place=name)
        try:
            with self._archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise UnreadableFile("archive_too_big", place=name)
                    yield chunk
        except _DAMAGE as error:
            raise UnreadableFile("broken", place=name) from error

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


def _check_directory(data: bytes) -> None:
    """Refuse a directory with too many names before it is read."""
    at = data.rfind(_END, max(0, len(data) - _END_BYTES - 65_535))
    if at < 0 or len(data) - at < _END_BYTES:
        raise UnreadableFile("broken")
    count, size = struct.unpack("<HI", data[at + 10 : at + 16])
    if count > MOST_PARTS or size > MOST_PARTS * 256:
        raise UnreadableFile("archive_too_big", detail=f"{count} parts")


def _check_part(info: zipfile.ZipInfo) -> None:
    """Refuse names that lead outside, links, locks, unusual packing and bombs by what they declare."""
    name = info.orig_filename
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or "\0" in name:
        raise UnreadableFile("archive_unsafe", detail=name[:200])
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        raise UnreadableFile("archive_unsafe", detail=name[:200])
    if info.flag_bits & 1:
        raise UnreadableFile("encrypted", place=name[:200])
    if info.compress_type not in _METHODS:
        raise UnreadableFile("archive_unsafe", detail=name[:200])
    if info.file_size > 1024 * 1024 and info.file_size > MOST_RATIO * max(1, info.compress_size):
        raise UnreadableFile("archive_too_big", place=name[:200])


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
