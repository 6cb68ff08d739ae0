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
    word: str = ""  # for its type, as the row or the line above it has it
    worded: list[str] = field(default_factory=list)  # the stems with the keys that they may show
    problems: list[Remark] = field(default_factory=list)  # whatever refuses it
    broken: set[Role] = field(default_factory=set)  # of what a problem is told already

    def option_texts(self) -> list[str]:
        """Return the options as answers may name them."""
        return [next(iter(option.values()), "") for option in self.options]

    def refuse(self, refusal: Refusal) -> None:
        """Add why the row is refused; what only follows from something told already is left out."""
        for remark in refusal.remarks:
            needed = _NEEDED.get(remark.code, ())
            if self.broken.isdisjoint(needed):
                self.problems.append(remark)


# Of what a problem may be that only follows from another one.
_NEEDED = {
    "no_stem": (Role.STEM,),
    "no_key": (Role.ANSWER,),
    "key_unusable": (Role.ANSWER, Role.OPTION),
    "too_few_options": (Role.OPTION,),
    "type_unknown": (Role.TYPE, Role.OPTION, Role.ANSWER),
    "type_not_supported": (Role.TYPE,),
}


def draft_of(row: RowView, conventions: Conventions) -> Draft:
    """Return what a row says before its kind is known; `problems` are words that it lacks, damaged cells, two keys."""
    draft = Draft(
        row,
        conventions,
        Texts(row.view.sheet.pictures, is_own=conventions.own_layout),
        row.text(Role.ANSWER),
        row.languages(Role.STEM),
    )
    for role, remark in row.damage():
        draft.problems.append(remark)
        draft.broken.add(Role.OPTION if role in (Role.OPTIONS, Role.MATCH) else role)
    if not draft.stem:
        draft.refuse(Refusal("no_stem"))
    try:
        draft.options = _options(row, conventions)
    except Refusal as refusal:
        draft.refuse(refusal)
        draft.broken.add(Role.OPTION)
    if conventions.options_in_stem and not any(draft.options):
        _take_options_from_stem(draft)
    draft.remarks += row.remarks()
    if not conventions.own_layout:
        _take_kind_from_stem(draft)
    draft.worded = list(draft.stem.values())
    if conventions.key_in_stem:
        try:
            _take_key_from_stem(draft)
        except Refusal as refusal:
            draft.refuse(refusal)
            draft.broken.add(Role.ANSWER)
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
    """Take the type that stands in brackets before or behind the stem out of it; see `walking.type_of`."""
    word = draft.row.text(Role.TYPE)
    own = kind_of(word, draft.conventions.types)
    for language, words in draft.stem.items():
        kind, _word, rest = kind_in_stem(words, draft.conventions.types)
        if kind and own in ("", kind):
            draft.stem[language] = rest
        elif kind and not (own == CHOICE and kind in (Kind.SINGLE, Kind.MULTIPLE)):
            draft.remarks.append(Remark("ambiguous", f"{word} / {words}"[:80]))


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
