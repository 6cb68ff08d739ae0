"""A corrected key for one question of a paper, as an officer fills it in."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.language import in_language
from lms.exams.bank.rules import one_line
from lms.exams.marking.corrections import KeyChange
from lms.exams.paperdesk.forms.answers import NOTATIONS, read_answers
from lms.exams.paperdesk.forms.plain import PlainForm
from lms.exams.paperdesk.presentation.contents import in_print_order
from lms.exams.paperdesk.words import kind_text
from lms.exams.papers.opening import OpenedPaper
from lms.exams.papers.operations import LEAST_REASON, MOST_REASON_OF_KEY

OPEN, PREVIEW, PROPOSE = "open", "preview", "propose"
STRUCK, ANSWERS = "struck", "answers"


class CorrectionForm(PlainForm):
    """Which question, what is right from now on, and why.

    `answers` holds what is right as the printed key shows it (`answers.NOTATIONS`).
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
        help_text=_("As the printed key shows them; how each kind is written stands below."),
    )
    why = forms.CharField(
        label=_("Why the key is corrected"),
        widget=forms.Textarea(attrs={"rows": 2}),
        min_length=LEAST_REASON,
        max_length=MOST_REASON_OF_KEY,
        help_text=_("Stands beside the new version of the key for good."),
    )

    def __init__(self, data: Any = None, *, opened: OpenedPaper) -> None:
        super().__init__(data)
        self.items = {item["uuid"]: item for item in in_print_order(opened.paper)}
        self.key = opened.key.key if opened.key else {}
        offered = {
            uuid: item for uuid, item in self.items.items() if uuid in self.key and not item.get("by_hand")
        }
        self.fields["item"].choices = [
            (uuid, f"{item['number']}. {one_line(in_language(item['stem']), 60)}")
            for uuid, item in offered.items()
        ]
        kinds = dict.fromkeys(item["kind"] for item in offered.values())
        self.notations = [(kind_text(kind), NOTATIONS[kind]) for kind in kinds]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("item") and values.get("deed") == ANSWERS:
            item, former = self.items[values["item"]], self.key[values["item"]]["key"]
            values["accepted"] = read_answers(item, values.get("answers", ""), former)
            if values["accepted"] is None:
                words = _("Write the answers of this question so: %(how)s")
                self.add_error("answers", words % {"how": NOTATIONS[item["kind"]]})
        else:
            values["accepted"] = []
        return values

    def change(self) -> KeyChange:
        """Return the change as marking takes it."""
        return KeyChange(UUID(self.cleaned_data["item"]), tuple(self.cleaned_data["accepted"]))


class WithdrawalForm(PlainForm):
    """Why a proposed key is not applied."""

    reason = forms.CharField(
        label=_("Why it is not applied"),
        widget=forms.Textarea(attrs={"rows": 2}),
        min_length=LEAST_REASON,
        max_length=MOST_REASON_OF_KEY,
        help_text=_("Who proposed it and auditors read this sentence."),
    )
