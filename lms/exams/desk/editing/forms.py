"""The editor's fields: what every question has, and the rows of its lists."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from unicodedata import normalize

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.exams.bank.models import AttachmentKind, Difficulty, ItemKind, ItemUse
from lms.exams.bank.rules.places import MOST_CORNERS
from lms.exams.intake.pictures import MOST_BYTES
from lms.exams.interchange.drafts import Gap

HUNDRED = Decimal(100)
LONGEST_TEXT = 5000
LONGEST_PLACE = 2 * MOST_CORNERS * len("100.25, ")
# "开关 = 50%": an answer that earns half of the gap's mark.
_SHARE = re.compile(r"(.*\S)\s*=\s*([0-9]{1,3}(?:\.[0-9]{1,28})?)\s*[%％]")


def _area(rows: int, language: str = "") -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "lang": {"zh": "zh-Hans"}.get(language, language)})


class WordingForm(forms.Form):
    """What every question has."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ItemKind.choices)
    use = forms.ChoiceField(label=gettext_lazy("Used for"), choices=ItemUse.choices)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)
    stem_zh = forms.CharField(
        label=gettext_lazy("Chinese wording"), required=False, max_length=LONGEST_TEXT, widget=_area(3, "zh")
    )
    stem_en = forms.CharField(
        label=gettext_lazy("English wording"), required=False, max_length=LONGEST_TEXT, widget=_area(3, "en")
    )
    truth = forms.ChoiceField(
        label=gettext_lazy("What is right"),
        required=False,
        choices=[("true", gettext_lazy("Right")), ("false", gettext_lazy("Wrong"))],
        widget=forms.RadioSelect,
    )
    right = forms.CharField(required=False, max_length=30)
    phrases = forms.CharField(
        label=gettext_lazy("What a good answer says, one on each line"),
        help_text=gettext_lazy("Who marks it sees these. They never mark by themselves."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=_area(4),
    )
    rationale_zh = forms.CharField(
        label=gettext_lazy("Explanation in Chinese"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=_area(2, "zh"),
    )
    rationale_en = forms.CharField(
        label=gettext_lazy("Explanation in English"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=_area(2, "en"),
    )
    scoring = forms.ChoiceField(label=gettext_lazy("How it is marked"), required=False)
    most = forms.CharField(
        label=gettext_lazy("All together earn at most"),
        help_text=gettext_lazy("Empty: the sum of the weights above 0 is the full mark."),
        required=False,
        max_length=20,
    )
    is_shuffled = forms.BooleanField(label=gettext_lazy("Options may stand in any order"), required=False)
    difficulty = forms.ChoiceField(label=gettext_lazy("Difficulty"), required=False)
    depth = forms.CharField(label=gettext_lazy("Depth"), required=False, max_length=20)
    source = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=300)
    year = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=1900, max_value=2100)

    def clean_most(self) -> Decimal | None:
        return decimal_of(self.cleaned_data["most"])

    def offer(self, name: str, choices: list[Any], names: Mapping[str, Any] | None = None) -> None:
        """Set what may be chosen; what the draft says already may stay, by its name where `names` has one."""
        field: Any = self.fields[name]
        given = str(self.data.get(name, "") if self.is_bound else self.initial.get(name) or "")
        known = {str(value) for value, _label in choices}
        field.choices = (
            choices if given in known or not given else [(given, (names or {}).get(given, given)), *choices]
        )


DIFFICULTIES = [("", gettext_lazy("Not said")), *Difficulty.choices]


class WeighedForm(forms.Form):
    """A row that may have a weight; a choice below 0 costs what others earn."""

    weight = forms.CharField(label=gettext_lazy("Weight"), required=False, max_length=20)

    def clean_weight(self) -> Decimal | None:
        return decimal_of(self.cleaned_data["weight"])


class TextForm(forms.Form):
    """An option or a match: what it says in both languages."""

    name = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)
    zh = forms.CharField(
        label=gettext_lazy("Chinese"), required=False, max_length=1000, widget=_area(1, "zh")
    )
    en = forms.CharField(
        label=gettext_lazy("English"), required=False, max_length=1000, widget=_area(1, "en")
    )


class OptionForm(TextForm, WeighedForm):
    """An option; for several right ones a tick, for pairs its partner."""

    is_right = forms.BooleanField(label=pgettext_lazy("answer", "right"), required=False)
    partner = forms.CharField(label=gettext_lazy("Belongs to"), required=False, max_length=30)


