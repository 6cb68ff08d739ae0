"""What stands between GIFT's braces: the kind of the question, its key and how it is marked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lms.exams.interchange import gaps, names
from lms.exams.interchange.drafts import Kind, Number, Scoring, Text
from lms.exams.interchange.gift.signs import separated, shown
from lms.exams.interchange.limits import MOST_ANSWERS
from lms.exams.interchange.numbers import FULL, number, share, trimmed
from lms.exams.interchange.pairs import paired
from lms.exams.interchange.refusal import Refused
from lms.exams.interchange.texts import AUTO, HTML, MARKDOWN, PLAIN, ItemTexts
from lms.exams.interchange.truth import FALSE_WORDS, TRUE_WORDS
from lms.exams.interchange.weighing import cost, weighed

_STYLES = {"html": HTML, "moodle": AUTO, "plain": PLAIN, "markdown": MARKDOWN}
_STYLE = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%(-?[0-9]{1,3}(?:\.[0-9]*)?)%")
_TRUTH = {"t": True, "true": True, "f": False, "false": False}
_TRUTH_IN_OTHER_WORDS = (TRUE_WORDS | FALSE_WORDS) - set(_TRUTH)
_INSIDE_A_WORD = re.compile(r"(?<=\S)=")
_AT_LINE_START = re.compile(r"^[ \t]*[~=]", re.MULTILINE)
_ARROW_OF_OTHER_WIDTH = re.compile("[→⟶]|[－—-]＞|[－—]>")
_SIGN_OF_OTHER_WIDTH = re.compile(r"(?:^|\s)[＝～]")
_HASH_OF_OTHER_WIDTH = re.compile("(?<![0-9０-９\u200b])＃")
# After words and a blank: in a reply such as `=// starts a comment` the signs are its first ones.
_COMMENT = re.compile(r"(?<=[^\s~=#>])[ \t]+//(?=\s)")
_ORDERS = {
    "ALL_OR_NOTHING": Scoring.EXACT,
    **dict.fromkeys(("RELATIVE", "REL", "RELATIVE_NEXT_EXCLUDE_LAST"), Scoring.PER_PART),
}
PARTS = Callable[["Block"], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a block: the sign before it, its share of the mark, its words and the feedback for it."""

    sign: str
    share: Decimal
    words: str
    feedback: str


@dataclass(slots=True)
class Block:
    """The text between the braces, the texts of the item, and the format that the question's words have."""

    text: str
    texts: ItemTexts
    style: str

    def read(self, written: str) -> Text:
        """Return words of the block, in the format that they name or the question's."""
        style, rest = styled(written, self.style)
        return self.texts.text(shown(rest).strip(), style)

    def word(self, written: str) -> str:
        """Return an answer that is typed."""
        return self.texts.words(shown(styled(written, self.style)[1]).strip(), PLAIN)

    def answers(self, signs: str) -> list[Answer]:
        """Return the answers."""
        return [_answer(sign, piece) for sign, piece, _ in separated(self.text, signs)]

    def rationale(self, general: Text, of_right: list[str], of_others: list[str]) -> Text:
        """Return why the key is right: the general feedback or the first of a right answer. The rest is lost."""
        right = [self.read(one) for one in of_right if one.strip()]
        kept = general or next(iter(right), {})
        if any(text != kept for text in right) or any(one.strip() for one in of_others):
            self.texts.note("feedback_lost")
        return kept


def styled(written: str, style: str) -> tuple[str, str]:
    """Return the format of a text and the text without the sign for it."""
    found = _STYLE.match(written)
    return (_STYLES[found[1].lower()], written[found.end() :]) if found else (style, written)


def _answer(sign: str, piece: str) -> Answer:
    words, _, feedback = piece.partition("#")
    found = _WEIGHT.match(words)
    if found:
        return Answer(sign, share(number(found[1])), words[found.end() :].strip(), feedback)
    return Answer(sign, FULL if sign != "~" else Decimal(0), words.strip(), feedback)


