"""Rows of a blueprint as a plain form sends them: every field of every row under the same name, in their order."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.numbers import count_in
from lms.exams.bank.models import Difficulty
from lms.exams.paperdesk.choices import Choice, Offer
from lms.exams.paperdesk.forms.plain import PlainForm

MOST_ROWS = 200
# What a page shows of a form with more of them, which is never saved.
MOST_SENT = 500
MOST_COUNT = 500
LEAST_MARKS, MOST_MARKS = Decimal("0.25"), 100
FIELDS = ("topic", "type", "depth", "difficulty", "count", "marks")


class RowForm(PlainForm):
    """One cell: how many items of a topic and kind, with how many marks each."""

    topic = forms.ChoiceField(label=_("Topic"))
    type = forms.ChoiceField(label=_("Kind"))
    depth = forms.ChoiceField(label=_("Depth"), required=False)
    difficulty = forms.ChoiceField(
        label=_("Difficulty"), required=False, choices=[("", _("any")), *Difficulty.choices]
    )
    count = forms.IntegerField(
        label=pgettext_lazy("questions", "How many"), min_value=1, max_value=MOST_COUNT
    )
    marks = forms.DecimalField(
        label=_("Marks each"),
        min_value=LEAST_MARKS,
        max_value=MOST_MARKS,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )

    def __init__(self, data: Mapping[str, str], *, number: int, offer: Offer, is_checked: bool) -> None:
        super().__init__(data if is_checked else None, initial=data, auto_id=f"id_row{number}_%s")
        self.number = number
        self.fields["topic"].choices = [("", _("choose a topic")), *_with(offer.topics, data["topic"])]
        self.fields["type"].choices = [("", _("choose a kind")), *_with(offer.kinds, data["type"])]
        self.fields["depth"].choices = [("", _("any")), *_with(offer.depths, data["depth"])]

    def as_row(self) -> dict[str, Any]:
        """Return the row as packs write it."""
        values = self.cleaned_data
        marks = values["marks"]
        row = {
            "topic": values["topic"],
            "type": values["type"],
            "count": values["count"],
            "marks": int(marks) if marks == int(marks) else str(marks.normalize()),
        }
        return row | {name: values[name] for name in ("depth", "difficulty") if values[name]}


def _with(choices: Sequence[Choice], value: str) -> list[Choice]:
    """Return the choices and what a version before had, so that it is not lost silently."""
    known = [name for name, _label in choices]
    return [*choices] if not value or value in known else [*choices, (value, value)]


def rows_sent(data: QueryDict) -> list[dict[str, str]]:
    """Return the rows of a sent form."""
    columns = [data.getlist(name)[:MOST_SENT] for name in FIELDS]
    return [dict(zip(FIELDS, values, strict=True)) for values in zip(*columns, strict=False)]


def rows_of_blueprint(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the rows of a kept blueprint as a form would send them."""
    return [{name: str(row.get(name, "")) for name in FIELDS} for row in rows]


def changed_rows(rows: list[dict[str, str]], step: str) -> list[dict[str, str]]:
    """Return the rows after what a button asks: `add`, `up-2`, `down-2`, `remove-2`; anything else changes nothing."""
    name, _dash, place = step.partition("-")
    if name == "add" and len(rows) < MOST_ROWS:
        last = rows[-1] if rows else {}
        return [
            *rows,
            {**dict.fromkeys(FIELDS, ""), "topic": last.get("topic", ""), "marks": last.get("marks", "1")},
        ]
    at = count_in(place)
    if at is None or at >= len(rows):
        return rows
    if name == "remove":
        return rows[:at] + rows[at + 1 :]
    to = at + {"up": -1, "down": 1}.get(name, 0)
    if to != at and 0 <= to < len(rows):
        moved = list(rows)
        moved[at], moved[to] = moved[to], moved[at]
        return moved
    return rows


def moves_of(number: int, rows: int, *, pressed: str) -> list[dict[str, Any]]:
    """Return the buttons of a row. One that goes nowhere is off; then its opposite takes the focus."""
    signs = {"up": "↑", "down": "↓", "remove": "✕"}
    off = {"up": number == 1, "down": number == rows, "remove": False}
    focus = pressed
    if pressed in off and off[pressed]:
        focus = "down" if pressed == "up" else "up"
    words = {
        "up": _("Move row %(number)d up"),
        "down": _("Move row %(number)d down"),
        "remove": _("Remove row %(number)d"),
    }
    return [
        {
            "step": f"{name}-{number - 1}",
            "sign": sign,
            "is_off": off[name],
            "has_focus": focus == name,
            "label": words[name] % {"number": number},
        }
        for name, sign in signs.items()
    ]
