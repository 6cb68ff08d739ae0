"""Moodle's embedded answers, `{1:SHORTANSWER:=fuse~%50%relay#nearly}`, one question in a sentence for each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lms.exams.interchange import gaps, names
from lms.exams.interchange.drafts import Gap, Kind, Number, Scoring, Text
from lms.exams.interchange.limits import expect_answers
from lms.exams.interchange.moodle.question import Question
from lms.exams.interchange.numbers import FULL, find_number, number, share
from lms.exams.interchange.refusal import Refused
from lms.exams.interchange.weighing import weighed

_WORDS = {"SHORTANSWER": False, "SA": False, "MW": False, "SHORTANSWER_C": True, "SAC": True, "MWC": True}
_NUMBERS = {"NUMERICAL", "NM"}
_CHOICES = {
    f"{name}{layout}"
    for name, layouts in (
        ("MULTICHOICE", ("", "_V", "_H", "_S", "_VS", "_HS")),
        ("MC", ("", "V", "H", "S", "VS", "HS")),
    )
    for layout in layouts
}
_SEVERAL = {
    f"{name}{layout}"
    for name, layouts in (
        ("MULTIRESPONSE", ("", "_H", "_S", "_HS")),
        ("MR", ("", "H", "S", "HS")),
    )
    for layout in layouts
}
_TYPES = {*_WORDS, *_NUMBERS, *_CHOICES, *_SEVERAL}
_OPENING = re.compile(r"\{([0-9]{0,4}):([A-Za-z_]{2,20}):")
_LEFT_OVER = re.compile(
    r"\{[0-9]{0,4}:(?:[A-Z_]{2,20}|(?i:shortanswer|numerical|multichoice|multiresponse)[a-z_]{0,3})[:}]"
)
_SIGN = re.compile(r"\\.|[}~#]", re.DOTALL)
_SHARE = re.compile(r"=|%(-?[0-9]{1,3}(?:[.,][0-9]*)?)%")
_ESCAPED = re.compile(r"\\([}#~/\"\\=])")


@dataclass(frozen=True, slots=True)
class _Part:
    """One embedded question: its weight, its type and its answers with their shares."""

    weight: Decimal
    type: str
    answers: tuple[gaps.Answer, ...]

    @property
    def shares(self) -> dict[str, Decimal]:
        """Return the choices in their order, each once, with their shares."""
        return {answer.text: answer.share for answer in reversed(self.answers)}


def cloze(question: Question) -> dict[str, Any]:
    """Return a sentence with gaps; a single embedded number or checklist becomes an item of that kind.

    :raises Refused: nothing is embedded, something is damaged, or there are tasks of different kinds.
    """
    question.texts.keeps_places = True
    source, parts = _taken_apart(gaps.without_places(question.stem_source), question)
    stem = question.stem(source)
    question.texts.keeps_places = False
    ordered = [parts[place] for place in gaps.order(stem)]
    marks = sum((part.weight for part in ordered), Decimal(0)) or FULL
    common: dict[str, Any] = {"marks": question.marks(marks), "rationale": question.rationale()}
    if len(ordered) == 1 and ordered[0].type in _NUMBERS:
        return {"stem": gaps.with_gaps(stem, 1), **_one_number(ordered[0]), **common}
    if len(ordered) == 1 and ordered[0].type in _SEVERAL:
        return {**_checklist(ordered[0], stem), **common}
    if any(part.type in _SEVERAL for part in ordered):
        raise Refused("several_interactions", "MULTIRESPONSE")
    return {**_sentence(ordered, stem), **common}


def _taken_apart(source: str, question: Question) -> tuple[str, list[_Part]]:
    """Return the text with places for its gaps, and what is embedded at them."""
    pieces, parts, done = list[str](), list[_Part](), 0
    for start, end, found in _embedded(source):
        pieces += [source[done:start], gaps.place(len(parts))]
        answers = tuple(_answers(source[found.end() : end], question))
        parts.append(_Part(Decimal(found[1] or 1), found[2].upper(), answers))
        done = end + 1
        expect_answers(parts)
    rest = "".join([*pieces, source[done:]])
    if damaged := _LEFT_OVER.search(rest):
        raise Refused("broken_entry", rest[damaged.start() : damaged.start() + 40])
    return rest, parts


def _embedded(source: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield start, end and opening of each embedded question."""
    done = 0
    while found := _OPENING.search(source, done):
        done = found.end()
        if found[2].upper() not in _TYPES:
            continue
        end = next((sign.start() for sign in _SIGN.finditer(source, done) if sign[0] == "}"), -1)
        if end < 0:
            return
        yield found.start(), end, found
        done = end + 1


