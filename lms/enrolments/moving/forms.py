"""Forms for moving: they check the shape; rules decide."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.catalog.api import ProgrammeVersion
from lms.enrolments.models import Enrolment


class PeopleField(forms.ModelMultipleChoiceField):
    """Enrolments by the names of their people."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        # Django's own words name a key that means nothing to anybody.
        "invalid_choice": _(
            "Somebody whom you had chosen is not in the list any more: moved or left meanwhile. "
            "Look at the list and choose again."
        ),
    }

    def label_from_instance(self, obj: Enrolment) -> str:
        user = getattr(obj.person, "user", None)
        return f"{obj.person.full_name} · {user.username}" if user else obj.person.full_name


class TargetField(forms.ModelChoiceField):
    """Versions by their number and from when they are valid."""

    def label_from_instance(self, obj: ProgrammeVersion) -> str:
        words = _("Version %(number)s, valid from %(day)s")
        return words % {"number": obj.number, "day": obj.valid_from.isoformat()}


class ChooseForm(forms.Form):
    """To which version, and who."""

    version = TargetField(
        ProgrammeVersion.objects.none(),
        to_field_name="uuid",
        empty_label=None,
        label=_("Move to"),
        help_text=_("Newer versions, and older ones that somebody was moved from."),
    )
    people = PeopleField(
        Enrolment.objects.none(),
        to_field_name="uuid",
        label=_("People"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )

    def __init__(
        self, *args: Any, people: QuerySet[Enrolment], versions: QuerySet[ProgrammeVersion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]


class MoveForm(ChooseForm):
    """The same again with what was shown, so that nobody agrees to anything else."""

    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
