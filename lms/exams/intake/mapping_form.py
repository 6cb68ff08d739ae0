"""What all sheets of a table mean, and under which name that is kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.exams.intake.looks import light_book
from lms.exams.intake.mappings import LONGEST_NAME
from lms.exams.intake.sheet_form import SheetForm
from lms.exams.intake.words import PROBLEMS, place_in_words, said_of
from lms.exams.interchange import tables

MOST_SAID = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in words, and the field that mends it, "" if no single one does."""

    text: str
    field: str = ""


class SaveForm(forms.Form):
    """Whether a mapping is kept, and as what."""

    save = forms.BooleanField(
        label=gettext_lazy("Save these choices for other files like this one"), required=False
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=gettext_lazy(
            "For example where such files come from. Saved settings of this name are replaced."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("save") and not (cleaned.get("name") or "").strip() and "name" not in self.errors:
            self.add_error("name", _("Type a name under which these choices are saved."))
        return cleaned


class MappingForm:
    """The forms of all sheets and of saving, asked together; errors that belong to no field are in `problems`."""

    def __init__(self, look: Mapping[str, Any], written: Mapping[str, Any] | None, data: Any = None) -> None:
        self.look = look
        mapping = _usable(written)
        self.language = str(look["language"])
        self.save = SaveForm(data, prefix="save")
        self.problems: list[str] = []
        self.sheets = [
            SheetForm(
                data,
                prefix=f"s{number}",
                kept=kept,
                use=mapping.for_sheet(kept["name"]) if mapping else None,
                asked={each["code"] for each in look["decisions"] if each["sheet"] == kept["name"]},
            )
            for number, kept in enumerate(look["sheets"])
        ]

    def is_valid(self) -> bool:
        """Return whether everything that has to be said is said, and fits the headings and rows of the file."""
        results = [form.is_valid() for form in (*self.sheets, self.save)]
        if all(results):
            self._check()
        return all(results) and not self.problems and all(form.is_valid() for form in self.sheets)

    def _check(self) -> None:
        book = light_book(self.look)
        forms_by_name = {form.kept["name"]: form for form in self.sheets}
        mapping = self.mapping()
        if all(sheet.is_left_out for sheet in mapping.sheets):
            self.problems.append(_("Choose at least one sheet that is read."))
        for sheet, problem in tables.check_file(mapping, book):
            self._say(forms_by_name.get(sheet), problem)

    def _say(self, form: SheetForm | None, problem: tables.Problem) -> None:
        """Put a problem where it belongs: to the list above its column, else to the sheet."""
        columns = [column["column"] for column in form.kept["columns"]] if form else []
        column = problem.place.removeprefix("column ")
        is_unseen = column != problem.place and column not in columns
        if form and (form.kept["is_fixed"] or is_unseen):
            return  # too little of it is kept here to judge; the job does
        if problem.code == "column_empty":
            return  # a column without values says nothing, and harms nothing
        words = said_of({"code": problem.code, "detail": ""}, PROBLEMS)
        if form and column in columns:
            form.add_error(f"c{columns.index(column)}", words)
        elif form:
            place = place_in_words(problem.place)
            form.add_error(None, f"{place}: {words}" if place else words)
        else:
            self.problems.append(words)

    @property
    def summary(self) -> list[Problem]:
        """Return everything that is wrong, with its sheet and field, for the top of the page."""
        said = [Problem(words) for words in self.problems]
        for form in (self.save, *self.sheets):
            said += [Problem(*one) for one in _wrong_in(form)]
        return said[:MOST_SAID]

    def mapping(self) -> tables.Mapping:
        """Return what was said."""
        return tables.Mapping(tuple(form.mapping() for form in self.sheets), self.language)

    def to_save(self) -> tables.Mapping:
        """Return what is kept for other files: of a file with one sheet, whatever that is called there."""
        mapping = self.mapping()
        if len(mapping.sheets) == 1:
            return replace(mapping, sheets=(replace(mapping.sheets[0], sheet="*"),))
        return mapping

    @property
    def save_as(self) -> str:
        """Return the name to keep it under, "" if it is not kept."""
        said = self.save.cleaned_data
        return said["name"].strip() if said.get("save") else ""


def _wrong_in(form: forms.Form) -> Iterator[tuple[str, str]]:
    """Yield what is wrong in a form, with the sheet and list that it is about, and where that list stands."""
    sheet = form.kept["name"] if isinstance(form, SheetForm) else ""
    for name, errors in form.errors.items():
        field = form[name] if name in form.fields else None
        label = field.label if field and isinstance(form, SheetForm) else ""
        about = " · ".join(str(part) for part in (sheet, label) if part)
        for words in errors:
            text = _("%(about)s: %(text)s") % {"about": about, "text": words} if about else str(words)
            yield text, field.id_for_label if field else ""


def _usable(written: Mapping[str, Any] | None) -> tables.Mapping | None:
    """Return a mapping that was kept, or None if it is of another version of the platform."""
    try:
        return tables.from_json(written) if written else None
    except tables.UnusableMapping:
        return None
