"""Reads a table that a page gives away, as both of its files say it."""

import csv
import io

import openpyxl
from django.test import Client


def rows_of(client: Client, address: str, **asked: str) -> list[list[str]]:
    """Return a table as both files say it: they agree."""
    text = client.get(address, asked).content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(client.get(address, {**asked, "format": "xlsx"}).content))
    cells = [[cell for row in book.active for cell in row if cell.data_type not in ("s", "n")]]
    assert cells == [[]], "nothing in the workbook is a formula"
    kept = [["" if cell.value is None else str(cell.value) for cell in row] for row in book.active]
    plain = [[cell.removeprefix("'") for cell in row] for row in csv.reader(io.StringIO(text))]
    assert plain == kept
    assert not any(cell[:1] in "=+-@" for row in csv.reader(io.StringIO(text)) for cell in row if cell)
    return kept[1:]
