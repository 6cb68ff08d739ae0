"""Files that are dangerous, locked, damaged, too big or no tables at all are refused with a word, and in time."""

import contextlib
import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.unreadable import UnreadableFile
from lms.core.workbooks import cells
from lms.core.workbooks.writing import Page, workbook
from lms.exams.interchange.drafts import Reading
from lms.exams.interchange.reasons import OF_ENTRIES
from lms.exams.interchange.tables import apply_mapping, look, read_workbook, write_xlsx
from lms.exams.interchange.tables import xls as old
from lms.exams.interchange.tables.guide import EXAMPLES
from tests.exams.interchange.tables_old import (
    book_stream,
    compound,
    ods,
    ods_row,
    record,
    sheet_xml,
    with_parts,
    xls,
    zipped,
)
from tests.exams.interchange.tables_samples import read, refused
from tests.support.pace import at_most

_HEADING = ("题干", "选项A", "选项B", "答案")
_QUESTION = ("甲", "铜", "木", "A")
_WHOLE = (write_xlsx(EXAMPLES), xls([_HEADING, _QUESTION]))
_XML = '<?xml version="1.0"?>'

_TYPES = "[Content_Types].xml"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b",,,\n,,,\n", "empty"),
        (b'a,"b\nc', "broken"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "not_this_format"),
        (b"<?xml version='1.0'?><Workbook/>", "not_this_format"),
        (b"%PDF-1.7\n", "not_this_format"),
        (b"\x89PNG\r\n\x1a\n\x00", "not_this_format"),
        (b"PK\x03\x04" + bytes(100), "broken"),
        (zipped({"word/document.xml": "<x/>", _TYPES: "<x/>"}), "not_this_format"),
        (zipped({"imsmanifest.xml": "<x/>"}), "not_this_format"),
        (write_xlsx(EXAMPLES)[:-30], "broken"),
        (with_parts({"xl/vbaProject.bin": b"x"}), "macros"),
        (with_parts({_TYPES: "<x t='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/>"}), "macros"),
        (with_parts({"xl/externalLinks/externalLink1.xml": "<x/>"}), "external_links"),
        (with_parts({"../outside.xml": "x"}), "archive_unsafe"),
        (with_parts({"/etc/x": "x"}), "archive_unsafe"),
        (with_parts({"xl\\x.xml": "x"}), "archive_unsafe"),
        (with_parts({"C:x": "x"}), "archive_unsafe"),
        (with_parts({"big.bin": bytes(2_000_000)}), "archive_too_big"),
        (with_parts({f"x{place}": "" for place in range(6000)}), "archive_too_big"),
        (with_parts(sheet_xml("", head=f"{_XML}<!DOCTYPE x [<!ENTITY a 'b'>]>")), "doctype"),
        (with_parts(sheet_xml("<a>" * 100 + "</a>" * 100)), "too_deep"),
        (with_parts(sheet_xml("<row><c></row>")), "broken"),
        (with_parts(sheet_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>')), "too_big"),
        (with_parts(sheet_xml("")), "empty"),
        (
            with_parts({"xl/workbook.xml": "<a/>", "xl/_rels/workbook.xml.rels": "<!DOCTYPE a><a/>"}),
            "doctype",
        ),
    ],
)
def test_a_file_that_is_not_safe_or_no_table_is_refused_whole(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_link_or_a_locked_part_in_an_archive_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("xl/workbook.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert refused(target.getvalue()) == "archive_unsafe"
    locked = bytearray(with_parts({}))
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(locked)) == "encrypted"


def test_a_part_that_is_more_than_it_declares_is_refused() -> None:
    data = bytearray(with_parts(sheet_xml("<row><c><v>1</v></c></row>" * 50)))
    entry = data.index(b"xl/worksheets/sheet1.xml", data.index(b"PK\x01\x02")) - 46
    data[entry + 24 : entry + 28] = struct.pack("<I", 60)
    assert refused(bytes(data)) == "broken"


def test_a_file_larger_than_the_limit_is_refused_unread() -> None:
    assert refused(bytes(20 * 1024 * 1024 + 1)) == "too_big"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_but_never_breaks_the_reader(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(_WHOLE))
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:place] + data.draw(st.binary(max_size=4)) + whole[place + data.draw(st.integers(0, 4)) :]
    code = refused(damaged)
    if not code:
        _check_codes(read(damaged))
    assert not code.startswith("unknown")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=30), max_size=7), max_size=8))
def test_any_text_file_is_read_or_refused(rows: list[list[str]]) -> None:
    heading = "题型,题干,选项A,选项B,答案\n"
    text = heading + "\n".join(",".join(row) for row in rows)
    data = text.encode("utf-8", "surrogatepass")
    code = refused(data)
    if not code:
        _check_codes(read(data, {"type_by_answer": True}))
    assert not code.startswith("unknown")


def _check_codes(reading: Reading) -> None:
    assert all(remark.code in OF_ENTRIES for entry in reading.entries for remark in entry.remarks)


