"""Forms of the timetable: they check the shape; rules and operations decide."""

import hashlib
from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.catalog.api import Course, Unit, list_courses
from lms.accounts.api import User, holders_of
from lms.core.enums import Role
from lms.delivery.classdesk.fields import ByUuid, RoomField, SeenForm, day_field, reason_field
from lms.delivery.cohorts.models import Cohort
from lms.delivery.timetable.models import TeachingKind
from lms.delivery.timetable.operations import Pattern, Weekly
from lms.delivery.timetable.rules import MOST_MINUTES, WeeklySlot
from lms.organisations.api import Room, Site

WEEKDAYS = (
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
)
NINE, LESSON = time(9), 90


def who_may_teach() -> Any:
    """Return the way to the list in which a qualification is added, to stand below the choice of an instructor."""
    return lazy(format_html, str)(
        '<a href="{}">{}</a>',
        reverse_lazy("cohorts:teachers"),
        _("Who may teach, and adding a qualification"),
    )


class UserField(ByUuid):
    """People of staff by their names."""

    def label_from_instance(self, obj: User) -> str:
        return obj.display_name


def rooms_at(sites: list[Site]) -> QuerySet[Room]:
    """Return the rooms of sites in the order of their names."""
    return (
        Room.objects.filter(site__in=sites).select_related("site").order_by("site__code", "sort_name", "name")
    )


def time_field(label: Any, **more: Any) -> forms.TimeField:
    """Return a field for a time of the day, with the browser's clock."""
    messages = {"required": _("Enter the time."), "invalid": _("This is no time, such as 09:00.")}
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages=messages, **more)


def minutes_field() -> forms.IntegerField:
    """Return a field for how long a session lasts."""
    messages = {
        "required": _("Enter how many minutes a session lasts."),
        "min_value": _("A session lasts at least one minute."),
        "max_value": _("A session lasts at most %(limit_value)d minutes."),
        "invalid": _("Enter the minutes as a number."),
    }
    return forms.IntegerField(
        label=_("Minutes"),
        help_text=_("A class hour has 45 minutes; two of them in a row are 90."),
        min_value=1,
        max_value=MOST_MINUTES,
        error_messages=messages,
    )


def parts_of(cohort: Cohort) -> dict[str, tuple[Course, Unit | None, str]]:
    """Return what can be taught, by a key for a form: units, and courses that have none; each with its words."""
    found: dict[str, tuple[Course, Unit | None, str]] = {}
    courses = list_courses(cohort.version)
    for course in courses:
        units = list(course.units.all())
        for unit in units:
            words = f"{course.title} · {unit.title}" if len(courses) > 1 else unit.title
            found[f"unit:{unit.uuid}"] = (course, unit, words)
        if not units:
            found[f"course:{course.uuid}"] = (course, None, course.title)
    return found


REST = "rest"


