"""Forms of appeals: they check shape, the operations decide."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid
from lms.exams.appeals.models import Ground, Outcome, Remedy
from lms.exams.appeals.rules import (
    ANSWER_DAYS,
    FILE_DAYS,
    LEAST_ANSWER,
    MOST_ANSWER,
    MOST_DAYS,
    MOST_TEXT,
)
from lms.exams.appeals.words import GROUND_OF_WORK, REMEDY_OF_WORK
from lms.exams.paperdesk.forms.plain import PlainForm, say_limits
from lms.exams.sittingdesk.forms import reason_field

Choices = Sequence[tuple[str, str]]


class FileForm(PlainForm):
    """The candidate's few words: why, about which part, in own words."""

    ground = forms.ChoiceField(
        label=_("What is wrong?"), choices=Ground.choices, widget=forms.RadioSelect(attrs={"class": "large"})
    )
    parts = forms.MultipleChoiceField(
        label=_("Only about a part?"),
        help_text=_("Choose nothing if it is about the whole examination."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(
        label=_("In your own words"),
        help_text=_("You can name the number of a question. Needed where you chose “Something else”."),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, parts: Choices, is_practical: bool = False) -> None:
        super().__init__(data, initial={"client_key": new_uuid()})
        self.fields["parts"].choices = parts  # type: ignore[attr-defined]
        if len(parts) < 2:
            del self.fields["parts"]
        if is_practical:
            self.fields["ground"].choices = in_words_of_work(Ground.choices, GROUND_OF_WORK)  # type: ignore[attr-defined]
            self.fields["text"].help_text = _(
                "Say which task and what happened. Needed where you chose “Something else”."
            )
            say_limits(self.fields["text"])


def in_words_of_work(choices: Choices, words: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the same choices as they are said of work in a workshop."""
    return [(value, words.get(value, label)) for value, label in choices]


class BehalfForm(FileForm):
    """The same, filed by an officer, with why."""

    behalf_reason = reason_field(
        _("Why the candidate cannot file it in person"), _("It stands in the file of the appeal.")
    )


class DecisionForm(PlainForm):
    """What is decided, what follows, and the answer that the candidate reads."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("appeal", "Decision"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    remedy = forms.ChoiceField(label=_("What follows"), choices=Remedy.choices, widget=forms.RadioSelect)
    items = forms.MultipleChoiceField(
        label=_("Questions that a further person marks"), required=False, widget=forms.CheckboxSelectMultiple
    )
    answer = forms.CharField(
        label=_("Answer to the candidate"),
        help_text=_("Plain, short sentences. The candidate reads them at once. No right answers."),
        min_length=LEAST_ANSWER,
        max_length=MOST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, data: Any = None, *, items: Choices, refused: Mapping[str, str]) -> None:
        super().__init__(data, initial={"items": [uuid for uuid, _stem in items]})
        remedy, why = self.fields["remedy"], " ".join(dict.fromkeys(refused.values()))
        remedy.choices = [one for one in Remedy.choices if one[0] not in refused]  # type: ignore[attr-defined]
        remedy.help_text = why
        # Whoever had the page open while it became impossible reads why, not that a choice is unknown.
        remedy.error_messages["invalid_choice"] = why or _("Choose one.")
        if Remedy.MARKING in refused:
            del self.fields["items"]
        else:
            self.fields["items"].choices = items  # type: ignore[attr-defined]


class WorkDecisionForm(DecisionForm):
    """The same for a practical result: nobody can mark again what was done in a workshop."""

    def __init__(self, data: Any = None, *, refused: Mapping[str, str]) -> None:
        super().__init__(data, items=(), refused=refused)
        remedy = self.fields["remedy"]
        remedy.choices = in_words_of_work(remedy.choices, REMEDY_OF_WORK)  # type: ignore[attr-defined]


class GiveBackForm(PlainForm):
    """Why somebody else has to look at an appeal."""

    reason = reason_field(_("Why somebody else has to look at it"), _("It stays in the audit trail."))


class AppealRuleForm(PlainForm):
    """A dated rule of appeals."""

    code = forms.CharField(label=_("Code of the examination"), max_length=30)
    valid_from = forms.DateField(
        label=_("Holds for results released from this day on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    file_days = forms.IntegerField(
        label=_("Days to appeal after the release"), min_value=1, max_value=MOST_DAYS, initial=FILE_DAYS
    )
    answer_days = forms.IntegerField(
        label=_("Days to answer after the appeal"), min_value=1, max_value=MOST_DAYS, initial=ANSWER_DAYS
    )
    basis_zh = forms.CharField(label=_("Rests on (Chinese)"), max_length=300)
    basis_en = forms.CharField(label=_("Rests on (English)"), max_length=300, required=False)