# --- time -------------------------------------------------------------------------------------------------------


def _read_within(seconds: float, data: bytes) -> None:
    with at_most(seconds), contextlib.suppress(UnreadableFile):
        seen = look(data)
        apply_mapping(seen.proposal, seen.book)


def test_two_thousand_questions_take_a_fifth_of_what_ten_thousand_may() -> None:
    rows = [["题型", *_HEADING]] + [
        ["单选题", f"第{place}题下列正确的是", "铜", "木", "A"] for place in range(2000)
    ]
    _read_within(6, workbook([Page("题库", rows)]))


@pytest.mark.parametrize(
    "cell",
    [
        "（A " * 8000,
        "A." * 15000,
        "A" + " " * 30000 + "1",
        "_ " * 15000,
        "1. " * 10000,
        "<" * 30000,
        "\\(" * 15000,
    ],
)
def test_a_hostile_text_takes_no_longer_than_another(cell: str) -> None:
    types = ("填空题", "排序题", "多选题", "匹配题", "判断题", "数值题")
    lines = [f"{kind}|{cell}|{cell}|{cell}" for kind in types]
    _read_within(3, ("题型|题干|选项|答案\n" + "\n".join(lines)).encode())


_ENDLESS = "table:number-rows-repeated='2000000'"
_WIDE = "table:number-columns-repeated='2000000'"
_NAMED = '<table:table table:name="题">{}</table:table>'


def _ods_of(*rows: str) -> bytes:
    return ods(_NAMED.format("".join(rows)))


def _row_of(cell: str, inside: str = "", attributes: str = _ENDLESS) -> str:
    whole = f"<table:table-cell {_WIDE} {cell}>{inside}</table:table-cell>"
    return f"<table:table-row {attributes}>{whole}</table:table-row>"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (_row_of('office:value-type="string"'), ""),
        (_row_of('office:value-type="string"', "<text:p> \u200b</text:p>"), ""),
        (_row_of('table:formula="1"'), "too_big"),
        (_row_of("", "<text:p>甲</text:p>"), "too_big"),
        (ods_row("甲" * 30_000, attributes=_ENDLESS), "too_big"),
        (ods_row("甲") + "<table:table-row table:visibility='collapse' " + _ENDLESS + "/>", ""),
        (_row_of("", "<text:p>" + "<text:s text:c='1000'/>" * 5_000 + "</text:p>", ""), "too_big"),
    ],
    ids=["empty", "blank", "formula", "wide", "long", "hidden", "spaces"],
)
def test_what_a_small_open_document_repeats_is_counted_before_it_is_kept(row: str, code: str) -> None:
    with at_most(5):
        assert refused(_ods_of(ods_row(*_HEADING), row)) == code


def test_rows_and_columns_are_kept_as_hidden_only_where_there_is_something() -> None:
    hidden = f"<table:table-row table:visibility='collapse' {_ENDLESS}/>"
    columns = "<table:table-column table:visibility='collapse' table:number-columns-repeated='2000000'/>"
    (sheet,) = read_workbook(
        _ods_of(columns, ods_row("甲", attributes="table:visibility='filter'"), hidden * 20)
    ).sheets
    assert (sheet.hidden_rows, len(sheet.hidden_columns)) == ({1}, cells.MOST_COLUMNS)
    rows = '<row hidden="1"/>' * 50 + '<row hidden="1"><c><v>1</v></c></row>'
    (page,) = read_workbook(with_parts(sheet_xml(rows))).sheets
    assert page.hidden_rows == {51}


def test_columns_that_are_hidden_again_and_again_are_refused() -> None:
    often = '<col min="1" max="16384" hidden="1"/>' * 27_000
    assert refused(with_parts(sheet_xml("", more=f"<cols>{often}</cols>"))) == "too_big"


def test_whoever_hears_of_the_work_can_stop_it_while_cells_are_read() -> None:
    class Enough(Exception):
        pass

    def hear(done: int, total: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        look(_ods_of(ods_row("甲", attributes="table:number-rows-repeated='40000'")), seen=hear)


def _sheet_at(place: int) -> bytes:
    return record(0x85, struct.pack("<IBBBB", place, 0, 0, 1, 0) + b"b")


def test_sheets_of_an_old_workbook_that_share_their_records_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    twice = {"globals": _sheet_at(9000) * 2}
    assert refused(compound(book_stream([_HEADING], twice))) == "broken"
    many = {"globals": b"".join(map(_sheet_at, range(9000, 9101)))}
    assert refused(compound(book_stream([_HEADING], many))) == "too_big"
    overlapping = {"globals": b"".join(map(_sheet_at, range(40))), "after": record(0x201, b"") * 100}
    data = compound(book_stream([_HEADING], overlapping))
    assert refused(data) == ""
    monkeypatch.setattr(old, "_MOST_RECORDS", 1000)
    assert refused(data) == "too_big"
