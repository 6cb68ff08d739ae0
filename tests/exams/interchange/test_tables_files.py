"""Files of tables are read cell by cell as they are, whichever program wrote them."""

import datetime
import io
import struct

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import Note, clean
from lms.core.workbooks.writing import Page, workbook
from lms.exams.interchange.tables import apply_mapping, look, read_workbook
from tests.exams.interchange.tables_old import (
    book_stream,
    compound,
    ods,
    ods_row,
    record,
    sheet_xml,
    text_of,
    with_parts,
    xls,
)
from tests.exams.interchange.tables_samples import book, outcome, read, refused, saved

_HEADING = ("题干", "选项A", "选项B", "答案")
_QUESTION = ("甲", "铜", "木", "A")
_ENDLESS = ods_row("1", attributes='table:number-rows-repeated="1000000"')
_XML = '<?xml version="1.0"?>'


# --- what stands in cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown", "text", "note"),
    [
        (1.0, "General", "1", None),
        (0.1 + 0.2, "General", "0.3", None),
        (-0.0, "General", "0", None),
        (1e-7, "General", "0.0000001", None),
        (123456789012345, "General", "123456789012345", None),
        (110101199003070018, "General", "110101199003070000", Note.DIGITS_LOST),
        (1.5e20, "General", "150000000000000000000", Note.DIGITS_LOST),
        (7, "0000", "0007", None),
        (0.125, "0.00%", "12.5%", None),
        (True, "General", "TRUE", None),
        ("=1+1", "General", "", Note.FORMULA_WITHOUT_VALUE),
        (datetime.date(2024, 5, 1), "yyyy-mm-dd", "2024-05-01", Note.DATE),
        (datetime.datetime(2024, 5, 1, 8, 30), "yyyy-mm-dd hh:mm", "2024-05-01 08:30:00", Note.DATE),
        (datetime.time(8, 30), "hh:mm", "08:30:00", Note.DATE),
        ("2024年5月1日", "General", "2024年5月1日", None),
        ("０１２", "@", "０１２", None),
        (" 甲\r\n乙\u3000", "General", "甲\n乙", None),
        ("_x000D_甲_x4E59_", "General", "甲乙", None),
        ("𠮷·é", "General", "𠮷·é", None),
    ],
)
def test_the_text_of_a_cell_is_what_was_written(
    value: object, shown: str, text: str, note: Note | None
) -> None:
    made = book(甲=[[value]])
    made.active["A1"].number_format = shown
    made.active["B1"] = "x"
    (sheet,) = read_workbook(saved(made)).sheets
    assert sheet.text(1, 0) == text
    assert sheet.notes.get((1, 0), ()) == ((note,) if note else ())


def test_raised_figures_and_readings_of_characters() -> None:
    rich = (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>面积 m</t></r>'
        '<r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r>'
        "<rPh><t>めんせき</t></rPh></is></c>"
        '<c r="B1" t="inlineStr"><is><r><rPr><vertAlign val="subscript"/></rPr><t>甲</t></r></is></c>'
        '<c r="C1" t="inlineStr"><is><r><rPr><strike/></rPr><t>错</t></r></is></c></row>'
    )
    (sheet,) = read_workbook(with_parts(sheet_xml(rich))).sheets
    assert sheet.rows == {1: ["面积 m²", "甲", "错"]}
    assert set(sheet.notes) == {(1, 1), (1, 2)}


