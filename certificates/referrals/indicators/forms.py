"""What a reader of indicators chooses: by what, which year, and, who may see people, which part."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates.referrals.indicators.tables import SIDES, Table, Wanted, ways_to_look
from certificates.referrals.indicators.words import BY

ALL = ("", pgettext_lazy("indicator", "All"))


class ShownForm(forms.Form):
    """The choices of a table."""

    by = forms.ChoiceField(label=pgettext_lazy("indicator", "By"), choices=list(BY.items()), required=False)
    year = forms.ChoiceField(label=gettext_lazy("Year of completion"), required=False)
    site = forms.ChoiceField(label=BY["site"], required=False)
    programme = forms.ChoiceField(label=BY["programme"], required=False)
    kind = forms.ChoiceField(label=BY["kind"], required=False)

    def __init__(self, table: Table) -> None:
        wanted = table.wanted
        super().__init__(initial={name: getattr(wanted, name) for name in ("by", "year", *SIDES)})
        ways = ways_to_look(sees_people=table.sees_people)
        self.fields["by"].choices = [(side, BY[side]) for side in ways]  # type: ignore[attr-defined]
        years = list(table.choices.year.items())
        self.fields["year"].choices = [ALL, *years] if wanted.by == "year" else years  # type: ignore[attr-defined]
        for side in SIDES:
            self.fields[side].choices = [ALL, *getattr(table.choices, side).items()]  # type: ignore[attr-defined]
            if not table.sees_people or len(getattr(table.choices, side)) < 2:
                del self.fields[side]


def wanted_in(said: Mapping[str, str]) -> Wanted:
    """Return what an address asks for."""
    return Wanted(**{name: said.get(name, "") for name in ("by", "year", *SIDES)})
