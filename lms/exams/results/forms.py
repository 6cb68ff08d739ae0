"""Forms of the desk for results: they check shape, the operations decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.exams.paperdesk.forms.plain import PlainForm
from lms.exams.sittingdesk.forms import reason_field


class FreezeForm(PlainForm):
    """The key by which freezing twice is freezing once."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": new_uuid()})


class ReleaseForm(PlainForm):
    """That the second person has looked, and at which set."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    has_looked = forms.BooleanField(
        label=_("I have looked at this list, at its figures and at what happened in the room."),
    )


class SendBackForm(PlainForm):
    """Why a set is sent back."""

    reason = reason_field(_("Why it is sent back"), _("Who froze it reads this sentence."))
