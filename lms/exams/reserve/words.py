"""Words for what was typed and is no answer, for how each kind of question is keyed, and for what stands on a sheet."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from lms.exams.bank.rules import (
    FILL_IN,
    HOTSPOT,
    MATCHING,
    MULTIPLE,
    NUMERIC,
    ORDERING,
    SHORT_ANSWER,
    SINGLE,
    TRUE_FALSE,
)
from lms.exams.reserve.rules import Line, is_right


def problem_words(code: str) -> str:
    """Return in words why typed text is no answer."""
    words = {
        "unreadable": _("Say what stands on the sheet, or that nothing does."),
        "too_long": _("This is more than fits."),
        "true_or_false": _("Type √ or ×, or T or F."),
        "one_letter": _("Type one letter of those on the sheet."),
        "letters": _("Type letters of those on the sheet, each once."),
        "places": _("Each box takes a number from 1 on."),
        "numbers": _("There is no such number on the sheet."),
        "not_listed": _("This gap takes one of the words that stand below it."),
        "how_many_places": _("There are more places, or fewer, than may be marked, or one stands twice."),
        "points": _("Type each place as two percents: from the left, from the top, for example 25,40."),
    }
    return words[code]


def way_to_key(line: Line) -> str:
    """Return in words how a question of this kind is keyed."""
    if line.kind == HOTSPOT and not line.names:
        return _("Two percents for each cross: from the left, from the top, for example 25,40")
    ways = {
        TRUE_FALSE: _("√ or × as printed; type T or F"),
        SINGLE: _("One letter"),
        MULTIPLE: _("All letters, for example ACD"),
        ORDERING: _("A number in each box"),
        MATCHING: _("A number in each box"),
        NUMERIC: _("The result, with its unit where one is written"),
        FILL_IN: _("The words of each gap"),
        HOTSPOT: _("Numbers with spaces between"),
        SHORT_ANSWER: _("The whole text as it is written, mistakes too"),
    }
    return ways[line.kind]


def said(line: Line, response: Any) -> str:
    """Return an answer as it stands on the booklet, with its letters."""
    if response is None:
        return ""
    signs = {name: sign for sign, name in line.names.items()}
    if line.kind == TRUE_FALSE:
        return "√" if response else "×"
    if line.kind in (ORDERING, MATCHING):
        return " ".join(signs.get(str(response.get(row)), str(response.get(row, "–"))) for row in line.rows)
    if line.kind == FILL_IN:
        return " / ".join(word or "–" for word in response)
    return _one_or_many(signs, response, "" if line.kind == MULTIPLE else " ")


def _one_or_many(signs: dict[str, str], response: Any, between: str) -> str:
    if isinstance(response, list):
        return between.join(sorted(signs.get(str(one), str(one)) for one in response))
    return signs.get(str(response), str(response))


def typed(line: Line, texts: Sequence[str]) -> str:
    """Return what somebody typed, box after box; true and false as they are printed, whichever keys were pressed."""
    if line.kind == TRUE_FALSE:
        return "".join({True: "√", False: "×"}.get(is_right(text), text) for text in texts)
    return " / ".join(texts)
