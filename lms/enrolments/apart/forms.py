"""Forms about separate groups; they check shape only."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.enrolments.apart.models import SeparateGroup
from lms.organisations.api import Site

NONE = "none"
_OFF = {"autocomplete": "off", "spellcheck": "false"}


class SiteField(forms.ModelChoiceField):
    """Sites by their names."""

    def label_from_instance(self, obj: Site) -> str:
        return obj.name


class NewGroupForm(forms.Form):
    """The code of a new group, and its site where there are several."""

    site = SiteField(Site.objects.none(), to_field_name="code", empty_label=None, label=_("Training site"))
    code = forms.CharField(
        label=_("Code of the group"),
        max_length=3,
        widget=forms.TextInput(attrs={**_OFF, "size": 4}),
        help_text=_("A capital letter with at most two digits, such as A or B2. It never says why."),
        error_messages={"required": _("Enter a code.")},
    )

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]
        if len(sites) == 1:
            self.fields["site"].initial = sites[0].code
            self.fields["site"].widget = forms.HiddenInput()


class PlacingForm(forms.Form):
    """Into which group, or into none, and from which day on. Nothing is chosen beforehand for several people."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    group = forms.ChoiceField(
        label=_("Separate group"), error_messages={"required": _("Choose a group, or none.")}
    )
    on = forms.DateField(
        label=_("From which day on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day.")},
    )

    def __init__(self, *args: Any, groups: Iterable[SeparateGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(row.uuid): row for row in groups}
        offered = [(key, row.code) for key, row in self.groups.items()]
        none = (NONE, pgettext_lazy("separate group", "In no group"))
        self.fields["group"].choices = [("", "–"), none, *offered]  # type: ignore[attr-defined]

    def clean_group(self) -> SeparateGroup | None:
        """Return the group, None for none."""
        return self.groups.get(self.cleaned_data["group"])
