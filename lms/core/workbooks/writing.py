"""Writes an .xlsx workbook of texts and numbers: the same bytes for the same content, no cell that could calculate."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from lms.core.workbooks.cells import clean, letters_of

Value = str | Decimal | int
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MOMENT = (1980, 1, 1, 0, 0, 0)
# Style 1 is text that stays text (also when somebody edits it), 2 a heading, 3 text that wraps, 4 text to look at, 0 a
# number.
_TEXT, _HEADING, _WRAPPED, _MARKED = 1, 2, 3, 4
_MOST_CHOICES = 5000  # rows below the headings that offer a list
_AS_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Marked(str):
    """A text whose cell is coloured, so that it is found."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet to be written: its name, its rows, how wide its columns are, and whether the first row is headings.

    `choices` are columns whose cells are chosen from a list. In a form, what is typed into empty cells stays text, too:
    a number of 18 digits keeps all of them.
    """

    name: str
    rows: Sequence[Sequence[Value]]
    widths: Sequence[int] = ()
    has_headings: bool = True
    choices: Sequence[tuple[int, tuple[str, ...]]] = ()
    is_form: bool = False


def workbook(pages: Sequence[Page]) -> bytes:
    """Return the workbook of some sheets."""
    parts = {
        "[Content_Types].xml": _content_types(len(pages)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _book(pages),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *(("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(pages) + 1)),
                ("styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": _styles(),
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": "".join(_sheet(page)) for n, page in enumerate(pages, start=1)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0, 0
            archive.writestr(info, text.encode())
    return target.getvalue()


def _content_types(count: int) -> str:
    """Return what kind each part is."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in range(1, count + 1)
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{sheets}'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/></Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    """Return what a part points to."""
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _book(pages: Sequence[Page]) -> str:
    """Return the list of sheets."""
    sheets = "".join(
        f'<sheet name={quoteattr(page.name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, page in enumerate(pages, start=1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'


def _styles() -> str:
    """Return the five styles."""
    top = '<alignment vertical="top"{wrap}/>'
    wrapped = top.format(wrap=' wrapText="1"')
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFFFD9A0"/></patternFill></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf xfId="0"/>'
        f'<xf numFmtId="49" quotePrefix="1" applyNumberFormat="1" applyAlignment="1" xfId="0">{wrapped}</xf>'
        f'<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1" applyAlignment="1" xfId="0">{wrapped}</xf>'
        f'<xf numFmtId="49" applyNumberFormat="1" applyAlignment="1" xfId="0">{wrapped}</xf>'
        '<xf numFmtId="49" fillId="2" quotePrefix="1" applyNumberFormat="1" applyFill="1" applyAlignment="1" xfId="0">'
        f"{wrapped}</xf></cellXfs>"
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _sheet(page: Page) -> Iterator[str]:
    """Yield a sheet piece by piece."""
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}">'
    if page.has_headings:
        pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        yield f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    if page.widths:
        text = f' style="{_TEXT}"' if page.is_form else ""
        columns = (
            f'<col min="{n}" max="{n}" width="{wide}"{text} customWidth="1"/>'
            for n, wide in enumerate(page.widths, 1)
        )
        yield f"<cols>{''.join(columns)}</cols>"
    yield "<sheetData>"
    for number, values in enumerate(page.rows, start=1):
        style = _HEADING if page.has_headings and number == 1 else _TEXT if page.has_headings else _WRAPPED
        cells = "".join(
            _cell(f"{letters_of(column)}{number}", value, style) for column, value in enumerate(values)
        )
        yield f'<row r="{number}">{cells}</row>'
    yield "</sheetData>"
    if page.choices:
        yield f'<dataValidations count="{len(page.choices)}">'
        for column, words in page.choices:
            area = f"{letters_of(column)}2:{letters_of(column)}{_MOST_CHOICES}"
            listed = escape(f'"{",".join(words)}"')
            yield f'<dataValidation type="list" allowBlank="1" sqref="{area}"><formula1>{listed}</formula1>'
            yield "</dataValidation>"
        yield "</dataValidations>"
    yield "</worksheet>"


def _cell(name: str, value: Value, style: int) -> str:
    """Return a cell; a text is always written as a text, whatever sign it begins with."""
    if not isinstance(value, str):
        return f'<c r="{name}"><v>{value}</v></c>'
    text = _AS_ESCAPE.sub("_x005F_", clean(value))
    if isinstance(value, Marked):
        style = _MARKED
        if not text:
            return f'<c r="{name}" s="{style}"/>'
    if not text:
        return ""
    return f'<c r="{name}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
