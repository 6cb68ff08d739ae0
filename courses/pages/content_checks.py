"""What is wrong with the content of a lesson: values in, findings out. No Django; words in authoring/words.py.

An error stops a lesson on its way to the reviewer; a warning is shown and may have its reasons.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from courses.pages.reading import Pace, count_chinese, difficulty_of, sentences_of

# Set before words that a template leaves for the author to replace.
HINT_MARK = "✎"
LONGEST_SENTENCE = 40
SENTENCE_MEAN = 18
RARE_PERCENT = 3.0
# A lesson may take this share of its planned minutes at least and at most; the teacher explains and repeats.
SHORTEST_SHARE, LONGEST_SHARE = 0.3, 1.25
# From this share of Chinese characters among the letters on, an English text is one that nobody has translated.
UNTRANSLATED_SHARE = 0.5
# Values that are names, numbers or drawings' descriptions, not words for a reader.
NOT_READ = frozenset(
    {
        "id",
        "image",
        "items",
        "rubric",
        "scheme",
        "level",
        "spec",
        "tex",
        "pinyin",
        "english",
        "recording",
        "poster",
        "document",
    }
)
NOT_WORDS = NOT_READ | {"term", "type", "alt", "spoken"}
# What alone makes a block more than empty.
REFERENCES = ("image", "items", "rubric", "scheme", "spec", "tex", "recording", "document")
# Blocks that are drawn under a heading of the third level.
BELOW_HEADING = frozenset({"steps", "vocabulary", "task", "practice", "examination"})
_TAG = re.compile(r"<[^>]*>")
_LATIN = re.compile(r"[A-Za-z]")
_PARAGRAPH_END = re.compile(r"</(?:p|li)>|<br\s*/?>")


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a code, how bad it is, the number of the block from one, and what the words need."""

    code: str
    severity: Severity
    block: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownRecording:
    """A recording of the library: whether it is a film, the languages of its captions, whether its file is there."""

    is_film: bool
    captions: frozenset[str]
    is_there: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What the bank and the library say of the names that a lesson uses."""

    practice_faults: Mapping[str, str] = field(default_factory=dict)
    rubrics: frozenset[str] = frozenset()
    schemes: frozenset[str] = frozenset()
    pictures: frozenset[int] = frozenset()
    recordings: Mapping[int, KnownRecording] = field(default_factory=dict)
    handouts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class LessonContent:
    """A lesson as its author left it. `translation` is present, older, unfinished or missing."""

    blocks: Sequence[Mapping[str, Any]]
    minutes: int
    is_chinese: bool = True
    translation: str = "present"
    taken_by: str = ""
    title: str = ""
    summary: str = ""
    objectives: Sequence[str] = ()
    # Why a block cannot be drawn or worked out, by its number.
    faults: Mapping[int, Sequence[str]] = field(default_factory=dict)


def check_lesson(lesson: LessonContent, known: Known, pace: Pace) -> list[Finding]:
    """Return everything that is wrong, errors first, then in the order of the blocks."""
    found = [*_page_findings(lesson), *_heading_findings(lesson.blocks)]
    for number, block in enumerate(lesson.blocks, start=1):
        found += [
            Finding(code, severity, number, {"kind": block["type"], **facts})
            for code, severity, facts in _block_findings(block, lesson, known)
        ]
        found += _fault_findings(number, block, lesson)
    found += _repeated_findings(lesson.blocks)
    found += _time_findings(lesson, pace)
    found += _reading_findings(lesson)
    return sorted(found, key=lambda finding: (finding.severity is not Severity.ERROR, finding.block))


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that stop a lesson."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


# --- reading a block ----------------


def plain(value: Any) -> Any:
    """Return a block's value with the items of lists without their envelopes."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [
            plain(inner["value"] if isinstance(inner, Mapping) and inner.get("type") == "item" else inner)
            for inner in value
        ]
    return value


def texts_of(value: Any, skipped: frozenset[str] = NOT_READ) -> Iterator[str]:
    """Yield all words of a value, tags taken away."""
    if isinstance(value, str):
        yield html.unescape(_TAG.sub("", _PARAGRAPH_END.sub("\n", value)))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in skipped:
                yield from texts_of(inner, skipped)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner, skipped)


def words_of(block: Mapping[str, Any]) -> str:
    """Return what a reader reads of a block, one part a line."""
    return "\n".join(text for text in texts_of(plain(block["value"]), NOT_WORDS) if text.strip())


def codes_of(blocks: Iterable[Mapping[str, Any]], kind: str, name: str) -> list[Any]:
    """Return the values named `name` of all blocks of a kind, lists laid out."""
    found: list[Any] = []
    for block in blocks:
        if block["type"] == kind:
            value = plain(block["value"]).get(name)
            found += value if isinstance(value, list) else [value]
    return [value for value in found if value]


