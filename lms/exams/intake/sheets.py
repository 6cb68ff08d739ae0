"""Sheets of a table as the page of columns shows them: lists above the first rows, words, what is open."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lms.exams.intake.mapping_form import MappingForm
from lms.exams.intake.sheet_form import SheetForm

_ROWS = ("header_row", "kind")
_VALUES = (
    "choice_answers",
    "option_separator",
    "gap_separator",
    "alternative_separator",
    "key_in_stem",
    "options_in_stem",
)
# With one of these open, how answers are written is shown at once.
_ASKED = frozenset({"answer_figures", "option_separator", "gap_answers", "key_in_stem", "options_in_stem"})
MOST_AT_ONCE = 3
MOST_WORDS = 10
_DEFAULTS = ("topic", "marks", "difficulty", "depth", "source", "year")


def shown_sheets(form: MappingForm, decisions: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """Return what the page shows of each sheet."""
    is_short = len(form.sheets) <= MOST_AT_ONCE
    return [_shown(one, decisions.get(one.kept["name"], []), is_short=is_short) for one in form.sheets]


def _is_doubtful(column: Mapping[str, Any]) -> bool:
    """Return whether somebody should look at what was chosen for a column."""
    return column["certainty"] != "certain" and column["has_values"]


def _shown(form: SheetForm, open_: list[str], *, is_short: bool) -> dict[str, Any]:
    kept = form.kept
    head = {
        name: kept[name] for name in ("name", "rows", "titles", "is_own_layout", "is_fixed", "more_columns")
    }
    head |= {"is_read": form["is_read"], "open": open_, "errors": list(form.non_field_errors())}
    if kept["is_fixed"]:
        return head
    if form.unknown_answers:
        words = " · ".join(form.unknown_answers[:MOST_WORDS])
        head["open"] = [*open_, _("Choose what these answers mean: %(words)s") % {"words": words}]
    columns = [
        {**column, "field": form[f"c{number}"], "is_doubtful": _is_doubtful(column)}
        for number, column in enumerate(kept["columns"])
    ]
    return {
        **head,
        "is_shown": bool(form.errors) or (not form.given.is_left_out and (bool(head["open"]) or is_short)),
        "columns": columns,
        "sample": kept["sample"],
        "types": [form[f"t{number}"] for number in range(len(kept["types"]))],
        "truths": [form[f"w{number}"] for number in range(len(kept["truths"]))],
        "of_rows": [form[name] for name in _ROWS],
        "is_asked": bool(_ASKED & form.asked) or any(form.errors.get(name) for name in _VALUES),
        "values": [form[name] for name in _VALUES],
        "defaults": [form[name] for name in _DEFAULTS],
    }
