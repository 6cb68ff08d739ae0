"""Moodle's sentences with words to be chosen: "select missing words" and "drag and drop into text"."""

import re
from typing import Any

from lms.exams.interchange import gaps
from lms.exams.interchange.drafts import Gap, Kind, Scoring
from lms.exams.interchange.moodle.question import Question
from lms.exams.interchange.numbers import FULL
from lms.exams.interchange.refusal import Refused
from lms.exams.interchange.texts import PLAIN

_PLACE = re.compile(r"\[\[([0-9]{1,3})\]\]")


def gapselect(question: Question) -> dict[str, Any]:
    """Return a sentence whose gaps are filled from lists: the words of the right word's group.

    :raises Refused: a gap names no word, or there is no gap.
    """
    question.texts.keeps_places = True
    source = gaps.without_places(question.stem_source)
    stem = question.stem(_PLACE.sub(lambda found: gaps.place(int(found[1])), source))
    question.texts.keeps_places = False
    used, choices = gaps.order(stem), _choices(question)
    if any(not 1 <= number <= len(choices) for number in used):
        raise Refused("key_unusable")
    return {
        "kind": Kind.FILL_IN,
        "stem": gaps.with_gaps(stem, len(used)),
        "key": tuple(_gap(number, choices) for number in used),
        "scoring": Scoring.PER_PART,
        "is_shuffled": question.flag("shuffleanswers", default=False),
        "rationale": question.rationale(),
    }


def _choices(question: Question) -> list[tuple[str, str]]:
    """Return the words and the groups that they stand in, in the file's order: gaps name them by number."""
    elements = question.all("selectoption") or question.all("dragbox")
    choices = []
    for element in elements:
        group = question.first("group", element)
        style = question.style(element) if question.type == "ddwtos" else PLAIN
        words = question.texts.words(question.raw(element), style)
        choices.append((words, (group.text or "").strip() if group is not None else ""))
    return choices


def _gap(number: int, choices: list[tuple[str, str]]) -> Gap:
    right, group = choices[number - 1]
    if not right:
        raise Refused("key_unusable")
    words = dict.fromkeys(word for word, of_group in choices if of_group == group and word)
    return Gap({right: FULL}, choices=tuple(words))
