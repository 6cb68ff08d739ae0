"""Forms of the invigilator's console: they check shape, the operations decide."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.core.sentences import enumerated
from lms.exams.errors import GivenLately
from lms.exams.sittings.errors import EvidenceOutdated
from lms.exams.sittings.given_lately import Given
from lms.exams.sittings.journal_files import MOST_BYTES
from lms.exams.sittings.room_models import WRITTEN_BY_PEOPLE, RoomAct
from lms.exams.sittings.seen_evidence import EvidenceStand


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Say in one sentence what happened. It stays in the log of the room."),
    )


class _Told(forms.MultipleChoiceField):
    """What others gave, by the acts that the page names; drawn anew each time, since what was sent may be old."""

    def valid_value(self, value: object) -> bool:
        return True

    def bound_data(self, data: object, initial: object) -> object:
        return initial


class BesideForm(ReasonForm):
    """A reason for minutes, below what others gave a moment ago."""

    told = _Told(required=False, widget=forms.MultipleHiddenInput)
    lately: Sequence[Given] = ()

    def tell(self, lately: Sequence[Given]) -> None:
        """Let the page say what others gave, and the form bring back of which acts it was."""
        self.lately = lately
        self.fields["told"].initial = [one.uuid for one in lately]

    def add_error(self, field: str | None, error: object) -> None:
        """Say it of the whole form; who gave what stands on the page."""
        if field is None and self.has_error(NON_FIELD_ERRORS, GivenLately.code):
            return
        super().add_error(None if field == "told" else field, error)  # type: ignore[arg-type]


class _Rooms(forms.MultipleChoiceField):
    """Rooms to choose from; where somebody decided meanwhile, nothing is left to do, and nothing is wrong."""

    def valid_value(self, value: object) -> bool:
        return True


class OutageForm(BesideForm):
    """Why an outage is confirmed, and in which other rooms along with this one: in none that nobody chose."""

    rooms = _Rooms(
        label=_("Confirm it in these rooms too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The server was away for them at the same time. Without a tick it is decided for this room only, and "
            "those who watch there decide themselves. If you refuse, that is for this room only."
        ),
    )

    def __init__(self, *args: object, rooms: Sequence[RoomAct], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(str(row.uuid), _in_words(row)) for row in rooms]
        self.fields["rooms"].choices = choices  # type: ignore[attr-defined]


def _in_words(row: RoomAct) -> str:
    sitting = row.sitting
    zone = ZoneInfo(sitting.site.time_zone)
    times = [
        " – ".join(date_format(localtime(at, zone), "H:i:s") for at in (span.since, span.until) if at)
        for span in row.away
    ]
    return " · ".join([f"{sitting.site.name} {sitting.room.name}", sitting.title, enumerated(times)])


class OpenForm(forms.Form):
    """That candidates may start though nobody was compared with photo or papers."""

    is_sure = forms.BooleanField(label=_("Let them start; I compare them while they write"))


class CloseForm(forms.Form):
    """That a room is closed for good."""

    is_sure = forms.BooleanField(label=_("Nobody else comes to write"))
    is_meant = forms.BooleanField(label=_("Close it although candidates may still begin"), required=False)

    def __init__(self, *args: object, is_early: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not is_early:
            del self.fields["is_meant"]


class ActForm(ReasonForm):
    """An act in the room; the key makes a second click harmless."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)


