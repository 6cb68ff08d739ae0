"""A corrected key for one question of a paper, as an officer fills it in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.exams.bank.rules import CHOICE_KINDS, MULTIPLE, TRUE_FALSE, one_line
from lms.exams.marking.corrections import KeyChange
from lms.exams.paperdesk.presentation.contents import in_print_order
from lms.exams.papers.opening import OpenedPaper

OPEN, PREVIEW, PROPOSE = "open", "preview", "propose"
STRUCK, ANSWERS = "struck", "answers"


class CorrectionForm(forms.Form):
    """Which question, what is right from now on, and why.

    `answers` holds, for each answer that is taken, the letters of its options on the printed paper, an answer a line.
    """

    item = forms.ChoiceField(label=pgettext_lazy("key", "Question"))
    deed = forms.ChoiceField(
        label=_("What is right from now on"),
        choices=[
            (ANSWERS, _("these answers")),
            (STRUCK, _("nothing: the question is struck and counts for nobody")),
        ],
        widget=forms.RadioSelect,
        initial=ANSWERS,
    )
    answers = forms.CharField(
        label=pgettext_lazy("key", "Right answers"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_(
            "One answer a line, as letters of the options below: B, or AC where several are right together. "
            "True or false: T or F. A second line takes a second answer as well."
        ),
    )
    why = forms.CharField(
        label=_("Why the key is corrected"),
        widget=forms.Textarea(attrs={"rows": 2}),
        min_length=5,
        max_length=500,
        help_text=_("Stands beside the new version of the key for good."),
    )

    def __init__(self, data: Any = None, *, opened: OpenedPaper) -> None:
        super().__init__(data)
        self.items = {item["uuid"]: item for item in in_print_order(opened.paper)}
        key = opened.key.key if opened.key else {}
        self.fields["item"].choices = [
            (uuid, f"{item['number']}. {one_line(item['stem']['zh'], 60)}")
            for uuid, item in self.items.items()
            if uuid in key and item["kind"] in CHOICE_KINDS
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("item") and values.get("deed") == ANSWERS:
            item = self.items[values["item"]]
            lines = [line.strip() for line in values.get("answers", "").splitlines() if line.strip()]
            values["accepted"] = [_answer(item, line) for line in lines]
            if not lines or None in values["accepted"]:
                self.add_error(
                    "answers", _("Write letters of the options of this question, one answer a line.")
                )
        else:
            values["accepted"] = []
        return values

    def change(self) -> KeyChange:
        """Return the change as marking takes it."""
        return KeyChange(UUID(self.cleaned_data["item"]), tuple(self.cleaned_data["accepted"]))


def _answer(item: Mapping[str, Any], line: str) -> Any:
    """Return a response from letters, or None when it is none."""
    letters = [sign for sign in line.upper() if sign.isalpha()]
    if item["kind"] == TRUE_FALSE:
        return {"T": True, "F": False, "对": True, "错": False}.get("".join(letters))
    names = {option["letter"]: option["id"] for option in item["options"]}
    if not letters or not set(letters) <= set(names) or len(set(letters)) != len(letters):
        return None
    if item["kind"] == MULTIPLE:
        return sorted(names[letter] for letter in letters)
    return names[letters[0]] if len(letters) == 1 else None
