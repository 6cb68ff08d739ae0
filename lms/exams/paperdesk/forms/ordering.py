"""Which papers are ordered: how many, for what, for which school, from which seed."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts.api import User
from lms.core.ids import new_uuid
from lms.exams.paperdesk.forms.plain import PlainForm
from lms.exams.paperdesk.policies import schools_of
from lms.exams.papers.models import DrawingPurpose
from lms.exams.papers.operations import MOST_SEED
from lms.exams.papers.rules import MOST_PAPERS


class OrderForm(PlainForm):
    """An order as an officer fills it in."""

    purpose = forms.ChoiceField(
        label=_("What for"), choices=DrawingPurpose.choices, widget=forms.RadioSelect, initial="one"
    )
    papers = forms.IntegerField(
        label=pgettext_lazy("papers", "How many"),
        min_value=1,
        max_value=MOST_PAPERS,
        initial=1,
        help_text=_(
            "Parallel forms: at most 26, all equally hard. A paper for each candidate: at most 2000."
        ),
    )
    overlap = forms.IntegerField(
        label=_("Questions that two papers may share"),
        min_value=0,
        max_value=500,
        required=False,
        help_text=_("Empty: any number. Questions that must be on every paper do not count."),
    )
    seed = forms.CharField(
        label=_("Seed"),
        max_length=MOST_SEED,
        required=False,
        help_text=_("The same seed draws the same papers from the same bank. Empty: one is made."),
    )
    school = forms.ModelChoiceField(label=_("School"), queryset=None, to_field_name="uuid", empty_label=None)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, initial={"key": new_uuid()})
        schools = schools_of(user).order_by("code")
        self.fields["school"].queryset = schools
        self.fields["school"].label_from_instance = lambda school: school.name
        self.fields["school"].error_messages["required"] = _("You work for no school today.")

    def clean_seed(self) -> str:
        return self.cleaned_data["seed"].strip() or secrets.token_hex(16)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        purpose, papers = values.get("purpose"), values.get("papers")
        if purpose == DrawingPurpose.ONE:
            values["overlap"] = None
            if papers is not None and papers > 1:
                self.add_error("papers", _("One paper for all is one. For several choose another purpose."))
        if purpose == DrawingPurpose.PARALLEL and papers == 1:
            self.add_error("papers", _("Parallel forms are at least two."))
        return values
