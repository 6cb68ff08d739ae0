"""Reads the parts of an .xlsx workbook that say what stands in its cells; nothing is calculated or fetched."""

from dataclasses import dataclass, field

from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import MOST_SHEETS, Filling, Sheet, Workbook
from lms.core.workbooks.numbers import Shown, shown_by
from lms.core.workbooks.packed import Parts
from lms.core.workbooks.pictures import Pictures
from lms.core.workbooks.strings import SharedStrings
from lms.core.workbooks.worksheet import Styles, WorksheetReader

_MAIN = "xl/workbook.xml"
_ACTIVE = ("/macrosheet", "/dialogsheet", "/xlMacrosheet", "/xlIntlMacrosheet")
_OUTSIDE = ("xl/externalLinks/", "xl/connections.xml", "xl/queryTables/")


@dataclass(slots=True)
class _Book:
    """What the workbook part says: its sheets with the id of their part, and how it counts days."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    from_1904: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in one element."""
        if tag == "sheet":
            link = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), link, hidden))
        elif tag == "workbookPr":
            self.from_1904 = attributes.get("date1904", "") in ("1", "true", "on")


def read_xlsx(data: bytes, filling: Filling) -> Workbook:
    """Return the sheets of a workbook.

    :raises UnreadableFile: it is none, not safe, too big, encrypted, or holds macros or links to other files.
    """
    parts = Parts(data)
    refuse_active(parts)
    main = _main_part(parts)
    book = _Book()
    parts.parse(main, book.start, _nothing, _nothing)
    links = parts.relations(main)
    strings = _strings(parts, links)
    styles = Styles(from_1904=book.from_1904, shown=_styles(parts, links))
    pictures = Pictures(parts, filling)
    if len(book.sheets) > MOST_SHEETS:
        raise UnreadableFile("too_big", detail=f"{len(book.sheets)} sheets")
    sheets = []
    for name, link, hidden in book.sheets:
        kind, part = links.get(link, ("", ""))
        if kind.endswith(_ACTIVE):
            raise UnreadableFile("macros", place=part)
        if kind.endswith("/worksheet") and parts.has(part):
            sheet = Sheet(name, is_hidden=hidden)
            reader = WorksheetReader(sheet, filling, strings, styles)
            reader.read(parts, part)
            pictures.place(part, sheet, reader.pictures)
            sheets.append(sheet)
    return Workbook("xlsx", tuple(sheets))


def refuse_active(parts: Parts) -> None:
    """Refuse what could run, or read from elsewhere."""
    types = parts.read("[Content_Types].xml")
    if any(name.lower().endswith("vbaproject.bin") for name in parts.names()) or b"macroEnabled" in types:
        raise UnreadableFile("macros")
    if b"sheet.binary.macro" in types:
        raise UnreadableFile("not_this_format", detail="xlsb")
    outside = next((name for name in parts.names() if name.startswith(_OUTSIDE)), "")
    if outside:
        raise UnreadableFile("external_links", place=outside)


def _main_part(parts: Parts) -> str:
    """Return the name of the workbook part."""
    named = [part for kind, part in parts.relations("").values() if kind.endswith("/officeDocument")]
    main = named[0] if named else _MAIN
    if not parts.has(main) or not main.endswith(".xml") or main.startswith(("word/", "ppt/")):
        raise UnreadableFile("not_this_format")
    return main


def _linked(links: dict[str, tuple[str, str]], ending: str) -> str:
    """Return the part of a kind that the workbook points to."""
    return next((part for kind, part in links.values() if kind.endswith(ending)), "")


def _strings(parts: Parts, links: dict[str, tuple[str, str]]) -> SharedStrings:
    """Return the texts that cells share."""
    strings = SharedStrings()
    part = _linked(links, "/sharedStrings")
    if parts.has(part):
        parts.parse(part, strings.start, strings.end, strings.text)
    return strings


def _styles(parts: Parts, links: dict[str, tuple[str, str]]) -> list[Shown]:
    """Return how each style of cells shows numbers."""
    codes: dict[str, str] = {}
    shown: list[Shown] = []
    inside = [False]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            inside[0] = True
        elif tag == "xf" and inside[0]:
            given = attributes.get("numFmtId", "0")
            shown.append(shown_by(int(given) if given.isdecimal() else 0, codes.get(given, "")))

    def end(tag: str) -> None:
        if tag == "cellXfs":
            inside[0] = False

    part = _linked(links, "/styles")
    if parts.has(part):
        parts.parse(part, start, end, _nothing)
    return shown


def _nothing(*_given: object) -> None:
    """Take no notice."""