def test_cells_and_rows_without_names_follow_each_other_and_prefixes_do_not_matter() -> None:
    plain = _XML + (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        '<x:row><x:c t="str"><x:v>题干</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row><x:row><x:c><x:v>3</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    (sheet,) = read_workbook(with_parts({"xl/worksheets/sheet1.xml": plain})).sheets
    assert sheet.rows == {1: ["题干", "2"], 2: ["3"]}


def test_a_formula_gives_its_saved_value_only_and_a_picture_is_noted() -> None:
    rows = '<row r="1"><c r="A1" t="str"><f>A2&amp;"x"</f><v>值</v></c>'
    rows += '<c r="B1"><f>_xlfn.DISPIMG("ID_1",1)</f><v>0</v></c>'
    rows += '<c r="C1" t="e" vm="1"><v>#VALUE!</v></c></row>'
    (sheet,) = read_workbook(with_parts(sheet_xml(rows))).sheets
    assert sheet.rows == {1: ["值"]}
    assert sheet.notes == {(1, 0): (Note.FORMULA,), (1, 1): (Note.PICTURE,), (1, 2): (Note.PICTURE,)}


def test_a_workbook_of_days_since_1904() -> None:
    made = book(甲=[[datetime.date(2024, 5, 1)]])
    made.epoch = datetime.datetime(1904, 1, 1)
    assert read_workbook(saved(made)).sheets[0].text(1, 0) == "2024-05-01"


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.lists(st.text(max_size=12) | st.integers(-(10**14), 10**14), max_size=6), min_size=1, max_size=6
    )
)
def test_another_program_reads_the_same_texts(rows: list[list[str | int]]) -> None:
    (page,) = openpyxl.load_workbook(io.BytesIO(data := workbook([Page("甲", [["x"], *rows])]))).worksheets
    (sheet,) = read_workbook(data).sheets
    for row in page.iter_rows():
        for cell in row:
            other = clean(str(cell.value)) if cell.value is not None else ""
            assert sheet.text(cell.row, cell.column - 1) == other


# --- .xls and .ods ----------------------------------------------------------------------------------------------


def test_an_old_workbook_is_read_like_a_new_one() -> None:
    merged = record(0xE5, struct.pack("<H4H", 1, 1, 2, 0, 0))
    hidden = record(0x208, struct.pack("<HHHHHHHH", 2, 0, 3, 0, 0, 0, 0x20, 0)) + record(
        0x7D, struct.pack("<6H", 3, 3, 0, 0, 1, 0)
    )
    cells = record(0x27E, struct.pack("<HHHI", 5, 0, 2, (7 << 2) | 2)) + record(
        0xBD, struct.pack("<HHHIHIH", 5, 1, 0, (150 << 2) | 3, 1, (45413 << 2) | 2, 2)
    )
    cells += record(0x205, struct.pack("<HHHBB", 6, 0, 0, 23, 1)) + record(
        0x205, struct.pack("<HHHBB", 6, 1, 0, 1, 0)
    )
    cells += record(0x06, struct.pack("<HHH", 7, 0, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(8)) + record(
        0x207, text_of("值")
    )
    cells += record(0x06, struct.pack("<HHHd8x", 7, 1, 0, 2.5))
    data = xls([_HEADING, _QUESTION, ("乙é", "铜", "木", "B")], before=hidden, after=cells + merged)
    (sheet,) = read_workbook(data).sheets
    assert sheet.name == "单选题"
    assert sheet.rows[3] == ["乙é", "铜", "木", "B"]
    assert sheet.rows[6] == ["0007", "1.5", "2024-05-01"]
    assert sheet.rows[7] == ["#REF!", "TRUE"]
    assert sheet.rows[8] == ["值", "2.5"]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3}, {3})
    assert sheet.merged[0].bottom == 3


def test_an_old_workbook_gives_the_same_questions() -> None:
    reading = read(xls([_HEADING, _QUESTION, ("乙", 1.0, 2.0, "B"), ("丙", 1e17, 2.0, "B")]))
    assert reading.format == "xls"
    assert [outcome(entry) for entry in reading.entries] == ["2 single 铜", "3 single 2", "4 digits_lost"]


