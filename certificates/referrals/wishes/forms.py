"""What somebody wishes: one form for an officer's desk, and the same in plain steps for the terminal."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates.referrals import rules as openings
from certificates.referrals.models import Shifts
from certificates.referrals.rules import fen_of, yuan_of
from certificates.referrals.wishes import rules
from certificates.referrals.wishes.operations import Said
from certificates.referrals.wishes.rules import Mind, Wish
from certificates.referrals.wishes.words import district_choices, occupation_titles
from lms.core.clock import local_date, now
from lms.core.ids import new_uuid
from lms.core.unseen import as_one_line

MINDS = [
    (Mind.WISH.value, gettext_lazy("Yes, I can say what I would like")),
    (Mind.UNDECIDED.value, gettext_lazy("I do not know yet")),
]
LODGING = [("yes", gettext_lazy("Yes, I need a place to live")), ("no", pgettext_lazy("wish", "No"))]
PAYS = (2500, 3000, 3500, 4000, 4500, 5000, 6000, 8000)
MONTHS = 12


class WishForm(forms.Form):
    """A wish as an officer writes it down; pay in yuan. Nothing ticked: anything would do."""

    mind = forms.ChoiceField(
        label=gettext_lazy("Do you know what work you would like?"),
        choices=MINDS,
        widget=forms.RadioSelect,
    )
    occupations = forms.MultipleChoiceField(
        label=gettext_lazy("What work would you like?"),
        help_text=gettext_lazy("Tick as many as you like, ten at most. Tick none if you would do any work."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    districts = forms.MultipleChoiceField(
        label=gettext_lazy("Where would you like to work?"),
        help_text=gettext_lazy("Tick as many as you like. Tick none if any place is all right."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other_place = forms.CharField(
        label=gettext_lazy("Another place"),
        max_length=rules.LONGEST_PLACE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    lowest_pay = forms.IntegerField(
        label=gettext_lazy("Lowest pay, yuan a month"),
        help_text=gettext_lazy("Leave it empty if any pay would do."),
        min_value=1,
        max_value=openings.MOST_YUAN,
        required=False,
    )
    shifts = forms.MultipleChoiceField(
        label=gettext_lazy("Which hours would you work?"),
        help_text=gettext_lazy("Tick none if all are all right."),
        choices=Shifts.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    needs_lodging = forms.ChoiceField(
        label=gettext_lazy("Do you need a place to live?"),
        choices=LODGING,
        widget=forms.RadioSelect,
        initial="no",
    )
    from_date = forms.DateField(
        label=gettext_lazy("From when could you begin?"),
        help_text=gettext_lazy("Leave it empty for as soon as possible."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        localize=False,
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_uuid)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["occupations"].choices = list(occupation_titles().items())  # type: ignore[attr-defined]
        self.fields["districts"].choices = district_choices()  # type: ignore[attr-defined]

    def wish(self) -> Wish:
        """Return what the valid form says."""
        said = self.cleaned_data
        pay = said["lowest_pay"]
        return Wish(
            mind=said["mind"],
            occupations=tuple(said["occupations"]),
            districts=tuple(said["districts"]),
            other_place=as_one_line(said["other_place"]),
            lowest_pay=fen_of(pay) if pay else None,
            shifts=tuple(said["shifts"]),
            needs_lodging=said["needs_lodging"] == "yes",
            from_date=said["from_date"],
        )

    def said(self) -> Said:
        """Return it with what the page showed, and the form's key."""
        return Said(self.wish(), self.cleaned_data["seen"], self.cleaned_data["client_key"])


class PlainWishForm(WishForm):
    """The same for the terminal: pay and day are chosen, nothing but another place has to be typed."""

    lowest_pay = forms.TypedChoiceField(
        label=gettext_lazy("What pay do you need at least, a month?"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    from_date = forms.TypedChoiceField(
        label=gettext_lazy("From when could you begin?"),
        coerce=date.fromisoformat,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        pays = self._kept("lowest_pay", PAYS)
        words = _("%(low)d yuan")
        self.fields["lowest_pay"].choices = [  # type: ignore[attr-defined]
            ("", pgettext_lazy("wish", "Any")),
            *((pay, words % {"low": pay}) for pay in pays),
        ]
        days = self._kept("from_date", _firsts(local_date(now())))
        self.fields["from_date"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("As soon as possible")),
            *((day.isoformat(), _("from %(day)s") % {"day": date_format(day)}) for day in days),
        ]

    def _kept(self, name: str, offered: Iterable[Any]) -> list[Any]:
        """Return what is offered, with what an officer wrote down before: it is not lost by looking at it."""
        before = self.initial.get(f"kept_{name}")
        return sorted({*offered, *([before] if before else [])})


def _firsts(today: date) -> list[date]:
    months = [today.year * 12 + today.month - 1 + ahead for ahead in range(1, MONTHS + 1)]
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def as_written(wish: Wish | None, *, seen: int) -> dict[str, Any]:
    """Return a wish as the forms show it; None where nobody was asked."""
    said = wish or Wish(mind="")
    pay = yuan_of(said.lowest_pay) if said.lowest_pay else None
    return {
        "mind": said.mind,
        "occupations": list(said.occupations),
        "districts": list(said.districts),
        "other_place": said.other_place,
        "lowest_pay": pay,
        "kept_lowest_pay": pay,
        "shifts": list(said.shifts),
        "needs_lodging": "yes" if said.needs_lodging else "no",
        "from_date": said.from_date,
        "kept_from_date": said.from_date,
        "seen": str(seen),
    }
