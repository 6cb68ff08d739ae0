"""The rules of content: each finding is provoked, and its healthy neighbour is not found."""

from datetime import date
from typing import Any

import pytest

from courses.pages.authoring.words import SENTENCES
from courses.pages.content_checks import (
    LONGEST_TITLE,
    Finding,
    Known,
    KnownRecording,
    LessonContent,
    Severity,
    check_lesson,
    errors_in,
    estimate_minutes,
)
from courses.pages.lesson_words import all_words_of, plain
from courses.pages.reading import PACES, difficulty_of, is_common, pace_on, sentences_of

PACE = PACES[0]
KNOWN = Known(
    practice_faults={"P1": "", "X1": "examination", "D1": "retired", "K1": "no_key"},
    rubrics=frozenset({"R1"}),
    schemes=frozenset({"S1"}),
    pictures=frozenset({7}),
    recordings={
        1: KnownRecording(is_film=True, captions=frozenset({"zh", "en"})),
        2: KnownRecording(is_film=True, captions=frozenset({"en"})),
        3: KnownRecording(is_film=True, captions=frozenset({"zh"})),
        4: KnownRecording(is_film=False, captions=frozenset()),
        5: KnownRecording(is_film=False, captions=frozenset(), is_there=False),
    },
    handouts=frozenset({6}),
)
HEADING = {"type": "heading", "value": "标题"}
TEXT = {"type": "text", "value": "<p>" + "先断电，再验电。" * 60 + "</p>"}
DRAWING = {"type": "drawing", "value": {"image": 7, "alt": "一张图", "caption": ""}}


def recording(key: int | None, transcript: str = "先断电。") -> dict[str, Any]:
    value = {"recording": key, "title": "按钮", "poster": None, "transcript": transcript}
    return {"type": "recording", "value": value}


def handout(key: int | None) -> dict[str, Any]:
    return {"type": "handout", "value": {"document": key, "title": "记录表", "purpose": ""}}


def found(*blocks: dict[str, Any], **values: Any) -> list[Finding]:
    """Return the findings on a lesson that is otherwise healthy."""
    lesson = {"minutes": 10, "objectives": ("我会做",), "summary": "简介", **values}
    return check_lesson(LessonContent(blocks=[HEADING, TEXT, *blocks], **lesson), KNOWN, PACE)


def codes(*blocks: dict[str, Any], **values: Any) -> list[tuple[str, int]]:
    return [(finding.code, finding.block) for finding in found(*blocks, **values)]


def test_a_healthy_lesson_has_no_findings() -> None:
    items = {"type": "practice", "value": {"items": [{"type": "item", "value": "P1", "id": "a"}]}}
    task = {"type": "task", "value": {"rubric": "R1"}}
    examination = {"type": "examination", "value": {"scheme": "S1"}}
    assert codes(DRAWING, items, task, examination, recording(1), recording(4), handout(6)) == []


@pytest.mark.parametrize(
    ("block", "code"),
    [
        ({"type": "drawing", "value": {"image": 7, "alt": "  ", "caption": "图"}}, "alt_missing"),
        ({"type": "circuit", "value": {"spec": "lamp", "alt": ""}}, "alt_missing"),
        ({"type": "drawing", "value": {"image": None, "alt": "一张图"}}, "picture_missing"),
        ({"type": "drawing", "value": {"image": 8, "alt": "一张图"}}, "picture_missing"),
        ({"type": "practice", "value": {"items": ["Z9"]}}, "item_unknown"),
        ({"type": "practice", "value": {"items": ["P1", None]}}, "item_empty"),
        ({"type": "practice", "value": {"items": ["P1", ""]}}, "item_empty"),
        ({"type": "practice", "value": {"items": ["P1", "P1"]}}, "item_twice"),
        ({"type": "practice", "value": {"items": ["X1"]}}, "item_examination"),
        ({"type": "practice", "value": {"items": ["D1"]}}, "item_retired"),
        ({"type": "practice", "value": {"items": ["K1"]}}, "item_no_key"),
        ({"type": "task", "value": {"rubric": "R9"}}, "rubric_unknown"),
        ({"type": "examination", "value": {"scheme": "S9"}}, "scheme_unknown"),
        ({"type": "text", "value": "<p> &nbsp;</p>"}, "empty_block"),
        ({"type": "practice", "value": {"items": []}}, "empty_block"),
        ({"type": "task", "value": {"rubric": ""}}, "empty_block"),
        ({"type": "steps", "value": {"title": "", "steps": [{"text": "", "warning": ""}]}}, "empty_block"),
        ({"type": "hazard", "value": {"level": "must", "title": "✎ 危险", "body": "水"}}, "hint_left"),
        (recording(1, " \n"), "transcript_missing"),
        (recording(None), "recording_missing"),
        (recording(9), "recording_missing"),
        (recording(5), "recording_gone"),
        (recording(2), "captions_missing"),
        (handout(None), "handout_missing"),
        (handout(7), "handout_missing"),
    ],
)
def test_what_must_be_mended_names_its_block(block, code) -> None:
    errors = errors_in(found(block))
    assert [(error.code, error.block) for error in errors] == [(code, 3)]


