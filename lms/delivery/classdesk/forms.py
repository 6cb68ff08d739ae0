"""Forms of cohorts: they check the shape; rules and operations decide."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.catalog.api import ProgrammeVersion
from lms.delivery.classdesk.fields import (
    OFF,
    NamedField,
    SeenForm,
    VersionField,
    day_field,
    lock_to_one,
    reason_field,
)
from lms.delivery.cohorts.operations import NewCohort
from lms.enrolments.api import ProposedClass
from lms.organisations.api import School, Site

MOST_PLACES = 200


def _places() -> forms.IntegerField:
    messages = {
        "required": _("Enter how many places there are."),
        "min_value": _("A cohort has at least one place."),
        "max_value": _("A cohort has at most %(limit_value)d places."),
    }
    return forms.IntegerField(label=_("Places"), min_value=1, max_value=MOST_PLACES, error_messages=messages)


def _code() -> forms.CharField:
    return forms.CharField(
        label=_("Code of the cohort"),
        help_text=_("Short and of your own choice, for example 2026-SES-3. Each site uses it once."),
        max_length=30,
        widget=forms.TextInput(attrs=OFF),
        error_messages={"required": _("Give the cohort a code.")},
    )


class ChangeForm(forms.Form):
    """What may change of a cohort."""

    capacity = _places()
    begins_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("begins_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first day."))
        return said


class TakeBackForm(forms.Form):
    """Which rows of accepted learning are taken back, and why."""

    rows = forms.MultipleChoiceField(
        error_messages={
            "required": _("Choose at least one accepted row."),
            "invalid_choice": _("Choose at least one accepted row."),
        }
    )
    reason = reason_field(_("Say why it is taken back."))

    def __init__(self, *args: Any, rows: Iterable[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].choices = [(str(row), str(row)) for row in rows]  # type: ignore[attr-defined]


class OpenForm(ChangeForm):
    """A new cohort."""

    code = _code()
    version = VersionField(
        ProgrammeVersion.objects.none(),
        label=_("Programme and version"),
        help_text=_("The cohort stays on this version, also when a newer one is published."),
    )
    school = NamedField(School.objects.none(), label=_("School"))
    site = NamedField(Site.objects.none(), label=_("Training site"))
    field_order = ("code", "version", "school", "site", "capacity", "begins_on", "ends_on")

    def __init__(
        self,
        *args: Any,
        versions: QuerySet[ProgrammeVersion],
        schools: QuerySet[School],
        sites: QuerySet[Site],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("version", versions), ("school", schools), ("site", sites)):
            lock_to_one(self.fields[name], rows)  # type: ignore[arg-type]


class TakeOverForm(ChangeForm):
    """A cohort from a class of a plan: its programme, version and site stand in the plan."""

    code = _code()
    school = NamedField(School.objects.none(), label=_("School"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("code", "school", "capacity", "begins_on", "ends_on")

    def __init__(self, *args: Any, proposed: ProposedClass, schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = proposed
        lock_to_one(self.fields["school"], schools)  # type: ignore[arg-type]

    def cohort(self) -> NewCohort:
        """Return what the cohort is to be opened with."""
        names = ("code", "school", "capacity", "begins_on", "ends_on")
        said = {name: self.cleaned_data[name] for name in names}
        return NewCohort(version=self.proposed.version, site=self.proposed.site, **said)


class CancelForm(forms.Form):
    """Why a cohort is cancelled, and the digest of what was seen to go with it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = reason_field(_("Say why the cohort is cancelled."))


class JoinForm(forms.Form):
    """From which day on those who were chosen belong to the cohort."""

    joined_on = day_field(_("Belongs to the cohort from"))


class LeaveForm(SeenForm):
    """From which day on somebody does not belong to the cohort any more, and why."""

    left_on = day_field(
        _("First day without the person"), help_text=_("Hours up to the day before stay as they are.")
    )
    reason = reason_field(_("Say why the person leaves the cohort."))

    def __init__(self, *args: Any, recorded: str = "", **kwargs: Any) -> None:
        """Take the reason that was recorded with a day to come: it stays unless another one is written."""
        super().__init__(*args, **kwargs)
        if recorded:
            field = self.fields["reason"]
            field.required, field.label = False, _("Another reason")
            field.help_text = _("Leave it empty where the reason that was recorded is right: %(reason)s.") % {
                "reason": recorded
            }
