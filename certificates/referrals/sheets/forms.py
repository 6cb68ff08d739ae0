"""What an employer replies, and what an officer chooses for a sheet; they check shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from certificates.referrals.sheets.models import ReplyAnswer, ReplyWay, ReplyWhy
from certificates.referrals.sheets.operations import Sent
from certificates.referrals.sheets.rules import LONGEST_RETURN, LONGEST_WORDS, Answer, Reply, Why
from certificates.referrals.sheets.words import STANDINGS
from lms.core.ids import new_uuid
from lms.organisations.api import LONGEST_CONTACT, NewContact, School, SchoolContact


class ReplyForm(forms.Form):
    """A reply slip. What an answer needs is said beside it: none of it is needed for every answer."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("referral", "Your reply"), choices=ReplyAnswer.choices, widget=forms.RadioSelect
    )
    day = forms.DateField(
        label=_("Day of the interview, or first day of work"),
        help_text=_("Needed for an invitation, and for who has started work."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        localize=False,
        required=False,
    )
    why = forms.ChoiceField(
        label=_("If not this time: why"),
        help_text=_("Needed for “Not this time”. The school and the person read it."),
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

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in ("day", "why"):  # the page does not call optional what an answer needs
            self.fields[name].is_conditional = True  # type: ignore[attr-defined]

    def sent(self, way: ReplyWay) -> Sent:
        """Return the reply that the valid form says."""
        said = self.cleaned_data
        why = Why(said["why"]) if said["why"] else None
        reply = Reply(Answer(said["answer"]), said["day"], why, said["words"])
        return Sent(reply, way, said["key"], said.get("slip_date"))

    def written(self) -> list[dict[str, Any]]:
        """Return what was filled in, for a page that cannot take it any more."""
        chosen = {"answer": dict(ReplyAnswer.choices), "why": dict(ReplyWhy.choices)}
        shown = [(field, field.value()) for field in self.visible_fields()]
        return [
            {"term": field.label, "value": chosen.get(field.name, {}).get(value, value)}
            for field, value in shown
            if value
        ]


class PaperReplyForm(ReplyForm):
    """A slip on paper, typed in by an officer."""

    slip_date = forms.DateField(
        label=_("Day of the slip"),
        help_text=_("As it stands on the slip; without one, the day on which it came."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        localize=False,
    )
    field_order = ("slip_date", "answer", "day", "why", "words")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["answer"].label = pgettext("referral", "The employer's answer")


class IssueForm(forms.Form):
    """By which school a sheet is issued; it brings back what the page showed."""

    school = forms.ModelChoiceField(
        label=pgettext_lazy("referral", "Issued by"),
        queryset=School.objects.none(),
        to_field_name="uuid",
        empty_label=None,
    )
    slip_to = forms.CharField(
        label=_("Another place for this slip"),
        help_text=_(
            "Left empty: what the school says above. Else an address or telephone of the school that issues."
        ),
        max_length=LONGEST_RETURN,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, schools: list[School], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        rows = School.objects.filter(pk__in=[school.pk for school in schools])
        self.fields["school"].queryset = rows  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """Where replies to a school go; what may not stand on a slip the domain says."""

    address = forms.CharField(
        label=_("Postal address"),
        help_text=_("An office of the school; it names no other place."),
        max_length=LONGEST_CONTACT["address"],
        required=False,
    )
    phone = forms.CharField(label=_("Telephone"), max_length=LONGEST_CONTACT["phone"], required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=LONGEST_CONTACT["email"], required=False)

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def contact(self) -> NewContact:
        """Return what the valid form says, and what it was written over."""
        said = {name: self.cleaned_data[name] for name in ("address", "phone", "email")}
        return NewContact(SchoolContact(**said), self.cleaned_data["seen"])

    def over(self, stands: SchoolContact) -> None:
        """Let the form be sent again over what stands there now."""
        self.data = self.data.copy()
        self.data["seen"] = stands.digest()


class SearchForm(forms.Form):
    """What the list of referrals is narrowed to."""

    q = forms.CharField(label=_("Name, employer or work"), max_length=100, required=False)
    standing = forms.ChoiceField(
        label=_("How it stands"),
        choices=[("", _("All")), *((key.value, words) for key, (words, _kind) in STANDINGS.items())],
        required=False,
    )