@pytest.mark.parametrize(
    ("values", "code", "severity"),
    [
        ({"translation": "missing"}, "translation_missing", Severity.WARNING),
        ({"translation": "unfinished"}, "translation_unfinished", Severity.WARNING),
        ({"translation": "older"}, "translation_older", Severity.WARNING),
        ({"taken_by": "别的课"}, "lesson_taken", Severity.ERROR),
        ({"objectives": ()}, "no_objectives", Severity.WARNING),
        ({"objectives": ("✎ 我会",)}, "hint_left_above", Severity.ERROR),
        ({"summary": "✎"}, "hint_left_above", Severity.ERROR),
        ({"minutes": 2}, "too_long", Severity.WARNING),
        ({"minutes": 45}, "too_short", Severity.WARNING),
    ],
)
def test_what_is_wrong_with_the_whole_names_no_block(values, code, severity) -> None:
    findings = found(**values)
    assert [(finding.code, finding.block, finding.severity) for finding in findings] == [(code, 0, severity)]


def test_what_cannot_be_drawn_is_named_with_its_block_unless_the_block_is_empty() -> None:
    circuit = {"type": "circuit", "value": {"spec": "lampe", "alt": "灯"}}
    nothing = {"type": "circuit", "value": {"spec": "", "alt": "", "caption": ""}}
    errors = errors_in(found(circuit, nothing, faults={3: ["第1行"], 4: ["第1行"]}))
    assert [(error.code, error.block) for error in errors] == [("source_wrong", 3), ("empty_block", 4)]


def test_an_empty_lesson_is_an_error() -> None:
    assert [f.code for f in check_lesson(LessonContent([], 45, objectives=("会",)), KNOWN, PACE)] == [
        "no_content"
    ]


def test_a_long_sentence_is_shown_with_its_beginning() -> None:
    long = {"type": "text", "value": "<p>" + "一" * 41 + "。短。</p><p>" + "二" * 40 + "</p>"}
    finding = next(row for row in found(long) if row.code == "sentence_long")
    assert (finding.block, finding.facts["count"]) == (3, 1)


def test_headings_stand_in_order() -> None:
    steps = {"type": "steps", "value": {"title": "做法", "steps": [{"text": "做"}]}}
    lesson = LessonContent([steps, HEADING, HEADING, TEXT, HEADING], 10, objectives=("会",))
    named = [(row.code, row.block) for row in check_lesson(lesson, KNOWN, PACE)]
    assert [row for row in named if row[0].startswith("heading")] == [
        ("heading_missing", 1),
        ("heading_alone", 2),
        ("heading_alone", 5),
    ]


def test_rare_characters_count_unless_the_lesson_teaches_them() -> None:
    rare = {"type": "text", "value": "饧" * 30}
    assert ("characters_rare", 0) in codes(rare)
    taught = {"type": "vocabulary", "value": {"entries": [{"term": "饧", "meaning": "静放"}]}}
    assert ("characters_rare", 0) not in codes(rare, taught)


def test_long_sentences_on_average_are_a_warning() -> None:
    text = {"type": "text", "value": ("一二三四五六七八九十" * 3 + "。") * 80}
    assert ("sentences_long", 0) in codes(text, minutes=30)


def test_an_english_page_is_not_measured_by_chinese_rules() -> None:
    text = {"type": "text", "value": "A sentence " * 200}
    lesson = LessonContent([text], 1, is_chinese=False, objectives=("I can",))
    assert check_lesson(lesson, KNOWN, PACE) == []


@pytest.mark.parametrize(
    "text", [HEADING, TEXT, {"type": "vocabulary", "value": {"entries": [{"term": "饧", "meaning": "静放"}]}}]
)
def test_an_english_page_that_still_stands_in_chinese_has_an_error_in_each_such_block(text) -> None:
    lesson = LessonContent([text], 10, is_chinese=False, title="Dough", objectives=("I can",))
    errors = errors_in(check_lesson(lesson, KNOWN, PACE))
    assert [(error.code, error.block) for error in errors] == [("untranslated", 1)]


@pytest.mark.parametrize("name", ["alt", "spoken"])
def test_what_stands_for_a_picture_is_translated_too(name) -> None:
    block = {
        "type": "drawing",
        "value": {"image": 7, "caption": "A steamer with buns", "alt": "Buns", name: "蒸笼里的白馒头"},
    }
    lesson = LessonContent([block], minutes=0, is_chinese=False)
    errors = errors_in(check_lesson(lesson, Known(pictures=frozenset({7})), PACE))
    assert [(error.code, error.block) for error in errors] == [("untranslated", 1)]


