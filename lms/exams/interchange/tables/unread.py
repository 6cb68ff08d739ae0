"""Which sheets of a file a mapping does not read although they hold something."""

from dataclasses import dataclass

from lms.core.workbooks.cells import Workbook
from lms.exams.interchange.tables.layout import EXPLANATION, LEFT_OUT
from lms.exams.interchange.tables.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Unread:
    """A sheet that was not read: its name, how many rows it has, and whether who sent the file may not have seen it."""

    sheet: str
    rows: int
    is_hidden: bool


def unread_sheets(book: Workbook, mapping: Mapping) -> list[Unread]:
    """Return the sheets with something in them that are not read; those of our own layout hold no questions."""
    found = []
    for sheet in book.sheets:
        use = mapping.for_sheet(sheet.name)
        if sheet.rows and sheet.name not in (LEFT_OUT, EXPLANATION) and (use is None or use.is_left_out):
            found.append(Unread(sheet.name, len(sheet.rows), sheet.is_hidden))
    return found