def read_block(block: Block) -> dict[str, Any]:
    """Return the parts of an item that its answers tell.

    :raises Refused: the answers cannot be used, or could be read in two ways.
    """
    text, separator, general = block.text.rpartition("####")
    block.text = (text if separator else block.text).strip()
    rationale = block.read(general) if separator else {}
    if block.text.count("~") + block.text.count("=") > MOST_ANSWERS:
        raise Refused("broken_entry", "~=")
    _expect_plain_signs(block)
    _expect_no_comment(block)
    parts = _reader_of(block.text)(block)
    of_right, of_others = parts.pop("feedback", ([], []))
    return {**parts, "rationale": block.rationale(rationale, of_right, of_others)}


def _expect_plain_signs(block: Block) -> None:
    """Refuse signs of full width where GIFT's own would stand; say it where they may be meant as text."""
    if found := _SIGN_OF_OTHER_WIDTH.search(block.text):
        raise Refused("ambiguous", found[0].strip())
    if _HASH_OF_OTHER_WIDTH.search(block.text):
        block.texts.note("ambiguous", "＃")


def _expect_no_comment(block: Block) -> None:
    """Refuse answers that begin with a comment: in GIFT only a line of its own is one, other programs take it away."""
    if block.text.startswith("//"):
        raise Refused("ambiguous", "//")
    say_comments(block.text, block.texts)


def say_comments(text: str, texts: ItemTexts) -> None:
    """Note what may be meant as a comment behind words."""
    if _COMMENT.search(text):
        texts.note("ambiguous", "//")


def _reader_of(text: str) -> PARTS:
    if not text:
        return _essay
    if text[0] == "#":
        return _numerical
    if text[0] == ">":
        return _ordering
    if "~" in text:
        return _multiple_choice
    if "=" in text and "->" in text:
        return _matching
    return _true_false if _truth(text) in _TRUTH else _short_answer


def _truth(text: str) -> str:
    return text.partition("#")[0].strip().lower()


def _essay(_block: Block) -> dict[str, Any]:
    return {"kind": Kind.SHORT_ANSWER, "key": (), "scoring": Scoring.BY_HAND}


def _true_false(block: Block) -> dict[str, Any]:
    _, *feedback = block.text.split("#", 2)
    key, right_first = _TRUTH[_truth(block.text)], [*feedback[1:], *feedback[:1]]
    return {"kind": Kind.TRUE_FALSE, "key": key, "is_shuffled": False, "feedback": (right_first, [])}


def _multiple_choice(block: Block) -> dict[str, Any]:
    _expect_clear_signs(block.text)
    answers = block.answers("~=")
    is_single = any(answer.sign == "=" for answer in answers)
    texts = [block.read(answer.words) for answer in answers]
    if any(not text and answer.share > 0 for text, answer in zip(texts, answers, strict=True)):
        raise Refused("key_unusable")
    kept = [(text, answer) for text, answer in zip(texts, answers, strict=True) if text]
    options = names.options(text for text, _ in kept)
    shares = {option.name: answer.share for option, (_, answer) in zip(options, kept, strict=True)}
    weights = weighed(shares, is_single=is_single)
    if lost := cost(weights):
        block.texts.note("below_zero", lost)
    return {"options": options, "feedback": _feedback(answers), **weights}


def _feedback(answers: list[Answer], *others: str) -> tuple[list[str], list[str]]:
    """Return what is said of right answers, and of others."""
    right = [answer.feedback for answer in answers if answer.share > 0]
    return right, [*others, *(answer.feedback for answer in answers if answer.share <= 0)]


