"""Forms of endings: they check the shape; rules decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from certificates.issuing.ending.content import Wanted, as_recorded
from certificates.issuing.ending.corrections import correctable
from certificates.issuing.ending.models import EndingKind, EndingReason, EndingState
from certificates.issuing.ending.rules import (
    CHOICES,
    DAYS,
    IDENTITY,
    LONGEST,
    MAY_BE_EMPTY,
    PHOTO,
    REASONS,
    RECORDS,
    Ending,
)
from certificates.issuing.ending.words import FIELDS, choice_text, told
from certificates.issuing.models import Credential
from certificates.issuing.queries import award_of_credential
from certificates.issuing.transcripts.rules import Records
from lms.core.clock import now

OPEN = "open"
LAST = 4  # of the identity number
ALL = ("", pgettext_lazy("requests", "All"))


class RequestFilter(forms.Form):
    """Which requests are listed."""

    q = forms.CharField(label=gettext_lazy("Number or name"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[ALL, (OPEN, gettext_lazy("Not settled")), *EndingState.choices],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is to be done"), required=False, choices=[ALL, *EndingKind.choices]
    )


class AskForm(forms.Form):
    """What is to become of a certificate and why; for a new one what it is to say."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "For officers of the school only. Neither the holder nor anybody outside sees it."
        ),
    )

    def __init__(self, ending: Ending, credential: Credential, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ending = ending
        labels = dict(EndingReason.choices)
        codes = [reason.value for reason in REASONS[ending]]
        self.fields["reason"].choices = [("", "—"), *((code, labels[code]) for code in codes)]  # type: ignore[attr-defined]
        self.of_the_new = self._add_fields(credential)
        self.order_fields(["key", "reason", *self.of_the_new, "note"])

    def _add_fields(self, credential: Credential) -> list[str]:
        before = correctable(award_of_credential(credential))
        if self.ending is Ending.REVOKE:
            return []
        if self.ending is Ending.REPLACE:
            before = {"name": before["name"]}
        records = as_recorded(credential, now=now())
        for field, value in before.items():
            self.fields[field] = _field(field, value, records.get(field, value))
        return list(before)

    def wanted(self) -> Wanted:
        """Return what was asked for."""
        said = self.cleaned_data
        values = {field: said[field] for field in self.of_the_new}
        return Wanted(self.ending, said["reason"], said["note"], values)


def _field(field: str, value: Any, recorded: Any) -> forms.Field:
    named: dict[str, Any] = {"label": FIELDS[field], "initial": value}
    if field == PHOTO:
        return _photograph_field(value, recorded, **named)
    if field == RECORDS:
        return _records_field(value, recorded, label=named["label"])
    if recorded and recorded != value:
        named["help_text"] = _("In the records today: %(value)s") % {"value": told(field, recorded)}
    if field in DAYS:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **named)
    if field in CHOICES:
        offered = [(one, choice_text(field, one)) for one in CHOICES[field]]
        return forms.TypedChoiceField(choices=offered, coerce=type(CHOICES[field][0]), **named)
    if field == IDENTITY:
        named["initial"] = str(value)[-LAST:]
        return forms.CharField(max_length=LAST, min_length=LAST, **named)
    return forms.CharField(max_length=LONGEST[field], required=field not in MAY_BE_EMPTY, **named)


def _photograph_field(value: str, recorded: str, **named: Any) -> forms.Field:
    offered = [(value, _("The one that is printed") if value else pgettext("photograph", "None"))]
    if recorded and recorded != value:
        offered.append((recorded, _("The newest one in the records")))
    named["help_text"] = _("Take another photograph in first, under Certificates in batches.")
    return forms.ChoiceField(choices=offered, required=bool(value), **named)


def _records_field(value: Records, recorded: Records | None, *, label: Any) -> forms.Field:
    known = {"printed": value, "recorded": recorded if recorded is not None else value}
    offered = [("printed", _("Those that are printed"))]
    if known["recorded"] != value:
        offered.append(("recorded", _("As the records are today")))
    return forms.TypedChoiceField(
        label=label,
        choices=offered,
        coerce=known.__getitem__,
        initial=offered[-1][0],
        help_text=_("Marks are corrected in the records first; here they are only taken over."),
    )