class ExtraTimeForm(BesideForm, ActForm):
    """More time, with its reason; a box is there once somebody else gave some a moment ago."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=120)
    is_on_top = forms.BooleanField(
        label=_("Give these minutes on top of those"), required=False, widget=forms.HiddenInput
    )
    field_order = ("minutes", "reason", "is_on_top")

    def tell(self, lately: Sequence[Given]) -> None:
        """Show the box with it."""
        super().tell(lately)
        if lately:
            self.fields["is_on_top"].widget = forms.CheckboxInput()

    def clean(self) -> dict[str, Any]:
        """Take for told only what the minutes are meant to come on top of."""
        sent = {**(super().clean() or self.cleaned_data)}
        is_on_top = sent.pop("is_on_top", False)
        return {**sent, "told": tuple(sent.get("told", ())) if is_on_top else ()}


class ReopenForm(ActForm):
    """A paper that goes on, with the time that was left and what is added."""

    minutes = forms.IntegerField(
        label=_("Minutes on top of the time that was left"), min_value=0, max_value=120, initial=0
    )
    field_order = ("minutes", "reason")


class SeenEvidence(forms.Form):
    """What a page showed of decisions and requests about held answers: who had not seen the last one is told first."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, stand: EvidenceStand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.stand = stand
        self.initial["seen"] = stand.token

    @property
    def is_outdated(self) -> bool:
        """Return whether somebody else decided or asked for something that the page had not shown."""
        return self.has_error(NON_FIELD_ERRORS, EvidenceOutdated.code)

    def renew(self, stand: EvidenceStand) -> None:
        """Let the page show what stands now; it has told of it."""
        self.data = self.data.copy()
        self.data["seen"] = stand.token


class AgreeForm(SeenEvidence, BesideForm):
    """What a second person says to a decision on held answers."""


class EvidenceForm(SeenEvidence, ActForm):
    """Whether held answers count. It is done when the same was sent before, and the page has said what it does."""

    UNCONFIRMED = "unconfirmed"
    positions = forms.TypedMultipleChoiceField(
        label=_("Held answers"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    decision = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")], widget=forms.HiddenInput)
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("positions", "reason")

    def __init__(self, *args: object, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["positions"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask back once, and again where something else is sent than was asked about."""
        sent = super().clean() or self.cleaned_data
        if not self.errors and sent["confirmed"] != self.meant:
            if sent["seen"] != self.stand.token:
                raise forms.ValidationError(self.stand.in_words, code=EvidenceOutdated.code)
            raise forms.ValidationError(_("Read what it does, then confirm it."), code=self.UNCONFIRMED)
        return sent

    @property
    def chosen(self) -> set[int]:
        """Return what is ticked: nothing before somebody ticks it."""
        sent = {str(one) for one in self["positions"].value() or ()}
        return {place for place, text in self.fields["positions"].choices if text in sent}  # type: ignore[attr-defined]

    @property
    def meant(self) -> str:
        """Return what is to be done as the page sends it back when somebody confirms it."""
        sent = self.cleaned_data
        return f"{sent['decision']} {sorted(sent['positions'])}"

    @property
    def is_to_confirm(self) -> bool:
        """Return whether nothing is wrong, and only nobody has confirmed it yet."""
        return self.has_error(NON_FIELD_ERRORS, self.UNCONFIRMED)


class IncidentForm(forms.Form):
    """What happened in the room or with one candidate."""

    category = forms.ChoiceField(
        label=_("What happened"),
        choices=[("", _("Please choose")), *((row.value, row.label) for row in WRITTEN_BY_PEOPLE)],
    )
    text = forms.CharField(
        label=_("In your own words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was seen, when, and what was done about it."),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)


class SeatDecisionForm(forms.Form):
    """Whether a candidate may go on at another seat."""

    decision = forms.ChoiceField(choices=[("approve", _("Allow")), ("refuse", _("Refuse"))])


class ReceiptCodeForm(forms.Form):
    """The short code of a receipt that was lost."""

    code = forms.CharField(
        label=_("Receipt code"),
        max_length=40,
        help_text=_("Twelve characters, as they stand on the receipt."),
    )


class JournalForm(forms.Form):
    """The file of a terminal that could not reach the server."""

    file = forms.FileField(
        label=_("Emergency copy"),
        help_text=_("The file from the candidate's computer; its name begins with “journal”."),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what no terminal can have written."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is too large to be an emergency copy."), code="too_large"
            )
        return file
