"""The form of a school's credit table; it checks shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.catalog.api import Block, CertificateKind, PlannedRecognition
from lms.core.ids import new_uuid
from lms.enrolments.credits.school_tables.models import LONGEST_REASON
from lms.enrolments.external.forms import day_field

MOST_CREDITS = 500  # more is a slip: a diploma has fewer
KIND = "kind_"


class TableForm(forms.Form):
    """From which day on, up to which limit, and the credits of each kind of certificate."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    valid_from = day_field(label=_("Counts from"), error_messages={"required": _("Enter the day.")})
    cap_percent = forms.IntegerField(
        label=_("All certificates together give at most, in percent of the credits of the blocks below"),
        error_messages={"required": _("Write a percentage from 1 to 100.")},
    )
    cap_blocks = forms.MultipleChoiceField(
        label=_("Blocks that the limit is counted over"),
        choices=Block.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("On what it rests"),
        max_length=LONGEST_REASON,
        help_text=_("For example the decision of the school with its number and day."),
        error_messages={"required": _("Write the reason.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in CertificateKind.choices:
            self.fields[KIND + kind] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=MOST_CREDITS
            )
        self.order_fields(["key", "valid_from", *(KIND + kind for kind in CertificateKind.values)])

    def main_fields(self) -> list[forms.BoundField]:
        """Return what is not about one kind."""
        return [field for field in self.visible_fields() if not field.name.startswith(KIND)]

    def kind_fields(self) -> list[forms.BoundField]:
        """Return the credits, one field for each kind."""
        return [field for field in self.visible_fields() if field.name.startswith(KIND)]

    def table(self) -> PlannedRecognition:
        """Return the table that a right form says."""
        said = self.cleaned_data
        credits_ = {kind: said[KIND + kind] for kind in CertificateKind.values if said[KIND + kind]}
        blocks = tuple(block for block in Block.values if block in said["cap_blocks"])
        return PlannedRecognition(said["valid_from"], said["cap_percent"], blocks, credits_, {})


def first_values(table: PlannedRecognition | None) -> dict[str, Any]:
    """Return what a form begins with: the table that counts now, but for its day."""
    values: dict[str, Any] = {"key": new_uuid()}
    if table is not None:
        values |= {"cap_percent": table.cap_percent, "cap_blocks": list(table.cap_blocks)}
        values |= {KIND + kind: number for kind, number in table.credits.items()}
    return values
