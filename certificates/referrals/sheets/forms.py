"""What an employer replies, and what an officer chooses for a sheet; they check shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.referrals.sheets.models import ReplyAnswer, ReplyWay, ReplyWhy
from certificates.referrals.sheets.operations import Sent
from certificates.referrals.sheets.rules import LONGEST_WORDS, Answer, Reply, Why
from certificates.referrals.sheets.words import STANDINGS
from lms.core.ids import new_uuid
from lms.organisations.api import School


class ReplyForm(forms.Form):
    """A reply slip."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("referral", "Your reply"), choices=ReplyAnswer.choices, widget=forms.RadioSelect
    )
    day = forms.DateField(
        label=_("Day of the interview, or first day of work"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        localize=False,
        required=False,
    )
    why = forms.ChoiceField(
        label=_("If not this time: why"),
        choices=[("", pgettext_lazy("referral", "No reason chosen")), *ReplyWhy.choices],
        required=False,
    )
    words = forms.CharField(
        label=_("A few words"),
        help_text=_("The school and the person read them."),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)

    def sent(self, way: ReplyWay) -> Sent:
        """Return the reply that the valid form says."""
        said = self.cleaned_data
        why = Why(said["why"]) if said["why"] else None
        return Sent(Reply(Answer(said["answer"]), said["day"], why, said["words"]), way, said["key"])


class IssueForm(forms.Form):
    """By which school a sheet is issued; it brings back what the page showed."""

    school = forms.ModelChoiceField(
        label=pgettext_lazy("referral", "Issued by"),
        queryset=School.objects.none(),
        to_field_name="uuid",
        empty_label=None,
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, schools: list[School], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        rows = School.objects.filter(pk__in=[school.pk for school in schools])
        self.fields["school"].queryset = rows  # type: ignore[attr-defined]


class SearchForm(forms.Form):
    """What the list of referrals is narrowed to."""

    q = forms.CharField(label=_("Name, employer or work"), max_length=100, required=False)
    standing = forms.ChoiceField(
        label=_("How it stands"),
        choices=[("", _("All")), *((key.value, words) for key, (words, _kind) in STANDINGS.items())],
        required=False,
    )
