"""Forms of the register: they check the shape; rules decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.delivery.register.models import AttendanceMark, AttendanceState, ExcuseKind
from lms.delivery.register.operations import Beside
from lms.delivery.register.rules import Said, faults_of
from lms.delivery.register.words import impossible_text
from lms.delivery.timetable.models import ClassSession
from lms.enrolments.api import Enrolment


class MarkForm(forms.Form):
    """What is said of one person; nothing chosen says nothing."""

    state = forms.ChoiceField(
        label=_("Attendance"), choices=AttendanceState.choices, required=False, widget=forms.RadioSelect
    )
    late = forms.IntegerField(label=_("Late, in minutes"), min_value=0, max_value=480, required=False)
    left_early = forms.IntegerField(
        label=_("Left early, in minutes"), min_value=0, max_value=480, required=False
    )
    excuse = forms.ChoiceField(
        label=_("Excused because of"),
        choices=[("", pgettext_lazy("no excuse", "-")), *ExcuseKind.choices],
        required=False,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)
    # Beside each mark: what a tablet kept rests on the signature that the page showed then.
    signature = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self,
        *args: Any,
        enrolment: Enrolment,
        mark: AttendanceMark | None,
        signature: str = "",
        **kwargs: Any,
    ) -> None:
        self.enrolment, self.mark = enrolment, mark
        kwargs["initial"] = {"signature": signature}
        if mark is not None:
            names = ("state", "late", "left_early", "excuse")
            kept = {name: getattr(mark, name) or None for name in names}
            kwargs["initial"] |= {**kept, "based_on": mark.revision}
        super().__init__(*args, prefix=enrolment.uuid.hex, **kwargs)

    @property
    def minutes(self) -> tuple[forms.BoundField, forms.BoundField]:
        """Return the fields of minutes."""
        return self["late"], self["left_early"]

    @property
    def is_sent(self) -> bool:
        """Return whether something is said of the person in what came."""
        return self.is_bound and bool(self.data.get(self.add_prefix("state")))

    @property
    def has_minutes(self) -> bool:
        """Return whether there are minutes to show, or something wrong with them."""
        return bool(self.errors) or any(field.value() for field in self.minutes)

    @property
    def faults(self) -> str:
        """Return what is wrong with what was typed, in one line; empty when nothing is."""
        labels = {name: str(self.fields[name].label) for name in ("late", "left_early", "excuse")}
        found = [
            f"{labels[name]}{_(': ')}{error}" if name in labels else str(error)
            for name, errors in self.errors.items()
            for error in errors
        ]
        return " ".join(found)

    def said(self, otherwise: str = "") -> Said | None:
        """Return what is wished, or None; what was typed for another state is left out."""
        chosen = self.cleaned_data
        state = chosen.get("state") or otherwise
        if not state:
            return None
        if state == AttendanceState.PRESENT:
            return Said(state, chosen.get("late") or 0, chosen.get("left_early") or 0)
        return Said(state, excuse=chosen.get("excuse", "") if state == AttendanceState.EXCUSED else "")

    def is_possible(self, session: ClassSession, otherwise: str = "") -> bool:
        """Return whether a session of so many minutes can have this mark; where not, the form says so."""
        said = self.said(otherwise)
        faults = [] if said is None else faults_of(said, session.minutes)
        if not faults:
            return True
        if faults == ["excuse"]:
            self.add_error("excuse", _("Choose why the person is excused."))
        else:
            self.add_error(None, impossible_text(said, session.minutes))
        return False


class SignForm(forms.Form):
    """How long was really taught, why so little, and which signature the page showed."""

    delivered_minutes = forms.IntegerField(label=_("Minutes really taught"), min_value=0, max_value=480)
    short_because = forms.CharField(
        label=_("Why so little was taught"),
        max_length=300,
        required=False,
    )
    signature = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def beside(self) -> Beside:
        """Return what is said beside the signature."""
        return Beside(self.cleaned_data["short_because"], self.cleaned_data["signature"])
