"""What people look for at the desk, and what they say beside a question."""

from typing import Any, cast

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.exams.bank.models import Difficulty, ItemKind, ItemUse
from lms.exams.desk.queries import list_depths, list_imports, list_topics
from lms.exams.desk.sorting import Sorting
from lms.exams.desk.wanted import IN_BANK, NO_TOPIC, Shelf, Wanted
from lms.exams.intake.banks import bank_choices, bank_groups
from lms.exams.intake.forms import one_bank_of
from lms.exams.intake.queries import list_banks
from lms.exams.papers.reasons import depth_text

# Of the words that are looked for: how many characters and words count.
LONGEST_WORDS, MOST_WORDS = 200, 20
SHELVES = {
    Shelf.BANK: gettext_lazy("In the bank"),
    Shelf.OPEN: gettext_lazy("Being written"),
    Shelf.WAITING: gettext_lazy("Waiting for a reader"),
    Shelf.BACK: gettext_lazy("Sent back"),
    Shelf.RETIRED: pgettext_lazy("questions", "Retired"),
    Shelf.DISCARDED: pgettext_lazy("questions", "Discarded"),
}


class WordsField(forms.CharField):
    """Words to look for; of a text that is too long its beginning, so that never everything is found instead."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\0", " ")
        return " ".join(text[:LONGEST_WORDS].split()[:MOST_WORDS])

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # Browsers cut a whole question that is pasted here; an address of all of it would be refused.
        return {**super().widget_attrs(widget), "maxlength": str(LONGEST_WORDS)}


class FindForm(forms.Form):
    """What is looked for; an unknown choice looks for everything."""

    shelf = forms.ChoiceField(required=False, choices=list(SHELVES.items()), widget=forms.HiddenInput)
    words = WordsField(label=gettext_lazy("Words or code"), required=False)
    bank = forms.ChoiceField(label=gettext_lazy("Bank"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    use = forms.ChoiceField(label=gettext_lazy("Used for"), required=False)
    difficulty = forms.ChoiceField(label=gettext_lazy("Difficulty"), required=False)
    depth = forms.ChoiceField(label=gettext_lazy("Depth"), required=False)
    origin = forms.ChoiceField(label=gettext_lazy("From the file"), required=False)
    no_english = forms.BooleanField(label=gettext_lazy("English is missing"), required=False)
    unread = forms.BooleanField(label=gettext_lazy("Not read yet"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("Only mine"), required=False)

    flagged = forms.BooleanField(label=gettext_lazy("Figures say: look at it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bank = str(self.data.get("bank", ""))
        banks = list_banks()
        self._offer("bank", _("All banks"), bank_choices(banks))
        self._offer("topic", _("All topics"), self._topics(bank if bank in banks else ""))
        self._offer("kind", _("All kinds"), ItemKind.choices)
        self._offer("use", _("Any use"), ItemUse.choices)
        self._offer("difficulty", _("Any difficulty"), Difficulty.choices)
        self._offer("depth", _("Any depth"), [(word, depth_text(word)) for word in list_depths()])
        self._offer("origin", _("Any file, or none"), [(str(row.uuid), _file(row)) for row in list_imports()])

    def _offer(self, name: str, everything: str, choices: list[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", everything), *choices]

    def _topics(self, bank: str) -> list[tuple[str, str]]:
        """Return the topics to choose from; drafts may name none, or one that the bank has not."""
        topics = list_topics(bank)
        if self.data.get("shelf", Shelf.BANK) in IN_BANK:
            return topics
        asked = str(self.data.get("topic", ""))
        is_known = asked in {"", NO_TOPIC, *(code for code, _title in topics)}
        other = [] if is_known else [(asked, asked)]
        return [(NO_TOPIC, _("(no topic yet)")), *other, *topics]

    def wanted(self) -> Wanted:
        """Return what is looked for."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**{**given, "shelf": Shelf(given.get("shelf", Shelf.BANK))})


def _file(row: Any) -> str:
    day = date_format(localtime(row.at), "Y-m-d")
    return f"{row.file_name} · {row.bank.code} · {day}"


class ReasonForm(forms.Form):
    """Why something is done."""

    why = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class NoteForm(forms.Form):
    """What a reader says, of the revision that was read."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("What should be mended"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TwinsForm(forms.Form):
    """Codes of questions that ask the same."""

    codes = forms.CharField(
        label=gettext_lazy("Codes of the other questions, with spaces between"),
        max_length=400,
        required=False,
    )


class TopicForm(forms.Form):
    """A new topic, the topic that words of a file mean, or other titles of a topic."""

    said = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    topic = forms.CharField(max_length=60, required=False)
    zh = forms.CharField(
        label=gettext_lazy("Chinese title"), required=False
    )  # the operation says what is too long
    en = forms.CharField(label=gettext_lazy("English title"), required=False)


class SortForm(forms.Form):
    """What many drafts get; what is left alone stays in each as it is. `seen` is the mark of what was shown."""

    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)
    difficulty = forms.ChoiceField(label=gettext_lazy("Difficulty"), required=False)
    depth = forms.ChoiceField(label=gettext_lazy("Depth"), required=False)
    other_depth = forms.CharField(
        label=gettext_lazy("Or another word for depth"), required=False, max_length=20
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, topics: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "topic": topics,
            "difficulty": Difficulty.choices,
            "depth": [(word, depth_text(word)) for word in list_depths()],
        }
        for name, offered in choices.items():
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = [("", _("Leave as it is")), *offered]

    def wish(self) -> Sorting:
        """Return what the drafts get."""
        given = self.cleaned_data
        depth = given["other_depth"].strip() or given["depth"]
        return Sorting(given["topic"], given["difficulty"], depth)


class RevisionForm(forms.Form):
    """The revision that a person had before the eyes."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class BeginForm(forms.Form):
    """Where a new question belongs, of which kind it is, and for what it is used."""

    bank = forms.ChoiceField(label=gettext_lazy("Bank"), required=False)
    new_bank = forms.CharField(
        label=gettext_lazy("Or the code of a new bank"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("At most 30 letters, digits, hyphens and underscores."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=ItemKind.choices,
        initial=ItemKind.SINGLE,
        widget=forms.RadioSelect,
    )
    use = forms.ChoiceField(
        label=gettext_lazy("Used for"),
        choices=ItemUse.choices,
        initial=ItemUse.EXAMINATION,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["bank"]).choices = [("", _("Please choose")), *bank_groups()]

    def clean(self) -> dict[str, Any]:
        """Ask for a bank, old or new."""
        given = super().clean() or {}
        bank = one_bank_of(self, given)
        if not bank and not self.errors:
            self.add_error("bank", _("Choose a bank, or name a new one."))
        return {**given, "bank": bank}
