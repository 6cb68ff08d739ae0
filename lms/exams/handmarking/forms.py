"""Forms of marking by hand: they check shape, the operations decide."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.exams.papers.queries import newest_schemes
from lms.exams.sittingdesk.forms import PlainForm, reason_field

_MARKS = pgettext_lazy("given by a marker", "Marks")


class MarkForm(forms.Form):
    """A mark for one answer; an empty one takes back what was given."""

    turn = forms.UUIDField(widget=forms.HiddenInput)
    marks = forms.DecimalField(label=_MARKS, max_digits=6, decimal_places=2, required=False)
    comment = forms.CharField(
        label=pgettext_lazy("given by a marker", "Comment"), max_length=500, required=False
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput)


class MarkersForm(PlainForm):
    """Who is appointed."""

    people = forms.MultipleChoiceField(label=_("Markers"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, choices: Any) -> None:
        super().__init__(data)
        self.fields["people"].choices = choices  # type: ignore[attr-defined]


class DecisionForm(PlainForm):
    """What an answer is worth whose markers are apart, and why."""

    marks = forms.DecimalField(label=_MARKS, max_digits=6, decimal_places=2)
    reason = reason_field(_("Why the answer is worth this"))
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class SettleForm(forms.Form):
    """Settling, once for each time the page was opened."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    is_sure = forms.BooleanField()


class MarkingRuleForm(PlainForm):
    """A dated rule of marking by hand."""

    code = forms.ChoiceField(label=_("Examination"))
    valid_from = forms.DateField(
        label=_("From the day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    near_percent = forms.DecimalField(
        label=_("A second person marks so near to the pass mark (percent)"),
        initial=5,
        min_value=0,
        max_value=100,
    )
    sample_percent = forms.DecimalField(
        label=_("And this share of all attempts (percent)"), initial=0, min_value=0, max_value=100
    )
    spread_percent = forms.DecimalField(
        label=_("Two marks may differ by (percent of the full marks)"), initial=10, min_value=0, max_value=100
    )
    step = forms.DecimalField(
        label=_("Steps of marks"), initial="0.5", min_value=0, max_digits=4, decimal_places=2
    )
    basis_zh = forms.CharField(label=_("Rests on (Chinese)"), max_length=300)
    basis_en = forms.CharField(label=_("Rests on (English)"), max_length=300, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        known = [(row.code, f"{row.code} {row.title}") for row in newest_schemes().order_by("code")]
        self.fields["code"].choices = known  # type: ignore[attr-defined]
