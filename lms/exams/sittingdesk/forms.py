"""Forms of the desk for sittings: they check shape, the operations decide."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.accounts.api import User
from lms.core.ids import new_uuid
from lms.exams.paperdesk.forms.plain import PlainForm
from lms.exams.papers.operations import LEAST_REASON, MOST_REASON
from lms.exams.papers.queries import newest_schemes
from lms.exams.practical.officer_queries import schemes_in_force
from lms.exams.sittingdesk.queries import Offer, offers_of, papers_in
from lms.exams.sittings.arrangements import MOST_EXTRA_MINUTES, MOST_EXTRA_PERCENT, Arrangement
from lms.exams.sittings.models import Sitting
from lms.exams.sittings.operations import NewSitting, Window
from lms.exams.sittings.operations.arranging import ARRANGED
from lms.exams.sittings.operations.rescheduling import digest_of
from lms.exams.sittings.policies import rooms_for_theory_of
from lms.organisations.api import Site

TIME = {"type": "time"}


def reason_field(label: Any, help_text: Any = "") -> forms.CharField:
    """Return the field for a reason that stays in the audit trail."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
        min_length=LEAST_REASON,
        max_length=MOST_REASON,
    )


class PlaceForm(PlainForm):
    """Where and when: times are those of the site."""

    title_zh = forms.CharField(label=gettext_lazy("Chinese title"), max_length=150)
    title_en = forms.CharField(
        label=gettext_lazy("English title"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("Empty: the English name of the examination."),
    )
    room = forms.ModelChoiceField(
        label=pgettext_lazy("classroom", "Room"), queryset=None, to_field_name="uuid"
    )
    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    doors = forms.TimeField(
        label=gettext_lazy("Doors open"), required=False, widget=forms.TimeInput(attrs=TIME, format="%H:%M")
    )
    opens = forms.TimeField(
        label=pgettext_lazy("examination", "Begins"), widget=forms.TimeInput(attrs=TIME, format="%H:%M")
    )
    closes = forms.TimeField(
        label=gettext_lazy("Last start"),
        widget=forms.TimeInput(attrs=TIME, format="%H:%M"),
        help_text=gettext_lazy("Who starts then still has the whole time of the examination."),
    )

    is_meant = forms.BooleanField(label=gettext_lazy("These times are meant"), required=False)

    def __init__(self, data: Any = None, *, user: User, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        room = self.fields["room"]
        room.queryset = rooms_for_theory_of(user, and_room=(initial or {}).get("room"))
        room.label_from_instance = lambda row: (
            _("%(site)s · %(room)s, %(seats)d seats")
            % {
                "site": row.site.name,
                "room": row.name,
                "seats": row.seats,
            }
        )

    def clean_title_zh(self) -> str:
        return str(self.cleaned_data["title_zh"]).strip()

    def window(self) -> Window:
        """Return the times as instants."""
        values = self.cleaned_data
        doors = values.get("doors")
        return Window(
            opens_at=self._at(values["opens"]),
            closes_at=self._at(values["closes"]),
            doors_at=self._at(doors) if doors else None,
            is_meant=values["is_meant"],
        )

    def visible_fields(self) -> list[forms.BoundField]:
        """Return the fields to fill; whether unlikely times are meant is asked only where they are unlikely."""
        asked = self["is_meant"].errors or self["is_meant"].value()
        return [field for field in super().visible_fields() if field.name != "is_meant" or asked]

    def _at(self, time: Any) -> datetime:
        return datetime.combine(self.cleaned_data["day"], time, tzinfo=get_current_timezone())

    def title(self) -> dict[str, str]:
        """Return the title in both languages."""
        return {"zh": self.cleaned_data["title_zh"], "en": self.cleaned_data["title_en"].strip()}


def place_of(sitting: Sitting) -> dict[str, Any]:
    """Return a sitting as the form begins with it."""
    opens, closes = localtime(sitting.opens_at), localtime(sitting.closes_at)
    return {
        "title_zh": sitting.title_zh,
        "title_en": sitting.title_en,
        "room": sitting.room.uuid,
        "day": opens.date(),
        "doors": localtime(sitting.doors_at).time() if sitting.doors_at else None,
        "opens": opens.time(),
        "closes": closes.time(),
        "shown": digest_of(sitting),
    }


class NewSittingForm(PlaceForm):
    """A new sitting: what is examined, with which papers, where and when."""

    papers = forms.ChoiceField(label=gettext_lazy("Examination and papers"))
    key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = (
        "papers",
        "title_zh",
        "title_en",
        "room",
        "day",
        "doors",
        "opens",
        "closes",
        "is_meant",
        "key",
    )

    def __init__(self, data: Any = None, *, user: User, initial: Any = None) -> None:
        super().__init__(data, user=user, initial={"key": new_uuid(), **(initial or {})})
        self.offers = {offer.key: offer for offer in offers_of(user)}
        # Each says examination and paper: a closed list shows nothing but what was chosen.
        choices = [(offer.key, _words_of(offer)) for offer in self.offers.values()]
        self.fields["papers"].choices = [("", _("Choose")), *choices]
        self.fields["title_zh"].required = False
        self.fields["title_zh"].help_text = _("Empty: the name of the examination.")

    def sitting(self) -> NewSitting:
        """Return what is to be scheduled."""
        values, window = self.cleaned_data, self.window()
        offer = self.offers[values["papers"]]
        scheme, title = offer.scheme, self.title()
        if not title["zh"]:
            title = {"zh": scheme.title_zh, "en": scheme.title_en}
        return NewSitting(
            scheme=scheme,
            room=values["room"],
            title=title,
            opens_at=window.opens_at,
            closes_at=window.closes_at,
            doors_at=window.doors_at,
            is_meant=window.is_meant,
            seed=values["key"].hex,
            client_key=values["key"],
            papers=papers_in(offer.order) if offer.order else (),
        )


def _words_of(offer: Offer) -> str:
    return f"{offer.scheme.code} {offer.scheme.title} · {_papers_of(offer)}"


def _papers_of(offer: Offer) -> str:
    if offer.order is None:
        return _("Draw one paper for all now")
    values = {
        "purpose": offer.order.get_purpose_display(),
        "count": offer.order.forms,
        "day": localtime(offer.order.at).date().isoformat(),
    }
    return _("%(purpose)s: %(count)d, drawn %(day)s") % values


class ChangeForm(PlaceForm):
    """Another place or time, and why."""

    reason = reason_field(gettext_lazy("Why it is changed"))
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    has_looked = forms.BooleanField(
        label=gettext_lazy("What is arranged for candidates is possible there and then"), required=False
    )

    def __init__(self, data: Any = None, *, user: User, initial: Any, is_arranged: bool) -> None:
        super().__init__(data, user=user, initial=initial)
        if not is_arranged:
            del self.fields["has_looked"]


class ReasonForm(PlainForm):
    """Why something is done."""

    reason = reason_field(gettext_lazy("Reason"))


class CancelForm(PlainForm):
    """Why a sitting is cancelled."""

    reason = reason_field(gettext_lazy("Why it is cancelled"), gettext_lazy("Candidates read this sentence."))


class SafeBrowserForm(PlainForm):
    """The config keys by which Safe Exam Browser is known, and why it is asked for or lifted."""

    keys = forms.CharField(
        label=gettext_lazy("Config keys"),
        help_text=gettext_lazy(
            "From the Exam pane of Safe Exam Browser's configuration tool: 64 characters, one key on each line. "
            "Empty: any browser."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        max_length=1000,
        required=False,
    )
    reason = reason_field(gettext_lazy("Reason"))


class SeenField(forms.CharField):
    """Who was chosen when the page was opened: their uuids, with commas between."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> list[UUID]:
        try:
            return [UUID(one) for one in str(super().clean(value)).split(",") if one]
        except ValueError:
            raise forms.ValidationError(_("Open the page again."), code="seen") from None


class InvigilatorsForm(PlainForm):
    """Who watches."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("Invigilators"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = SeenField(required=False, max_length=4000)

    def __init__(self, data: Any = None, *, choices: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["people"].choices = choices


class ArrangementForm(PlainForm):
    """What is arranged in advance for one candidate, and why."""

    extra_minutes = forms.IntegerField(
        label=gettext_lazy("More minutes"), min_value=0, max_value=MOST_EXTRA_MINUTES, required=False
    )
    extra_percent = forms.IntegerField(
        label=gettext_lazy("Or more time in percent"),
        min_value=0,
        max_value=MOST_EXTRA_PERCENT,
        required=False,
    )
    is_larger_type = forms.BooleanField(label=gettext_lazy("Larger type"), required=False)
    is_separate_room = forms.BooleanField(label=gettext_lazy("A room apart"), required=False)
    has_reader = forms.BooleanField(label=gettext_lazy("A reader"), required=False)
    reason = reason_field(
        gettext_lazy("Why it is arranged"),
        gettext_lazy("What is needed, not what ails the person: write no diagnosis."),
    )
    instead_of = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean_extra_minutes(self) -> int:
        return self.cleaned_data["extra_minutes"] or 0

    def clean_extra_percent(self) -> int:
        return self.cleaned_data["extra_percent"] or 0


def arranged_before(kept: Arrangement) -> dict[str, Any]:
    """Return what is arranged as the form begins with it."""
    values = {name: getattr(kept, name) for name in (*ARRANGED, "reason")}
    return {**values, "instead_of": kept.uuid}


class RuleForm(PlainForm):
    """A dated rule of who may be admitted."""

    code = forms.ChoiceField(label=gettext_lazy("Examination"))
    valid_from = forms.DateField(
        label=gettext_lazy("From the day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    resits = forms.IntegerField(
        label=gettext_lazy("Resits"),
        min_value=0,
        max_value=20,
        required=False,
        help_text=gettext_lazy("Tries after the first. Empty: any number."),
    )
    absence_counts = forms.BooleanField(
        label=gettext_lazy("Who does not appear has used a try"),
        help_text=gettext_lazy("Who is excused in time is taken out with a reason; then nothing counts."),
        initial=True,
        required=False,
    )
    after = forms.ChoiceField(label=gettext_lazy("Only after this one was passed"), required=False)
    after_months = forms.IntegerField(
        label=gettext_lazy("That pass counts for so many months"), min_value=1, max_value=120, required=False
    )
    basis_zh = forms.CharField(label=gettext_lazy("Rests on (Chinese)"), max_length=300)
    basis_en = forms.CharField(label=gettext_lazy("Rests on (English)"), max_length=300, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        schemes = [*newest_schemes(), *schemes_in_force()]
        known = sorted((row.code, f"{row.code} {row.title}") for row in schemes)
        self.fields["code"].choices = known
        self.fields["after"].choices = [("", _("None")), *known]


class SittingFilterForm(forms.Form):
    """Which month and site the calendar shows."""

    month = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", required=False)
    site = forms.ModelChoiceField(queryset=Site.objects.none(), to_field_name="uuid", required=False)
