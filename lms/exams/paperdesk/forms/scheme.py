"""The rules of an examination and the conditions on its papers, as an officer writes them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from lms.core.codes import MOST_CHARACTERS
from lms.exams.paperdesk.forms.plain import PlainForm
from lms.exams.papers.models import ExaminationScheme, ReleaseRule
from lms.exams.papers.rules import conditions_of

SHORT = {"rows": 2}
PERCENT: dict[str, Any] = {"min_value": 0, "max_value": 100, "decimal_places": 1, "required": False}


class SchemeForm(PlainForm):
    """What holds besides the blueprint."""

    title_zh = forms.CharField(label=_("Chinese title"), max_length=150)
    title_en = forms.CharField(label=_("English title"), max_length=250, required=False)
    duration_minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440)
    pass_percent = forms.DecimalField(
        label=_("Pass mark in percent"), min_value=0, max_value=100, decimal_places=2
    )
    release = forms.ChoiceField(
        label=_("Release of results"),
        choices=ReleaseRule,
        initial=ReleaseRule.BY_TWO,
        help_text=_(
            "Examinations for a licence or a skill level, and those that people mark, are always released by two."
        ),
    )
    basis_zh = forms.CharField(label=_("Rests on (Chinese)"), widget=forms.Textarea(attrs=SHORT))
    basis_en = forms.CharField(
        label=_("Rests on (English)"), widget=forms.Textarea(attrs=SHORT), required=False
    )


class NewSchemeForm(SchemeForm):
    """The same of an examination that is not there yet."""

    code = forms.CharField(
        label=_("Code"),
        max_length=MOST_CHARACTERS,
        validators=[RegexValidator(r"^[A-Za-z0-9_-]+$", _("Use letters, digits, hyphens and underscores."))],
        help_text=_("For example FIRE-THEORY. It never changes."),
    )
    field_order = ("code",)


class ConditionsForm(PlainForm):
    """What must hold of every paper as a whole."""

    lowest = forms.DecimalField(
        label=_("Difficulty wanted: from (percent)"),
        help_text=_(
            "How much of a question's marks candidates earn, on average over the questions; each counts alike. "
            "Empty: any."
        ),
        **PERCENT,
    )
    highest = forms.DecimalField(label=_("to (percent)"), **PERCENT)
    exposure_limit = forms.IntegerField(
        label=_("Exposure limit"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=_("On how many papers of one drawing a question may be. Empty: any number."),
    )
    prefer_unused = forms.BooleanField(
        label=_("Questions that were on fewer papers come first"), required=False
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if (values.get("lowest") is None) != (values.get("highest") is None):
            self.add_error("highest", _("Give both ends of the difficulty, or neither."))
        return values

    def as_conditions(self) -> dict[str, Any]:
        """Return the conditions as packs write them, without those that ask nothing."""
        values = self.cleaned_data
        found: dict[str, Any] = {}
        if values["lowest"] is not None:
            found["difficulty"] = {"from": _plain(values["lowest"]), "to": _plain(values["highest"])}
        if values["exposure_limit"]:
            found["exposure_limit"] = values["exposure_limit"]
        if values["prefer_unused"]:
            found["prefer_unused"] = True
        return found


def _plain(number: Decimal) -> int | str:
    return int(number) if number == int(number) else str(number.normalize())


def initial_of(scheme: ExaminationScheme) -> dict[str, Any]:
    """Return what the forms begin with for a further version of a scheme."""
    conditions = conditions_of(scheme.blueprint)
    band = conditions.difficulty
    facts = {name: getattr(scheme, name) for name in SchemeForm.base_fields}
    return facts | {
        "pass_percent": _plain(scheme.pass_percent),
        "lowest": band.lowest if band else None,
        "highest": band.highest if band else None,
        "exposure_limit": conditions.exposure_limit,
        "prefer_unused": conditions.prefer_unused,
    }
