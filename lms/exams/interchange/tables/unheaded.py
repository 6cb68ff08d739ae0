"""Guesses what columns without headings hold, from what stands in them; only ever a proposal."""

import re
import string
from collections.abc import Sequence

from lms.core.workbooks.cells import Sheet
from lms.exams.interchange.tables.answers import bare_answer
from lms.exams.interchange.tables.between import section_of
from lms.exams.interchange.tables.headings import Role
from lms.exams.interchange.tables.mapping import ColumnUse
from lms.exams.interchange.tables.options import options_behind
from lms.exams.interchange.tables.shown_keys import IN_STEM, keys_in
from lms.exams.interchange.tables.words import folded, kind_of
from lms.exams.interchange.truth import FALSE_WORDS, TRUE_WORDS

_SAMPLE = 200
_KEY = re.compile(r"[a-h](?:[\s,、;]*[a-h])*|[1-8](?:[,、;][1-8])*", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,6}[.、]?")
_MOST = 0.6


def guess_columns(sheet: Sheet, first: int) -> tuple[ColumnUse, ...]:
    """Return what the columns seem to be; nothing if no stem with an answer, beside or inside it, is seen."""
    sections = _sections(sheet, first)
    columns = _texts_by_column(sheet, [row for rows in sections for row in rows])
    counting = tuple(column for column in columns if _counts(sheet, sections, column))
    types = _best(columns, lambda text: bool(kind_of(text)), counting)
    answer = _best(columns, _is_key, (types, *counting))
    stem = _longest(columns, (types, answer, *counting))
    if stem < 0:
        return ()
    shown = _share(columns[stem], _shows_key) > _MOST
    if answer < 0 and shown and not _between(columns, (stem, types, *counting), stem, answer):
        counted = [ColumnUse(column, Role.NUMBER) for column in counting]
        is_whole = _share(columns[stem], _says_all) > _MOST
        return tuple(sorted([ColumnUse(stem, Role.STEM), *counted], key=_column)) if is_whole else ()
    if answer < 0 and not shown:
        return ()
    uses = [ColumnUse(stem, Role.STEM)]
    uses += [ColumnUse(answer, Role.ANSWER)] if answer >= 0 else []
    uses += [ColumnUse(types, Role.TYPE)] if types >= 0 else []
    numbers = [*counting, *_numbers(columns, stem, (types, answer, *counting))]
    uses += [ColumnUse(column, Role.NUMBER) for column in numbers]
    between = _between(columns, [use.column for use in uses], stem, answer)
    if len(between) == 1:
        uses.append(ColumnUse(between[0], Role.OPTIONS))
    elif len(between) <= 8:
        uses += [
            ColumnUse(column, Role.OPTION, letter=letter)
            for column, letter in zip(between, string.ascii_lowercase, strict=False)
        ]
    return tuple(sorted(uses, key=_column))


def _column(use: ColumnUse) -> int:
    return use.column


def _between(columns: dict[int, list[str]], taken: Sequence[int], stem: int, answer: int) -> list[int]:
    """Return the columns behind the stem, and before the answer if that stands behind it, that are nothing else."""
    last = answer if answer > stem else max(columns) + 1
    return [column for column in range(stem + 1, last) if column not in taken and columns.get(column)]


def _numbers(columns: dict[int, list[str]], stem: int, but: Sequence[int]) -> list[int]:
    """Return the first column before the stem that holds numbers which do not count in steps."""
    fitting = (column for column in sorted(columns) if column < stem and column not in but)
    return [column for column in fitting if _share(columns[column], _is_number) > _MOST][:1]


def _counts(sheet: Sheet, sections: Sequence[Sequence[int]], column: int) -> bool:
    """Return whether a column counts: 1, 2, 3, …, perhaps anew in each section. Figures of answers jump."""
    count, before = 0, 0
    for rows in sections:
        for place, text in enumerate(text for row in rows if (text := sheet.text(row, column))):
            figure = text.rstrip(".、．")
            if not figure.isdecimal() or len(figure) > 5:
                return False
            if count and int(figure) != before + 1 and not (place == 0 and int(figure) == 1):
                return False
            count, before = count + 1, int(figure)
    return count > 2


def _sections(sheet: Sheet, first: int) -> list[list[int]]:
    """Return the first rows between lines that stand alone: titles, headings of sections; they are of no column."""
    rows = [row for row in sorted(sheet.rows) if row >= first][:_SAMPLE]
    said = {row: [text for text in sheet.rows[row] if text] for row in rows}
    # In a sheet of single cells each is a question, unless it names a type.
    is_table = sum(len(texts) > 1 for texts in said.values()) * 2 > len(rows)
    sections: list[list[int]] = [[]]
    for row in rows:
        if len(said[row]) == 1 and (is_table or section_of(said[row][0])):
            sections.append([])
        else:
            sections[-1].append(row)
    return sections


def _texts_by_column(sheet: Sheet, rows: Sequence[int]) -> dict[int, list[str]]:
    """Return the texts of each column."""
    found: dict[int, list[str]] = {}
    for row in rows:
        for column, text in enumerate(sheet.rows[row]):
            if text:
                found.setdefault(column, []).append(text)
    return found


def _is_key(text: str) -> bool:
    """Return whether a text may be an answer."""
    plain = bare_answer(text)
    return bool(_KEY.fullmatch(plain)) or folded(plain) in TRUE_WORDS | FALSE_WORDS


def _holds_all(text: str) -> bool:
    """Return whether a text is a whole question: its key in brackets, its options behind it."""
    return bool(IN_STEM.search(text) and options_behind(text)[1])


def _says_all(text: str) -> bool:
    """Return whether a text is a whole question, a choice or a statement."""
    return _holds_all(text) or _shows_truth(text)


def _shows_key(text: str) -> bool:
    """Return whether a stem shows its key in brackets."""
    return bool(IN_STEM.search(text))


def _shows_truth(text: str) -> bool:
    """Return whether a statement shows in brackets whether it is right."""
    return not {"true", "false"}.isdisjoint(keys_in(text))


def _is_number(text: str) -> bool:
    """Return whether a text counts rows."""
    return bool(_NUMBER.fullmatch(text))


def _share(texts: Sequence[str], test: object) -> float:
    """Return for how many texts a test holds."""
    return sum(bool(test(text)) for text in texts) / len(texts) if texts and callable(test) else 0.0


def _best(columns: dict[int, list[str]], test: object, but: Sequence[int]) -> int:
    """Return the last column for most of whose texts a test holds, -1 if there is none: numbers stand first."""
    fitting = [
        column for column, texts in columns.items() if column not in but and _share(texts, test) > _MOST
    ]
    most = max((len(columns[column]) for column in fitting), default=0)
    full = [column for column in fitting if len(columns[column]) * 2 > most]
    lettered = [column for column in full if not _share(columns[column], _is_number) > _MOST]
    return max(lettered or full, default=-1)


def _longest(columns: dict[int, list[str]], but: Sequence[int]) -> int:
    """Return the column with the longest texts, the first of two."""
    lengths = {
        column: sum(len(text) for text in texts) / len(texts)
        for column, texts in columns.items()
        if column not in but
    }
    best = max(lengths, key=lambda column: (lengths[column], -column), default=-1)
    return best if best >= 0 and lengths[best] >= 4 else -1