def _split(text: str, at: str) -> list[str]:
    """Return the pieces of a text between signs that are not escaped."""
    places = [sign.start() for sign in _SIGN.finditer(text) if sign[0] == at]
    starts, ends = [0, *(place + 1 for place in places)], [*places, len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _answers(inside: str, question: Question) -> Iterator[gaps.Answer]:
    pieces = _split(inside, "~")
    expect_answers(pieces)
    for one in pieces:
        answer, *feedback = _split(one, "#")
        if any(feedback):
            question.texts.note("feedback_lost")
        found = _SHARE.match(answer)
        worth = Decimal(0) if not found else share(number(found[1].replace(",", "."))) if found[1] else FULL
        written = answer[found.end() :] if found else answer
        text = question.texts.words(_ESCAPED.sub(r"\1", written))
        if text:
            yield gaps.Answer(text, worth)


def _one_number(part: _Part) -> dict[str, Any]:
    right = [answer for answer in part.answers if answer.share > 0]
    if not right:
        raise Refused("no_key")
    key = tuple(_number(answer.text) for answer in right if answer.text != "*")
    is_understood = all(answer.share == FULL and answer.text != "*" for answer in right)
    scoring = Scoring.EXACT if is_understood else Scoring.UNSCORED
    return {"kind": Kind.NUMERIC, "key": key or None, "scoring": scoring}


def _number(text: str) -> Number:
    value, _, tolerance = text.partition(":")
    one = Number(number(value), number(tolerance or "0"))
    if one.tolerance < 0:
        raise Refused("value_unusable", text[:40])
    return one


def _checklist(part: _Part, stem: Text) -> dict[str, Any]:
    shares = part.shares
    options = names.options(dict.fromkeys(stem, text) for text in _in_order(part))
    parts = weighed(
        {option.name: shares[next(iter(option.text.values()))] for option in options}, is_single=False
    )
    return {
        "stem": gaps.without_gaps(stem),
        "options": options,
        "is_shuffled": part.type.endswith("S"),
        **parts,
    }


def _in_order(part: _Part) -> list[str]:
    return list(dict.fromkeys(answer.text for answer in part.answers))


def _sentence(parts: list[_Part], stem: Text) -> dict[str, Any]:
    is_weighted = len({part.weight for part in parts}) > 1
    key, understood = [], True
    for part in parts:
        gap, is_understood = _gap(part, part.weight if is_weighted else FULL)
        key.append(gap)
        understood = understood and is_understood
    chosen = [part for part in parts if part.type in _CHOICES]
    return {
        "kind": Kind.FILL_IN,
        "stem": gaps.with_gaps(stem, len(key)),
        "key": tuple(key),
        "scoring": gaps.scoring_of(key) if understood else Scoring.UNSCORED,
        "is_shuffled": not chosen or any(part.type.endswith("S") for part in chosen),
    }


def _gap(part: _Part, weight: Decimal) -> tuple[Gap, bool]:
    """Return one gap, and whether its rule could be kept."""
    if part.type in _CHOICES:
        return _gap_with_choices(part, weight)
    answers = part.answers if part.type in _WORDS else tuple(_as_words(part))
    gap, is_understood = gaps.gap(answers, is_case_sensitive=_WORDS.get(part.type, False))
    is_exact = part.type in _WORDS or all(_is_whole(answer) for answer in part.answers if answer.share > 0)
    return Gap(gap.accepted, gap.is_case_sensitive, weight=weight), is_understood and is_exact


def _as_words(part: _Part) -> Iterator[gaps.Answer]:
    """Yield the values of a number among other gaps, where a tolerance has no counterpart."""
    for answer in part.answers:
        if answer.text != "*" and answer.share > 0:
            _number(answer.text)
        yield gaps.Answer(answer.text.partition(":")[0].strip(), answer.share)


def _is_whole(answer: gaps.Answer) -> bool:
    """Return whether a number is a whole one without tolerance, which words can stand for."""
    value, _, tolerance = answer.text.partition(":")
    return find_number(tolerance or "0") == 0 and value.strip().lstrip("+-").isdigit()


def _gap_with_choices(part: _Part, weight: Decimal) -> tuple[Gap, bool]:
    shares, choices = part.shares, tuple(_in_order(part))
    if len(choices) < 2:
        raise Refused("too_few_options")
    earning = {choice: shares[choice] for choice in choices if shares[choice] > 0}
    if not earning:
        raise Refused("no_key")
    is_understood = max(earning.values()) == FULL and all(worth >= 0 for worth in shares.values())
    return Gap(earning, choices=choices, weight=weight), is_understood