def repeated_items(asked: Mapping[int, Sequence[str]]) -> dict[int, dict[int, str]]:
    """Return the practice items that a lesson asks again, in one block or in two, by block and place.

    Both would be one place on the page: what answers the second would stand below the first. `asked` are the items of
    each practice block by its number; an empty place is none.
    """
    seen: set[str] = set()
    found: dict[int, dict[int, str]] = {}
    for number, codes in asked.items():
        for place, code in enumerate(codes):
            if code in seen:
                found.setdefault(number, {})[place] = code
            seen.update([code] if code else [])
    return found


# --- single blocks ----------------

Complaint = tuple[str, Severity, dict[str, Any]]


def _block_findings(block: Mapping[str, Any], lesson: LessonContent, known: Known) -> Iterator[Complaint]:
    value = plain(block["value"])
    if is_empty(value):
        yield "empty_block", Severity.ERROR, {}
        return
    if any(HINT_MARK in text for text in texts_of(value)):
        yield "hint_left", Severity.ERROR, {}
    yield from _picture_complaints(value, known)
    check = _REFERENCE_CHECKS.get(block["type"])
    if check is not None:
        yield from check(value, known)
    if block["type"] == "recording":
        yield from _recording_complaints(value, lesson, known)
    if lesson.is_chinese:
        yield from _sentence_complaints(block)
    elif is_untranslated(words_of(block)):
        yield "untranslated", Severity.ERROR, {}


def _fault_findings(number: int, block: Mapping[str, Any], lesson: LessonContent) -> Iterator[Finding]:
    """Yield what keeps a block from being drawn or worked out; an empty one is named already."""
    if not is_empty(plain(block["value"])):
        for problem in lesson.faults.get(number, ()):
            yield Finding("source_wrong", Severity.ERROR, number, {"kind": block["type"], "problem": problem})


def is_empty(value: Any) -> bool:
    """Return whether a block holds no word and names nothing."""
    if isinstance(value, Mapping) and any(value.get(name) for name in REFERENCES):
        return False
    return not any(text.strip() for text in texts_of(value, NOT_READ - {"pinyin", "english"}))


def is_untranslated(text: str) -> bool:
    """Return whether a text of an English page still stands in Chinese; a Chinese term among English words may stay."""
    chinese = count_chinese(text)
    return bool(chinese) and chinese >= UNTRANSLATED_SHARE * (chinese + len(_LATIN.findall(text)))


def _picture_complaints(value: Any, known: Known) -> Iterator[Complaint]:
    if not isinstance(value, Mapping) or "alt" not in value:
        return
    if not str(value["alt"] or "").strip():
        yield "alt_missing", Severity.ERROR, {}
    if "image" in value and value["image"] not in known.pictures:
        yield "picture_missing", Severity.ERROR, {}


def _practice_complaints(value: Mapping[str, Any], known: Known) -> Iterator[Complaint]:
    for code in value.get("items") or []:
        fault = known.practice_faults.get(code, "unknown")
        if fault:
            yield f"item_{fault}", Severity.ERROR, {"item": code}


def _task_complaints(value: Mapping[str, Any], known: Known) -> Iterator[Complaint]:
    if value.get("rubric") not in known.rubrics:
        yield "rubric_unknown", Severity.ERROR, {"name": value.get("rubric") or "–"}


def _examination_complaints(value: Mapping[str, Any], known: Known) -> Iterator[Complaint]:
    if value.get("scheme") not in known.schemes:
        yield "scheme_unknown", Severity.ERROR, {"name": value.get("scheme") or "–"}


def _handout_complaints(value: Mapping[str, Any], known: Known) -> Iterator[Complaint]:
    if value.get("document") not in known.handouts:
        yield "handout_missing", Severity.ERROR, {}


def _recording_complaints(
    value: Mapping[str, Any], lesson: LessonContent, known: Known
) -> Iterator[Complaint]:
    """A film is for everybody only with captions in the page's language, and every recording with its text."""
    if not str(value.get("transcript") or "").strip():
        yield "transcript_missing", Severity.ERROR, {}
    recording = known.recordings.get(value.get("recording") or 0)
    if recording is None:
        yield "recording_missing", Severity.ERROR, {}
        return
    if not recording.is_there:
        yield "recording_gone", Severity.ERROR, {}
    own, other = ("zh", "en") if lesson.is_chinese else ("en", "zh")
    if recording.is_film and own not in recording.captions:
        yield "captions_missing", Severity.ERROR, {}
    elif recording.is_film and other not in recording.captions:
        yield "captions_missing_other", Severity.WARNING, {}


_REFERENCE_CHECKS: dict[str, Callable[[Mapping[str, Any], Known], Iterator[Complaint]]] = {
    "practice": _practice_complaints,
    "task": _task_complaints,
    "examination": _examination_complaints,
    "handout": _handout_complaints,
}


