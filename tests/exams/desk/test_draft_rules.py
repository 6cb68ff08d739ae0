"""What is missing in a draft, field by field, and what a change of kind keeps."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lms.exams.desk.rules import Around, Finding, as_kind, difficulty_of, errors, findings, may_step
from lms.exams.desk.words import words_for
from lms.exams.interchange.drafts import DraftItem, Gap, Kind, Number, Option, Region, Scoring
from tests.factories.drafts import a_question

ONE_TWO = (Option("1", {"zh": "一"}), Option("2", {"zh": "二"}))
AB = (Option("a", {"zh": "甲", "en": "A"}), Option("b", {"zh": "乙", "en": "B"}))
BASE = {"topic": "safety", "rationale": {"zh": "因为"}}
PICTURE = {1: ("picture", True, True)}


def an_item(kind: Kind, key: object, stem: str = "题", **more: object) -> DraftItem:
    return DraftItem(kind, {"zh": stem, "en": stem}, key, **{**BASE, **more})


def found(item: DraftItem, **around: object) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in errors(findings(item, Around(**around)))]


GOOD = [
    (a_question(), {}),
    (an_item(Kind.TRUE_FALSE, False), {}),
    (an_item(Kind.MULTIPLE, ("a", "b"), options=AB), {}),
    (an_item(Kind.ORDERING, ("b", "a"), options=AB), {}),
    (
        an_item(
            Kind.MATCHING,
            {"a": "2", "b": "2"},
            options=AB,
            matches=ONE_TWO,
        ),
        {},
    ),
    (an_item(Kind.NUMERIC, (Number(Decimal(4)),)), {}),
    (an_item(Kind.FILL_IN, (Gap({"开关": Decimal(1)}),), "先拉____"), {}),
    (an_item(Kind.SHORT_ANSWER, None, scoring=Scoring.BY_HAND), {}),
    (
        an_item(
            Kind.HOTSPOT, ("r",), "点[[1]]", regions=(Region("r", "rect", (Decimal(0),) * 4, {"zh": "灯"}),)
        ),
        {"attached": PICTURE},
    ),
]


@pytest.mark.parametrize(("item", "around"), GOOD, ids=lambda value: getattr(value, "kind", ""))
def test_a_whole_question_of_each_kind_has_no_errors(item: DraftItem, around: dict) -> None:
    assert found(item, **around) == []


BAD = [
    (a_question(stem={"en": "only"}), {}, ("stem_zh", "stem_missing")),
    (a_question(topic=""), {}, ("topic", "topic_missing")),
    (a_question(topic="x"), {"is_topic_known": False}, ("topic", "topic_unknown")),
    (a_question(difficulty="0.7"), {}, ("difficulty", "difficulty_unknown")),
    (a_question(scoring=Scoring.UNSCORED, key=None), {}, ("scoring", "scoring_unknown")),
    (a_question(options=AB[:1], key="a"), {}, ("options", "too_few_options")),
    (a_question(options=(AB[0], AB[0]), key="a"), {}, ("options", "option_repeated")),
    (a_question(options=(AB[0], Option("b", {"en": "B"})), key="a"), {}, ("options", "option_without_words")),
    (a_question(key=None), {}, ("key", "key_missing")),
    (a_question(key="z"), {}, ("key", "key_missing")),
    (an_item(Kind.TRUE_FALSE, None), {}, ("key", "key_missing")),
    (an_item(Kind.MULTIPLE, (), options=AB), {}, ("key", "key_missing")),
    (an_item(Kind.ORDERING, ("b",), options=AB), {}, ("key", "order_not_whole")),
    (an_item(Kind.MATCHING, {"a": "1"}, options=AB, matches=AB), {}, ("key", "pair_missing")),
    (an_item(Kind.NUMERIC, ()), {}, ("key", "number_missing")),
    (an_item(Kind.NUMERIC, (Number(Decimal(1), Decimal(-1)),)), {}, ("key", "tolerance_negative")),
    (an_item(Kind.FILL_IN, ()), {}, ("stem_zh", "no_gaps")),
    (an_item(Kind.FILL_IN, (), "____"), {}, ("key", "gaps_differ")),
    (an_item(Kind.FILL_IN, (Gap({"": Decimal(1)}),), "____"), {}, ("key", "gap_without_answer")),
    (an_item(Kind.HOTSPOT, ()), {"attached": PICTURE}, ("regions", "region_missing")),
    (an_item(Kind.HOTSPOT, ()), {}, ("attachments", "picture_missing")),
    (
        an_item(Kind.HOTSPOT, ("r",), regions=(Region("r", "rect", ()),)),
        {"attached": PICTURE},
        ("regions", "region_without_place"),
    ),
    (an_item(Kind.TRUE_FALSE, True, "[[1]]"), {}, ("attachments", "attachment_missing")),
    (
        an_item(Kind.TRUE_FALSE, True, "[[1]]"),
        {"attached": {1: ("picture", False, True)}},
        ("attachments", "attachment_empty"),
    ),
    (an_item(Kind.PRACTICAL_TASK, None), {}, ("kind", "kind_is_a_task")),
]


@pytest.mark.parametrize(("item", "around", "expected"), BAD)
def test_what_is_missing_is_said_at_its_field(item: DraftItem, around: dict, expected: tuple) -> None:
    assert expected in found(item, **around)


@pytest.mark.parametrize(
    ("kind", "key", "weights", "code"),
    [
        (Kind.MULTIPLE, ("a",), {"a": "1", "b": "-0.5"}, ""),
        (Kind.MULTIPLE, ("a",), {"a": "1", "b": "0.5"}, "weights_and_key_differ"),
        (Kind.MULTIPLE, ("a",), {"a": "0"}, "weights_missing"),
        (Kind.SINGLE, "a", {"a": "1", "b": "0.5"}, ""),
        (Kind.SINGLE, "a", {"b": "0.5"}, "weights_and_key_differ"),
        (Kind.ORDERING, ("b", "a"), {"a": "1", "b": "2"}, ""),
        (Kind.ORDERING, ("b", "a"), {"a": "1"}, "weight_of_each_missing"),
    ],
)
def test_weights_reward_what_is_right(kind: Kind, key: object, weights: dict, code: str) -> None:
    given = {name: Decimal(weight) for name, weight in weights.items()}
    item = an_item(kind, key, options=AB, scoring=Scoring.MAPPED, weights=given)
    assert found(item) == ([("scoring", code)] if code else [])


def test_missing_english_is_a_warning_and_comes_after_errors() -> None:
    item = a_question(stem={"zh": "题"}, key=None)
    everything = findings(item, Around())
    assert [(one.code, one.is_warning) for one in everything] == [
        ("key_missing", False),
        ("english_missing", True),
    ]


def test_every_code_has_words() -> None:
    codes = {one.code for item, around, _expected in BAD for one in findings(item, Around(**around))}
    assert all(words_for(Finding("", code, "7")) for code in codes)


@pytest.mark.parametrize(
    ("said", "name"), [("", ""), ("易", "easy"), (" Medium ", "medium"), ("较难", "hard")]
)
def test_words_for_difficulty_are_understood(said: str, name: str) -> None:
    assert difficulty_of(said) == name


def test_another_kind_keeps_what_it_can_hold() -> None:
    single = a_question()
    multiple = as_kind(single, Kind.MULTIPLE)
    assert (multiple.stem, multiple.options, multiple.key) == (single.stem, single.options, ("b",))
    assert as_kind(multiple, Kind.SINGLE).key == "b"
    assert as_kind(single, Kind.ORDERING).key == ("a", "b", "c")
    truth = as_kind(single, Kind.TRUE_FALSE)
    assert (truth.options, truth.key, truth.rationale) == ((), None, single.rationale)
    assert as_kind(single, Kind.SHORT_ANSWER).scoring == Scoring.BY_HAND
    assert as_kind(replace(multiple, key=("a", "b")), Kind.SINGLE).key is None


def test_steps_lead_only_from_where_they_may() -> None:
    assert may_step("approve", "submitted")
    assert not may_step("approve", "open")
    assert not may_step("change", "submitted")
    assert not may_step("discard", "approved")