def test_minutes_below_nothing_take_no_time_away() -> None:
    steps = {"type": "steps", "value": {"minutes": -600, "steps": [{"text": "先断电。"}]}}
    assert estimate_minutes(LessonContent([steps], minutes=45), PACE) >= 0


@pytest.mark.parametrize("above", [{"title": "和面"}, {"summary": "简介"}, {"objectives": ("I can", "我会")}])
def test_what_stands_above_the_blocks_is_translated_too(above) -> None:
    words = {"title": "Dough", "summary": "About dough", "objectives": ("I can",), **above}
    lesson = LessonContent([{"type": "heading", "value": "Dough 面团"}], 10, is_chinese=False, **words)
    errors = errors_in(check_lesson(lesson, KNOWN, PACE))
    assert [(error.code, error.block) for error in errors] == [("untranslated_above", 0)]


def test_time_is_reading_and_pictures_and_items_and_steps() -> None:
    steps = {"type": "steps", "value": {"title": "", "minutes": 20, "steps": [{"text": "做"}]}}
    uncounted = {"type": "steps", "value": {"title": "", "minutes": None, "steps": [{"text": "做"}] * 3}}
    items = {"type": "practice", "value": {"items": ["P1", "P1"]}}
    text = {"type": "text", "value": "字" * PACE.characters_per_minute * 5}
    lesson = LessonContent([steps, uncounted, items, text, DRAWING], 45)
    assert estimate_minutes(lesson, PACE) == round(20 + 3 + 2 + 5 + 0.75 + 7 / PACE.characters_per_minute)


def test_the_pace_is_the_newest_that_holds_on_the_day() -> None:
    assert pace_on(date(2026, 6, 1)) is PACES[0]
    assert pace_on(date(2020, 1, 1)) is PACES[0]


@pytest.mark.parametrize(
    ("character", "common"), [("电", True), ("面", True), ("饧", False), ("癫", False), ("a", False)]
)
def test_common_characters_are_those_of_level_one(character, common) -> None:
    assert is_common(character) is common


def test_sentences_end_at_marks_and_lines() -> None:
    assert sentences_of("先断电。再 验电！\n对吗？") == ["先断电", "再验电", "对吗"]


def test_difficulty_of_nothing_is_nothing() -> None:
    assert difficulty_of("") == difficulty_of("English only.")


def test_a_question_in_a_second_block_is_named_with_the_block_that_has_it_already() -> None:
    practice = {"type": "practice", "value": {"items": ["P1"]}}
    (finding,) = found(practice, TEXT, practice)
    assert (finding.code, finding.block, finding.facts["first"]) == ("item_repeated", 5, 3)
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(("is_chinese", "letter"), [(True, "课"), (False, "a")])
def test_a_title_is_as_long_as_the_limit_at_most_in_either_language(is_chinese, letter) -> None:
    assert ("title_long", 0) not in codes(title=letter * LONGEST_TITLE, is_chinese=is_chinese)
    assert ("title_long", 0) in codes(title=letter * (LONGEST_TITLE + 1), is_chinese=is_chinese)


def test_what_a_lesson_says_is_the_same_for_the_checks_and_for_the_report() -> None:
    entry = {"term": "面团", "pinyin": "miàntuán", "english": "dough", "explanation": "面粉加水。"}
    block = {"type": "vocabulary", "value": {"entries": [{"type": "item", "value": entry, "id": "1"}]}}
    assert all_words_of(block) == "面团\ndough\n面粉加水。"
    assert all_words_of(DRAWING) == "一张图"


def test_lists_come_out_of_their_envelopes() -> None:
    assert plain(
        {"rows": [{"type": "item", "value": [{"type": "item", "value": "a", "id": "1"}], "id": "2"}]}
    ) == {"rows": [["a"]]}


def test_every_code_has_a_sentence() -> None:
    import inspect

    from courses.pages import content_checks

    source = inspect.getsource(content_checks)
    for code in ("item_unknown", "item_examination", "item_retired", "item_no_key"):
        assert code in SENTENCES
    quoted = [code for code in SENTENCES if f'"{code}"' in source]
    built = [code for code in SENTENCES if code.startswith(("item_", "translation_"))]
    assert sorted({*quoted, *built}) == sorted(SENTENCES)


def test_captions_are_asked_for_in_the_language_of_the_page() -> None:
    assert codes(recording(3)) == [("captions_missing_other", 3)]
    assert errors_in(found(recording(3))) == []
    assert ("captions_missing", 3) in codes(recording(3), is_chinese=False)
    assert ("captions_missing_other", 3) in codes(recording(2), is_chinese=False)
