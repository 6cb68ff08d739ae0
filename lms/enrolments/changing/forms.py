"""Forms of what happens on the way: they check the shape; rules decide."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.core.transfers.forms import KeyForm
from lms.enrolments.changing.models import InterruptionReason, TransferReason, WithdrawalReason
from lms.organisations.api import School, Site

_NO_ILLNESS = _("One short sentence about the training. Never write an illness anywhere here.")


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day.")},
    )


def _reason(choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Reason"),
        choices=[("", "–"), *choices],
        error_messages={"required": _("Choose the reason.")},
    )


def _note() -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(
        label=_("Note"), required=False, max_length=200, widget=widget, help_text=_NO_ILLNESS
    )


class NamedField(forms.ModelChoiceField):
    """Schools or sites by their names."""

    def label_from_instance(self, obj: School | Site) -> str:
        return str(obj.name)


class InterruptForm(KeyForm):
    """From which day on training rests, and why."""

    began_on = _day(_("First day without training"))
    reason = _reason(InterruptionReason.choices)
    expected_on = _day(
        _("Expected back on"), required=False, help_text=_("Leave it empty if it is not known.")
    )
    note = _note()


class ReturnForm(forms.Form):
    """From which day on somebody is trained again."""

    on = _day(_("First day back"))


class WithdrawForm(forms.Form):
    """Why training ends before its goal."""

    code = _reason(WithdrawalReason.choices)
    note = _note()


class SchoolChangeForm(KeyForm):
    """Which other school of the site goes on, from which day, and why."""

    shown = forms.UUIDField(widget=forms.HiddenInput)
    to = NamedField(School.objects.none(), to_field_name="uuid", label=_("School"))
    on = _day(_("First day there"))
    reason = _reason(TransferReason.choices)
    note = _note()

    def __init__(self, *args: Any, schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = schools  # type: ignore[attr-defined]


class SiteChangeForm(KeyForm):
    """At which other site somebody goes on, from which day, and why."""

    to = NamedField(Site.objects.none(), to_field_name="uuid", label=_("Training site"))
    school = NamedField(
        School.objects.none(),
        to_field_name="uuid",
        required=False,
        label=_("School there"),
        help_text=_("Schools that teach there too go on by themselves. This one takes over from the others."),
    )
    on = _day(_("First day there"))
    reason = _reason(TransferReason.choices)
    note = _note()

    def __init__(self, *args: Any, sites: QuerySet[Site], schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = sites  # type: ignore[attr-defined]
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
