"""What an employer writes of an opening, and what goes along with a step; they check shape only."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.names import CredentialKind
from certificates.issuing.studies.rules import SUPPLEMENTS
from certificates.referrals import rules
from certificates.referrals.models import Insurance, Lodging, Shifts
from certificates.referrals.rules import Offer, fen_of, yuan_of
from courses.catalog.api import SkillLevel, list_occupations
from lms.core.clock import local_date, now
from lms.core.ids import new_uuid
from lms.core.unseen import as_one_line


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), localize=False
    )


def _yuan(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=rules.MOST_YUAN)


class OpeningForm(forms.Form):
    """An opening as its employer writes it; pay in yuan."""

    title = forms.CharField(
        label=_("What the work is called"),
        max_length=rules.LONGEST_TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    occupation = forms.ChoiceField(label=_("Occupation"), required=False)
    wanted_kind = forms.ChoiceField(
        label=_("Certificate wanted"),
        choices=[
            ("", _("None is asked for")),
            *((kind, label) for kind, label in CredentialKind.choices if kind not in SUPPLEMENTS),
        ],
        required=False,
    )
    wanted_level = forms.TypedChoiceField(
        label=_("Level of the skill-level certificate"),
        choices=[("", _("Any level")), *SkillLevel.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    district = forms.CharField(
        label=_("Place of work"),
        help_text=_("City and district; who comes to an interview gets the address from you."),
        max_length=rules.LONGEST_DISTRICT,
    )
    pay_from = _yuan(_("Pay from, yuan a month"))
    pay_to = _yuan(_("Pay up to, yuan a month"))
    insurance = forms.ChoiceField(label=_("Insurance"), choices=Insurance.choices, widget=forms.RadioSelect)
    lodging = forms.ChoiceField(label=_("Lodging"), choices=Lodging.choices, widget=forms.RadioSelect)
    shifts = forms.ChoiceField(label=_("Working hours"), choices=Shifts.choices)
    number_wanted = forms.IntegerField(
        label=_("Number wanted"), min_value=1, max_value=rules.MOST_WANTED, initial=1
    )
    from_date = _day(pgettext_lazy("opening", "First day of the offer"))
    until_date = _day(pgettext_lazy("opening", "Last day of the offer"))
    text = forms.CharField(
        label=_("Description"),
        help_text=_("What is to be done, what one has to be able to do, meals, days off."),
        max_length=rules.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices = [(row.code, row.title) for row in list_occupations()]
        self.fields["occupation"].choices = [("", _("Another one")), *choices]  # type: ignore[attr-defined]

    def offer(self) -> Offer:
        """Return what the valid form says."""
        said = {
            name: value for name, value in self.cleaned_data.items() if name not in ("client_key", "seen")
        }
        said |= {name: as_one_line(said[name]) for name in ("title", "district")}
        said |= {name: fen_of(said[name]) for name in ("pay_from", "pay_to")}
        return Offer(**said | {"text": rules.several_lines(said["text"])})

    def over(self, offer: Offer, revision: int) -> list[dict[str, Any]]:
        """Let the form be sent again over what stands there now; return where that differs, for a page to list."""
        self.data = self.data.copy()
        self.data["seen"] = str(revision)
        return differing(offer, self.offer())


def differing(offer: Offer, other: Offer) -> list[dict[str, Any]]:
    """Return what an offer says where another one says something else, for a page to list."""
    fields, others = OpeningForm().fields, as_written(other)
    return [
        {"term": fields[name].label, "value": _in_words(fields[name], value)}
        for name, value in as_written(offer).items()
        if value != others[name]
    ]


def _in_words(field: forms.Field, value: Any) -> Any:
    choices = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}
    return choices.get("" if value is None else value, value) or "–"


def as_written(offer: Offer) -> dict[str, Any]:
    """Return an offer as the form shows it."""
    names = [name for name in OpeningForm.base_fields if name not in ("client_key", "seen")]
    said = {name: getattr(offer, name) for name in names}
    return said | {name: yuan_of(said[name]) for name in ("pay_from", "pay_to")}


def new_days() -> dict[str, Any]:
    """Return the days that a new offer begins with."""
    today = local_date(now())
    return {"from_date": today, "until_date": today + timedelta(days=60)}


class SeenForm(forms.Form):
    """A step for which nothing is asked; it brings back which revision the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)


class RefuseForm(SeenForm):
    """Why not."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=rules.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The employer reads it: say which words have to change. Your name is not shown."),
    )
