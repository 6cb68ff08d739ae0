"""What may be asked of the trail, and its shape."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.auditing.queries.entries import Sought, staff_meant
from lms.auditing.words import action_choices, actions_chosen, kind_choices
from lms.core.faces import domain_errors_to_form

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LogFilter(forms.Form):
    """Which entries are shown."""

    first = forms.DateField(label=pgettext_lazy("days", "From"), required=False, widget=DAY)
    last = forms.DateField(label=pgettext_lazy("days", "To"), required=False, widget=DAY)
    action = forms.ChoiceField(
        label=pgettext_lazy("audit", "What was done"), required=False, choices=action_choices
    )
    who = forms.CharField(
        label=gettext_lazy("Who (name or user name of staff)"), required=False, max_length=200, strip=True
    )
    kind = forms.ChoiceField(label=gettext_lazy("About what"), required=False, choices=kind_choices)
    target = forms.UUIDField(
        label=gettext_lazy("Its identifier"),
        required=False,
        error_messages={"invalid": gettext_lazy("This is not an identifier: copy it from an entry.")},
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return said

    def sought(self) -> Sought | None:
        """Return what is looked for, or None when the form says what is wrong with it."""
        found = None
        if self.is_valid():
            said = self.cleaned_data
            with domain_errors_to_form(self):
                actor = staff_meant(said["who"]) if said["who"] else None
                found = Sought(
                    first=said["first"],
                    last=said["last"],
                    actions=actions_chosen(said["action"]),
                    actor=actor,
                    kind=said["kind"],
                    target=said["target"],
                )
        return found


def names_of_fields() -> tuple[str, ...]:
    """Return what an address may say of the filter."""
    return tuple(LogFilter.base_fields)


class CheckForm(forms.Form):
    """A click on "check now"; twice the same one is one."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