def test_a_text_that_goes_on_in_the_next_record_is_whole() -> None:
    stream = book_stream([("题干", "答案"), ("甲", "正确的是这一个")], split_at=6)
    assert read_workbook(compound(stream)).sheets[0].text(2, 1) == "正确的是这一个"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (compound(b"", "EncryptedPackage"), "encrypted"),
        (xls([_HEADING], globals=record(0x2F, b"\x01\x00")), "encrypted"),
        (compound(book_stream([_HEADING]), others=["_VBA_PROJECT_CUR"]), "macros"),
        (xls([_HEADING], globals=record(0x85, struct.pack("<IBBBB", 0, 0, 1, 1, 0) + b"m")), "macros"),
        (xls([_HEADING], globals=record(0x1AE, struct.pack("<HH", 1, 5) + b"\0a.xls")), "external_links"),
        (compound(record(0x809, struct.pack("<HH", 0x0500, 5))), "version_unknown"),
        (compound(b"", "WordDocument"), "not_this_format"),
        (compound(book_stream([_HEADING, _QUESTION]))[:1500], "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "broken"),
    ],
)
def test_an_old_workbook_that_is_not_safe_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_an_open_document_is_read_like_a_workbook() -> None:
    def cell(inside: str, value: str = "") -> str:
        given = f'office:value-type="float" office:value="{value}"' if value else ""
        return f"<table:table-cell {given}>{inside}</table:table-cell>"

    cells = cell("<text:p>007</text:p>", "7") + cell("<text:p>1</text:p>", "1.1010119900307E+17")
    cells += cell('<text:p>甲<text:s text:c="2"/>乙</text:p><text:p>丙</text:p>')
    cells += cell("<office:annotation><text:p>评语</text:p></office:annotation><text:p>丁</text:p>")
    repeated = ods_row("戊", attributes="table:number-rows-repeated='2' table:visibility='collapse'")
    body = (
        f'<table:table table:name="题">{ods_row("题干", "答案")}'
        f"<table:table-row>{cells}</table:table-row>{repeated}"
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/>'
        '</table:table-row></table:table><table:table table:name="隐" table:style-name="h"/>'
    )
    hidden = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    first, second = read_workbook(ods(body, hidden)).sheets
    assert first.rows[2] == ["007", "110101199003070000", "甲  乙\n丙", "丁"]
    assert first.notes == {(2, 1): (Note.DIGITS_LOST,)}
    assert first.rows[3] == first.rows[4] == ["戊"]
    assert first.hidden_rows == {3, 4}
    assert second.is_hidden


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ods("", parts={"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "encrypted"),
        (ods("", parts={"Basic/Standard/a.xml": "<x/>"}), "macros"),
        (ods('<table:table table:name="x"><table:table-source/></table:table>'), "external_links"),
        (ods(f'<table:table table:name="x">{_ENDLESS}</table:table>'), "too_big"),
        (ods("<table:table"), "broken"),
    ],
)
def test_an_open_document_that_is_not_safe_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


# --- text files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_delimiter_and_encoding_are_found(delimiter: str, encoding: str) -> None:
    rows = ["题干 选项A 选项B 答案 解析", "下列哪种材料是导体，为什么；请选择 铜 木 A 金属中有自由电子"]
    text = "\r\n".join(row.replace(" ", delimiter) for row in rows)
    if delimiter == ";":
        text = text.replace("；", "，")
    seen = look(text.encode(encoding))
    assert seen.delimiter == delimiter
    assert [sheet.header_row for sheet in seen.sheets] == [1]
    assert len(apply_mapping(seen.proposal, seen.book).entries) == 1


def test_a_named_encoding_is_used_and_one_that_cannot_be_is_refused() -> None:
    data = "題幹,選項A,選項B,答案\n甲,銅,木,A\n".encode("big5")
    assert look(data, encoding="big5").encoding == "big5"
    with pytest.raises(UnreadableFile, match="encoding_unknown"):
        look(data, encoding="utf-8")


def test_quotes_inside_texts_and_ragged_rows_are_read_as_spreadsheets_do() -> None:
    text = '题干,选项A,选项B,答案\n"安全第一"是指,铜,木,A\n他说"好",铜,木,B,多\n短\n'
    (sheet,) = read_workbook(text.encode()).sheets
    assert sheet.rows[2][0] == "安全第一是指"
    assert sheet.rows[3] == ['他说"好"', "铜", "木", "B", "多"]
    assert sheet.rows[4] == ["短"]


def test_a_cell_longer_than_any_is_refused_by_its_row() -> None:
    data = f"题型,题干,选项A,选项B,答案\n单选,甲,{'x' * 40_000},木,A\n单选,乙,铜,木,A\n".encode()
    assert [outcome(entry) for entry in read(data).entries] == ["2 too_long", "3 single 铜"]
