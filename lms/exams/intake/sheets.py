"""Sheets of a table as the page of columns shows them: lists above the first rows, words, what is open."""

from collections.abc import Mapping
from typing import Any

from lms.exams.intake.mapping_form import MappingForm
from lms.exams.intake.sheet_form import SheetForm

_VALUES = (
    "header_row",
    "kind",
    "choice_answers",
    "option_separator",
    "gap_separator",
    "alternative_separator",
    "key_in_stem",
    "options_in_stem",
)
_DEFAULTS = ("topic", "marks", "difficulty", "depth", "source", "year")


def shown_sheets(form: MappingForm, decisions: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """Return what the page shows of each sheet."""
    return [_shown(one, decisions.get(one.kept["name"], [])) for one in form.sheets]


def _shown(form: SheetForm, open_: list[str]) -> dict[str, Any]:
    kept = form.kept
    columns = [
        {**column, "field": form[f"c{number}"], "is_likely": column["certainty"] == "likely"}
        for number, column in enumerate(kept["columns"])
    ]
    return {
        "name": kept["name"],
        "rows": kept["rows"],
        "titles": kept["titles"],
        "is_own_layout": kept["is_own_layout"],
        "more_columns": kept["more_columns"],
        "is_read": form["is_read"],
        "is_open": bool(open_ or form.errors) or not form.given.is_left_out,
        "open": open_,
        "errors": list(form.non_field_errors()),
        "columns": columns,
        "sample": kept["sample"],
        "types": [form[f"t{number}"] for number in range(len(kept["types"]))],
        "truths": [form[f"w{number}"] for number in range(len(kept["truths"]))],
        "values": [form[name] for name in _VALUES],
        "defaults": [form[name] for name in _DEFAULTS],
    }
