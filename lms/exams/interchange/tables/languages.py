"""The language in which the questions of a table are, out of their words."""

import re
from collections.abc import Iterator, Sequence

from lms.core.workbooks.cells import Workbook
from lms.exams.interchange.chinese import HAN
from lms.exams.interchange.drafts import Language
from lms.exams.interchange.tables.headings import IN_LANGUAGES
from lms.exams.interchange.tables.mapping import SheetMapping

_LETTER = re.compile("[A-Za-z]")


def language_of(book: Workbook, mappings: Sequence[SheetMapping]) -> Language:
    """Return the language of columns that do not say theirs; one Chinese character in what candidates read decides it.

    Headings do not count: Chinese templates hold English questions too.
    """
    has_letters = False
    for text in _words(book, mappings):
        if HAN.search(text):
            return Language.ZH
        has_letters = has_letters or bool(_LETTER.search(text))
    return Language.EN if has_letters else Language.ZH


def _words(book: Workbook, mappings: Sequence[SheetMapping]) -> Iterator[str]:
    """Yield what candidates read; of a file in which no columns are known, everything."""
    named = {each.sheet: each for each in mappings if not each.is_left_out}
    for sheet in book.sheets:
        mapping = named.get(sheet.name)
        if named and mapping is None:
            continue
        uses = mapping.columns if mapping else ()
        columns = [use.column for use in uses if use.role in IN_LANGUAGES and not use.language]
        begins = mapping.begins() if mapping else 0
        for row, texts in sheet.rows.items():
            if row >= begins:
                yield from (texts[at] for at in columns if at < len(texts)) if mapping else texts
