"""Forms of equipment; they check the shape, the operations decide."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.core.equipment import MOST
from lms.delivery.classdesk.fields import OFF, ByUuid, day_field, reason_field
from lms.organisations.api import EquipmentKind


class KindField(ByUuid):
    """Kinds by name and code."""

    def label_from_instance(self, obj: EquipmentKind) -> str:
        return f"{obj.name} · {obj.code}"


class EquipForm(forms.Form):
    """How many of a kind stand in a room."""

    kind = KindField(EquipmentKind.objects.none(), label=_("Kind of equipment"))
    count = forms.IntegerField(
        label=_("How many there are"),
        help_text=_("Those out of order count too. 0: there is none any more."),
        min_value=0,
        max_value=MOST,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = EquipmentKind.objects.order_by("code")  # type: ignore[attr-defined]


class OutageForm(forms.Form):
    """How many are out of order, from when to when."""

    count = forms.IntegerField(label=_("How many are out of order"), min_value=1, max_value=MOST)
    first = day_field(_("First day"))
    last = day_field(
        _("Last day"), required=False, help_text=_("Leave it empty while nobody knows when it is mended.")
    )
    reason = reason_field(_("Say what is out of order, or why."))


class EndForm(forms.Form):
    """Until when something was out of order."""

    last = day_field(_("Last day on which it could not be used"))


class KindNamesForm(forms.Form):
    """What a kind is called."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=60, widget=forms.TextInput(attrs=OFF))
    name_en = forms.CharField(
        label=_("English name"), max_length=100, required=False, widget=forms.TextInput(attrs=OFF)
    )


class KindForm(KindNamesForm):
    """A further kind."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("2 to 20 capital letters, digits and hyphens, such as OVEN. It never changes."),
        max_length=20,
        widget=forms.TextInput(attrs=OFF),
    )
    field_order = ("code", "name_zh", "name_en")


def first_choice(kind: EquipmentKind | None, count: int | None) -> dict[str, Any]:
    """Return what the form of a room's equipment begins with."""
    return {"kind": kind.uuid, "count": count} if kind is not None else {}


def from_today(today: date) -> dict[str, Any]:
    """Return what the form of an outage begins with."""
    return {"count": 1, "first": today}
