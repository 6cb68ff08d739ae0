"""What people say: a file of old results, a yes, a reason, a choice of rows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.exams.intake.banks import bank_choices
from lms.exams.interchange.encodings import MOST_BYTES, OFFERED
from lms.exams.statistics.words import FLAGS

MEGABYTE = 1024**2


class ScoresForm(forms.Form):
    """A file of old results and what it does not say itself."""

    scores = forms.FileField(
        label=_("File with results (CSV)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv", "data-most-bytes": MOST_BYTES}),
        error_messages={
            "required": _("Choose the file."),
            "empty": _(
                "The file holds no results: it needs a row of item names and a row for each candidate."
            ),
        },
    )
    bank = forms.ChoiceField(label=_("Bank whose questions these are"))
    title = forms.CharField(
        label=_("Name of these results"),
        max_length=150,
        help_text=_("For example “Theory 2024, both groups”. No names of candidates."),
    )
    held_on = forms.DateField(
        label=_("Day of the examination"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    first_column = forms.ChoiceField(
        label=_("First column"),
        required=False,
        choices=[
            ("", _("Find out")),
            ("candidate", _("Names or numbers of candidates (not kept)")),
            ("item", _("A question like the others")),
        ],
    )
    blank = forms.ChoiceField(
        label=_("A blank cell means"),
        required=False,
        choices=[("", _("The question was not asked")), ("nothing", _("Nothing was earned"))],
    )
    encoding = forms.ChoiceField(
        label=_("Characters of the file"),
        required=False,
        choices=[("", _("Find out")), *((name, name) for name in OFFERED)],
    )

    def __init__(self, *args: Any, banks: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].choices = [("", _("Choose a bank")), *bank_choices(banks)]  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """Yes to the figures with this fingerprint."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)


class SetAsideForm(forms.Form):
    """Why figures no longer count."""

    reason = forms.CharField(label=_("Why these figures no longer count"), max_length=300)


class ItemsForm(forms.Form):
    """Which rows of a table, in which order."""

    SORTS = [
        ("grave", _("Gravest flags first")),
        ("code", _("Question")),
        ("facility", _("Hardest first")),
        ("-facility", _("Easiest first")),
        ("corrected", _("Poorest discrimination first")),
        ("-corrected", _("Best discrimination first")),
        ("n", _("Fewest candidates first")),
    ]
    flag = forms.ChoiceField(
        label=_("Flag"),
        required=False,
        choices=[("", _("All questions")), ("any", _("With any flag")), *FLAGS.items()],
    )
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)