def _sentence_complaints(block: Mapping[str, Any]) -> Iterator[Complaint]:
    long = [text for text in sentences_of(words_of(block)) if count_chinese(text) > LONGEST_SENTENCE]
    if long:
        facts = {"count": len(long), "most": LONGEST_SENTENCE, "sentence": f"{long[0][:20]}……"}
        yield "sentence_long", Severity.WARNING, facts


# --- the lesson as a whole ----------------


def _page_findings(lesson: LessonContent) -> Iterator[Finding]:
    if not lesson.blocks:
        yield Finding("no_content", Severity.ERROR)
    if lesson.taken_by:
        yield Finding("lesson_taken", Severity.ERROR, facts={"page": lesson.taken_by})
    if any(HINT_MARK in text for text in (lesson.summary, *lesson.objectives)):
        yield Finding("hint_left_above", Severity.ERROR)
    if not lesson.is_chinese and any(
        map(is_untranslated, (lesson.title, lesson.summary, *lesson.objectives))
    ):
        yield Finding("untranslated_above", Severity.ERROR)
    if not lesson.objectives:
        yield Finding("no_objectives", Severity.WARNING)
    if lesson.translation != "present":
        yield Finding(f"translation_{lesson.translation}", Severity.WARNING)


def _repeated_findings(blocks: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    asked = {
        number: plain(block["value"]).get("items") or []
        for number, block in enumerate(blocks, start=1)
        if block["type"] == "practice"
    }
    for number, places in repeated_items(asked).items():
        for code in dict.fromkeys(places.values()):
            yield Finding("item_repeated", Severity.ERROR, number, {"kind": "practice", "item": code})


def _heading_findings(blocks: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    seen, previous = False, ""
    for number, block in enumerate(blocks, start=1):
        kind = block["type"]
        if kind in BELOW_HEADING and not seen:
            yield Finding("heading_missing", Severity.WARNING, number, {"kind": kind})
            seen = True  # one word about it is enough
        if kind == "heading" and previous == "heading":
            yield Finding("heading_alone", Severity.WARNING, number - 1, {"kind": kind})
        seen, previous = seen or kind == "heading", kind
    if previous == "heading":
        yield Finding("heading_alone", Severity.WARNING, len(blocks), {"kind": "heading"})


def estimate_minutes(lesson: LessonContent, pace: Pace) -> int:
    """Return how long a slow reader needs: reading, pictures, practice items, procedures.

    A practical task counts with the reading of its rubric only: it is done in a practice session of its own.
    """
    read = "\n".join([lesson.summary, *lesson.objectives, *(words_of(block) for block in lesson.blocks)])
    seconds = 60 * count_chinese(read) / pace.characters_per_minute
    for block in lesson.blocks:
        value = plain(block["value"])
        if isinstance(value, Mapping):
            seconds += _seconds_beside_reading(value, pace)
    return round(seconds / 60)


def _seconds_beside_reading(value: Mapping[str, Any], pace: Pace) -> int:
    seconds = pace.seconds_per_picture if "alt" in value else 0
    seconds += pace.seconds_per_item * len(value.get("items") or [])
    seconds += pace.seconds_per_task if value.get("rubric") else 0
    if "steps" in value:
        stated = value.get("minutes")
        seconds += 60 * stated if stated else pace.seconds_per_step * len(value["steps"] or [])
    return seconds


def _time_findings(lesson: LessonContent, pace: Pace) -> Iterator[Finding]:
    if not lesson.is_chinese or not lesson.blocks:
        return
    minutes = estimate_minutes(lesson, pace)
    facts = {"needed": minutes, "planned": lesson.minutes, "pace": pace.characters_per_minute}
    if minutes > LONGEST_SHARE * lesson.minutes:
        yield Finding("too_long", Severity.WARNING, facts=facts)
    elif minutes < SHORTEST_SHARE * lesson.minutes:
        yield Finding("too_short", Severity.WARNING, facts=facts)


def _reading_findings(lesson: LessonContent) -> Iterator[Finding]:
    if not lesson.is_chinese:
        return
    taught = "".join(
        entry.get("term") or ""
        for block in lesson.blocks
        if block["type"] == "vocabulary"
        for entry in plain(block["value"]).get("entries") or []
    )
    measured = difficulty_of("\n".join(words_of(block) for block in lesson.blocks), taught=taught)
    if measured.characters_per_sentence > SENTENCE_MEAN:
        facts = {"mean": round(measured.characters_per_sentence), "most": SENTENCE_MEAN}
        yield Finding("sentences_long", Severity.WARNING, facts=facts)
    if measured.rare_percent > RARE_PERCENT:
        facts = {"percent": round(measured.rare_percent, 1), "examples": "".join(measured.rare[:12])}
        yield Finding("characters_rare", Severity.WARNING, facts=facts)
