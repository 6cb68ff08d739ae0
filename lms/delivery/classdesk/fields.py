"""Fields that several forms of the desk share."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.catalog.api import Programme, ProgrammeVersion
from lms.organisations.api import Room, Site

OFF = {"autocomplete": "off", "spellcheck": "false"}


def day_field(label: Any, **more: Any) -> forms.DateField:
    """Return a field for a day, with the browser's calendar."""
    messages = {"required": _("Enter the day."), "invalid": _("This is no day of the calendar.")}
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=messages, **more)


def reason_field(words: Any, **more: Any) -> forms.CharField:
    """Return a field for a reason, which must be said; `words` is the error without one."""
    return forms.CharField(
        label=_("Reason"),
        max_length=more.pop("max_length", 200),
        widget=forms.TextInput(attrs=OFF),
        error_messages={"required": words},
        **more,
    )


class SeenForm(forms.Form):
    """A form that carries what its page showed, so that nothing is written over unseen.

    `stands` is how it is now: told of a change meanwhile, whoever sends the form again has seen that.
    """

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, stands: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stands = self.initial["seen"] = stands

    def add_error(self, field: str | None, error: Any) -> None:
        """Say at the top what was changed meanwhile, and that it has been seen."""
        super().add_error(None if field == "seen" else field, error)
        if field == "seen":
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[field] = self.stands


class ByUuid(forms.ModelChoiceField):
    """A choice of rows by their uuid; with `empty_label=None` the first is chosen."""

    def __init__(self, queryset: QuerySet[Any], **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("Choose one of them.")})
        super().__init__(queryset, to_field_name="uuid", **kwargs)


class NamedField(ByUuid):
    """Sites and schools by their names."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class RoomField(ByUuid):
    """Rooms with their seats; the site is said where there are several."""

    def __init__(self, queryset: QuerySet[Any], *, sites: int = 1, **kwargs: Any) -> None:
        self.sites = sites
        super().__init__(queryset, **kwargs)

    def label_from_instance(self, obj: Room) -> str:
        words = _("%(name)s (%(seats)d seats)") % {"name": obj.name, "seats": obj.seats}
        return f"{obj.site.name} · {words}" if self.sites > 1 else str(words)


class VersionField(ByUuid):
    """Versions by their programme and number."""

    def label_from_instance(self, obj: ProgrammeVersion) -> str:
        words = _("version %(number)d") % {"number": obj.number}
        return f"{obj.programme.code} {obj.programme.title} · {words}"


class ProgrammeField(ByUuid):
    """Programmes by code and title."""

    def label_from_instance(self, obj: Programme) -> str:
        return f"{obj.code} {obj.title}"


def lock_to_one(field: forms.ModelChoiceField, rows: QuerySet[Site]) -> None:
    """Choose at once where there is one choice only."""
    field.queryset = rows
    if len(rows[:2]) == 1:
        field.empty_label = None
