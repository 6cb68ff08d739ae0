"""Papers as learning and survey platforms write them: each question names its type, options are marked as right.

`1. ……？ [单选题] *`, `(多选题)……`; `A. 断电（正确答案）`, or options without letters; `正确答案: AC:橡胶; 陶瓷;`.
Such a paper is rewritten as a typed one. It has to name the type of each question that it counts: else nobody could say
which type the others have.
"""

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lms.exams.interchange import truth, typed
from lms.exams.interchange.drafts import Kind
from lms.exams.interchange.tables.words import CHOICE, kind_in_stem
from lms.exams.interchange.typed_lines import Line, Role

_NUMBER = re.compile(r"\s*(?:\d{1,4}\s*(?:、|[.．](?!\d))|[(（]\d{1,4}[)）])\s*")
_REQUIRED = re.compile(r"\s*\*\s*$")
_RIGHT = re.compile(r"\s*[(（]\s*正确答案\s*[)）]\s*$")
_OF_CANDIDATES = re.compile(r"\s*(?:我的|学生|考生|你的)(?:答案|得分)\s*[:：].*")
_COUNTED = re.compile(r"\s*\d{1,4}\s*(?:、|[.．](?!\d))\s*\S")
_OF_A_GAP = re.compile(r"[(（](\d{1,2})[)）]\s*(\S.*)")
_LETTERS_AND_WORDS = re.compile(r"\s*([A-H]{1,8})\s*[:：](.+)", re.DOTALL)
_SIGN = re.compile(r"(?m)[\[【(（](?:单选|多选|判断|填空|简答|问答)题?[\]】)）]")
_SIGN_OF_RIGHT = re.compile(r"(?m)[(（]正确答案[)）][ \t]*\r?$|^[ \t]*(?:正确)?答案[ \t]*[:：]")
_GOES_ON = (Role.WORDS, Role.BLANK)
_LETTERED = (Kind.SINGLE, Kind.MULTIPLE, CHOICE)


def looks_tagged(text: str) -> bool:
    """Return whether a text of which nobody said the format names types and right answers in the ways of platforms."""
    return bool(_SIGN.search(text) and _SIGN_OF_RIGHT.search(text))


@dataclass(slots=True)
class _Tagged:
    """One question: its type, and its lines; lines are (number, text)."""

    kind: str
    word: str
    number: int
    stem: str
    lines: list[Line] = field(default_factory=list)


def lines_of(text: str) -> list[Line]:
    """Return the lines of a paper; one of platforms is rewritten as people type papers."""
    rows = list(enumerate(text.splitlines(), 1))
    tags = {number: tag for number, row in rows if "题" in row and (tag := _tag_of(row))}
    if not tags or any(number not in tags and _COUNTED.match(row) for number, row in rows):
        return [line for number, row in rows for line in typed.lines_from(number, row)]
    return list(_rewritten(rows, tags))


def _tag_of(row: str) -> tuple[str, str, str] | None:
    """Return the kind that a line names for its question, the word for it, and the line without it; None if none."""
    bare = _REQUIRED.sub("", row)
    found = _NUMBER.match(bare)
    number = found[0] if found else ""
    kind, word, rest = kind_in_stem(bare[len(number) :])
    if not kind and not number:  # the type before the number: "[单选题] 1. ……"
        return None
    return (kind, word, f"{number}{rest}") if kind and rest else None


def _rewritten(rows: Sequence[tuple[int, str]], tags: dict[int, tuple[str, str, str]]) -> Iterator[Line]:
    """Yield the lines of questions below headings of their types, each with its answer."""
    kind, question, is_of_candidates = "", None, False
    for number, row in rows:
        if _OF_CANDIDATES.fullmatch(row):
            is_of_candidates = question is not None
            continue
        if number in tags:
            yield from _finished(question)
            question = _Tagged(*tags[number][:2], number, tags[number][2])
            if question.kind != kind:
                yield Line(number, Role.HEADING, question.word, question.word, question.kind)
            kind, is_of_candidates = question.kind, False
        else:
            lines = list(typed.lines_from(number, row))
            is_of_candidates = is_of_candidates and all(line.role in _GOES_ON for line in lines)
            if any(line.role == Role.HEADING for line in lines):
                yield from _finished(question)
                question, kind = None, next(line.content for line in lines if line.role == Role.HEADING)
            if question is None:
                yield from lines
            elif not is_of_candidates:
                question.lines += lines
    yield from _finished(question)


def _finished(question: _Tagged | None) -> Iterator[Line]:
    """Yield the lines of a question; what its options are marked with becomes its answer."""
    if question is None:
        return
    yield Line(question.number, Role.WORDS, question.stem)
    lines = _in_one_answer(question) if question.kind == Kind.FILL_IN else _lettered(question)
    right = [line for line in lines if _RIGHT.search(line.text)]
    lines = [_unmarked(line) for line in lines]
    options = {line.letter.upper(): line.content for line in lines if line.role == Role.OPTION}
    said = any(line.role == Role.ANSWER for line in lines)
    if question.kind == Kind.TRUE_FALSE and not options:
        lines = [line for line in lines if line.role != Role.WORDS or truth.said([line.text]) is None]
    key = "".join(line.letter.upper() or _RIGHT.sub("", line.text) for line in right)
    for line in lines:
        plain = _with_letters_only(line, options)
        is_other = key and plain.role == Role.ANSWER and plain.content.strip() != key
        yield replace(plain, content=f"{plain.content.strip()} / {key}") if is_other else plain
    if key and not said:
        yield Line(right[-1].number, Role.ANSWER, key, content=key)


def _in_one_answer(question: _Tagged) -> list[Line]:
    """Return the lines of a question with gaps; answers that are counted below their title are one answer."""
    place = next(
        (at for at, line in enumerate(question.lines) if line.role == Role.ANSWER), len(question.lines)
    )
    found = [_OF_A_GAP.fullmatch(line.text) for line in question.lines[place + 1 :] if line.text]
    words = [one[2] for count, one in enumerate(found, start=1) if one and int(one[1]) == count]
    if not words or len(words) < len(found) or question.lines[place].content.strip():
        return question.lines
    return [*question.lines[:place], replace(question.lines[place], content="\n".join(words))]


def _lettered(question: _Tagged) -> list[Line]:
    """Return the lines of a question; options without letters, one of them marked as right, get letters."""
    words = [line for line in question.lines if line.role == Role.WORDS]
    is_bare = question.kind in _LETTERED and not any(line.role == Role.OPTION for line in question.lines)
    if (
        not is_bare
        or not any(_RIGHT.search(line.text) for line in words)
        or len(words) > len(string.ascii_uppercase)
    ):
        return question.lines
    letters = iter(string.ascii_uppercase)
    return [
        replace(line, role=Role.OPTION, letter=next(letters), content=line.text)
        if line.role == Role.WORDS
        else line
        for line in question.lines
    ]


def _unmarked(line: Line) -> Line:
    """Return a line without the mark that it is right."""
    return replace(line, text=_RIGHT.sub("", line.text), content=_RIGHT.sub("", line.content))


def _with_letters_only(line: Line, options: dict[str, str]) -> Line:
    """Return an answer that repeats the words of its options as their letters; other words leave it as it is."""
    found = _LETTERS_AND_WORDS.fullmatch(line.content) if line.role == Role.ANSWER else None
    words = {" ".join(options.get(letter, "\0").split()) for letter in found[1]} if found else set()
    said = {" ".join(part.split()) for part in re.split(r"[;；]", found[2])} - {""} if found else set()
    return replace(line, content=found[1]) if found and words == said else line
