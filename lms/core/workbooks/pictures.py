"""Pictures of a workbook: which lies on which cell, or stands in it by the function of one office program."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.core.workbooks.cells import Filling, Note, Picture, Sheet
from lms.core.workbooks.packed import Parts

MOST_PICTURES = 2_000  # of one file; those beyond are noted only
_IN_CELLS = "xl/cellimages.xml"


@dataclass(slots=True)
class _Placed:
    """A picture as a drawing places it."""

    row: int
    column: int
    name: str
    link: str
    alternative: str


@dataclass(slots=True)
class _PlaceReader:
    """Finds the pictures of a drawing part with their first cells."""

    found: list[_Placed] = field(default_factory=list)
    _corner: dict[str, str] = field(default_factory=dict)
    _tag: str = ""
    _in_corner: bool = False
    _picture: _Placed | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element."""
        if tag in ("oneCellAnchor", "twoCellAnchor", "absoluteAnchor"):
            self._corner = {}
        elif tag == "from":
            self._in_corner = True
        elif tag == "pic":
            row, column = (self._corner.get(name, "") for name in ("row", "col"))
            placed = row.isdecimal() and column.isdecimal()
            self._picture = _Placed(
                int(row[:8]) + 1 if placed else 0, int(column[:8]) if placed else 0, "", "", ""
            )
        elif tag == "cNvPr" and self._picture:
            self._picture.name, self._picture.alternative = (
                attributes.get("name", ""),
                attributes.get("descr", ""),
            )
        elif tag == "blip" and self._picture:
            self._picture.link = next(
                (text for name, text in attributes.items() if name.endswith(":embed")), ""
            )
        self._tag = tag if self._in_corner else ""

    def text(self, data: str) -> None:
        """Take in characters."""
        if self._tag in ("row", "col"):
            self._corner[self._tag] = self._corner.get(self._tag, "") + data.strip()

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        self._tag = ""
        if tag == "from":
            self._in_corner = False
        elif tag == "pic" and self._picture:
            self.found.append(self._picture)
            self._picture = None


class Pictures:
    """The pictures of one file, each read once."""

    def __init__(self, parts: Parts, filling: Filling) -> None:
        self._parts, self._filling = parts, filling
        self._data: dict[str, bytes] = {}
        self._count = 0
        self._in_cells: dict[str, Picture] | None = None

    def place(self, part: str, sheet: Sheet, in_cells: Mapping[tuple[int, int], str]) -> None:
        """Put the pictures of a sheet's part onto its cells."""
        for kind, target in self._parts.relations(part).values():
            if kind.endswith("/drawing") and self._parts.has(target):
                for placed, picture in self._read(target):
                    if placed.row:
                        self._put(sheet, (placed.row, placed.column), picture)
        for cell, name in in_cells.items():
            self._put(sheet, cell, self._of_cells().get(name))

    def _put(self, sheet: Sheet, cell: tuple[int, int], picture: Picture | None) -> None:
        """Note that a picture lies on a cell, and keep it if it could be read."""
        self._filling.note(sheet, *cell, Note.PICTURE)
        if picture:
            sheet.pictures.setdefault(cell, []).append(picture)

    def _of_cells(self) -> dict[str, Picture]:
        """Return the pictures that stand in cells, by name."""
        if self._in_cells is None:
            self._in_cells = {}
            if self._parts.has(_IN_CELLS):
                named = ((placed.name, picture) for placed, picture in self._read(_IN_CELLS))
                self._in_cells = {name: picture for name, picture in named if picture}
        return self._in_cells

    def _read(self, part: str) -> list[tuple[_Placed, Picture | None]]:
        """Return the pictures of a drawing part."""
        reader = _PlaceReader()
        self._parts.parse(part, reader.start, reader.end, reader.text)
        links = self._parts.relations(part)
        return [
            (placed, self._read_picture(placed, links.get(placed.link, ("", ""))[1]))
            for placed in reader.found
        ]

    def _read_picture(self, placed: _Placed, part: str) -> Picture | None:
        """Return a picture with its bytes; one that is elsewhere is not fetched."""
        self._count += 1
        if not self._parts.has(part) or self._count > MOST_PICTURES:
            return None
        if part not in self._data:
            self._data[part] = self._parts.read(part)
        return Picture(posixpath.basename(part), self._data[part], placed.alternative)
