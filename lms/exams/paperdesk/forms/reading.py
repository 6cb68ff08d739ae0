"""Small questions of pages to read: which two versions, for how many papers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.exams.paperdesk.presentation.coverage import MOST_AT_ONCE
from lms.exams.papers.models import ExaminationScheme


class CompareForm(forms.Form):
    """Which two versions of a scheme to hold side by side."""

    old = forms.TypedChoiceField(label=gettext_lazy("Older version"), coerce=int)
    new = forms.TypedChoiceField(label=gettext_lazy("Newer version"), coerce=int)

    def __init__(self, data: Any, *, versions: Sequence[ExaminationScheme]) -> None:
        super().__init__(data)
        self.versions = {row.number: row for row in versions}
        choices = [(number, _("Version %(number)s") % {"number": number}) for number in self.versions]
        for field in self.fields.values():
            field.choices = choices

    def chosen(self, name: str) -> ExaminationScheme:
        """Return the version that was chosen."""
        return self.versions[self.cleaned_data[name]]


class ForHowMany(forms.Form):
    """For how many papers at once the bank is looked at."""

    forms = forms.IntegerField(
        label=gettext_lazy("Papers drawn together"), min_value=1, max_value=MOST_AT_ONCE, required=False
    )

    def number(self) -> int:
        """Return the number, one where it is missing or cannot be."""
        return (self.cleaned_data["forms"] if self.is_valid() else None) or 1
