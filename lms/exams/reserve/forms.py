"""Forms of the sealed reserve: they check shape, the operations decide."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid
from lms.exams.reserve.models import OpeningCause, ReserveEdition

MOST_NUMBER = 9999


class PrintForm(forms.Form):
    """A packet that is to be printed and sealed."""

    seal = forms.CharField(
        label=_("Number of the seal"), max_length=40, help_text=_("It stands on the seal of the envelope.")
    )
    first_number = forms.IntegerField(
        label=_("From candidate number"), min_value=1, max_value=MOST_NUMBER, initial=1
    )
    last_number = forms.IntegerField(
        label=_("To candidate number"), min_value=1, max_value=MOST_NUMBER, initial=30
    )
    edition = forms.ChoiceField(label=_("Language"), choices=ReserveEdition.choices)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For example: reserve for the sitting in room 2.")
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)

    def clean(self) -> dict[str, Any]:
        """Refuse numbers that go down."""
        values = super().clean() or {}
        first, last = values.get("first_number"), values.get("last_number")
        if first and last and last < first:
            self.add_error("last_number", _("The last number is not below the first."))
        return values


class SealForm(forms.Form):
    """What an officer has before them when they say that a packet lies sealed."""

    booklets = forms.IntegerField(
        label=_("Booklets counted"), min_value=1, max_value=99, help_text=_("Each with its answer sheet.")
    )
    seal = forms.CharField(
        label=_("Number of the seal"), max_length=40, help_text=_("Read it off the closed envelope.")
    )


class StrikeForm(forms.Form):
    """Why a packet is not used."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For example: never printed; or: the envelope was torn."),
    )


class NumbersField(forms.CharField):
    """Candidate numbers as people write them: 3, 7-9."""

    def clean(self, value: Any) -> tuple[int, ...]:
        text = str(super().clean(value)).translate(str.maketrans("，、；;–—－", ",,,,---"))
        found: list[int] = []
        for part in filter(None, (one.strip() for one in text.replace(" ", ",").split(","))):
            first, _dash, last = part.partition("-")
            ends = first, last or first
            if not all(one.isascii() and one.isdigit() and len(one) <= 4 for one in ends):
                raise forms.ValidationError(_("Write numbers such as 3, 7-9."), code="numbers")
            if int(ends[1]) < int(ends[0]):
                words = _("Write the lower number first: %(low)s-%(high)s.") % {"low": last, "high": first}
                raise forms.ValidationError(words, code="numbers")
            found += range(int(ends[0]), int(ends[1]) + 1)
        # No numbers means everybody of the packet: what was written must not come to that by accident.
        if text.strip() and not found:
            raise forms.ValidationError(_("Write numbers such as 3, 7-9."), code="numbers")
        return tuple(found)


class OpenForm(forms.Form):
    """The opening of a packet."""

    packet = forms.UUIDField(widget=forms.Select, label=_("Packet"))
    cause = forms.ChoiceField(
        label=_("Why the room cannot go on"), choices=[("", _("Please choose")), *OpeningCause.choices]
    )
    reason = forms.CharField(
        label=_("What happened"), max_length=300, help_text=_("For example: no electricity since 9:40.")
    )
    is_intact = forms.TypedChoiceField(
        label=_("The seal, its number and the envelope were as they should be"),
        choices=[("yes", _("Yes")), ("no", pgettext_lazy("tick box", "No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    numbers = NumbersField(
        label=_("Only these candidates"),
        required=False,
        max_length=200,
        help_text=_("For example 3, 7-9. Leave it empty when everybody of the packet goes on on paper."),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of several envelopes none is chosen for whoever holds one in their hands.
        first = [("", _("Please choose"))] if len(choices) > 1 else []
        self.fields["packet"].widget.choices = [*first, *choices]


class DecideOpeningForm(forms.Form):
    """What the second person says."""

    reason = forms.CharField(label=_("Remark"), max_length=300, required=False)


class ThirdLookForm(forms.Form):
    """What stands on a sheet, and how one sees it."""

    is_empty = forms.BooleanField(label=_("Nothing stands on the sheet"), required=False)
    reason = forms.CharField(
        label=_("What you see"), max_length=300, help_text=_("For example: B is crossed out, D is filled.")
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)


class NoSheetForm(forms.Form):
    """Why there is nothing to key."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For example: did not come; or: goes on at the computer."),
    )


class HandInForm(forms.Form):
    """Which sheets of a room are handed in at once; `sheets` are all of the room, whatever became of them meanwhile."""

    sheets = forms.TypedMultipleChoiceField(
        coerce=UUID,
        label=_("Sheets"),
        error_messages={"required": _("Tick at least one sheet.")},
    )

    def __init__(self, *args: Any, sheets: Iterable[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheets"].choices = [(str(uuid), str(uuid)) for uuid in sheets]
