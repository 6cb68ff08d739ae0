"""Gaps of sentences: their places in a text while it is read, and what may be typed into them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lms.exams.interchange.drafts import Gap, Scoring, Text
from lms.exams.interchange.plain import HELD, HOLD
from lms.exams.interchange.refusal import Refused

GAP = "____"
_RUN = re.compile("_{3,}")
_PLACE = re.compile(f"{HOLD}([0-9]{{1,6}}){HELD}")
_HELD_SIGNS = str.maketrans("", "", HOLD + HELD)
_WILD = re.compile(r"(?<!\\)\*")


@dataclass(frozen=True, slots=True)
class Answer:
    """One accepted answer of a file, and its share of the mark."""

    text: str
    share: Decimal


def place(number: int) -> str:
    """Return what stands for a gap in a text that is still to be read; see `without_places`."""
    return f"{HOLD}{number}{HELD}"


def without_places(raw: str) -> str:
    """Return a text without the signs that `place` uses."""
    return raw.translate(_HELD_SIGNS) if HOLD in raw or HELD in raw else raw


def order(text: Text) -> list[int]:
    """Return the numbers of a text's gaps as they come, the same in each language.

    :raises Refused: there are none, or the languages have different ones.
    """
    orders = [[int(found[1]) for found in _PLACE.finditer(one)] for one in text.values()]
    if not orders or not orders[0]:
        raise Refused("no_key", "gaps")
    if any(one != orders[0] for one in orders):
        raise Refused("ambiguous", "gaps")
    return orders[0]


def with_gaps(text: Text, count: int) -> Text:
    """Return a text with its gaps in the form of items; blanks that are none get shorter.

    :raises Refused: a language has not all of them.
    """
    gapped = {
        language: without_places(_PLACE.sub(GAP, _RUN.sub("___", one))) for language, one in text.items()
    }
    if any(one.count(GAP) != count for one in gapped.values()):
        raise Refused("broken_entry", "gaps")
    return gapped


def without_gaps(text: Text) -> Text:
    """Return a text whose gaps are left out, for an item that shows its field elsewhere."""
    return {language: without_places(_PLACE.sub("", one)).strip() for language, one in text.items()}


def with_one_gap(text: Text) -> tuple[Text, bool]:
    """Return a text with one gap, and whether its place is sure: its only blank, or its end if it has none."""
    counts = {len(_RUN.findall(one)) for one in text.values()}
    if counts == {1}:
        return {language: _RUN.sub(GAP, one) for language, one in text.items()}, True
    ended = {language: f"{_RUN.sub('___', one)}\n{GAP}" for language, one in text.items()}
    return ended, counts <= {0}


def gap(answers: Iterable[Answer], *, is_case_sensitive: bool) -> tuple[Gap, bool]:
    """Return a gap and whether all rules of the file could be kept. The first of equal answers counts.

    :raises Refused: nothing that is typed would earn a mark.
    """
    earning: dict[str, Decimal] = {}
    is_understood = True
    for answer in answers:
        if answer.share <= 0 or not answer.text:
            is_understood = is_understood and answer.share == 0
        elif _WILD.search(answer.text):
            is_understood = False
        else:
            earning.setdefault(answer.text.replace("\\*", "*"), answer.share)
    if not earning and is_understood:
        raise Refused("no_key")
    best = max(earning.values(), default=Decimal(0))
    return Gap(earning, is_case_sensitive=is_case_sensitive), is_understood and best == 1


def scoring_of(key: Sequence[Gap]) -> Scoring:
    """Return how gaps earn marks: each its share, or the only one, if it has no half right answers, all or nothing."""
    is_shared = len(key) > 1 or any(is_graded(gap.accepted) for gap in key)
    return Scoring.PER_PART if is_shared else Scoring.EXACT


def is_graded(accepted: Mapping[str, Decimal]) -> bool:
    """Return whether some answers of a gap earn only a part of its mark."""
    return any(share != 1 for share in accepted.values())
