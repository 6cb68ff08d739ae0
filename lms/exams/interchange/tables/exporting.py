"""Items as a workbook of our own layout, and the template that authors fill in."""

from collections.abc import Sequence

from lms.core.workbooks.writing import Page, Value, workbook
from lms.exams.interchange.drafts import DraftItem
from lms.exams.interchange.tables import layout
from lms.exams.interchange.tables.guide import EXAMPLES, GUIDE

_WIDTHS = {"stem_zh": 50, "stem_en": 40, "rationale_zh": 40, "rationale_en": 40, "answer": 18}
_TYPES = tuple(layout.KIND_WORDS.values())


def write_xlsx(items: Sequence[DraftItem]) -> bytes:
    """Return a workbook with every item that a table can hold; the others are named on a sheet of their own."""
    against = [layout.reason_against(item) for item in items]
    rows = [layout.row_of(item) for item, reason in zip(items, against, strict=True) if not reason]
    pages = [_questions(rows, layout.fields_of(rows))]
    if any(against):
        pages.append(_left_out(items, against))
    return workbook(pages)


def left_out(items: Sequence[DraftItem]) -> list[tuple[int, str]]:
    """Return the places of the items that a table cannot hold, each with the reason."""
    return [(place, reason) for place, item in enumerate(items) if (reason := layout.reason_against(item))]


def write_template() -> bytes:
    """Return an empty table with one example of each kind, and its explanation in both languages."""
    rows = [layout.row_of(item) for item in EXAMPLES]
    fields = [
        field
        for field in layout.headings()
        if not field.startswith(("option_", "match_")) or field[-4] in "abcd"
    ]
    pages = [_questions(rows, fields), Page(layout.EXPLANATION, GUIDE, (60, 80), has_headings=False)]
    return workbook(pages)


def _questions(rows: Sequence[dict[str, Value]], fields: Sequence[str]) -> Page:
    """Return the sheet of questions."""
    table: list[list[Value]] = [[layout.heading(field) for field in fields]]
    table += [[row.get(field, "") for field in fields] for row in rows]
    widths = [_WIDTHS.get(field, 14) for field in fields]
    return Page(layout.QUESTIONS, table, widths, choices=[(fields.index("type"), _TYPES)])


def _left_out(items: Sequence[DraftItem], against: Sequence[str]) -> Page:
    """Return the sheet that names what a table cannot hold."""
    table: list[list[Value]] = [["编号 code", "题型 type", "题干 stem", "原因 reason"]]
    for item, reason in zip(items, against, strict=True):
        if reason:
            table.append([item.code, str(item.kind), next(iter(item.stem.values()), "")[:1000], reason])
    return Page(layout.LEFT_OUT, table, (14, 14, 50, 30))
