"""A row that was understood becomes an item; each kind has its own reader."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from lms.exams.interchange.drafts import DraftItem, Kind, Option, Remark, Scoring
from lms.exams.interchange.gaps import scoring_of
from lms.exams.interchange.tables import answers, gaps, shown_keys, values
from lms.exams.interchange.tables.amounts import Amounts
from lms.exams.interchange.tables.drafting import NAMES, Draft, lettered
from lms.exams.interchange.tables.headings import Role
from lms.exams.interchange.tables.layout import KIND_WORDS
from lms.exams.interchange.tables.refusals import Refusal, both
from lms.exams.interchange.tables.words import CHOICE, folded
from lms.exams.interchange.truth import FALSE_WORDS, TRUE_WORDS

_WITHOUT_OPTIONS = (Kind.SHORT_ANSWER, Kind.FILL_IN, Kind.NUMERIC, Kind.PRACTICAL_TASK)
_LETTERS_ALONE = frozenset("ab")
_INDEFINITE = "不定项"
_NO_OPTION = frozenset(["", "无", "没有", "/", "\\", "-", "--", "—", "——", "none", "n/a", "null"])


def kind_by_answer(draft: Draft) -> str:
    """Return the kind that options and answer show.

    :raises Refusal: they show none.
    """
    worded = {folded(text) for text in draft.option_texts()}
    answer = folded(answers.bare_answer(draft.answer))
    if len(worded) >= 2 and not worded <= TRUE_WORDS | FALSE_WORDS:
        return CHOICE
    if worded or answer in TRUE_WORDS | FALSE_WORDS | {
        *draft.conventions.true_words,
        *draft.conventions.false_words,
    }:
        return Kind.TRUE_FALSE
    if any(gaps.has_gaps(stem) for stem in draft.stem.values()):
        return Kind.FILL_IN
    raise Refusal("type_unknown")


def item_of(draft: Draft, kind: str) -> DraftItem:
    """Return the item of a kind.

    :raises Refusal: it has no usable key or two, or the kind cannot stand in a table.
    """
    reader = _READERS.get(kind)
    if reader is None:
        raise Refusal("type_not_supported", kind)
    if has_options_of_no_use(kind, draft.option_texts(), draft.answer):
        raise Refusal("ambiguous", f"{KIND_WORDS[Kind(kind)]} / {draft.answer}", remedy="options_of_no_use")
    item = _without_key(draft, kind) if _may_lack_key(draft) else reader(draft)
    if item.kind != Kind.SHORT_ANSWER and draft.row.text(Role.RUBRIC):
        draft.remarks.append(Remark("rubric_lost", draft.row.text(Role.RUBRIC)[:40]))
    _hold_against_shown(draft, item)
    return replace(item, attachments=tuple(draft.texts.attachments))


def _hold_against_shown(draft: Draft, item: DraftItem) -> None:
    """Hold the key against what the stem shows in brackets.

    :raises Refusal: they contradict each other.
    """
    if draft.conventions.own_layout:
        return
    if draft.conventions.key_in_stem:
        shown_keys.refuse_contradicted(draft.worded, draft.answer, item)
    elif remark := shown_keys.shown_in(draft.worded, draft.answer, item):
        draft.remarks.append(remark)


def has_options_of_no_use(kind: str, options: Sequence[str], answer: str) -> bool:
    """Return whether a row has options although its kind knows none: it may be a choice that is called otherwise.

    Gaps may have their answers where choices have options, if the column of answers is empty.
    """
    given = {folded(text) for text in options} - _NO_OPTION
    if kind == Kind.TRUE_FALSE:
        return bool(given) and not _are_of_statement(given)
    if kind not in _WITHOUT_OPTIONS or (kind == Kind.FILL_IN and not answer.strip()):
        return False
    return len(given) > 1


def _are_of_statement(options: Collection[str]) -> bool:
    """Return whether options only say that a statement is right or wrong, or are the bare letters of two columns."""
    if options <= _LETTERS_ALONE:
        return True
    says_true, says_false = options & TRUE_WORDS, options & FALSE_WORDS
    return len(says_true) < 2 and len(says_false) < 2 and len(options) == len(says_true) + len(says_false)


def _may_lack_key(draft: Draft) -> bool:
    """Return whether our own layout says that nothing scores this item, and gives no key."""
    scoring = values.scoring_of(draft.row.text(Role.SCORING))
    unkeyed = scoring in (Scoring.UNSCORED, Scoring.BY_HAND) and not draft.answer
    return draft.conventions.own_layout and unkeyed


def _without_key(draft: Draft, kind: str) -> DraftItem:
    """Return an item whose key nobody gave."""
    matches = lettered(draft.row, Role.MATCH, is_own=True)
    return DraftItem(
        Kind(kind),
        draft.texts.cleaned(draft.stem),
        () if kind == Kind.SHORT_ANSWER else None,
        options=_listed(draft, draft.options, NAMES),
        matches=_listed(draft, matches, NAMES),
    )


def _need_answer(draft: Draft) -> str:
    """Return the answer.

    :raises Refusal: the row has none.
    """
    if not draft.answer.strip():
        raise Refusal("no_key")
    return draft.answer


def _listed(draft: Draft, places: Sequence[dict[str, str]], names: Sequence[str]) -> tuple[Option, ...]:
    """Return texts as options, without the places that are empty."""
    return tuple(
        Option(name, draft.texts.cleaned(text))
        for name, text in zip(names, places, strict=False)
        if any(text.values())
    )


def _chosen_from(draft: Draft) -> tuple[Option, ...]:
    """Return the options of a choice.

    :raises Refusal: there are fewer than two.
    """
    if sum(bool(option) for option in draft.options) < 2:
        raise Refusal("too_few_options")
    texts = [folded(text) for text in draft.option_texts() if text]
    if len(set(texts)) < len(texts):
        draft.remarks.append(Remark("options_repeated"))
    return _listed(draft, draft.options, NAMES)


def _choice(draft: Draft) -> DraftItem:
    """Read a choice that does not say how many are right: the key says it."""
    key, options = _key_and_options(draft)
    return _one(draft, key, options) if len(key) == 1 else _several(draft, key, options)


def _key_and_options(draft: Draft) -> tuple[list[int], tuple[Option, ...]]:
    """Return the places of the key, and the options.

    :raises Refusal: one of them cannot be used, or neither.
    """
    options, key = both(lambda: _chosen_from(draft), lambda: _choice_key(draft))
    return key, options


def _choice_key(draft: Draft) -> list[int]:
    """Return the places of the key, none where there are too few options to look them up in."""
    answer = _need_answer(draft)
    if sum(bool(option) for option in draft.options) < 2:
        return []
    return answers.choice_key(answer, draft.option_texts(), draft.conventions)


def _single(draft: Draft) -> DraftItem:
    """Read a question with one right option."""
    key, options = _key_and_options(draft)
    if len(key) != 1:
        raise Refusal("key_unusable", draft.answer)
    return _one(draft, key, options)


def _one(draft: Draft, key: Sequence[int], options: tuple[Option, ...]) -> DraftItem:
    return DraftItem(Kind.SINGLE, draft.texts.cleaned(draft.stem), NAMES[key[0]], options=options)


def _multiple(draft: Draft) -> DraftItem:
    """Read a question with any number of right options; one alone is said, unless the word for the type allows it."""
    key, options = _key_and_options(draft)
    if len(key) == 1 and _INDEFINITE not in draft.word:
        draft.remarks.append(Remark("one_of_several", draft.answer[:40]))
    return _several(draft, key, options)


def _several(draft: Draft, key: Sequence[int], options: tuple[Option, ...]) -> DraftItem:
    named = tuple(NAMES[place] for place in key)
    return DraftItem(Kind.MULTIPLE, draft.texts.cleaned(draft.stem), named, options=options)


def _true_false(draft: Draft) -> DraftItem:
    """Read a statement."""
    key = answers.truth(_need_answer(draft), draft.option_texts(), draft.conventions)
    return DraftItem(Kind.TRUE_FALSE, draft.texts.cleaned(draft.stem), key)


def _fill_in(draft: Draft) -> DraftItem:
    """Read a stem with gaps, or with one at its end. Some tables have the answers where choices have options."""
    in_cells = [text for text in draft.option_texts() if text.strip()] if not draft.answer.strip() else []
    answer, conventions = "" if in_cells else _need_answer(draft), draft.conventions
    # Our own layout marks gaps in one way only; what looks like another is part of the words.
    marked = gaps.counted if conventions.own_layout else gaps.with_gaps
    stems = {language: marked(stem) for language, stem in draft.stem.items()}
    counts = {count for _, count in stems.values()} or {0}
    if len(counts) > 1:
        raise Refusal("ambiguous", " / ".join(str(count) for count in sorted(counts)))
    count = counts.pop()
    stem = {language: text if count else f"{text} {gaps.GAP}" for language, (text, _) in stems.items()}
    if conventions.own_layout:
        key = gaps.own_gaps(answer, count or 1)
    elif in_cells:
        key = gaps.gaps_of_cells(in_cells, count or 1)
    else:
        signs = conventions.gap_separator, conventions.alternative_separator
        key = gaps.gaps_of(answers.without_prefix(answer), count or 1, *signs)
    scoring = Scoring.PER_PART if conventions.own_layout else scoring_of(key)
    return DraftItem(Kind.FILL_IN, draft.texts.cleaned(stem), key, scoring=scoring)


def _short_answer(draft: Draft) -> DraftItem:
    """Read a question that somebody marks; what stands as its answer helps the marker."""
    phrases = draft.answer.split("\n") if draft.conventions.own_layout else [draft.answer]
    phrases += draft.row.joined(Role.RUBRIC).split("\n")
    key = tuple(text for phrase in phrases if (text := phrase.strip()))
    if not key and not draft.conventions.own_layout:
        draft.remarks.append(Remark("no_model_answer"))
    return DraftItem(Kind.SHORT_ANSWER, draft.texts.cleaned(draft.stem), key, scoring=Scoring.BY_HAND)


def _ordering(draft: Draft) -> DraftItem:
    """Read things to be put in order."""
    options, answer = both(lambda: _chosen_from(draft), lambda: _need_answer(draft))
    order = answers.order_key(answer, draft.option_texts(), draft.conventions)
    key = tuple(NAMES[place] for place in order)
    return DraftItem(Kind.ORDERING, draft.texts.cleaned(draft.stem), key, options=options)


def _matching(draft: Draft) -> DraftItem:
    """Read things to be matched."""
    options, answer = both(lambda: _chosen_from(draft), lambda: _need_answer(draft))
    matches = lettered(draft.row, Role.MATCH, is_own=draft.conventions.own_layout)
    texts = [next(iter(match.values()), "") for match in matches]
    pairs = answers.pairs_key(answer, draft.option_texts(), texts)
    key = {NAMES[place]: NAMES[match] for place, match in sorted(pairs.items())}
    stem, listed = draft.texts.cleaned(draft.stem), _listed(draft, matches, NAMES)
    return DraftItem(Kind.MATCHING, stem, key, options=options, matches=listed, scoring=Scoring.PER_PART)


def _numeric(draft: Draft) -> DraftItem:
    """Read a question whose answer is a number, with the error and unit that its row names."""
    amounts = Amounts(is_own=draft.conventions.own_layout)
    key = amounts.read(_need_answer(draft), draft.row.text(Role.TOLERANCE), draft.row.text(Role.UNIT))
    draft.remarks += amounts.remarks
    return DraftItem(Kind.NUMERIC, draft.texts.cleaned(draft.stem), key)


def _practical_task(draft: Draft) -> DraftItem:
    """Read a task that assessors mark."""
    return DraftItem(Kind.PRACTICAL_TASK, draft.texts.cleaned(draft.stem), None, scoring=Scoring.BY_HAND)


_READERS: dict[Any, Callable[[Draft], DraftItem]] = {
    CHOICE: _choice,
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.TRUE_FALSE: _true_false,
    Kind.FILL_IN: _fill_in,
    Kind.SHORT_ANSWER: _short_answer,
    Kind.ORDERING: _ordering,
    Kind.MATCHING: _matching,
    Kind.NUMERIC: _numeric,
    Kind.PRACTICAL_TASK: _practical_task,
}
