"""Forms of outside certificates: they check the shape; rules decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.catalog.api import SkillLevel
from lms.core.ids import new_uuid
from lms.enrolments.external.models import ExternalKind, VerificationMeans, VerificationResult
from lms.enrolments.external.rules import Due
from lms.enrolments.external.words import due_text

DAY = {"type": "date"}


def day_field(**kwargs: Any) -> forms.DateField:
    """Return a field for a day, with the browser's calendar."""
    return forms.DateField(widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **kwargs)


class CertificateForm(forms.Form):
    """What stands on a paper."""

    kind = forms.ChoiceField(label=pgettext_lazy("certificate", "Kind"), choices=ExternalKind.choices)
    occupation = forms.CharField(
        label=_("Occupation or skill"),
        max_length=100,
        help_text=_("As on the paper, for example: Electrician"),
    )
    level = forms.TypedChoiceField(
        label=_("Level"),
        choices=[("", _("none")), *SkillLevel.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Only skill-level and qualification certificates have one."),
    )
    number = forms.CharField(
        label=_("Number"),
        max_length=60,
        help_text=_("Later only its last four characters are shown."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=150)
    issued = day_field(label=_("Issued on"))
    expires = day_field(
        label=_("Valid until"),
        required=False,
        help_text=_("Empty: no end; for a special-operation licence six years after the issue."),
    )
    review_due = day_field(
        label=_("Review due"),
        required=False,
        help_text=_("For special-operation licences only. Empty: three years after the issue."),
    )
    is_as_on_paper = forms.BooleanField(
        label=_("The number really stands on the paper like this"),
        required=False,
        help_text=_("Tick only after you compared it, when the number is refused because of its form."),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)


class VerificationForm(forms.Form):
    """What the issuing side said."""

    means = forms.ChoiceField(label=_("How it was asked"), choices=VerificationMeans.choices)
    source = forms.CharField(
        label=_("Where it was asked"), max_length=200, help_text=_("Name of the site, office or person")
    )
    asked = day_field(label=_("Asked on"))
    result = forms.ChoiceField(
        label=_("Answer of the issuing body"), choices=VerificationResult.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class ReviewForm(forms.Form):
    """That an authority reviewed a licence."""

    reviewed = day_field(label=_("Reviewed on"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class ScanForm(forms.Form):
    """A picture of the paper."""

    scan = forms.FileField(
        label=_("Scan of the paper"),
        help_text=_("JPEG or PNG, at most 10 MB. What the camera noted beside the picture is removed."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
    )


class StrikeForm(forms.Form):
    """Why a certificate does not count."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class AlertFilter(forms.Form):
    """Which days to show."""

    stage = forms.ChoiceField(label=_("When"), required=False)
    what = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("all")), ("expiry", _("end of validity")), ("review", _("review"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = [(stage.value, due_text(stage)) for stage in Due]
        self.fields["stage"].choices = [("", _("all")), *stages]  # type: ignore[attr-defined]
