"""Odd, wrong and hostile workbooks are answered by cell or refused, in seconds and within bounds of memory."""

import io
import tracemalloc
import zipfile

import openpyxl
import pytest
from django.utils.translation import override

from lms.core.unreadable import UnreadableFile
from lms.enrolments.admission.columns import HEADS, Column
from lms.enrolments.admission.models import AdmissionFile
from lms.enrolments.admission.presentation import refusal_of
from lms.enrolments.admission.rules import read_row
from lms.enrolments.admission.workbooks import MOST_BYTES, read_people
from tests.enrolments.admission.samples import (
    PLACES,
    TODAY,
    book_of,
    file_of,
    made_up_id,
    person,
    row_of,
    saved,
)
from tests.support.pace import at_most


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_people(data)
    return caught.value.code


def problems_in(data: bytes) -> dict[str, str]:
    return {
        row.place(problem.column): problem.code
        for row in read_people(data)
        for problem in read_row(row.cells, today=TODAY).problems
    }


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no_workbook"),
        (b"number,name\n1,2\n", "no_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_or_encrypted"),
        (b"PK\x03\x04" + b"\x00" * 100, "broken"),
        (b"PK" + b"\x00" * MOST_BYTES, "too_big"),
        (file_of([]), "empty"),
        (saved(openpyxl.Workbook()), "no_heads"),
        (with_part(file_of([person(1)]), "xl/vbaProject.bin", b"x"), "macros"),
        (with_part(file_of([person(1)]), "xl/externalLinks/externalLink1.xml", b"<a/>"), "external_links"),
        (with_part(file_of([person(1)]), "xl/bomb.bin", b"\x00" * 70_000_000), "archive_too_big"),
        (
            with_part(file_of([person(1)]), "xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            "doctype",
        ),
    ],
    ids=[
        "nothing",
        "csv",
        "encrypted",
        "broken",
        "large",
        "empty",
        "none",
        "macro",
        "links",
        "bomb",
        "entity",
    ],
)
def test_what_is_no_safe_workbook_of_people_is_refused_at_once(data, code) -> None:
    with at_most(5):
        assert refused(data) == code


def test_a_number_of_eighteen_digits_that_became_a_float_is_named_with_its_cell() -> None:
    book = book_of([person(1, identity=110105194912310021)])
    book.active.cell(2, PLACES[Column.IDENTITY] + 1).number_format = "0"
    assert problems_in(saved(book)) == {"C2": "digits_lost"}


def test_leading_zeros_of_a_number_format_are_kept() -> None:
    book = book_of([person(1, number=1234)])
    book.active.cell(2, 1).number_format = "000000"
    assert read_people(saved(book))[0].cells[Column.NUMBER].text == "001234"


def test_merged_cells_are_named_each() -> None:
    book = book_of([person(1), person(2)], above=[["2026年11月入所名单"]])
    book.active.merge_cells("A1:O1")  # a title above the heads harms nobody
    book.active.merge_cells("F3:F4")
    assert problems_in(saved(book)) == {"F3": "merged", "F4": "merged"}


def test_formulas_count_by_their_saved_value_and_errors_are_named() -> None:
    book = book_of([person(1, name="=A1&B1"), person(2)])
    found = problems_in(saved(book))
    assert found == {"B2": "formula_without_value"}


def test_a_row_of_formulas_alone_does_not_vanish() -> None:
    book = book_of([person(1)])
    for column in range(1, 5):
        book.active.cell(3, column).value = "=Z9"
    rows = read_people(saved(book))
    assert [row.row for row in rows] == [2, 3]


def test_days_in_several_forms_stand_beside_one_another() -> None:
    import datetime

    forms = [
        "2026-05-11",
        "2026/5/11",
        "2026.5.11",
        "２０２６年５月１１日",
        "20260511",
        datetime.date(2026, 5, 11),
    ]
    data = file_of(person(index, admitted=form) for index, form in enumerate(forms))
    found = {read_row(row.cells, today=TODAY).entrant.admitted_date for row in read_people(data)}
    assert found == {datetime.date(2026, 5, 11)}


def test_heads_may_be_in_one_language_in_any_order_below_a_title() -> None:
    book = openpyxl.Workbook()
    book.active.append(["名单"])
    heads = list(reversed(HEADS))
    book.active.append([head.zh if place % 2 else head.en for place, head in enumerate(heads)])
    book.active.append(list(reversed(row_of(person(1)))))
    assert problems_in(saved(book)) == {}


def test_a_head_twice_is_refused_with_its_cell() -> None:
    book = openpyxl.Workbook()
    book.active.append(["编号", "姓名", "身份证号", "Name"])
    book.active.append(["1", "2", "3", "4"])
    with pytest.raises(UnreadableFile) as caught:
        read_people(saved(book))
    assert (caught.value.code, caught.value.detail) == ("head_twice", "D1")


def test_a_hidden_sheet_is_not_read() -> None:
    book = book_of([person(1)])
    other = book.create_sheet("secret")
    other.append([str(head) for head in HEADS])
    other.append(row_of(person(2)))
    other.sheet_state = "hidden"
    assert len(read_people(saved(book))) == 1


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_refused_in_seconds_and_bounded_memory() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([str(head) for head in HEADS])
    for index in range(100_000):
        sheet.append([str(700000 + index), "示例", made_up_id(index % 9000)])
    data = saved(book)
    tracemalloc.start()
    with at_most(30):  # with the counting of memory, which makes it several times slower
        code = refused(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code in {"too_big", "too_many_people"}
    assert peak < 200 * 1024 * 1024


def test_more_people_than_a_file_may_hold_are_refused_with_the_limit() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([str(head) for head in HEADS])
    for index in range(2001):
        sheet.append([str(700000 + index), "示例", "暂无"])
    assert refused(saved(book)) == "too_many_people"


def test_a_workbook_that_unpacks_too_large_is_told_how_many_people_fit() -> None:
    with override("en"):
        assert "at most 2000 people" in refusal_of(AdmissionFile(problem="archive_too_big"))
