"""What a column can be, as a list to choose from: one value for a role with its language and letter, and back."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core.workbooks.cells import column_of
from lms.exams.intake.words import LANGUAGES, ROLES
from lms.exams.interchange.tables.headings import Role
from lms.exams.interchange.tables.mapping import ColumnUse

Group = tuple[str, list[tuple[str, str]]]
LETTERS = "abcdefgh"
_ABOUT = ("type", "rationale", "topic", "difficulty", "depth", "marks", "source", "year", "code", "number")
_RARE = ("rubric", "tolerance", "unit", "scoring", "weights", "shuffled")
UNDECIDED = gettext_lazy("— please choose —")


def value_of(use: ColumnUse) -> str:
    """Return the value that stands for a use: "stem", "stem.en", "option.a", "option.a.en"."""
    return ".".join(part for part in (str(use.role), use.letter, use.language) if part)


def use_of(column: str, value: str, header: str) -> ColumnUse:
    """Return the use that a value stands for."""
    role, *rest = value.split(".")
    letter = next((part for part in rest if len(part) == 1), "")
    language = next((part for part in rest if part in LANGUAGES), "")
    return ColumnUse(column_of(column), Role(role), language, letter, header)


def label_of(value: str) -> str:
    """Return a value in words."""
    use = use_of("A", value, "")
    words = str(ROLES[str(use.role)])
    if use.letter:
        words = f"{words} {use.letter.upper()}"
    if use.language:
        words = _("%(what)s (%(language)s)") % {"what": words, "language": LANGUAGES[use.language]}
    return words


def choices_with(current: str) -> list[Any]:
    """Return the groups to choose from; what a column is now is always among them."""
    groups = _groups()
    known = {value for _label, choices in groups for value, _words in choices}
    first = [(current, label_of(current))] if current and current not in {*known, "ignored"} else []
    return [*first, ("ignored", ROLES["ignored"]), *groups]


def _groups() -> list[Group]:
    in_both = [str(role) for role in (Role.STEM, Role.OPTIONS, Role.RATIONALE)]
    matches = [f"match.{letter}" for letter in LETTERS]
    further = [f"{role}.{language}" for role in in_both for language in LANGUAGES]
    further += [f"option.{letter}.{language}" for language in LANGUAGES for letter in LETTERS[:6]]
    options = ["options", *(f"option.{letter}" for letter in LETTERS)]
    return [
        (_("Question and answer"), _labelled(["stem", "answer"])),
        (_("Options"), _labelled(options)),
        (_("About the question"), _labelled(_ABOUT)),
        (_("In two languages"), _labelled(further)),
        (_("Seldom"), _labelled([*matches, *_RARE])),
    ]


def _labelled(values: Sequence[str]) -> list[tuple[str, str]]:
    return [(value, label_of(value)) for value in values]
