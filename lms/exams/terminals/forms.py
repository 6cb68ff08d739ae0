"""The shape of what the check page sends."""

from typing import Any

from django import forms

from lms.exams.terminals.operations import Findings

LONGEST_FIGURE = 60


class FindingsForm(forms.Form):
    """Outcomes and figures as JSON objects of short texts, under the visit that found them."""

    visit = forms.UUIDField()
    outcomes = forms.JSONField()
    figures = forms.JSONField(required=False)

    def clean_outcomes(self) -> dict[str, str]:
        return _texts(self.cleaned_data["outcomes"])

    def clean_figures(self) -> dict[str, str]:
        return _texts(self.cleaned_data["figures"] or {})

    def findings(self) -> Findings:
        """Return what was found."""
        return Findings(**self.cleaned_data)


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > LONGEST_FIGURE:
        raise forms.ValidationError("no object")
    for text in value.values():
        if not isinstance(text, str) or len(text) > LONGEST_FIGURE or not text.isprintable():
            raise forms.ValidationError("no short text")
    return value
