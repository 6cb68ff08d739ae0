"""Forms of the audit: what if, credits, and taking them back. They check the shape; rules decide."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.catalog.api import Course, Requirement
from lms.enrolments.credits.models import CreditSource
from lms.enrolments.external.forms import day_field
from lms.enrolments.external.models import ExternalCertificate


class TitledField(forms.ModelChoiceField):
    """Rows by their titles."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.title}" if hasattr(obj, "title") else str(obj)


class CertificateField(forms.ModelChoiceField):
    """Certificates by kind and occupation, with the end of the number."""

    def label_from_instance(self, obj: ExternalCertificate) -> str:
        return f"{obj.get_kind_display()} · {obj.occupation} · {obj.masked_number}"


class WhatIfForm(forms.Form):
    """Until when there is time, and what is taken as met; nothing of it is kept."""

    until = day_field(label=_("Release, as forecast"), required=False)
    assume = forms.MultipleChoiceField(
        label=_("Taken as met"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, requirements: QuerySet[Requirement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(row.code, row.title) for row in requirements]
        self.fields["assume"].choices = choices  # type: ignore[attr-defined]


class CourseCreditForm(forms.Form):
    """Credits of a course."""

    course = TitledField(Course.objects.none(), to_field_name="uuid", label=_("Course"))
    source = forms.ChoiceField(
        label=_("Given for"),
        choices=[choice for choice in CreditSource.choices if choice[0] != CreditSource.CERTIFICATE],
    )
    mark = forms.DecimalField(
        label=_("Mark out of 100"), required=False, min_value=0, max_value=100, decimal_places=2
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Which list of marks, transcript or decision of the school"),
    )

    def __init__(self, *args: Any, courses: QuerySet[Course], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses  # type: ignore[attr-defined]


class RecognitionForm(forms.Form):
    """A confirmed certificate to be recognised."""

    certificate = CertificateField(
        ExternalCertificate.objects.none(),
        to_field_name="uuid",
        label=_("Certificate"),
        help_text=_("Only certificates that the issuing side confirmed."),
    )

    def __init__(self, *args: Any, certificates: QuerySet[ExternalCertificate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certificate"].queryset = certificates  # type: ignore[attr-defined]
