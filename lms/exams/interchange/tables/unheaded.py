"""Guesses what columns without headings hold, from what stands in them; only ever a proposal."""

import re
import string
from collections.abc import Sequence

from lms.core.workbooks.cells import Sheet
from lms.exams.interchange.tables.answers import bare_answer
from lms.exams.interchange.tables.headings import Role
from lms.exams.interchange.tables.mapping import ColumnUse
from lms.exams.interchange.tables.options import options_behind
from lms.exams.interchange.tables.shown_keys import IN_STEM
from lms.exams.interchange.tables.words import FALSE_WORDS, TRUE_WORDS, folded, kind_of

_SAMPLE = 200
_KEY = re.compile(r"[a-h](?:[\s,、;]*[a-h])*|[1-8](?:[,、;][1-8])*", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,6}[.、]?")
_MOST = 0.6


def guess_columns(sheet: Sheet, first: int) -> tuple[ColumnUse, ...]:
    """Return what the columns seem to be; nothing if no stem with an answer, beside or inside it, is seen."""
    columns = _texts_by_column(sheet, first)
    types = _best(columns, lambda text: bool(kind_of(text)), ())
    answer = _best(columns, _is_key, (types,))
    stem = _longest(columns, (types, answer))
    if answer < 0 and stem >= 0 and _share(columns[stem], _holds_all) > _MOST:
        return (ColumnUse(stem, Role.STEM),)
    if answer < 0 or stem < 0:
        return ()
    uses = [ColumnUse(stem, Role.STEM), ColumnUse(answer, Role.ANSWER)]
    uses += [ColumnUse(types, Role.TYPE)] if types >= 0 else []
    number = next(
        (
            column
            for column in sorted(columns)
            if column < stem and _share(columns[column], _is_number) > _MOST
        ),
        -1,
    )
    uses += [ColumnUse(number, Role.NUMBER)] if number >= 0 and number not in (types, answer) else []
    taken = {use.column for use in uses}
    last = answer if answer > stem else max(columns) + 1
    between = [column for column in range(stem + 1, last) if column not in taken and columns.get(column)]
    if len(between) == 1:
        uses.append(ColumnUse(between[0], Role.OPTIONS))
    elif len(between) <= 8:
        uses += [
            ColumnUse(column, Role.OPTION, letter=letter)
            for column, letter in zip(between, string.ascii_lowercase, strict=False)
        ]
    return tuple(sorted(uses, key=lambda use: use.column))


def _texts_by_column(sheet: Sheet, first: int) -> dict[int, list[str]]:
    """Return the texts of each column in the first rows."""
    found: dict[int, list[str]] = {}
    for row in [row for row in sorted(sheet.rows) if row >= first][:_SAMPLE]:
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
