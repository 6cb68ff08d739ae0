"""What is read or printed of a paper, in which language, and why before its release."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.exams.paperdesk.forms.plain import PlainForm
from lms.exams.papers.models import PaperPart
from lms.exams.papers.operations import LEAST_REASON, MOST_REASON

SHOW, PRINT = "show", "print"
LANGUAGES = (
    ("zh", _("Chinese")),
    ("en", _("English")),
    ("both", _("Chinese and English")),
)
DOCUMENTS = (
    ("paper", pgettext_lazy("papers", "Question paper")),
    ("sheet", pgettext_lazy("papers", "Answer sheet")),
    ("key", pgettext_lazy("papers", "Key")),
)


class OpeningForm(PlainForm):
    """One opening: to be shown, or as a document."""

    document = forms.ChoiceField(
        label=pgettext_lazy("papers", "What"), choices=DOCUMENTS, widget=forms.RadioSelect, initial="paper"
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect, initial="zh"
    )
    reason = forms.CharField(
        label=_("Why it must be opened before its release"),
        widget=forms.Textarea(attrs={"rows": 2}),
        min_length=LEAST_REASON,
        max_length=MOST_REASON,
        required=False,
        help_text=_("Auditors read this sentence beside your name and the time."),
    )

    def is_sheet(self) -> bool:
        """Return whether only the answer sheet is asked for."""
        return bool(self.cleaned_data["document"] == "sheet")

    def part(self) -> PaperPart:
        """Return which part must be open for this document."""
        return PaperPart.KEY if self.cleaned_data["document"] == "key" else PaperPart.PAPER


class ReprintForm(PlainForm):
    """One candidate's paper again."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES[:2])
    reason = OpeningForm.base_fields["reason"]


class ReleaseForm(PlainForm):
    """Which part is unsealed for good."""

    part = forms.ChoiceField(
        label=pgettext_lazy("papers", "What"), choices=PaperPart.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why it is released before its sittings are over"),
        widget=forms.Textarea(attrs={"rows": 2}),
        min_length=LEAST_REASON,
        max_length=MOST_REASON,
        help_text=OpeningForm.base_fields["reason"].help_text,
    )
    sure = forms.BooleanField(label=_("I have read what this means."))

    def __init__(self, data: Any = None, *, sealed: list[PaperPart], is_early: bool) -> None:
        super().__init__(data, initial={"part": sealed[0] if sealed else None})
        if not is_early:
            del self.fields["reason"]
        self.fields["part"].choices = [(part.value, part.label) for part in sealed]
