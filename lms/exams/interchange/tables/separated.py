"""Reads text files of tables: .csv and .tsv with any of the usual delimiters, quotes and line ends."""

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import Filling, Sheet, Workbook
from lms.exams.interchange.encodings import decode
from lms.exams.interchange.limits import expect_lines
from lms.exams.interchange.tables.headings import count_known

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_ROWS = 200
_SAMPLE_CHARACTERS = 200_000
_MOST_IN_LINE = 50_000  # delimiters
_NAMED = re.compile(r'\A"?sep=(.)"?\r?\n', re.IGNORECASE)
_AS_TEXT = re.compile(r'="([^"]*)"')


def read_separated(data: bytes, filling: Filling, *, encoding: str = "", delimiter: str = "") -> Workbook:
    """Return the one sheet of a text file; encoding and delimiter are found out unless they are given.

    :raises UnreadableFile: it is no text, its quotes never end, or it is too big.
    """
    text, name = decode(data, encoding)
    expect_lines(text)
    named = _NAMED.match(text)
    skipped = 0
    if named:
        text, delimiter, skipped = text[named.end() :], delimiter or named[1], 1
    elif not delimiter:
        delimiter = sniff(text[:_SAMPLE_CHARACTERS])
    try:
        sheet = _filled(text, delimiter, skipped, filling)
    except _UnevenQuotes:
        # A quote inside a text, as simple programs write it: read as spreadsheets do.
        sheet = _filled(text, delimiter, skipped, Filling(filling.seen), is_strict=False)
    return Workbook("csv", (sheet,), name, delimiter)


class _UnevenQuotes(Exception):
    """A quoted text goes on after its closing quote."""


def _filled(text: str, delimiter: str, skipped: int, filling: Filling, *, is_strict: bool = True) -> Sheet:
    """Return the sheet of a text."""
    sheet = Sheet("")
    reader = csv.reader(_sane(_lines(text), delimiter), delimiter=delimiter, strict=is_strict)
    row = skipped
    try:
        for texts in reader:
            row += 1
            for column, cell in enumerate(texts):
                if cell:
                    filling.put(sheet, row, column, _bare(cell))
    except csv.Error as error:
        if is_strict and "expected after" in str(error):
            raise _UnevenQuotes from error
        raise UnreadableFile("broken", place=f"row {row + 1}") from error
    return sheet


def _bare(cell: str) -> str:
    """Return a text without the form that keeps spreadsheets from taking it for a number: ="007"."""
    forced = _AS_TEXT.fullmatch(cell) if cell.startswith("=") else None
    return forced[1] if forced else cell


def _lines(text: str) -> Iterator[str]:
    """Yield line by line, without a second copy of the whole."""
    begin = 0
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    while begin < len(text):
        end = text.find("\n", begin) + 1 or len(text)
        yield text[begin:end].replace("\0", "")
        begin = end


def _sane(lines: Iterable[str], delimiter: str) -> Iterator[str]:
    """Yield lines, before anything makes cells of them.

    :raises UnreadableFile: one would be more cells than any table has columns.
    """
    for number, line in enumerate(lines, start=1):
        if len(line) > _MOST_IN_LINE and line.count(delimiter) > _MOST_IN_LINE:
            raise UnreadableFile("too_big", place=f"line {number}")
        yield line


def sniff(sample: str) -> str:
    """Return the delimiter under which the rows agree best: first by known headings, then by equal widths."""
    return max(DELIMITERS, key=lambda delimiter: _agreement(sample, delimiter))


def _agreement(sample: str, delimiter: str) -> tuple[int, float, int]:
    """Return how well a sample reads with a delimiter: known headings, share of rows of the usual width, width."""
    rows = []
    try:
        for texts in itertools.islice(csv.reader(_lines(sample), delimiter=delimiter), _SAMPLE_ROWS):
            if any(texts):
                rows.append(texts)
    except csv.Error:
        return 0, 0.0, 0
    widths = Counter(len(texts) for texts in rows if len(texts) > 1)
    if not widths:
        return 0, 0.0, 0
    width, often = widths.most_common(1)[0]
    known = max(count_known(texts) for texts in rows[:30])
    return known, often / len(rows), width
