"""What one sheet of a table means: a list above each column, words of types and answers, how values are written."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core.workbooks.cells import column_of
from lms.exams.intake.column_choices import UNDECIDED, choices_with, use_of, value_of
from lms.exams.intake.words import KINDS
from lms.exams.interchange.tables.answers import bare_answer
from lms.exams.interchange.tables.mapping import ColumnUse, Conventions, SheetMapping
from lms.exams.interchange.tables.words import folded, kind_of
from lms.exams.interchange.truth import FALSE_WORDS, TRUE_WORDS

LEAVE = "leave"
BY_ANSWER = "by_answer"
_KINDS = [(value, label) for value, label in KINDS.items() if value != "hotspot"]
_LEAVE = (LEAVE, gettext_lazy("Leave these rows out"))
_MEANINGS = [("true", gettext_lazy("right")), ("false", gettext_lazy("wrong")), _LEAVE]
_STYLES = [
    ("auto", gettext_lazy("As each row shows")),
    ("letters", gettext_lazy("Letters: A, B, C")),
    ("digits", gettext_lazy("Figures, 1 is the first option")),
    ("digits_from_0", gettext_lazy("Figures, 0 is the first option")),
    ("texts", gettext_lazy("The text of the option itself")),
]
# The way of reading that "auto" is, offered as an answer where figures beside letters ask for one.
MIXED = "mixed"
_MIXED = (MIXED, gettext_lazy("Mixed: letters, figures from 1, or the text of the option"))
_SIGNS = ("option_separator", "gap_separator", "alternative_separator")
_FLAGS = ("key_in_stem", "options_in_stem")
_DEFAULTS = ("topic", "marks", "difficulty", "depth", "source", "year")


class SheetForm(forms.Form):
    """One sheet. Names of fields: `c0` ... above the shown columns, `t0` ... words of types, `w0` ... of answers."""

    is_read = forms.BooleanField(label=gettext_lazy("Read this sheet"), required=False)
    header_row = forms.IntegerField(
        label=gettext_lazy("Row of headings"),
        min_value=0,
        max_value=1_999_998,
        required=False,
        help_text=gettext_lazy("0 if there is none."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Rows that do not say their type are"), required=False)
    choice_answers = forms.ChoiceField(label=gettext_lazy("Answers name options by"), required=False)
    option_separator = forms.CharField(
        label=gettext_lazy("Sign between options in one cell"), max_length=8, required=False, strip=False
    )
    gap_separator = forms.CharField(
        label=gettext_lazy("Sign before the answer of the next gap"),
        max_length=8,
        required=False,
        strip=False,
    )
    alternative_separator = forms.CharField(
        label=gettext_lazy("Sign between answers that are all right"),
        max_length=8,
        required=False,
        strip=False,
    )
    key_in_stem = forms.BooleanField(
        label=gettext_lazy("The right answer stands in brackets in the question"), required=False
    )
    options_in_stem = forms.BooleanField(
        label=gettext_lazy("The options stand behind the question in the same cell"), required=False
    )
    topic = forms.CharField(label=gettext_lazy("Topic or chapter"), max_length=60, required=False)
    marks = forms.CharField(label=gettext_lazy("Marks"), max_length=8, required=False)
    difficulty = forms.CharField(label=gettext_lazy("Difficulty"), max_length=20, required=False)
    depth = forms.CharField(label=gettext_lazy("Depth"), max_length=20, required=False)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=100, required=False)
    year = forms.CharField(label=gettext_lazy("Year"), max_length=4, required=False)

    def __init__(
        self, *args: Any, kept: Mapping[str, Any], use: SheetMapping | None, asked: set[str], **kwargs: Any
    ) -> None:
        self.kept, self.asked = kept, asked
        self.given = use or SheetMapping(kept["name"], (), kept["header_row"], is_left_out=True)
        super().__init__(*args, initial=self._initial(), **kwargs)
        if kept["is_fixed"]:
            self.fields = {"is_read": self.fields["is_read"]}
            return
        self._choose("kind", self._kinds())
        is_open = "answer_figures" in asked and self.given.conventions.choice_answers == "auto"
        self._choose("choice_answers", [("", UNDECIDED), _MIXED, *_STYLES[1:]] if is_open else _STYLES)
        for number, column in enumerate(kept["columns"]):
            self._add_column(number, column)
        for number, (word, count, kind) in enumerate(kept["types"]):
            self._add_word(f"t{number}", word, count, [*_KINDS, _LEAVE], self._type_now(word, kind))
        for number, (word, count, meaning) in enumerate(kept["truths"]):
            self._add_word(f"w{number}", word, count, _MEANINGS, self._truth_now(word, meaning))

    def _initial(self) -> dict[str, Any]:
        given = self.given.conventions
        initial: dict[str, Any] = {
            "is_read": not self.given.is_left_out,
            "header_row": self.kept["header_row"] if self.given.is_left_out else self.given.header_row,
            "choice_answers": given.choice_answers,
            "kind": self._kind_now(),
        }
        initial |= {name: self.given.defaults.get(name, "") for name in _DEFAULTS}
        initial |= {name: getattr(given, name).replace("\n", "\\n") for name in _SIGNS}
        return initial | {name: getattr(given, name) for name in _FLAGS}

    def _kind_now(self) -> str:
        if "type" in self.asked:
            return ""
        return self.given.defaults.get("type") or (
            BY_ANSWER if self.given.conventions.type_by_answer else LEAVE
        )

    def _kinds(self) -> list[Any]:
        first = [("", UNDECIDED)] if "type" in self.asked else []
        by_answer = (BY_ANSWER, _("What options and answer show"))
        return [*first, by_answer, *_KINDS, _LEAVE]

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def _add_column(self, number: int, column: Mapping[str, Any]) -> None:
        place = column_of(column["column"])
        use = next((each for each in self.given.columns if each.column == place), None)
        now = value_of(use) if use else ""
        self.fields[f"c{number}"] = forms.ChoiceField(
            label=_("Column %(column)s") % {"column": column["column"]},
            choices=choices_with(now),
            initial=now or "ignored",
            required=False,
        )

    def _add_word(self, name: str, word: str, count: int, choices: list[Any], now: str) -> None:
        self.fields[name] = forms.ChoiceField(
            label=_("%(word)s (%(number)s rows)") % {"word": word, "number": count},
            choices=choices if now else [("", UNDECIDED), *choices],
            initial=now,
            required=False,
        )

    def _type_now(self, word: str, kind: str) -> str:
        kind = self.given.conventions.types.get(folded(word)) or kind
        return LEAVE if kind == "unsupported" else kind

    def _truth_now(self, word: str, meaning: str) -> str:
        given, plain = self.given.conventions, folded(bare_answer(word))
        if plain in given.true_words:
            return "true"
        return "false" if plain in given.false_words else meaning

    @property
    def unknown_answers(self) -> list[str]:
        """Return the words of answers, with how often each stands there, of which nobody knows what they mean."""
        fields = (self[f"w{number}"] for number in range(len(self.kept["truths"])))
        return [str(field.label) for field in fields if not field.initial]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_read") and not self.kept["is_fixed"]:
            for name in self._undecided(cleaned):
                self.add_error(name, _("Please choose."))
        return cleaned

    def _undecided(self, cleaned: Mapping[str, Any]) -> list[str]:
        """Return the lists in which something has to be chosen and nothing is.

        With other headings or columns other words are found: then they are asked for when those are known.
        """
        if self._has_moved(cleaned):
            return []
        names = [f"t{number}" for number in range(len(self.kept["types"]))]
        names += [f"w{number}" for number in range(len(self.kept["truths"]))]
        return [name for name in (*names, "kind", "choice_answers") if cleaned.get(name) == ""]

    def _has_moved(self, cleaned: Mapping[str, Any]) -> bool:
        names = ["header_row", "is_read", *(f"c{number}" for number in range(len(self.kept["columns"])))]
        return any(cleaned.get(name) != self.get_initial_for_field(self.fields[name], name) for name in names)

    def mapping(self) -> SheetMapping:
        """Return what was said of the sheet."""
        said = self.cleaned_data
        if not said["is_read"]:
            return SheetMapping(self.kept["name"], (), is_left_out=True)
        if self.kept["is_fixed"]:
            return self.given
        header = said.get("header_row") or 0
        defaults = {name: said[name].strip() for name in _DEFAULTS if said.get(name, "").strip()}
        if said["kind"] not in ("", BY_ANSWER, LEAVE):
            defaults["type"] = said["kind"]
        first = self.given.first_row if header == self.given.header_row else 0
        return SheetMapping(
            self.kept["name"], self._columns(header), header, first, defaults, self._conventions()
        )

    def _columns(self, header: int) -> tuple[ColumnUse, ...]:
        """Return what the columns are; those that the page does not show stay as they are."""
        is_same = header == self.kept["header_row"]
        uses = []
        for number, column in enumerate(self.kept["columns"]):
            value = self.cleaned_data[f"c{number}"] or "ignored"
            heading = column["heading"] if is_same and value != "ignored" else ""
            uses.append(use_of(column["column"], value, heading))
        shown = {use.column for use in uses}
        return (*uses, *(use for use in self.given.columns if use.column not in shown))

    def _conventions(self) -> Conventions:
        said = self.cleaned_data
        truths = {word: said[f"w{number}"] for number, (word, _n, _m) in enumerate(self.kept["truths"])}
        return Conventions(
            choice_answers="auto" if said["choice_answers"] in ("", MIXED) else said["choice_answers"],
            true_words=self._words(truths, "true", TRUE_WORDS),
            false_words=self._words(truths, "false", FALSE_WORDS),
            types=self._types(),
            **{name: said[name].replace("\\n", "\n") for name in _SIGNS},
            **{name: said[name] for name in _FLAGS},
            type_by_answer=said["kind"] == BY_ANSWER,
        )

    def _words(self, truths: Mapping[str, str], meaning: str, usual: frozenset[str]) -> tuple[str, ...]:
        earlier = getattr(self.given.conventions, f"{meaning}_words")
        shown = {folded(bare_answer(word)): said for word, said in truths.items()}
        kept = [word for word in earlier if word not in shown]
        return (*kept, *(word for word, said in shown.items() if said == meaning and word not in usual))

    def _types(self) -> dict[str, str]:
        shown = {
            folded(word): self.cleaned_data[f"t{number}"]
            for number, (word, _n, _k) in enumerate(self.kept["types"])
        }
        earlier = {w: kind for w, kind in self.given.conventions.types.items() if w not in shown}
        return earlier | {
            word: kind for word, kind in shown.items() if kind not in ("", LEAVE) and kind != kind_of(word)
        }
