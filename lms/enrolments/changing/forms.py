"""Forms of what happens on the way: they check the shape; rules decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.core.transfers.forms import KeyForm
from lms.enrolments.changing.examinations import Agreed, Choice, PlannedExamination, digest_of
from lms.enrolments.changing.models import (
    InterruptionReason,
    ResumptionReason,
    TransferReason,
    WithdrawalReason,
)
from lms.organisations.api import School, Site

_NO_ILLNESS = _("One short sentence about the training. Never write an illness anywhere here.")


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day.")},
    )


def _reason(choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Reason"),
        choices=[("", "–"), *choices],
        error_messages={"required": _("Choose the reason.")},
    )


def _note() -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(
        label=_("Note"), required=False, max_length=200, widget=widget, help_text=_NO_ILLNESS
    )


class NamedField(forms.ModelChoiceField):
    """Schools or sites by their names."""

    def label_from_instance(self, obj: School | Site) -> str:
        return str(obj.name)


class InterruptForm(KeyForm):
    """From which day on training rests, and why."""

    began_on = _day(_("First day without training"))
    reason = _reason(InterruptionReason.offered())
    expected_on = _day(
        _("Expected back on"), required=False, help_text=_("Leave it empty if it is not known.")
    )
    note = _note()


class ReturnForm(forms.Form):
    """From which day on somebody is trained again."""

    on = _day(_("First day back"))


class WithdrawForm(forms.Form):
    """Why training ends before its goal."""

    code = _reason(WithdrawalReason.choices)
    note = _note()


class TakeUpForm(KeyForm):
    """Why an enrolment that was withdrawn goes on."""

    code = _reason(ResumptionReason.choices)
    note = _note()


class ExaminationsForm(KeyForm):
    """What becomes of examinations that are planned for the person; nothing is asked where none are.

    `seen` stands for those that the page names. When others are planned by the time it is sent, the operation says so
    and the page names them anew; what was agreed to before is no answer to that.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    # Asked only once the operation has told of such lessons; the answer is good for that day only.
    knows_unbegun = forms.CharField(
        label=_("The person was not in these lessons any more"),
        required=False,
        max_length=10,
        widget=forms.HiddenInput,
    )
    may_stay = False

    def __init__(self, *args: Any, planned: Sequence[PlannedExamination], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        digest = digest_of(planned)
        self.initial["seen"] = digest
        self.sent = self.data.get("seen", "")
        is_outdated = self.is_bound and self.sent != digest
        if is_outdated:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["seen"] = digest
            self.data.pop("examinations", None)
        if planned:
            self.fields["examinations"] = self._question(planned, is_required=not is_outdated)

    def _question(self, planned: Sequence[PlannedExamination], *, is_required: bool) -> forms.ChoiceField:
        choices = [(Choice.OFF.value, _("The person is taken off these examinations"))]
        if self.may_stay:
            choices.insert(0, (Choice.STAY.value, _("The person keeps the places, and sits them as planned")))
        return forms.ChoiceField(
            label=_("Planned examinations"),
            help_text="; ".join(str(row) for row in planned),
            choices=choices,
            required=is_required,
            widget=forms.RadioSelect,
            error_messages={"required": _("Say what becomes of the planned examinations.")},
        )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        choice = Choice(said.get("examinations") or Choice.OFF)
        knows = said.get("knows_unbegun") == str(said.get("on"))
        return {**said, "agreed": Agreed(self.sent, choice, knows)}

    def add_error(self, field: str | None, error: Any) -> None:
        """Ask for what an operation wants to hear said."""
        super().add_error(field, error)
        if field == "knows_unbegun":
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data.pop(field, None)
            self.fields[field].widget = forms.CheckboxInput({"value": str(self.cleaned_data.get("on"))})


class SchoolChangeForm(ExaminationsForm):
    """Which other school of the site goes on, from which day, and why."""

    may_stay = True
    shown = forms.UUIDField(widget=forms.HiddenInput)
    to = NamedField(School.objects.none(), to_field_name="uuid", label=_("School"))
    on = _day(_("First day there"))
    reason = _reason(TransferReason.offered())
    note = _note()

    def __init__(self, *args: Any, schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = schools  # type: ignore[attr-defined]


class SiteChangeForm(ExaminationsForm):
    """At which other site somebody goes on, from which day, and why."""

    to = NamedField(Site.objects.none(), to_field_name="uuid", label=_("Training site"))
    school = NamedField(
        School.objects.none(),
        to_field_name="uuid",
        required=False,
        label=_("School there"),
        help_text=_("Schools that teach there too go on by themselves. This one takes over from the others."),
    )
    on = _day(_("First day there"))
    reason = _reason(TransferReason.offered())
    note = _note()

    def __init__(self, *args: Any, sites: QuerySet[Site], schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = sites  # type: ignore[attr-defined]
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
