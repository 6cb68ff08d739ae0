"""Reads the exported workbook into plain rows; imports nothing of the platform."""

import io
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone

import openpyxl

EIGHT_HOURS_EAST = timezone(timedelta(hours=8))


class Book:
    """The tables of a workbook: `book["marks"]` are rows by the names of their columns, empty cells as ""."""

    def __init__(self, content: bytes) -> None:
        self.tables = {}
        for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
            # Words for people stand above or before; what stays the same in every language stands last.
            words, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
            head = [str(cell).splitlines()[-1] for cell in words]
            whole = [[*row, *[None] * (len(head) - len(row))] for row in rows]
            self.tables[sheet.title.split()[-1]] = [
                dict(zip(head, ["" if cell is None else cell for cell in row], strict=False)) for row in whole
            ]

    def __getitem__(self, name: str) -> list[dict]:
        return self.tables[name]

    def of(self, name: str, enrolment: str) -> list[dict]:
        return [row for row in self.tables[name] if row["enrolment"] == enrolment]

    def grouped(self, name: str, *columns: str) -> dict:
        found = defaultdict(list)
        for row in self.tables[name]:
            found[tuple(row[column] for column in columns)].append(row)
        return found


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def local_day(text: str) -> date:
    return instant(text).astimezone(EIGHT_HOURS_EAST).date()


def minutes_between(begins: str, ends: str) -> int:
    return int((instant(ends) - instant(begins)).total_seconds()) // 60