class NumberForm(forms.Form):
    """A right number; digits and signs of full width are read too."""

    value = forms.CharField(label=gettext_lazy("Number"), required=False, max_length=40)
    tolerance = forms.CharField(label=gettext_lazy("May differ by"), required=False, max_length=40)
    is_relative = forms.BooleanField(label=gettext_lazy("percent of it"), required=False)
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=30)

    def clean_value(self) -> Decimal | None:
        return decimal_of(self.cleaned_data["value"])

    def clean_tolerance(self) -> Decimal | None:
        return decimal_of(self.cleaned_data["tolerance"])


class GapForm(WeighedForm):
    """What may stand in one gap."""

    accepted = forms.CharField(
        label=gettext_lazy("Accepted answers, one on each line"),
        required=False,
        max_length=2000,
        widget=_area(2),
    )
    is_case_sensitive = forms.BooleanField(label=gettext_lazy("Capital letters count"), required=False)
    choices = forms.CharField(
        label=gettext_lazy("To choose from, one on each line (empty: it is written)"),
        required=False,
        max_length=2000,
        widget=_area(2),
    )

    def clean_accepted(self) -> dict[str, Decimal]:
        """Return the answers with their shares; "开关 = 50%" earns half of the mark."""
        return dict(_accepted(line) for line in lines_of(self.cleaned_data["accepted"]))


class RegionForm(WeighedForm):
    """A place on the picture in percent of its width and height."""

    name = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)
    shape = forms.ChoiceField(
        label=gettext_lazy("Shape"),
        required=False,
        choices=[
            ("rect", gettext_lazy("Rectangle")),
            ("circle", gettext_lazy("Circle")),
            ("poly", gettext_lazy("Polygon")),
        ],
    )
    coords = forms.CharField(
        label=gettext_lazy("Where, in percent"), required=False, max_length=LONGEST_PLACE
    )
    label_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), required=False, max_length=100)
    label_en = forms.CharField(label=gettext_lazy("Name in English"), required=False, max_length=100)
    is_right = forms.BooleanField(label=pgettext_lazy("answer", "right"), required=False)

    def clean(self) -> dict[str, Any]:
        """Read the numbers and count them.

        :raises ValidationError: they do not fit the shape.
        """
        given = super().clean() or {}
        words = given.get("coords", "").replace("，", ",").replace(" ", ",").split(",")
        numbers = [decimal_of(word) for word in words if word]
        fits = {"rect": len(numbers) == 4, "circle": len(numbers) == 3}
        fits["poly"] = len(numbers) >= 6 and len(numbers) % 2 == 0
        inside = all(number is not None and 0 <= number <= HUNDRED for number in numbers)
        if numbers and not (fits.get(given.get("shape", ""), False) and inside):
            raise forms.ValidationError(
                _(
                    "Numbers from 0 to 100: left, top, right, bottom of a rectangle; "
                    "centre and radius of a circle; at least three corners of a polygon."
                )
            )
        given["numbers"] = [number / HUNDRED for number in numbers if number is not None]
        return given


class AttachmentForm(forms.Form):
    """What a mark in the texts stands for."""

    number = forms.IntegerField(min_value=1, max_value=99, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=AttachmentKind.choices, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=150, widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("Picture file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Formula or circuit"), required=False, max_length=10_000, widget=_area(3)
    )
    alternative_zh = forms.CharField(
        label=gettext_lazy("What it shows (Chinese)"), required=False, max_length=500
    )
    alternative_en = forms.CharField(
        label=gettext_lazy("What it shows (English)"), required=False, max_length=500
    )

    def clean_file(self) -> UploadedFile | None:
        """Look at the size before anybody reads the file.

        :raises ValidationError: it is too large.
        """
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and (file.size or 0) > MOST_BYTES:
            words = _("“%(name)s” is larger than %(most)d MB.")
            raise forms.ValidationError(words % {"name": file.name, "most": MOST_BYTES // 1024**2})
        return file


def decimal_of(words: str) -> Decimal | None:
    """Return the number that words say, None for none.

    :raises ValidationError: they say no number.
    """
    text = normalize("NFKC", words).strip().replace("−", "-")
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise forms.ValidationError(_("“%(words)s” is no number.") % {"words": words})
    return number


def lines_of(text: str) -> list[str]:
    """Return the lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _accepted(line: str) -> tuple[str, Decimal]:
    found = _SHARE.fullmatch(line)
    percent = Decimal(found[2]) if found else Decimal(0)
    if found is None or not 0 < percent <= HUNDRED:
        return line, Decimal(1)
    return found[1].strip(), percent / HUNDRED


def accepted_in_lines(gap: Gap) -> str:
    """Return the accepted answers as their field has them."""
    lines = []
    for word, share in gap.accepted.items():
        percent = f"{share * HUNDRED:f}"
        percent = percent.rstrip("0").rstrip(".") if "." in percent else percent
        lines.append(word if share == 1 else f"{word} = {percent}%")
    return "\n".join(lines)