def _expect_clear_signs(text: str) -> None:
    """Refuse a sign inside words where others stand apart: `~U=IR` is one answer to its author, two to a program."""
    places = [place for sign, _, place in separated(text, "~=") if sign]
    apart = [place for place in places if place == 0 or text[place - 1].isspace()]
    if 1 < len(apart) < len(places):
        inside = next(place for place in places if place and not text[place - 1].isspace())
        raise Refused("ambiguous", shown(text[max(0, inside - 15) : inside + 15]))
    begins_line = {found.end() - 1 for found in _AT_LINE_START.finditer(text)}
    within = [place for place in apart if place not in begins_line and text[place] == "="]
    if len(begins_line) > 2 and within and any(text[place] == "=" for place in begins_line):
        raise Refused("ambiguous", shown(text[max(0, within[0] - 15) : within[0] + 15]))


def _short_answer(block: Block) -> dict[str, Any]:
    answers = block.answers("=")
    if "=" not in block.text and _truth(block.text) in _TRUTH_IN_OTHER_WORDS:
        raise Refused("ambiguous", shown(block.text))
    if found := _INSIDE_A_WORD.search(block.text):
        raise Refused("ambiguous", shown(block.text[max(0, found.start() - 15) : found.end() + 15]))
    if len(answers) > 1 and all(_ARROW_OF_OTHER_WIDTH.search(answer.words) for answer in answers):
        raise Refused("ambiguous", "→")
    typed = [gaps.Answer(block.word(answer.words), answer.share) for answer in answers]
    gap, is_understood = gaps.gap(typed, is_case_sensitive=False)
    return {
        "kind": Kind.FILL_IN,
        "key": (gap,),
        "scoring": gaps.scoring_of([gap]) if is_understood else Scoring.UNSCORED,
        "feedback": _feedback(answers),
    }


def _matching(block: Block) -> dict[str, Any]:
    """Return pairs. A match without a line is a further one that fits nothing."""
    lines, matches = list[tuple[Text, str]](), dict[str, Text]()
    for _, piece, _ in separated(block.text, "="):
        left, arrow, right = piece.partition("->")
        text, match = block.read(left), block.texts.text(shown(right).strip(), PLAIN)
        if not arrow or not match:
            raise Refused("broken_entry", shown(piece).strip()[:60])
        matches.setdefault(repr(match), match)
        if text:
            lines.append((text, repr(match)))
    return paired(lines, matches)


def _ordering(block: Block) -> dict[str, Any]:
    """Return steps in their right order, one on each line after a line that says how they are shown and marked."""
    settings, *lines = block.text[1:].split("\n")
    options = names.options(block.read(line) for line in lines if line.strip())
    if not all(word.isdigit() or word.isupper() or word == "none" for word in settings.split()):
        raise Refused("type_not_supported", "ordering")
    if len(options) < 2:
        raise Refused("too_few_options")
    return {
        "kind": Kind.ORDERING,
        "options": options,
        "key": tuple(option.name for option in options),
        "scoring": next((_ORDERS[word] for word in settings.split() if word in _ORDERS), Scoring.UNSCORED),
    }


def _numerical(block: Block) -> dict[str, Any]:
    """Return a number. Answers that earn a part of the mark have no counterpart."""
    block.text, _, wrong = block.text[1:].partition("~")
    answers = block.answers("=")
    right = [answer for answer in answers if answer.share > 0]
    if not right:
        raise Refused("no_key")
    is_understood = all(answer.share == FULL and shown(answer.words) not in ("*", "") for answer in right)
    key = tuple(
        _number(shown(answer.words)) for answer in right if answer.share == FULL and answer.words != "*"
    )
    return {
        "kind": Kind.NUMERIC,
        "key": key or None,
        "scoring": Scoring.EXACT if is_understood and key else Scoring.UNSCORED,
        "feedback": _feedback(answers, wrong.partition("#")[2]),
    }


def _number(text: str) -> Number:
    lowest, dots, highest = text.partition("..")
    if dots:
        low, high = number(lowest), number(highest)
        one = Number(trimmed((low + high) / 2), trimmed((high - low) / 2))
    else:
        value, _, tolerance = text.partition(":")
        one = Number(number(value), number(tolerance or "0"))
    if one.tolerance < 0:
        raise Refused("value_unusable", text[:40])
    return one
