"""What a row says before its kind is known: words, options, answer, and what stands among them that is none of it."""

from dataclasses import dataclass, field

from lms.exams.interchange.drafts import Kind, Remark
from lms.exams.interchange.tables import shown_keys
from lms.exams.interchange.tables.headings import Role
from lms.exams.interchange.tables.mapping import Conventions
from lms.exams.interchange.tables.options import MOST_OPTIONS, options_behind, split_options, unlabelled
from lms.exams.interchange.tables.refusals import Refusal
from lms.exams.interchange.tables.rows import RowView
from lms.exams.interchange.tables.texts import Texts
from lms.exams.interchange.tables.words import CHOICE, kind_in_stem, kind_of

NAMES = "abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Draft:
    """What is known of a row on its way to an item."""

    row: RowView
    conventions: Conventions
    texts: Texts
    answer: str
    stem: dict[str, str]
    options: list[dict[str, str]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    kind_in_stem: str = ""  # as a word in brackets before or behind the stem names it
    worded: list[str] = field(default_factory=list)  # the stems with the keys that they may show

    def option_texts(self) -> list[str]:
        """Return the options as answers may name them."""
        return [next(iter(option.values()), "") for option in self.options]


def draft_of(row: RowView, conventions: Conventions) -> Draft:
    """Return what a row says before its kind is known.

    :raises Refusal: it has no words, a damaged cell, or two keys.
    """
    row.refuse_damaged()
    stem = row.languages(Role.STEM)
    if not stem:
        raise Refusal("no_stem")
    draft = Draft(
        row,
        conventions,
        Texts(row.view.sheet.pictures, is_own=conventions.own_layout),
        row.text(Role.ANSWER),
        stem,
    )
    draft.options = _options(row, conventions)
    if conventions.options_in_stem and not any(draft.options):
        _take_options_from_stem(draft)
    draft.remarks += row.remarks()
    if not conventions.own_layout:
        _take_kind_from_stem(draft)
    draft.worded = list(draft.stem.values())
    if conventions.key_in_stem:
        _take_key_from_stem(draft)
    return draft


def _take_options_from_stem(draft: Draft) -> None:
    """Move options that stand behind the stem in the same cell to where options belong."""
    for language, words in draft.stem.items():
        stem, options = options_behind(words)
        draft.stem[language] = stem
        draft.options += [{} for _ in range(len(options) - len(draft.options))]
        for place, text in enumerate(options):
            draft.options[place][language] = text


def _take_kind_from_stem(draft: Draft) -> None:
    """Move the type that stands in brackets before or behind the stem to where types belong."""
    own = kind_of(draft.row.text(Role.TYPE), draft.conventions.types)
    for language, words in draft.stem.items():
        kind, rest = kind_in_stem(words)
        if kind and own in ("", kind):
            draft.kind_in_stem, draft.stem[language] = kind, rest
        elif kind and not (own == CHOICE and kind in (Kind.SINGLE, Kind.MULTIPLE)):
            draft.remarks.append(Remark("ambiguous", f"{draft.row.text(Role.TYPE)} / {words}"[:80]))


def _take_key_from_stem(draft: Draft) -> None:
    """Move the key that stands in brackets in the stem to where keys belong."""
    draft.answer = draft.answer or shown_keys.only_key(draft.worded)
    draft.stem = {language: shown_keys.taken_out(stem) for language, stem in draft.stem.items()}


def _options(row: RowView, conventions: Conventions) -> list[dict[str, str]]:
    """Return the options by place, each by language; a place without an option is empty."""
    columns = lettered(row, Role.OPTION, is_own=conventions.own_layout)
    if any(columns):
        return columns
    found: list[dict[str, str]] = []
    for language, cell in row.languages(Role.OPTIONS).items():
        parts = split_options(cell, conventions.option_separator)
        found += [{} for _ in range(len(parts) - len(found))]
        for place, part in enumerate(parts):
            found[place][language] = part
    if len(found) > MOST_OPTIONS:
        raise Refusal("value_unusable", f"{len(found)} options")
    return found


def lettered(row: RowView, role: Role, *, is_own: bool = False) -> list[dict[str, str]]:
    """Return the texts of columns with letters, by place."""
    letters = row.letters(role)
    if not letters:
        return []
    by_place = [row.languages(role, letter) for letter in NAMES[: NAMES.index(letters[-1]) + 1]]
    while by_place and not by_place[-1]:
        by_place.pop()
    languages = set() if is_own else {name for option in by_place for name in option}
    for language in languages:
        bare = unlabelled([option.get(language, "") for option in by_place])
        for option, text in zip(by_place, bare, strict=True):
            if language in option:
                option[language] = text
    return by_place
