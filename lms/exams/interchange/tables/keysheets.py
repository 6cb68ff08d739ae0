"""Sheets that hold nothing but the keys of questions on other sheets: "题号 | 答案", "1.A 2.B"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from lms.core.workbooks.cells import Sheet, Workbook
from lms.exams.interchange import keylists, typed
from lms.exams.interchange.keylists import BESIDE, KeyList, Keys
from lms.exams.interchange.tables.headings import Role, recognise_row
from lms.exams.interchange.tables.words import kind_of
from lms.exams.interchange.typed_lines import Line
from lms.exams.interchange.typed_lines import Role as What

FIGURE = re.compile(r"\d{1,4}")
_FIRST_ROWS, _FEWEST = 30, 2
_NAME = re.compile(r"答案|key|answer", re.IGNORECASE)
_PART = re.compile(r" \[\d{1,2}\]$")  # of a sheet that was divided
_OF_QUESTIONS = frozenset({Role.STEM, Role.OPTION, Role.OPTIONS})
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Apart:
    """Keys that stand on sheets of their own: several are the parts of one sheet."""

    sheets: Sequence[Sheet]
    keys: KeyList


def said_at(sheet: Sheet, row: int) -> list[str]:
    """Return the texts of a row."""
    return [text for text in sheet.rows.get(row, ()) if text]


def kind_or_word(word: str) -> str:
    """Return the kind that a word means, else the word: sections of questions and of keys are compared by it."""
    return kind_of(word) or word


def lines_at(sheet: Sheet, row: int) -> list[Line]:
    """Return what a row says as the lines of a paper: a number and the key beside it are one word."""
    said = said_at(sheet, row)
    is_pairs = len(said) > 1 and len(said) % 2 == 0 and all(FIGURE.fullmatch(one) for one in said[::2])
    pairs = (f"{number}.{key}" for number, key in zip(said[::2], said[1::2], strict=False))
    text = "  ".join(pairs if is_pairs else said)
    return [
        replace(line, letter=kind_or_word(line.letter)) if line.role == What.HEADING else line
        for line in typed.lines_from(row, text)
    ]


def apart_from(book: Workbook, tables: Mapping[str, T]) -> Iterator[tuple[Apart, Sequence[T]]]:
    """Yield the keys that stand on sheets of their own, with the tables (by name) that they are for.

    One such sheet is for all tables; of several each is for the table that it is named after.
    """
    groups: dict[str, list[Sheet]] = {}
    for sheet in book.sheets if tables else ():
        if _is_list(sheet):
            groups.setdefault(_PART.sub("", sheet.name), []).append(sheet)
    for name, sheets in groups.items():
        bare = _NAME.sub("", name).strip(" -_—()（）")
        meant = list(tables.values()) if len(groups) == 1 else [tables[bare]] if bare in tables else []
        keys = _keys_on(sheets)
        if meant and sum(len(part.keys) for part in keys.parts) >= _FEWEST:
            yield Apart(sheets, keys), meant


def _is_list(sheet: Sheet) -> bool:
    """Return whether a sheet holds nothing but keys: called so, or with headings of numbers and answers."""
    rows = sorted(sheet.rows)[:_FIRST_ROWS]
    if not sheet.is_hidden and _turned(sheet):
        return True
    known = [{each.role for each in recognise_row(sheet.rows[row]) if each} for row in rows]
    if not rows or sheet.is_hidden or any(roles & _OF_QUESTIONS for roles in known):
        return False
    return any({Role.NUMBER, Role.ANSWER} <= roles for roles in known) or bool(_NAME.search(sheet.name))


def _keys_on(sheets: Sequence[Sheet]) -> KeyList:
    """Return the keys of the parts of a sheet, by the words of its sections or of its column of types."""
    parts = [Keys()]
    for sheet in sheets:
        tables: list[dict[Role, int]] = []
        turned = _turned(sheet)
        for row in sorted(sheet.rows):
            known = _beside_each_other(sheet.rows[row])
            if row in turned:
                parts[-1].keys += turned[row]
            elif any(Role.ANSWER in columns for columns in known):
                tables = known
            elif sum(_take_columns(parts, sheet, row, columns) for columns in tables) == 0:
                _take_words(parts, lines_at(sheet, row))
    return KeyList(10**9, 0, "", is_last=True, parts=parts)


def _beside_each_other(headings: Sequence[str]) -> list[dict[Role, int]]:
    """Return what the columns are, anew from each heading on that came before: 题号 答案 题号 答案 are two tables."""
    tables: list[dict[Role, int]] = [{}]
    for place, each in enumerate(recognise_row(headings)):
        if each and each.role in tables[-1]:
            tables.append({})
        if each:
            tables[-1][each.role] = place
    return tables


def _turned(sheet: Sheet) -> dict[int, list[tuple[int, str]]]:
    """Return the keys of rows that are what columns are elsewhere, 题号 1 2 3 above 答案 A B C; the upper has none."""
    found: dict[int, list[tuple[int, str]]] = {}
    for upper, lower in pairwise(sorted(sheet.rows)):
        numbers, keys = sheet.rows[upper], sheet.rows[lower]
        named = [each and each.role for each in (recognise_row(numbers[:1]) + recognise_row(keys[:1]))]
        counts = [place for place, text in enumerate(numbers) if place and FIGURE.fullmatch(text)]
        if named == [Role.NUMBER, Role.ANSWER] and len(counts) == len(said_at(sheet, upper)) - 1 >= _FEWEST:
            pairs = [(int(numbers[place]), sheet.text(lower, place)) for place in counts]
            found |= {upper: [], lower: [pair for pair in pairs if pair[1]]}
    return found


def _take_columns(parts: list[Keys], sheet: Sheet, row: int, columns: Mapping[Role, int]) -> bool:
    """Take in a row below headings of numbers and answers, with what explains the key; return whether it is one."""
    if not {Role.NUMBER, Role.ANSWER} <= columns.keys():
        return False
    number, key = (sheet.text(row, columns[role]) for role in (Role.NUMBER, Role.ANSWER))
    number = number.rstrip(".、．")
    if not FIGURE.fullmatch(number) or not key:
        return False
    _turn_to(parts, kind_of(sheet.text(row, columns[Role.TYPE])) if Role.TYPE in columns else "")
    why = sheet.text(row, columns[Role.RATIONALE]) if Role.RATIONALE in columns else ""
    parts[-1].keys.append((int(number), f"{key}{BESIDE}{why}" if why else key))
    return True


def _take_words(parts: list[Keys], lines: Sequence[Line]) -> None:
    """Take in a row that is read as lines of a paper."""
    for line in lines:
        if line.role == What.HEADING:
            _turn_to(parts, line.letter)
        elif not keylists.is_title(line.text):
            parts[-1].add(line.text, is_pure=False)


def _turn_to(parts: list[Keys], word: str) -> None:
    """Begin the keys of another section, if one is named."""
    if word and word != parts[-1].word:
        parts.append(Keys(word))
