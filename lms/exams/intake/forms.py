"""What people send about files of questions: the file and what they know of it, a yes, a wish for a file."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.transfers.forms import KeyForm
from lms.exams.intake.banks import Choices, Groups
from lms.exams.intake.mappings import LONGEST_NAME
from lms.exams.intake.models import SameCodes
from lms.exams.intake.outgoing import FORMATS as WRITTEN
from lms.exams.intake.queries import Which
from lms.exams.intake.words import FORMATS, LANGUAGES
from lms.exams.interchange.encodings import OFFERED
from lms.exams.interchange.formats import MOST_BYTES

_ENCODINGS = {
    "utf-8": "UTF-8",
    "gb18030": _("GBK / GB 18030 (Chinese Windows)"),
    "big5": _("Big5 (traditional Chinese)"),
    "utf-16": "UTF-16",
    "cp1252": _("Western European (Windows)"),
    "shift_jis": _("Shift JIS (Japanese)"),
    "euc_kr": _("EUC-KR (Korean)"),
}
ENCODINGS = tuple((name, _ENCODINGS[name]) for name in OFFERED)
ENDINGS = ".xlsx,.xls,.ods,.csv,.tsv,.txt,.gift,.xml,.zip"
FOUND_OUT = _("Find out")


class AboutForm(forms.Form):
    """What somebody knows of a file; what is left open is found out. `bank` is chosen, or typed as `new_bank`.

    Never both: which of them is meant is not for us to guess.
    """

    bank = forms.ChoiceField(label=_("Bank"), required=False)
    new_bank = forms.CharField(
        label=_("Code of a new bank"),
        required=False,
        max_length=30,
        help_text=_("Only if it is not in the list: letters, digits, hyphens and underscores."),
    )
    format = forms.ChoiceField(label=pgettext_lazy("questions", "Format"), required=False)
    encoding = forms.ChoiceField(
        label=_("Encoding"),
        required=False,
        help_text=_("Of text files. Choose another one if characters look wrong."),
    )
    language = forms.ChoiceField(
        label=_("Language of the questions"), required=False, help_text=_("Where the file does not say it.")
    )

    def __init__(self, *args: Any, banks: Groups, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("bank", [("", _("Choose a bank")), *banks])
        self._choose("format", [("", FOUND_OUT), *FORMATS.items()])
        self._choose("encoding", [("", FOUND_OUT), *ENCODINGS])
        self._choose("language", [("", FOUND_OUT), *LANGUAGES.items()])

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        bank = one_bank_of(self, cleaned)
        if not bank and not self.errors:
            self.add_error("bank", _("Choose a bank, or type the code of a new one."))
        return {**cleaned, "bank": bank}


def one_bank_of(form: forms.Form, given: Mapping[str, Any]) -> str:
    """Return the code that was chosen as `bank` or typed as `new_bank`; if these differ, say so beside the second."""
    chosen, typed = given.get("bank") or "", (given.get("new_bank") or "").strip()
    if chosen and typed and chosen != typed:
        words = _(
            "You chose %(chosen)s in the list and typed %(typed)s here. Empty this field, or choose none in the list."
        )
        form.add_error("new_bank", words % {"chosen": chosen, "typed": typed})
    return chosen or typed


class UploadForm(KeyForm, AboutForm):
    """A file of questions."""

    file = forms.FileField(
        label=_("File of questions"),
        allow_empty_file=True,
        max_length=1000,
        widget=forms.FileInput(attrs={"accept": ENDINGS, "data-most-bytes": MOST_BYTES}),
        error_messages={"required": _("Choose a file of questions.")},
    )
    field_order = ("key", "file", "bank", "new_bank", "format", "encoding", "language")


class ConfirmForm(forms.Form):
    """Yes to the report of one reading, with what becomes of questions whose code the bank has."""

    round = forms.IntegerField(min_value=0, max_value=32767, widget=forms.HiddenInput)
    same_codes = forms.ChoiceField(choices=SameCodes.choices, required=False)


class SavedForm(forms.Form):
    """Which saved mapping is used."""

    name = forms.ChoiceField(label=_("Saved column settings"))

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(name, name) for name in names]


class ExportForm(KeyForm):
    """Which bank is written in which format."""

    bank = forms.ChoiceField(label=_("Bank"))
    format = forms.ChoiceField(
        label=pgettext_lazy("questions", "Format"),
        choices=[(name, FORMATS[name]) for name in WRITTEN],
        help_text=_("Excel is best for reading and correcting; the others are for other systems."),
    )

    def __init__(self, *args: Any, banks: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bank"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose a bank")), *banks]


class MappingNameForm(forms.Form):
    """Another name for a saved mapping."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)


class FindImportForm(forms.Form):
    """Which imports are looked for; what is no choice looks for all."""

    words = forms.CharField(label=_("File, bank or person"), required=False, max_length=100)
    which = forms.ChoiceField(label=_("Which imports"), required=False, choices=Which.choices)

    def wanted(self) -> dict[str, str]:
        """Return what is looked for."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class UndoForm(forms.Form):
    """A yes to taking an import back."""

    confirm = forms.BooleanField(label=_("Yes, discard these drafts"))
