"""Workbooks of admissions for tests: everybody in them is made up."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import openpyxl
from stdnum.cn import ric

from lms.enrolments.admission.columns import HEADS, Column

_FIRST, _SECOND, _THIRD = "甲乙丙丁戊己庚辛壬癸", "一二三四五六七八九十", "东南西北"
PLACES = {head.column: place for place, head in enumerate(HEADS)}
TODAY = date(2026, 6, 1)


def made_up_id(index: int, *, male: bool = True) -> str:
    """Return a number that is formally right, of births of 1901 to 1909."""
    born = date(1901, 1, 1) + timedelta(days=index % 3000)
    body = f"110105{born:%Y%m%d}{(index // 3000) * 20 + (1 if male else 2):03d}"
    return body + ric.calc_check_digit(body + "0")


def person(index: int, **changed: Any) -> dict[Column, Any]:
    """Return the answers of one person, right unless something is changed."""
    answers = {
        Column.NUMBER: f"{700000 + index}",
        Column.NAME: f"示例{_FIRST[index % 10]}{_SECOND[index // 10 % 10]}{_THIRD[index // 100 % 4]}",
        Column.IDENTITY: made_up_id(index),
        Column.SCHOOLING: "初中",
        Column.LANGUAGE: "海南话",
        Column.ADMITTED: "2026-05-11",
        Column.RELEASE: "2028-05-10",
        Column.FIT: "是",
        Column.FIT_DATE: "2026/5/12",
        Column.NOTICE: "2026年5月11日",
        Column.CONSENT: "不同意",
    }
    return {**answers, **{Column(name): value for name, value in changed.items()}}


def row_of(answers: dict[Column, Any]) -> list[Any]:
    """Return the cells of one person, in the order of the heads."""
    return [answers.get(head.column, "") for head in HEADS]


def book_of(people: Iterable[dict[Column, Any]], *, above: Sequence[Sequence[Any]] = ()) -> openpyxl.Workbook:
    """Return a workbook as an office would have it, with rows above the heads."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (*above, [str(head) for head in HEADS], *map(row_of, people)):
        sheet.append(list(row))
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    """Return the bytes of a workbook."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def file_of(people: Iterable[dict[Column, Any]]) -> bytes:
    """Return the bytes of a workbook of people."""
    return saved(book_of(people))
