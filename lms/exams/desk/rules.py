"""What a draft still lacks before a second person may read it, and which steps a draft may take. No Django."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lms.exams.bank.rules import lacks_english
from lms.exams.interchange.drafts import DraftItem, Gap, Kind, Option, Scoring
from lms.exams.interchange.marks import marks_in

GAP = "____"
FEWEST_OPTIONS, MOST_OPTIONS = 2, 26
# Kinds that earn by parts: each part needs a weight. Of a list, only what is right has one above 0.
EACH_WEIGHS = (Kind.ORDERING, Kind.MATCHING, Kind.FILL_IN)
WITH_OPTIONS = (Kind.SINGLE, Kind.MULTIPLE, Kind.ORDERING, Kind.MATCHING)
DIFFICULTIES = {
    "easy": ("easy", "易", "容易", "简单", "低"),
    "medium": ("medium", "中", "中等", "一般", "适中"),
    "hard": ("hard", "difficult", "难", "较难", "困难", "高"),
}
# From which states a step leads where; whoever asks for another step comes too late.
STEPS = {
    "change": ({"open"}, "open"),
    "submit": ({"open"}, "submitted"),
    "take_back": ({"submitted"}, "open"),
    "send_back": ({"submitted"}, "open"),
    "approve": ({"submitted"}, "approved"),
    "discard": ({"open", "submitted"}, "discarded"),
    "fetch": ({"discarded"}, "open"),
}


def may_step(step: str, state: str) -> bool:
    """Return whether a draft in this state may take this step."""
    return state in STEPS[step][0]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is missing or doubtful: at which field, which (a stable code), and where in the field."""

    field: str
    code: str
    detail: str = ""
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside the words: what stands behind each mark, whether the bank knows the topic.

    `attached` says for each number its kind, whether its content is there, and whether it is told in words.
    `unprintable` are the characters that no paper can show.
    """

    attached: Mapping[int, tuple[str, bool, bool]] = field(default_factory=dict)
    is_topic_known: bool = True
    unprintable: str = ""


def findings(item: DraftItem, around: Around) -> list[Finding]:
    """Return what stands against submitting an item (errors), and what its writer should think of (warnings)."""
    found = [*_words(item), *_about(item, around), *_options(item), *_matches(item)]
    found += [*_key(item, around), *_weights(item), *_attachments(item, around)]
    return sorted(dict.fromkeys(found), key=lambda one: one.is_warning)


def errors(found: Sequence[Finding]) -> list[Finding]:
    """Return what must be mended."""
    return [one for one in found if not one.is_warning]


def difficulty_of(said: str) -> str | None:
    """Return the difficulty that a word names, "" for none; None for a word that names no difficulty."""
    word = said.strip().lower()
    if not word:
        return ""
    return next((name for name, words in DIFFICULTIES.items() if word in words), None)


def has(text: Mapping[str, str], language: str) -> bool:
    """Return whether a text has words in a language."""
    return bool((text.get(language) or "").strip())


def _words(item: DraftItem) -> Iterator[Finding]:
    if not has(item.stem, "zh"):
        yield Finding("stem_zh", "stem_missing")
    lists = [option.text for option in (*item.options, *item.matches)]
    if lacks_english([item.stem, *lists]):
        yield Finding("stem_en", "english_missing", is_warning=True)
    if not has(item.rationale, "zh"):
        yield Finding("rationale_zh", "rationale_missing", is_warning=True)


def _about(item: DraftItem, around: Around) -> Iterator[Finding]:
    if item.kind == Kind.PRACTICAL_TASK:
        yield Finding("kind", "kind_is_a_task")
    if not item.topic.strip():
        yield Finding("topic", "topic_missing")
    elif not around.is_topic_known:
        yield Finding("topic", "topic_unknown", item.topic)
    if difficulty_of(item.difficulty) is None:
        yield Finding("difficulty", "difficulty_unknown", item.difficulty)
    if around.unprintable:
        yield Finding("stem_zh", "unprintable", around.unprintable)
    if item.scoring == Scoring.UNSCORED:
        yield Finding("scoring", "scoring_unknown")


def _options(item: DraftItem) -> Iterator[Finding]:
    if item.kind in WITH_OPTIONS:
        yield from _list("options", item.options)


def _matches(item: DraftItem) -> Iterator[Finding]:
    if item.kind == Kind.MATCHING:
        yield from _list("matches", item.matches)


def _list(name: str, options: Sequence[Option]) -> Iterator[Finding]:
    if len(options) < FEWEST_OPTIONS:
        yield Finding(name, "too_few_options")
    if len(options) > MOST_OPTIONS:
        yield Finding(name, "too_many_options")
    for number, option in enumerate(options, start=1):
        if not has(option.text, "zh"):
            yield Finding(name, "option_without_words", str(number))
    counted = Counter(option.text.get("zh", "").strip() for option in options)
    for words, times in counted.items():
        if words and times > 1:
            yield Finding(name, "option_repeated", words)


# --- the key ----------------


def _key(item: DraftItem, around: Around) -> Iterator[Finding]:
    check = _KEYS.get(item.kind)
    if check is not None and item.scoring != Scoring.UNSCORED:
        yield from check(item)


def _weights(item: DraftItem) -> Iterator[Finding]:
    """Yield what is wrong with weights, where choices have weights of their own."""
    if item.scoring != Scoring.MAPPED:
        return
    gains = {name for name, weight in item.weights.items() if weight > 0}
    if not gains:
        yield Finding("scoring", "weights_missing")
    elif item.kind in EACH_WEIGHS and len(gains) < len(item.options or item.key or ()):
        yield Finding("scoring", "weight_of_each_missing")
    elif item.kind in _REWARDED and not _REWARDED[item.kind](item, gains):
        yield Finding("scoring", "weights_and_key_differ")


_REWARDED: dict[Kind, Callable[[DraftItem, set[str]], bool]] = {
    Kind.SINGLE: lambda item, gains: item.weights.get(item.key or "") == max(item.weights.values()),
    Kind.MULTIPLE: lambda item, gains: set(item.key or ()) == gains,
    Kind.HOTSPOT: lambda item, gains: set(item.key or ()) == gains,
}


def _truth(item: DraftItem) -> Iterator[Finding]:
    if not isinstance(item.key, bool):
        yield Finding("key", "key_missing")


def _one(item: DraftItem) -> Iterator[Finding]:
    if item.key not in {option.name for option in item.options}:
        yield Finding("key", "key_missing")


def _several(item: DraftItem) -> Iterator[Finding]:
    names = {option.name for option in item.options}
    if not item.key or not set(item.key) <= names:
        yield Finding("key", "key_missing")
    elif len(item.key) == 1:
        yield Finding("key", "key_of_one", is_warning=True)


def _order(item: DraftItem) -> Iterator[Finding]:
    if sorted(item.key or ()) != sorted(option.name for option in item.options):
        yield Finding("key", "order_not_whole")


def _pairs(item: DraftItem) -> Iterator[Finding]:
    matches, key = {match.name for match in item.matches}, item.key or {}
    for number, option in enumerate(item.options, start=1):
        if key.get(option.name) not in matches:
            yield Finding("key", "pair_missing", str(number))


def _number(item: DraftItem) -> Iterator[Finding]:
    if not item.key:
        yield Finding("key", "number_missing")
    elif any(number.tolerance < 0 for number in item.key):
        yield Finding("key", "tolerance_negative")


def _gaps(item: DraftItem) -> Iterator[Finding]:
    gaps: Sequence[Gap] = item.key or ()
    counts = {
        language: item.stem[language].count(GAP) for language in ("zh", "en") if has(item.stem, language)
    }
    if counts.get("zh") == 0:
        yield Finding("stem_zh", "no_gaps")
    elif any(count != len(gaps) for count in counts.values()):
        yield Finding("key", "gaps_differ", " / ".join(str(count) for count in (*counts.values(), len(gaps))))
    for number, gap in enumerate(gaps, start=1):
        if not any(word.strip() for word in gap.accepted):
            yield Finding("key", "gap_without_answer", str(number))


def _regions(item: DraftItem) -> Iterator[Finding]:
    names = {region.name for region in item.regions}
    if not names:
        yield Finding("regions", "region_missing")
    elif not item.key or not set(item.key) <= names:
        yield Finding("regions", "key_missing")
    for number, region in enumerate(item.regions, start=1):
        if not region.coords:
            yield Finding("regions", "region_without_place", str(number))
        if not has(region.label, "zh"):
            yield Finding("regions", "region_without_label", str(number), is_warning=True)


_KEYS: Mapping[Kind, Callable[[DraftItem], Iterator[Finding]]] = {
    Kind.TRUE_FALSE: _truth,
    Kind.SINGLE: _one,
    Kind.MULTIPLE: _several,
    Kind.ORDERING: _order,
    Kind.MATCHING: _pairs,
    Kind.NUMERIC: _number,
    Kind.FILL_IN: _gaps,
    Kind.HOTSPOT: _regions,
}


# --- attachments ----------------


def _attachments(item: DraftItem, around: Around) -> Iterator[Finding]:
    marked = marks_in(item)
    for number in sorted(marked - set(around.attached)):
        yield Finding("attachments", "attachment_missing", str(number))
    for number, (kind, is_there, is_told) in sorted(around.attached.items()):
        if not is_there:
            yield Finding("attachments", "attachment_empty", str(number))
        elif kind != "formula" and not is_told:
            yield Finding("attachments", "attachment_not_told", str(number), is_warning=True)
        if number not in marked and item.kind != Kind.HOTSPOT:
            yield Finding("attachments", "attachment_unmarked", str(number), is_warning=True)
    if item.kind == Kind.HOTSPOT and not any(kind == "picture" for kind, *_ in around.attached.values()):
        yield Finding("attachments", "picture_missing")


# --- a new question ----------------


def empty_options(kind: Kind) -> tuple[Option, ...]:
    """Return the rows that a new question of a kind has to fill in."""
    number = {Kind.SINGLE: 4, Kind.MULTIPLE: 4, Kind.ORDERING: 3, Kind.MATCHING: 3}.get(kind, 0)
    return tuple(Option(name, {}) for name in "abcd"[:number])


def empty_matches(kind: Kind) -> tuple[Option, ...]:
    """Return the partners that a new question of pairs has to fill in."""
    return tuple(Option(f"m{number}", {}) for number in range(1, 4)) if kind == Kind.MATCHING else ()


# --- another kind of the same question ----------------


def as_kind(item: DraftItem, kind: Kind) -> DraftItem:
    """Return the question as another kind, with all of it that the other kind can hold."""
    if kind == item.kind:
        return item
    with_options = kind in WITH_OPTIONS
    return replace(
        item,
        kind=kind,
        key=_key_as(item, kind),
        options=item.options if with_options else (),
        matches=item.matches if kind == Kind.MATCHING else (),
        regions=item.regions if kind == Kind.HOTSPOT else (),
        weights={},
        scoring=Scoring.BY_HAND if kind == Kind.SHORT_ANSWER else Scoring.EXACT,
    )


def _key_as(item: DraftItem, kind: Kind) -> object:
    key = item.key
    if item.kind == Kind.SINGLE and kind == Kind.MULTIPLE and key:
        return (key,)
    if item.kind == Kind.MULTIPLE and kind == Kind.SINGLE and key and len(key) == 1:
        return key[0]
    if kind == Kind.ORDERING:
        return tuple(option.name for option in item.options)
    return None
