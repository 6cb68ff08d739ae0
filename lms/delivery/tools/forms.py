"""Forms of counted tools; they check the shape, the rules decide."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.delivery.classdesk.fields import OFF, NamedField, lock_to_one
from lms.delivery.tools.queries import Line
from lms.delivery.tools.rules import MOST, Count
from lms.organisations.api import Site


class ToolForm(forms.Form):
    """How a tool is called, and how many there are."""

    name = forms.CharField(
        label=_("Name of the tool"),
        help_text=_("As it is marked, such as “paring knife, red, 1–20”."),
        max_length=60,
        widget=forms.TextInput(attrs=OFF),
        error_messages={"required": _("Give the tool a name.")},
    )
    quantity = forms.IntegerField(
        label=_("How many there are"),
        help_text=_("0 takes it out of use; what is still out can be counted back."),
        min_value=0,
        max_value=MOST,
    )


class NewToolForm(ToolForm):
    """A further tool of a site."""

    site = NamedField(Site.objects.none(), label=_("Training site"))
    field_order = ("site", "name", "quantity")

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lock_to_one(self.fields["site"], sites)  # type: ignore[arg-type]


class CountForm(forms.Form):
    """One tool beside a session: given out, counted back, and what is said of what is missing."""

    issued = forms.IntegerField(label=_("Given out"), min_value=0, max_value=MOST)
    returned = forms.IntegerField(label=_("Counted back"), min_value=0, max_value=MOST)
    note = forms.CharField(
        label=_("If one is missing: reported to whom, and when"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=OFF),
    )

    def __init__(self, data: Any = None, *, line: Line, is_signed: bool = False) -> None:
        self.line = line
        kept = (
            {name: getattr(line.loan, name) for name in ("issued", "returned", "note")} if line.loan else {}
        )
        super().__init__(data, prefix=line.tool.uuid.hex, initial={"issued": 0, "returned": 0, **kept})
        if is_signed:  # the rules refuse it; who looks at the form sees so before
            self.fields["issued"].widget.attrs["readonly"] = True

    @property
    def count(self) -> Count:
        """Return what was counted."""
        said = self.cleaned_data
        return Count(said["issued"], said["returned"], said["note"].strip())
