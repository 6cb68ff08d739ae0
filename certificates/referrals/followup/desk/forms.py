"""What coordinators of follow-up fill in; they check shape only."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.referrals.followup import rules
from certificates.referrals.followup.arranging import DistrictWish, PlanWish
from certificates.referrals.followup.forms import day_field
from certificates.referrals.followup.handing import Handing
from certificates.referrals.followup.words import STEPS, step_text
from lms.core.ids import new_uuid
from lms.core.unseen import as_one_line

NOT_OF_THE_LIST = {"invalid_choice": _("Choose one of the list.")}
NOBODY = ("", pgettext_lazy("follow-up", "Nobody yet"))


class DistrictForm(forms.Form):
    """A district: its name, who follows people up there, where legal aid is found."""

    name = forms.CharField(label=pgettext_lazy("district", "Name"), max_length=rules.LONGEST_DISTRICT)
    officer = forms.ChoiceField(
        label=_("Who follows people up there"),
        help_text=_(
            "Counts for people released from now on. Those who are followed up stay with their officer."
        ),
        required=False,
    )
    legal_aid_address = forms.CharField(
        label=_("Address of legal aid"), max_length=rules.LONGEST_ADDRESS, required=False
    )

    def __init__(self, *arguments: Any, officers: Any = (), **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices = [NOBODY, *((str(row.uuid), row.display_name) for row in officers)]
        self.fields["officer"].choices = choices  # type: ignore[attr-defined]

    def wish(self) -> DistrictWish:
        """Return what the valid form says."""
        kept = self.cleaned_data
        officer = UUID(kept["officer"]) if kept["officer"] else None
        return DistrictWish(as_one_line(kept["name"]), as_one_line(kept["legal_aid_address"]), officer)


class PlanForm(forms.Form):
    """From which release day on which steps count."""

    valid_from = day_field(_("For people released from this day on"))
    steps = forms.MultipleChoiceField(
        label=_("Contacts fall due so long after the release"), widget=forms.CheckboxSelectMultiple
    )

    reason = forms.CharField(label=_("Reason"), max_length=rules.LONGEST_REASON)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["steps"].choices = [(step, step_text(step)) for step in STEPS]  # type: ignore[attr-defined]

    def wish(self) -> PlanWish:
        """Return what the valid form says, the steps in their order."""
        kept = self.cleaned_data
        steps = tuple(step for step in STEPS if step in kept["steps"])
        return PlanWish(kept["valid_from"], steps, as_one_line(kept["reason"]))


class PlanDayForm(forms.Form):
    """Which plan is meant: one begins on a day."""

    valid_from = forms.DateField(widget=forms.HiddenInput)


class WhoseForm(forms.Form):
    """Whose people go to whom."""

    from_user = forms.ChoiceField(label=_("All people of"), error_messages=NOT_OF_THE_LIST)
    to_user = forms.ChoiceField(label=_("go to"), error_messages=NOT_OF_THE_LIST)

    def __init__(self, *arguments: Any, givers: Any = (), receivers: Any = (), **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, rows in (("from_user", givers), ("to_user", receivers)):
            choices = [(str(row.uuid), row.display_name) for row in rows]
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        if kept.get("from_user") and kept.get("from_user") == kept.get("to_user"):
            self.add_error("to_user", _("Choose somebody else."))
        return kept


class HandAllForm(WhoseForm):
    """The same, looked at, with the reason."""

    reason = forms.CharField(label=_("Reason"), max_length=rules.LONGEST_REASON)
    batch = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in ("from_user", "to_user"):
            self.fields[name].widget = forms.HiddenInput()

    def handing(self) -> Handing:
        """Return what the valid form says."""
        kept = self.cleaned_data
        reason = as_one_line(kept["reason"])
        return Handing(UUID(kept["from_user"]), UUID(kept["to_user"]), reason, kept["batch"])
