"""Lines of papers that somebody typed: what each of them is, before anything is made of it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from lms.exams.interchange import headed
from lms.exams.interchange.typed_lines import Line, Role

_OPTION = re.compile(r"([A-Za-zＡ-Ｚａ-ｚ])[ \t]?([.)．）、])(.*)", re.DOTALL)
_ANSWER = re.compile(
    r"(answer|(?:correct answer|ans|key|(?:正确|参考|标准)?答案))\s*([:：])(.*)", re.IGNORECASE | re.DOTALL
)
_ANSWER_BARE = re.compile(r"ANSWER\s+([A-Z])")
_RATIONALE = re.compile(
    r"(?:feedback|explanation|rationale|(?:答案|试题|题目)?解析)\s*[:：](.*)", re.IGNORECASE | re.DOTALL
)
_PARAGRAPH = re.compile(r"<p>([^<>]*)</p>", re.IGNORECASE)  # around each line, as converters leave it
_LONGEST_BEHIND = 30


def lines_from(number: int, text: str) -> Iterator[Line]:
    """Yield a line, or the options that stand on one line, each as a line, and an answer that stands behind them."""
    for one in headed.lines_of(text):
        words, answer = _answer_behind(one)
        yield from _lines_before(number, words)
        if answer:
            yield replace(_line(number, answer), is_odd=True)


def _answer_behind(text: str) -> tuple[str, str]:
    """Return a line without the answer that stands at its end: "……代替。 答案：错"; "" if there is none."""
    start = text.rfind("答案")
    for word in ("正确", "参考", "标准"):
        start -= 2 if start > 1 and text.startswith(word, start - 2) else 0
    words, answer = text[: max(start, 0)], text[max(start, 0) :].strip()
    found = _ANSWER.fullmatch(answer) if words.strip() and len(answer) <= _LONGEST_BEHIND else None
    is_apart = words.endswith(tuple("。．.！!？?；;)）】 \t\u3000"))
    return (words, answer) if found and found[3].strip() and is_apart else (text, "")


def _lines_before(number: int, text: str) -> Iterator[Line]:
    """Yield a line, or its options."""
    line = _line(number, text)
    if line.role != Role.OPTION:
        yield line
        return
    for letter, content in headed.options_of(line.letter, line.content):
        yield replace(line, letter=letter, content=content)


def bare(text: str) -> str:
    """Return a text without the one paragraph around it."""
    text = text.strip()
    found = _PARAGRAPH.fullmatch(text)
    return found[1].strip() if found else text


def _line(number: int, text: str) -> Line:
    text = bare(text)
    if not text:
        return Line(number, Role.BLANK, "")
    if found := _ANSWER.fullmatch(text):
        is_odd = found[1].lower() != "answer" or found[2] != ":"
        return Line(number, Role.ANSWER, text, content=found[3], is_odd=is_odd)
    if found := _ANSWER_BARE.fullmatch(text):
        return Line(number, Role.ANSWER, text, content=found[1], is_odd=True)
    if found := _RATIONALE.fullmatch(text):
        return Line(number, Role.RATIONALE, text, content=found[1].strip(), is_odd=True)
    if found := _OPTION.fullmatch(text):
        letter = unicodedata.normalize("NFKC", found[1])
        is_odd = found[2] not in ".)" or found[1] != letter
        return Line(number, Role.OPTION, text, letter, bare(found[3]), is_odd)
    if found_about := headed.about(text):
        return Line(number, Role.ABOUT, text, *found_about, is_odd=True)
    if heading := headed.heading_of(text):
        return Line(number, Role.HEADING, text, heading[1], heading[0])
    return Line(number, Role.WORDS, text)
