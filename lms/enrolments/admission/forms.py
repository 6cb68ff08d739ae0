"""Forms of admission: they check the shape; the rules decide."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.catalog.api import ProgrammeVersion
from lms.core.transfers.forms import KeyForm
from lms.enrolments.admission.columns import CHOICES, Column
from lms.enrolments.admission.models import Admission, Consent, FitnessReason, Language, Schooling
from lms.enrolments.admission.words import word_text
from lms.enrolments.entry.models import Ground
from lms.enrolments.models import Enrolment
from lms.organisations.api import School, Site

_OFF = {"autocomplete": "off", "spellcheck": "false"}


class SiteField(forms.ModelChoiceField):
    """The sites at which the user admits; with one there is nothing to choose."""

    def label_from_instance(self, obj: Site) -> str:
        return str(obj.name)


class SchoolField(forms.ModelChoiceField):
    """Schools by their names."""

    def label_from_instance(self, obj: School) -> str:
        return str(obj.name)


class SiteForm(KeyForm):
    """Where people come in."""

    site = SiteField(Site.objects.none(), to_field_name="uuid", empty_label=None, label=_("Training site"))

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]


class BringForm(SiteForm):
    """A workbook of people."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("The template, filled in and saved as .xlsx."),
        error_messages={"required": _("Choose the workbook."), "empty": _("The file is empty.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


class ShownForm(forms.Form):
    """Which reading of a file was shown."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class AskedField(forms.CharField):
    """A text marked as required; that it is missing the rules say, together with everything else that is wrong."""

    def validate(self, value: str) -> None:
        """Leave it to the rules."""


class AskedChoice(forms.ChoiceField):
    """A choice marked as required in the same way."""

    def validate(self, value: str) -> None:
        """Look whether it is one of the choices; that it is missing the rules say."""
        if value:
            super().validate(value)


def _asked(label: Any, **more: Any) -> AskedField:
    return AskedField(label=label, widget=forms.TextInput(attrs={**_OFF, **more.pop("attrs", {})}), **more)


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=_OFF), **more)


_DAY = {"placeholder": "2026-11-03", "inputmode": "numeric"}


def _day(label: Any, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={**_OFF, **_DAY})
    return forms.CharField(label=label, required=False, widget=widget, **more)


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", "–"), *choices])


class SureTick(forms.CheckboxInput):
    """A tick, empty whenever it is shown, whose value names what it is about: of anything else it says nothing."""

    def __init__(self, about: str) -> None:
        super().__init__(check_test=lambda _value: False)
        self._about = about

    def format_value(self, value: Any) -> str:
        return self._about


class AdmitForm(SiteForm):
    """One person; the fields are the questions of the workbook, and the same rules read them."""

    number = _asked(_("Trainee number"), help_text=_("4 to 17 digits. It is printed on the card."))
    name = _asked(pgettext_lazy("person", "Name"))
    identity = _asked(_("Identity number"), help_text=_("18 characters, or “暂无” if there is none yet."))
    sex = _choice(_("Sex"), [])
    born = _day(_("Date of birth"), help_text=_("Only without an identity number."))
    schooling = AskedChoice(label=_("Schooling"), choices=[("", "–"), *Schooling.choices])
    language = _choice(_("First language"), Language.choices)
    other_language = _choice(_("Other language"), Language.choices)
    admitted = _asked(_("Admitted on"), attrs=_DAY)
    release = _day(_("Release forecast"), help_text=_("Leave it empty if it is not known."))
    fit = _choice(_("Fit for training"), [("yes", _("Yes")), ("no", pgettext_lazy("fact", "No"))])
    fit_date = _day(_("Fitness stated on"), help_text=_("What the clinic says: yes or no, never an illness."))
    certificates = _text(_("Earlier certificates, as declared"), max_length=500)
    notice = _day(_("Notice given on"))
    consent = _choice(_("Consent"), Consent.choices)
    sure_of = forms.CharField(
        label=_("I compared this with the document: it is right"),
        required=False,
        max_length=16,
        widget=forms.HiddenInput,
    )

    def ask_if_sure(self, mark: str) -> None:
        """Show the tick for doubts that this stands for; nobody is asked before."""
        self.fields["sure_of"].widget = SureTick(mark)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sexes = Admission._meta.get_field("person").related_model._meta.get_field("sex").choices
        self.fields["sex"].choices = [("", "–"), *sexes]  # type: ignore[attr-defined]

    def answers(self) -> dict[Column, str]:
        """Return what was typed, by question."""
        return {column: self.cleaned_data.get(column.value) or "" for column in Column}


class SeenForm(forms.Form):
    """A form that replaces what stands there, and carries what it showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class ForecastForm(SeenForm, KeyForm):
    """When the release is expected now, and why that is said."""

    is_known = forms.ChoiceField(
        label=_("Is the day known?"),
        choices=[("yes", _("Yes")), ("no", _("No, nobody knows it at present"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    release_date = forms.DateField(
        label=_("Release forecast"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "One sentence about the dates only, such as “assessment in March”. It stays in the history."
        ),
        max_length=200,
        widget=forms.TextInput(attrs=_OFF),
        error_messages={"required": _("Say why the forecast changes.")},
    )
    sure_of = forms.DateField(label="", required=False, widget=forms.HiddenInput)

    def ask_if_sure(self) -> None:
        """Show the tick where the day is doubted; nobody is asked before. It stands for the day that it names."""
        day = self.cleaned_data.get("release_date") if self.has_error("sure_of") else None
        if day:
            words = _("I compared %(day)s with the document: it is right")
            self["sure_of"].label = words % {"day": day}
            self.fields["sure_of"].widget = SureTick(day.isoformat())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_known") == "no":
            cleaned["release_date"] = None
        elif not cleaned.get("release_date") and "release_date" not in self.errors:
            self.add_error("release_date", _("Enter the day, or say that nobody knows it."))
        return cleaned


def _date(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day.")},
    )


class FitnessForm(SeenForm):
    """What the clinic says of training."""

    is_fit = forms.ChoiceField(
        label=_("Fit for training"),
        choices=[("yes", _("Yes")), ("no", pgettext_lazy("fact", "No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    fitness_date = _date(_("Fitness stated on"))
    reason = forms.ChoiceField(
        label=_("Why it is written down"),
        choices=[(one.value, one.label) for one in (FitnessReason.STATED, FitnessReason.CORRECTED)],
        widget=forms.RadioSelect,
        initial=FitnessReason.STATED,
        error_messages={"required": _("Choose one of them.")},
    )


class ConsentForm(SeenForm):
    """When the notice was given, and the answer."""

    notice_date = _date(_("Notice given on"))
    consent = forms.ChoiceField(label=_("Consent"), choices=Consent.choices, widget=forms.RadioSelect)


class RunningField(forms.ModelMultipleChoiceField):
    """Running enrolments by their programmes and schools."""

    def label_from_instance(self, obj: Enrolment) -> str:
        return f"{obj.version.programme.title} · {obj.school.name}"


class LeaveForm(forms.Form):
    """On which day somebody left, and which programmes go on afterwards."""

    left_date = _date(_("Left on"))
    going_on = RunningField(
        Enrolment.objects.none(),
        to_field_name="uuid",
        required=False,
        label=_("Goes on after the release"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not ticked ends as withdrawn."),
    )
    sure = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, running: QuerySet[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["going_on"].queryset = running  # type: ignore[attr-defined]
        self._running = running
        if not running:
            del self.fields["going_on"]

    def continuing(self) -> list[Enrolment]:
        """Return what goes on, once the form is valid."""
        return list(self.cleaned_data.get("going_on", ()))

    def ending(self) -> list[Enrolment]:
        """Return what ends as withdrawn."""
        kept = {row.pk for row in self.continuing()}
        return [row for row in self._running if row.pk not in kept]

    def is_sure(self) -> bool:
        """Return whether somebody was shown what happens, and says yes to just that."""
        return bool(self.cleaned_data.get("sure") == self._mark())

    def ask_if_sure(self) -> None:
        """Let the form carry what is shown now."""
        self.data = self.data.copy()
        self.data["sure"] = self._mark()

    def _mark(self) -> str:
        ends = sorted(row.pk for row in self.ending())
        shown = (self.cleaned_data["left_date"], sorted(row.pk for row in self.continuing()), ends)
        return hashlib.sha256(str(shown).encode()).hexdigest()[:32]


class IdentityForm(forms.Form):
    """An identity number from the paper, or that the one that waits is dropped."""

    number = forms.CharField(
        label=_("Identity number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=_OFF),
        help_text=_("18 characters: 17 digits and a digit or X."),
    )
    drop = forms.BooleanField(required=False)
    seen = forms.UUIDField(required=False)


class VersionField(forms.ModelChoiceField):
    """Published versions by the code and title of their programmes."""

    def label_from_instance(self, obj: ProgrammeVersion) -> str:
        return version_text(obj)


def version_text(version: ProgrammeVersion) -> str:
    """Return a version of a programme by code, title and number."""
    number = _("version %(number)s") % {"number": version.number}
    return f"{version.programme.code} {version.programme.title} · {number}"


class EnrolForm(forms.Form):
    """On what people are to be enrolled, where, and on what that rests."""

    version = VersionField(
        ProgrammeVersion.objects.none(), to_field_name="uuid", empty_label=None, label=_("Programme")
    )
    school = SchoolField(School.objects.none(), to_field_name="uuid", empty_label=None, label=_("School"))
    exam_date = forms.DateField(
        label=_("Day of the examination"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The age is looked at on this day. Leave it empty while it is not fixed."),
    )
    ground = forms.ChoiceField(label=_("Rests on"), required=False, choices=Ground.choices)
    proof = forms.CharField(
        label=_("Proof"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=_OFF),
        help_text=_("Which paper shows it, such as the number of a certificate. It may stay empty."),
    )

    def __init__(
        self, *args: Any, versions: QuerySet[ProgrammeVersion], schools: QuerySet[School], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]

    def chosen(self, sent: Mapping[str, str]) -> dict[str, str]:
        """Return what the fields say in what was sent, unread: two that are alike were one choice."""
        return {name: sent.get(name, "") for name in self.fields}


def listed_words(column: Column) -> list[tuple[str, str]]:
    """Return the words that a cell of this question may hold, each with how a list to choose from shows it."""
    return [(word.zh, word_text(word)) for word in CHOICES.get(column, ())]
