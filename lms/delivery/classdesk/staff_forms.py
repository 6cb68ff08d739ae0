"""Forms of days without teaching, and of who may teach what: they check the shape; operations decide."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.catalog.api import Programme
from lms.accounts.api import User
from lms.core.clock import local_date, now
from lms.core.days import is_far_off
from lms.delivery.classdesk.fields import OFF, NamedField, ProgrammeField, day_field, lock_to_one
from lms.delivery.classdesk.timetable_forms import UserField
from lms.organisations.api import Site

MOST_DAYS = 62


class HolidayForm(forms.Form):
    """One or several days in a row on which a site does not teach."""

    site = NamedField(Site.objects.none(), label=_("Training site"))
    first = day_field(_("First day"))
    last = day_field(_("Last day"), required=False, help_text=_("Leave it empty for a single day."))
    name = forms.CharField(
        label=_("Name of the day"),
        help_text=_("For example National Day, or sports day."),
        max_length=60,
        widget=forms.TextInput(attrs=OFF),
        error_messages={"required": _("Give the day a name.")},
    )

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lock_to_one(self.fields["site"], sites)  # type: ignore[arg-type]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, today = said.get("first"), local_date(now())
        if first and is_far_off(first, today=today):
            self.add_error("first", _("This day is more than ten years away. Check the year."))
        elif first and is_far_off(today, today=first):
            self.add_error("first", _("This day is too long ago. Check the year."))
        elif first and "last" not in self.errors:
            last = said.get("last") or first
            said["last"] = last
            if last < first:
                self.add_error("last", _("The last day is before the first day."))
            elif (last - first).days >= MOST_DAYS:
                words = _("These are more than %(count)d days in a row. Check the year.")
                self.add_error("last", words % {"count": MOST_DAYS})
        return said


def _until() -> forms.DateField:
    words = _("Leave it empty if it does not expire.")
    return day_field(_("Last day on which it holds"), required=False, help_text=words)


class QualifyForm(forms.Form):
    """What an instructor may teach."""

    instructor = UserField(User.objects.none(), label=_("Instructor"))
    programme = ProgrammeField(Programme.objects.none(), label=_("Programme"))
    title = forms.CharField(
        label=_("Certificate or title"),
        help_text=_("As it stands on the paper, with its number."),
        max_length=100,
        widget=forms.TextInput(attrs=OFF),
        error_messages={"required": _("Say on which certificate or title it rests.")},
    )
    valid_from = day_field(_("First day on which it holds"))
    valid_until = _until()

    def __init__(self, *args: Any, instructors: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instructor"].queryset = instructors  # type: ignore[attr-defined]
        self.fields["programme"].queryset = Programme.objects.order_by("code")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("valid_from"), said.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day is before the first day."))
        return said


class EndForm(forms.Form):
    """On which day a qualification ends."""

    valid_until = _until()
