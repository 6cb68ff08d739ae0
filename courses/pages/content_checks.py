"""What is wrong with the content of a lesson: values in, findings out. No Django; words in authoring/words.py.

An error stops a lesson on its way to the reviewer; a warning is shown and may have its reasons.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from courses.pages.lesson_words import (
    codes_of,
    is_empty,
    is_untranslated,
    plain,
    texts_of,
    words_in_place_of,
    words_of,
)
from courses.pages.reading import Pace, count_chinese, difficulty_of, sentences_of

# Set before words that a template leaves for the author to replace.
HINT_MARK = "✎"
# Letters of a lesson's title, in either language: two lines of it leave a telephone's first screen to the lesson.
LONGEST_TITLE = 80
LONGEST_SENTENCE = 40
SENTENCE_MEAN = 18
RARE_PERCENT = 3.0
# A lesson may take this share of its planned minutes at least and at most; the teacher explains and repeats.
SHORTEST_SHARE, LONGEST_SHARE = 0.3, 1.25
# Blocks that are drawn under a heading of the third level.
BELOW_HEADING = frozenset({"steps", "vocabulary", "task", "practice", "examination"})


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
    # How an author knows an item: its code and the beginning of its words.
    practice_names: Mapping[str, str] = field(default_factory=dict)
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
    found = [
        *_page_findings(lesson),
        *_heading_findings(lesson.blocks),
        *_repeated_findings(lesson.blocks, known),
    ]
    for number, block in enumerate(lesson.blocks, start=1):
        found += [
            Finding(code, severity, number, {"kind": block["type"], **facts})
            for code, severity, facts in _block_findings(block, lesson, known)
        ]
        found += _fault_findings(number, block, lesson)
    found += _time_findings(lesson, pace)
    found += _reading_findings(lesson)
    return sorted(found, key=lambda finding: (finding.severity is not Severity.ERROR, finding.block))


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that stop a lesson."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


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
    elif is_untranslated(words_of(block)) or any(map(is_untranslated, words_in_place_of(block))):
        yield "untranslated", Severity.ERROR, {}


def _fault_findings(number: int, block: Mapping[str, Any], lesson: LessonContent) -> Iterator[Finding]:
    """Yield what keeps a block from being drawn or worked out; an empty one is named already."""
    if not is_empty(plain(block["value"])):
        for problem in lesson.faults.get(number, ()):
            yield Finding("source_wrong", Severity.ERROR, number, {"kind": block["type"], "problem": problem})


def _picture_complaints(value: Any, known: Known) -> Iterator[Complaint]:
    if not isinstance(value, Mapping) or "alt" not in value:
        return
    if not str(value["alt"] or "").strip():
        yield "alt_missing", Severity.ERROR, {}
    if "image" in value and value["image"] not in known.pictures:
        yield "picture_missing", Severity.ERROR, {}


def _practice_complaints(value: Mapping[str, Any], known: Known) -> Iterator[Complaint]:
    chosen = [code for code in value.get("items") or [] if code]
    if len(chosen) < len(value.get("items") or []):
        yield "item_empty", Severity.ERROR, {}
    for code in dict.fromkeys(chosen):
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
    letters = len(lesson.title)
    if letters > LONGEST_TITLE:
        yield Finding("title_long", Severity.ERROR, facts={"count": letters, "most": LONGEST_TITLE})
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


def _repeated_findings(blocks: Sequence[Mapping[str, Any]], known: Known) -> Iterator[Finding]:
    """Yield each practice item that the lesson asks again.

    Both would be one place on the page: what answers the second would stand below the first.
    """
    first: dict[str, int] = {}
    for number, block in enumerate(blocks, start=1):
        if block["type"] != "practice":
            continue
        for code in codes_of([block], "practice", "items"):
            if code in first:
                name = known.practice_names.get(code, code)
                facts = {"kind": "practice", "item": name, "first": first[code]}
                is_here = first[code] == number
                yield Finding("item_twice" if is_here else "item_repeated", Severity.ERROR, number, facts)
            first.setdefault(code, number)


def repeated_items(blocks: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the codes of practice items that blocks ask more than once."""
    asked = Counter(codes_of(blocks, "practice", "items"))
    return {code for code, times in asked.items() if times > 1}


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
    seconds += pace.seconds_per_item * len([code for code in value.get("items") or [] if code])
    seconds += pace.seconds_per_task if value.get("rubric") else 0
    if "steps" in value:
        stated = value.get("minutes")
        seconds += 60 * max(0, stated) if stated else pace.seconds_per_step * len(value["steps"] or [])
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
