"""Finds out from all rows of a sheet how its values are written, and what of that a person has to say."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lms.core.workbooks.cells import Sheet
from lms.exams.interchange.drafts import Kind
from lms.exams.interchange.tables import answers, gaps
from lms.exams.interchange.tables.headings import Role
from lms.exams.interchange.tables.items import has_options_of_no_use
from lms.exams.interchange.tables.mapping import Conventions, SheetMapping
from lms.exams.interchange.tables.options import (
    DOUBTFUL_SEPARATORS,
    options_behind,
    split_options,
    unlabelled,
)
from lms.exams.interchange.tables.refusals import Refusal
from lms.exams.interchange.tables.rows import RowView, SheetView
from lms.exams.interchange.tables.shown_keys import keys_in, meaning
from lms.exams.interchange.tables.walking import type_of, walk
from lms.exams.interchange.tables.words import CHOICE, folded, likely_kind_of
from lms.exams.interchange.truth import FALSE_WORDS, TRUE_WORDS

_CHOICES = (CHOICE, Kind.SINGLE, Kind.MULTIPLE)
_MOST_WORDS, _LONGEST = 30, 40
_KINDS = tuple(str(kind) for kind in Kind if kind != Kind.HOTSPOT)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person has to say or confirm."""

    code: str
    column: int = -1
    detail: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """A mapping with what its values show, and what has to be said or confirmed."""

    mapping: SheetMapping
    findings: tuple[Finding, ...]
    types: tuple[
        tuple[str, int], ...
    ] = ()  # every word for a type with its number of rows, most frequent first
    truths: tuple[tuple[str, int], ...] = ()  # the same of answers to statements


@dataclass(slots=True)
class _Seen:
    """What the rows of a sheet show."""

    rows: int = 0
    untyped: int = 0
    words: Counter[str] = field(default_factory=Counter)
    truths: Counter[str] = field(default_factory=Counter)
    all_types: Counter[str] = field(default_factory=Counter)
    all_truths: Counter[str] = field(default_factory=Counter)
    spelt: dict[str, str] = field(
        default_factory=dict
    )  # words in the form in which they are compared, as written
    digits: set[int] = field(default_factory=set)
    counts: set[int] = field(default_factory=set)
    is_last_named: bool = False
    undivided: list[str] = field(default_factory=list)
    doubly_divided: list[str] = field(default_factory=list)
    gap_answers: list[str] = field(default_factory=list)
    keys_in_stem: int = 0
    unanswered: int = 0
    options_in_stem: int = 0


def find_conventions(sheet: Sheet, mapping: SheetMapping, language: str) -> Findings:
    """Return the mapping with what the values show."""
    view = SheetView(sheet, mapping, language)
    seen = _Seen()
    for row, said in walk(view):
        _see(row, *type_of(row, said), seen)
    columns = {role: uses[0].column for role, uses in view.by_role.items()}
    return _concluded(mapping, seen, columns)


def _see(row: RowView, kind: str, word: str, seen: _Seen) -> None:
    """Take in one row, with its kind and the word for it."""
    seen.rows += 1
    answer = folded(answers.bare_answer(row.text(Role.ANSWER)))
    stem = row.text(Role.STEM)
    if word:
        seen.all_types[word[:_LONGEST]] += 1
    is_unknown = bool(word) and not kind
    if is_unknown:
        seen.words[word] += 1
        kind = likely_kind_of(word)
    elif not kind:
        seen.untyped += 1
    seen.unanswered += not answer
    shown = keys_in(stem)
    seen.keys_in_stem += bool(shown) and (not answer or meaning(row.text(Role.ANSWER)) in shown)
    options = _see_options(row, seen)
    is_useless = has_options_of_no_use(kind, options, row.text(Role.ANSWER))
    if word and is_useless:
        seen.words[word] += not is_unknown
    if not options and kind in ("", *_CHOICES, Kind.ORDERING):
        options = options_behind(stem)[1]
        seen.options_in_stem += bool(options)
    if is_useless and kind == Kind.TRUE_FALSE:
        return  # what A and B mean there is no question of right and wrong
    if kind == Kind.TRUE_FALSE or (not kind and not options):
        _see_truth(row.text(Role.ANSWER), answer, options, seen)
    elif kind in _CHOICES or (not kind and options):
        _see_digits(answer, options, seen)
    elif kind == Kind.FILL_IN and answer:
        _see_gaps(stem, row.text(Role.ANSWER), seen)


def _see_options(row: RowView, seen: _Seen) -> list[str]:
    """Take in the options of a row and return them."""
    cell = row.text(Role.OPTIONS)
    if not cell:
        texts = [
            next(iter(row.languages(Role.OPTION, letter).values()), "") for letter in row.letters(Role.OPTION)
        ]
        return [text for text in unlabelled(texts) if text]
    try:
        options = split_options(cell)
    except Refusal:
        seen.doubly_divided.append(cell)
        return []
    if len(options) == 1:
        seen.undivided.append(cell)
    return options


def _see_truth(written: str, answer: str, options: list[str], seen: _Seen) -> None:
    """Take in how a statement is said to be right; of several ways to write a word the first is shown."""
    named_by_option = options and all(folded(text) in TRUE_WORDS | FALSE_WORDS for text in options)
    if answer and not named_by_option:
        first = seen.spelt.setdefault(answer[:_LONGEST], written.strip()[:_LONGEST])
        seen.all_truths[first] += 1
    if answer and not named_by_option and answer not in TRUE_WORDS | FALSE_WORDS:
        seen.truths[answer] += 1


