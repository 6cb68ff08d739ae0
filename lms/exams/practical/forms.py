"""Forms of practical examinations: they check shape, the operations decide."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lms.accounts.api import User, holders_of
from lms.core.enums import Role
from lms.core.sentences import in_brackets
from lms.enrolments.api import Enrolment
from lms.exams.papers.operations import LEAST_REASON, MOST_REASON
from lms.exams.practical.admission import named
from lms.exams.practical.models import (
    DrawnTask,
    PracticalCandidate,
    PracticalExamination,
    PracticalScheme,
)
from lms.exams.practical.photographs import MOST_BYTES
from lms.organisations.api import Room


class _Named(forms.ModelChoiceField):
    """A choice of rows that are called as their own words say."""

    def label_from_instance(self, row: Any) -> str:
        if isinstance(row, PracticalScheme):
            return in_brackets(row.title, row)
        if isinstance(row, Room):
            return f"{row.site.name} · {row.name}"
        if isinstance(row, PracticalCandidate):
            return f"{row} {row.enrolment.person.full_name}"
        return row.get_full_name()


class _People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, row: Any) -> str:
        return f"{named(row)} · {row.version.programme.title}"


class PlanForm(forms.Form):
    """Which examination, where and when."""

    scheme = _Named(label=_("Examination"), queryset=PracticalScheme.objects.none())
    room = _Named(label=_("Room"), queryset=Room.objects.none())
    starts_at = forms.DateTimeField(
        label=_("Begins"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, schemes: Any, rooms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].queryset = schemes  # type: ignore[attr-defined]
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]


class CandidatesForm(forms.Form):
    """Who is admitted."""

    enrolments = _People(
        label=_("Candidates"),
        queryset=Enrolment.objects.none(),
        to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, enrolments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enrolments"].queryset = enrolments  # type: ignore[attr-defined]


class AssessorForm(forms.Form):
    """One assessor of the site."""

    assessor = _Named(label=_("Assessor"), queryset=User.objects.none(), to_field_name="uuid")

    def __init__(
        self, *args: Any, examination: PracticalExamination, without: Iterable[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assessor"]
        field.queryset = holders_of(Role.ASSESSOR, examination.site).exclude(pk__in=list(without))  # type: ignore[attr-defined]
        # Another tab may have named them meanwhile.
        field.error_messages["invalid_choice"] = _(
            "This person marks here already, or does not assess at this site any more. Choose somebody else."
        )
        if not field.queryset.exists():  # type: ignore[attr-defined]
            field.help_text = _(
                "Everybody who assesses at this site marks here already. "
                "An administrator can give the role to one more person."
            )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), min_length=LEAST_REASON, max_length=MOST_REASON)


class ConflictForm(ReasonForm):
    """Whom an assessor may not mark."""

    candidate = _Named(label=_("Candidate"), queryset=PracticalCandidate.objects.none(), to_field_name="uuid")
    field_order = ("assessor", "candidate", "reason")

    def __init__(self, *args: Any, examination: PracticalExamination, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = examination.candidates.filter(attempt=1).select_related("enrolment__person")
        self.fields["candidate"].queryset = rows  # type: ignore[attr-defined]


class OfficerConflictForm(ConflictForm):
    """The same, written down by an officer for an assessor."""

    assessor = _Named(label=_("Assessor"), queryset=User.objects.none(), to_field_name="uuid")

    def __init__(self, *args: Any, examination: PracticalExamination, **kwargs: Any) -> None:
        super().__init__(*args, examination=examination, **kwargs)
        here = holders_of(Role.ASSESSOR, examination.site)
        self.fields["assessor"].queryset = here  # type: ignore[attr-defined]


class PhotoForm(forms.Form):
    """A photograph of a task; the key makes a second click harmless."""

    task = forms.ChoiceField(widget=forms.HiddenInput)
    photo = forms.FileField(label=_("Photo of the work"))
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, tasks: Iterable[DrawnTask], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].choices = [(str(task.uuid), str(task.pk)) for task in tasks]  # type: ignore[attr-defined]

    def clean_photo(self) -> UploadedFile:
        """Refuse before reading what is far too large."""
        file: UploadedFile = self.cleaned_data["photo"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("A photo has at most 15 MB."), code="too_large")
        return file