class PlanForm(forms.Form):
    """A weekly pattern of sessions of one cohort: of one part, or of everything that the timetable lacks."""

    part = forms.ChoiceField(
        label=_("What is taught"),
        help_text=_("One part, or everything that the timetable still lacks in one step."),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("teaching", "Kind"),
        choices=TeachingKind.choices,
        required=False,  # everything together has both, theory before practice in each part
        help_text=_("Of one part; everything together has theory before practice in each part."),
    )
    instructor = UserField(User.objects.none(), label=_("Instructor"), help_text=who_may_teach())
    room = RoomField(Room.objects.none(), label=pgettext_lazy("classroom", "Room"))
    first = day_field(pgettext_lazy("timetable", "From"))
    last = day_field(pgettext_lazy("timetable", "Until"))
    weekdays = forms.MultipleChoiceField(
        label=_("Weekdays"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one weekday.")},
    )
    begins = time_field(_("Begins at"))
    second = time_field(
        _("And again at"),
        required=False,
        help_text=_("Only if there are two sessions on each of these days."),
    )
    minutes = minutes_field()
    series = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort, self.parts = cohort, parts_of(cohort)
        rest = (REST, _("Everything still to be planned, in the order of the plan"))
        parts = [(key, row[2]) for key, row in self.parts.items()]
        self.fields["part"].choices = [*parts, rest]  # type: ignore[attr-defined]
        staff, rooms = holders_of(Role.INSTRUCTOR, cohort.site), rooms_at([cohort.site])
        self.fields["instructor"].queryset = staff  # type: ignore[attr-defined]
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", _("The last day is before the first day."))
        if said.get("part", REST) != REST and not said.get("kind"):
            self.add_error("kind", _("Choose theory or practice."))
        return said

    def pattern(self, without: frozenset[datetime]) -> Pattern:
        """Return what is wished; sessions that would begin at an instant of `without` are left out."""
        course, unit, _words = self.parts[self.cleaned_data["part"]]
        kind = TeachingKind(self.cleaned_data["kind"])
        return Pattern(course=course, unit=unit, kind=kind, without=without, **self._weekly())

    @property
    def is_rest(self) -> bool:
        """Return whether everything that the timetable lacks is wished."""
        return self.cleaned_data["part"] == REST

    def rest(self, without: frozenset[datetime]) -> Weekly:
        """Return what is wished of everything that the timetable lacks."""
        return Weekly(without=without, **self._weekly())

    def _weekly(self) -> dict[str, Any]:
        said = self.cleaned_data
        times = [at for at in (said["begins"], said["second"]) if at]
        slots = [
            WeeklySlot(int(day), at, said["minutes"]) for day in sorted(said["weekdays"]) for at in times
        ]
        shared = {name: said[name] for name in ("room", "instructor", "first", "last", "series")}
        return {"cohort_uuid": self.cohort.uuid, "slots": tuple(slots), **shared}

    def digest(self) -> str:
        """Return a short name of what is wished, to know whether it is what was shown."""
        names = [name for name in self.fields if name != "seen"]
        text = repr([(name, str(self.cleaned_data.get(name))) for name in names])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class BatchForm(forms.Form):
    """A deed at chosen sessions: done once however often it is sent."""

    batch = forms.UUIDField(widget=forms.HiddenInput)
    reason = reason_field(_("Say why. It stands in the history of each session."))

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = sites


class ReplaceForm(BatchForm):
    """Another instructor or another room."""

    instructor = UserField(
        User.objects.none(),
        label=_("Instructor"),
        required=False,
        empty_label=pgettext_lazy("session", "As it is"),
        help_text=who_may_teach(),
    )
    room = RoomField(
        Room.objects.none(),
        label=pgettext_lazy("classroom", "Room"),
        required=False,
        empty_label=pgettext_lazy("session", "As it is"),
    )
    field_order = ("instructor", "room", "reason", "batch")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = {row.pk for site in self.sites for row in holders_of(Role.INSTRUCTOR, site)}
        rows = User.objects.filter(pk__in=staff).order_by("display_name", "pk")
        self.fields["instructor"].queryset = rows  # type: ignore[attr-defined]
        self.fields["room"].queryset = rooms_at(self.sites)  # type: ignore[attr-defined]
        self.fields["room"].sites = len(self.sites)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("instructor") and not said.get("room"):
            self.add_error(None, _("Choose another instructor or another room."))
        return said


class MoveForm(SeenForm, BatchForm):
    """To when and where one session goes."""

    day = day_field(_("Day"))
    begins = time_field(_("Begins at"))
    minutes = minutes_field()
    room = RoomField(Room.objects.none(), label=pgettext_lazy("classroom", "Room"), empty_label=None)
    # Asked only once the operation has called the hours unusual; the answer is good for those hours only.
    meant = forms.CharField(
        label=_("These hours are meant"), required=False, max_length=60, widget=forms.HiddenInput
    )
    field_order = ("day", "begins", "minutes", "room", "reason", "meant", "seen", "batch")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = rooms_at(self.sites)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        return {**said, "is_meant": said.get("meant") == self._hours()}

    def _hours(self) -> str:
        return " ".join(str(self.cleaned_data.get(name)) for name in ("day", "begins", "minutes"))

    def add_error(self, field: str | None, error: Any) -> None:
        """Ask whether unusual hours are meant."""
        super().add_error(field, error)
        if field == "meant":
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data.pop(field, None)
            self.fields[field].widget = forms.CheckboxInput({"value": self._hours()})