def _see_digits(answer: str, options: list[str], seen: _Seen) -> None:
    """Take in figures that name options; one that is an option's text itself says nothing."""
    parts = re.findall(r"\d+", answer) if re.fullmatch(r"[\d,、;|\s]+", answer) else []
    if not parts or answer in {folded(text) for text in options}:
        return
    digits = [int(part) for part in parts]
    if len(digits) == 1 and digits[0] > len(options):
        digits = [int(figure) for figure in parts[0]]
    seen.digits.update(digits)
    seen.is_last_named = seen.is_last_named or len(options) in digits


def _see_gaps(stem: str, answer: str, seen: _Seen) -> None:
    """Take in answers of gaps that can be divided in two ways or in none."""
    count = gaps.with_gaps(stem)[1] or 1
    try:
        gaps.gaps_of(answers.without_prefix(answer), count)
    except Refusal as refusal:
        if refusal.remark.code == "ambiguous":
            seen.gap_answers.append(answer)


def _concluded(mapping: SheetMapping, seen: _Seen, columns: dict[Role, int]) -> Findings:
    """Return the mapping with what is sure or likely, and what has to be said."""
    conventions, found = mapping.conventions, []
    answer = columns.get(Role.ANSWER, -1)
    if Role.STEM not in columns:
        found.append(Finding("no_stem_column"))
    for word, count in seen.words.most_common(20):
        found.append(Finding("type_word", columns.get(Role.TYPE, -1), f"{word[:40]} ({count})", _KINDS))
        if likely := likely_kind_of(word):
            types = {folded(word): likely} | dict(conventions.types)
            conventions = replace(conventions, types=types)
    if seen.untyped:
        found.append(
            Finding("type", detail=f"{seen.untyped} / {seen.rows}", choices=("by_answer", CHOICE, *_KINDS))
        )
        conventions = replace(conventions, type_by_answer=True)
    if seen.options_in_stem:
        found.append(
            Finding("options_in_stem", columns.get(Role.STEM, -1), f"{seen.options_in_stem} / {seen.rows}")
        )
        conventions = replace(conventions, options_in_stem=True)
    if seen.keys_in_stem * 2 > seen.rows or (seen.keys_in_stem and answer < 0):
        found.append(Finding("key_in_stem", columns.get(Role.STEM, -1), f"{seen.keys_in_stem} / {seen.rows}"))
        conventions = replace(conventions, key_in_stem=True)
    elif answer < 0:
        found.append(Finding("no_answer_column"))
    conventions, more = _truths(conventions, seen, answer)
    found += more
    conventions, more = _digits(conventions, seen, answer)
    found += more
    conventions, more = _separators(conventions, seen, columns)
    found += more
    words = (tuple(words.most_common(_MOST_WORDS)) for words in (seen.all_types, seen.all_truths))
    return Findings(replace(mapping, conventions=conventions), tuple(found), *words)


def _truths(conventions: Conventions, seen: _Seen, column: int) -> tuple[Conventions, list[Finding]]:
    """Return which words for right and wrong have to be named; only 1 and 0 are proposed."""
    words = [word for word in seen.truths if word in ("a", "b", "0", "1", "2")]
    if not words:
        return conventions, []
    if set(words) <= {"0", "1"}:
        conventions = replace(conventions, true_words=("1",), false_words=("0",))
    return conventions, [
        Finding("truth_words", column, " ".join(sorted(words)).upper(), ("true_words", "false_words"))
    ]


def _digits(conventions: Conventions, seen: _Seen, column: int) -> tuple[Conventions, list[Finding]]:
    """Return whether figures that name options are counted from 1 or from 0."""
    if not seen.digits:
        return conventions, []
    has_0 = 0 in seen.digits
    if has_0 != seen.is_last_named:
        style = "digits_from_0" if has_0 else "digits"
        # Only a column in which nothing else was seen is all figures; a mixed one is read row by row.
        return (replace(conventions, choice_answers=style) if has_0 else conventions), []
    detail = " ".join(str(digit) for digit in sorted(seen.digits)[:10])
    return conventions, [Finding("answer_figures", column, detail, ("digits", "digits_from_0", "texts"))]


def _separators(
    conventions: Conventions, seen: _Seen, columns: dict[Role, int]
) -> tuple[Conventions, list[Finding]]:
    """Return which signs divide options and answers, as far as they have to be named."""
    found = []
    options, answer = columns.get(Role.OPTIONS, -1), columns.get(Role.ANSWER, -1)
    if seen.doubly_divided:
        found.append(
            Finding("option_separator", options, seen.doubly_divided[0][:80], ("\n", "|", "；", ";"))
        )
    elif seen.undivided:
        proposal = next(_dividing(seen.undivided), "")
        found.append(Finding("option_separator", options, seen.undivided[0][:80], DOUBTFUL_SEPARATORS))
        conventions = replace(conventions, option_separator=proposal)
    if seen.gap_answers:
        choices = ("gap_separator", "alternative_separator")
        found.append(Finding("gap_answers", answer, seen.gap_answers[0][:80], choices))
    return conventions, found


def _dividing(cells: list[str]) -> Iterator[str]:
    """Yield the signs that divide every cell that nothing sure divides."""
    for sign in DOUBTFUL_SEPARATORS:
        if all(len([part for part in cell.split(sign) if part.strip()]) > 1 for cell in cells):
            yield sign
