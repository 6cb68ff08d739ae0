"""Forms about absences: they check shape, the operations decide."""

from typing import Any

from django import forms
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid
from lms.exams.absences.models import Why
from lms.exams.paperdesk.forms.plain import PlainForm
from lms.exams.papers.operations import MOST_REASON
from lms.exams.sittingdesk.forms import reason_field


class KeyedForm(PlainForm):
    """The key by which asking twice is asking once."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": new_uuid()})


class ExcuseForm(KeyedForm):
    """Why somebody did not appear: one reason of the list, and words where it is none of them."""

    why = forms.ChoiceField(
        label=pgettext_lazy("absence", "Why the person did not appear"),
        choices=Why.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=pgettext_lazy("absence", "In words"),
        help_text=pgettext_lazy(
            "absence",
            "Needed for “something else” only. Write which paper you saw, not the illness; name no place.",
        ),
        required=False,
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TakeBackForm(KeyedForm):
    """Why an excuse that holds is taken back."""

    reason = reason_field(
        pgettext_lazy("absence", "Why it is taken back"),
        pgettext_lazy("absence", "Who agrees reads this sentence. Not the illness; name no place."),
    )


class RefuseForm(PlainForm):
    """Why a request is not agreed to, or its own asker gives it up; who agrees need not say why."""

    reason = reason_field(
        pgettext_lazy("absence", "Why it is not agreed"),
        pgettext_lazy("absence", "Who asked reads this sentence. Not the illness; name no place."),
    )

    def __init__(self, data: Any = None, *, agree: bool = False, is_own: bool = False) -> None:
        super().__init__(data)
        reason = self.fields["reason"]
        reason.required = not agree
        if is_own:
            reason.label = pgettext_lazy("absence", "Why you give it up")
            reason.help_text = pgettext_lazy(
                "absence", "It stays with the request. Not the illness; name no place."
            )
