"""Forms of the audit: what if, credits, and taking them back. They check the shape; rules decide."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.catalog.api import Course, Requirement, SkillLevel
from lms.enrolments.completion.expected import ExpectedPaper, paper_text
from lms.enrolments.credits.models import CreditSource
from lms.enrolments.external.forms import day_field
from lms.enrolments.external.models import ExternalCertificate, ExternalKind
from lms.enrolments.external.rules import LEVELLED


class TitledField(forms.ModelChoiceField):
    """Rows by their titles."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.title}" if hasattr(obj, "title") else str(obj)


class CertificateField(forms.ModelChoiceField):
    """Certificates by kind, occupation and level, with the end of the number and the day: two may end alike."""

    def label_from_instance(self, obj: ExternalCertificate) -> str:
        return f"{paper_text(obj)} · {obj.masked_number} · {obj.issued_date}"


class WhatIfForm(forms.Form):
    """Until when there is time, and what is taken as met; nothing of it is kept."""

    until = day_field(label=_("Release, as forecast"), required=False)
    assume = forms.MultipleChoiceField(
        label=_("Taken as met"), required=False, widget=forms.CheckboxSelectMultiple
    )
    papers = forms.MultipleChoiceField(
        label=_("Certificates of other bodies taken as there"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.ChoiceField(
        label=_("Another certificate"),
        required=False,
        choices=[("", pgettext_lazy("certificate", "none")), *ExternalKind.choices],
    )
    occupation = forms.CharField(label=_("Its occupation or skill"), required=False, max_length=100)
    level = forms.TypedChoiceField(
        label=_("Its level"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "–"), *SkillLevel.choices],
    )

    def __init__(
        self,
        *args: Any,
        requirements: QuerySet[Requirement],
        papers: Mapping[str, tuple[str, ExpectedPaper]],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        choices = [(row.code, row.title) for row in requirements]
        self.fields["assume"].choices = choices  # type: ignore[attr-defined]
        self._papers = papers
        listed = [(code, words) for code, (words, _paper) in papers.items()]
        self.fields["papers"].choices = listed  # type: ignore[attr-defined]
        if not papers:
            del self.fields["papers"]

    def offer(self, choices: Mapping[str, str]) -> None:
        """Offer these requirements, by their codes, and no others: what is met needs no assumption."""
        self.fields["assume"].choices = list(choices.items())  # type: ignore[attr-defined]
        if not choices:
            del self.fields["assume"]

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < self._today:
            raise forms.ValidationError(_("Today or a later day: nobody is released in the past."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, occupation = cleaned.get("kind"), (cleaned.get("occupation") or "").strip()
        if kind and not occupation and "occupation" not in self.errors:
            self.add_error("occupation", _("Say for which occupation or skill."))
        if occupation and not kind and "kind" not in self.errors:
            self.add_error("kind", _("Choose the kind of the certificate."))
        if kind in LEVELLED and not cleaned.get("level") and "level" not in self.errors:
            self.add_error("level", _("Choose the level: what the certificate counts for depends on it."))
        return cleaned

    def expected(self) -> tuple[ExpectedPaper, ...]:
        """Return the certificates that are taken as there; of a form that is right."""
        said = self.cleaned_data
        chosen = [self._papers[code][1] for code in said.get("papers", ())]
        if said["kind"]:
            level = said["level"] if said["kind"] in LEVELLED else None
            chosen.append(ExpectedPaper(said["kind"], said["occupation"], level))
        return tuple(chosen)


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
        help_text=_("Only certificates that the issuing side confirmed and that have not ended."),
    )

    def __init__(self, *args: Any, certificates: QuerySet[ExternalCertificate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certificate"].queryset = certificates  # type: ignore[attr-defined]
