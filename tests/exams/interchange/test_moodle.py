"""Moodle XML: each type becomes what it is or is refused by its name, with its key, weights and numbers."""

from decimal import Decimal

import pytest

from lms.exams.interchange.drafts import (
    DraftItem,
    Gap,
    Kind,
    Number,
    Option,
    Scoring,
)
from tests.exams.interchange.moodle_xml import (
    PAIR,
    STEM,
    answers_of,
    codes_of,
    entries_of,
    entry_of,
    item_of,
    question,
    stem_of,
)


def test_a_question_with_all_its_parts() -> None:
    item = item_of(
        "multichoice",
        "<generalfeedback><text>It is thin.</text></generalfeedback><defaultgrade>2.0000000</defaultgrade>"
        "<penalty>0.3333333</penalty><hidden>0</hidden><idnumber>E-7</idnumber><single>true</single>"
        "<shuffleanswers>true</shuffleanswers>" + PAIR + "<tags><tag><text>year:2019</text></tag>"
        "<tag><text>depth:recall</text></tag><tag><text>other</text></tag></tags>",
    )

    assert item == DraftItem(
        kind=Kind.SINGLE,
        stem={"zh": "What melts?"},
        key="a",
        options=(Option("a", {"zh": "fuse"}), Option("b", {"zh": "lamp"})),
        marks=Decimal(2),
        rationale={"zh": "It is thin."},
        code="E-7",
        depth="recall",
        year=2019,
    )


def test_categories_are_topics_of_what_follows_and_no_entries() -> None:
    category = '<question type="category"><category><text>{}</text></category></question>'
    first = entries_of(category.format("$course$/top/Wiring/A//C"), question("multichoice", PAIR))
    reset = entries_of(
        category.format("$course$/top/x"), category.format("$module$/top"), question("multichoice", PAIR)
    )

    assert [entry.item.topic for entry in (*first, *reset) if entry.item] == ["Wiring/A/C", ""]


@pytest.mark.parametrize(
    ("single", "answers", "key", "scoring", "weights"),
    [
        ("true", [("100", "a"), ("0", "b")], "a", Scoring.EXACT, {}),
        ("true", [("100", "a"), ("-25", "b")], "a", Scoring.MAPPED, {"a": "1", "b": "-0.25"}),
        ("true", [("100", "a"), ("50", "b"), ("0", "c")], "a", Scoring.MAPPED, {"a": "1", "b": "0.5", "c": "0"}),
        ("true", [("100", "a"), ("100", "b"), ("0", "c")], None, Scoring.UNSCORED, {}),
        ("true", [("90", "a"), ("0", "b")], None, Scoring.UNSCORED, {}),
        ("false", [("60", "a"), ("40", "b"), ("-9", "c")], ("a", "b"), Scoring.MAPPED, None),
        ("false", [("33.33333", "a"), ("33.33333", "b"), ("33.33333", "c")], ("a", "b", "c"), Scoring.MAPPED, None),
        ("false", [("100", "a"), ("100", "b"), ("0", "c")], ("a", "b"), Scoring.UNSCORED, {}),
        ("0", [("100", "a"), ("0", "b")], ("a",), Scoring.MAPPED, {"a": "1", "b": "0"}),
    ],
)  # fmt: skip
def test_percentages_of_options_give_key_and_rule(
    single: str, answers: list[tuple[str, str]], key: object, scoring: Scoring, weights: dict[str, str] | None
) -> None:
    entry = entry_of("multichoice", f"<single>{single}</single>{answers_of(*answers)}")

    assert entry.item is not None
    assert (entry.item.key, entry.item.scoring) == (key, scoring)
    assert ("scoring_not_understood" in codes_of(entry)) is (scoring == Scoring.UNSCORED)
    if weights is not None:
        assert {name: str(worth) for name, worth in entry.item.weights.items()} == weights


def test_all_or_nothing_is_exact_and_marking_with_deductions_for_many_picks_is_not_understood() -> None:
    right = answers_of(("100", "a"), ("100", "b"), ("0", "c"))

    exact, other = item_of("multichoiceset", right), item_of("oumultiresponse", right)

    assert (exact.kind, exact.key, exact.scoring) == (Kind.MULTIPLE, ("a", "b"), Scoring.EXACT)
    assert (other.key, other.scoring) == (("a", "b"), Scoring.UNSCORED)


def test_equal_options_are_said_and_a_missing_picture_keeps_its_name() -> None:
    equal = entry_of("multichoice", answers_of(("100", "fuse"), ("0", "fuse"), ("0", "lamp")))
    pictures = answers_of(
        *((share, f"&lt;img src='@@PLUGINFILE@@/{n}.png'&gt;") for share, n in (("100", 1), ("0", 2)))
    )
    shown = entry_of("multichoice", pictures)

    assert codes_of(equal) == ["options_repeated"]
    assert [option.text["zh"] for option in shown.item.options] == ["[1.png]", "[2.png]"]
    assert codes_of(shown) == ["picture_missing", "picture_missing"]


@pytest.mark.parametrize(
    ("answers", "key", "codes"),
    [
        ([("100", "true"), ("0", "false")], True, []),
        ([("0", "true"), ("100", "false")], False, []),
        ([("100", "false"), ("0", "true")], False, []),
        ([("100", "Vrai"), ("0", "Faux")], True, []),
        ([("0", "错误"), ("100", "正确")], True, []),
        ([("100", "× 错"), ("0", "√ 对")], True, ["ambiguous"]),
    ],
)
def test_statements(answers: list[tuple[str, str]], key: bool, codes: list[str]) -> None:
    entry = entry_of("truefalse", answers_of(*answers))

    assert entry.item is not None
    assert (entry.item.kind, entry.item.key, codes_of(entry)) == (Kind.TRUE_FALSE, key, codes)


@pytest.mark.parametrize(
    ("stem", "text", "codes"),
    [
        ("What melts?", "What melts?\n____", []),
        ("The ______ melts.", "The ____ melts.", []),
        ("The ___ and the ___", "The ___ and the ___\n____", ["ambiguous"]),
    ],
)
def test_a_typed_word_fills_the_only_blank_or_one_at_the_end(stem: str, text: str, codes: list[str]) -> None:
    entry = entry_of("shortanswer", answers_of(("100", "fuse")), stem_of(stem))

    assert entry.item is not None
    assert (entry.item.stem, codes_of(entry)) == ({"zh": text}, codes)


def test_typed_words_with_shares_case_and_stars() -> None:
    answers = answers_of(("100", "fuse"), ("50", "fu\\*se"), ("100", "fuse"), ("0", "*"))
    graded = item_of("shortanswer", f"<usecase>1</usecase>{answers}")
    wild = entry_of("shortanswer", answers_of(("100", "fus*")))

    assert graded.key == (Gap({"fuse": Decimal(1), "fu*se": Decimal("0.5")}, is_case_sensitive=True),)
    assert graded.scoring == Scoring.PER_PART
    assert wild.item is not None
    assert (wild.item.scoring, codes_of(wild)) == (Scoring.UNSCORED, ["scoring_not_understood"])


def test_numbers_with_tolerance_units_and_several_answers() -> None:
    units = (
        "<units><unit><multiplier>1</multiplier><unit_name>V</unit_name></unit>"
        "<unit><multiplier>1000</multiplier><unit_name>mV</unit_name></unit></units>"
    )
    value = '<answer fraction="100"><text>2.50</text><tolerance>0.1</tolerance></answer>'
    several = (
        value
        + '<answer fraction="100"><text>-1e1</text></answer><answer fraction="0"><text>*</text></answer>'
    )
    old = "<answer>7<fraction>1</fraction><tolerance>0</tolerance></answer>"

    assert item_of("numerical", value + units).key == (
        Number(Decimal("2.5"), Decimal("0.1"), "V"),
        Number(Decimal(2500), Decimal(100), "mV"),
    )
    assert item_of("numerical", several).key == (Number(Decimal("2.5"), Decimal("0.1")), Number(Decimal(-10)))
    assert item_of("numerical", old).key == (Number(Decimal(7)),)
    assert item_of("numerical", value + answers_of(("50", "3"))).scoring == Scoring.UNSCORED
    assert item_of("numerical", f"{value}<unitgradingtype>1</unitgradingtype>").scoring == Scoring.UNSCORED


def test_pairs_with_a_match_that_fits_nothing() -> None:
    item = item_of(
        "matching",
        "<shuffleanswers>true</shuffleanswers>"
        '<subquestion format="html"><text>red</text><answer><text>stop</text></answer></subquestion>'
        '<subquestion format="html"><text>green</text><answer><text>go</text></answer></subquestion>'
        '<subquestion format="html"><text>dark red</text><answer><text>stop</text></answer></subquestion>'
        '<subquestion format="html"><text></text><answer><text>a &lt; b</text></answer></subquestion>',
    )

    assert (item.kind, item.scoring, item.key) == (
        Kind.MATCHING,
        Scoring.PER_PART,
        {"a": "a", "b": "b", "c": "a"},
    )
    assert [match.text["zh"] for match in item.matches] == ["stop", "go", "a < b"]


@pytest.mark.parametrize(
    ("grading", "scoring"),
    [
        ("", Scoring.PER_PART),
        ("<gradingtype>ALL_OR_NOTHING</gradingtype>", Scoring.EXACT),
        ("<gradingtype>RELATIVE_NEXT_EXCLUDE_LAST</gradingtype>", Scoring.PER_PART),
        ("<gradingtype>ABSOLUTE_POSITION</gradingtype>", Scoring.MAPPED),
        ("<gradingtype>LONGEST_ORDERED_SUBSET</gradingtype>", Scoring.UNSCORED),
    ],
)
def test_steps_stand_in_the_order_of_their_numbers(grading: str, scoring: Scoring) -> None:
    item = item_of("ordering", grading + answers_of(("2.0", "test"), ("1.0", "isolate"), ("3.0", "earth")))

    assert [option.text["zh"] for option in item.options] == ["isolate", "test", "earth"]
    assert (item.key, item.scoring) == (("a", "b", "c"), scoring)
    assert set(item.weights.values()) == ({Decimal(1)} if scoring is Scoring.MAPPED else set())


def test_an_essay_is_marked_by_hand_with_what_its_markers_are_told() -> None:
    told = '<graderinfo format="html"><text>&lt;ul&gt;&lt;li&gt;voltage&lt;/li&gt;&lt;/ul&gt;</text></graderinfo>'

    assert item_of("essay", told).key == ("- voltage",)
    assert item_of("essay", "").scoring == Scoring.BY_HAND


@pytest.mark.parametrize(
    ("kind", "inside", "stem", "reason"),
    [
        ("description", "", STEM, "type_not_supported"),
        ("ddmarker", "", STEM, "type_not_supported"),
        ("random", "", STEM, "type_not_supported"),
        ("", "", STEM, "type_not_supported"),
        ("essay", "<responseformat>noinline</responseformat>", STEM, "type_not_supported"),
        ("calculatedmulti", "", STEM, "templated"),
        ("multichoice", PAIR, "", "no_stem"),
        ("multichoice", answers_of(("100", "a")), STEM, "too_few_options"),
        ("multichoice", answers_of(("0", "a"), ("0", "b")), STEM, "no_key"),
        ("multichoice", answers_of(("100", ""), ("0", "b")), STEM, "key_unusable"),
        ("multichoice", answers_of(("all", "a"), ("0", "b")), STEM, "value_unusable"),
        ("truefalse", answers_of(("0", "true"), ("0", "false")), STEM, "no_key"),
        ("truefalse", answers_of(("100", "true"), ("100", "false")), STEM, "key_unusable"),
        ("numerical", answers_of(("100", "2,5")), STEM, "value_unusable"),
        ("numerical", answers_of(("100", "1e999")), STEM, "value_unusable"),
        ("numerical", "", STEM, "no_key"),
        ("shortanswer", answers_of(("0", "a")), STEM, "no_key"),
        ("matching", f"<subquestion><text>a</text>{answers_of(('1', '1'))}</subquestion>", STEM, "too_few_options"),
        ("ordering", answers_of(("1", "a")), STEM, "too_few_options"),
        ("cloze", "", STEM, "no_key"),
        ("cloze", "", stem_of("{1:MULTICHOICE}"), "broken_entry"),
        ("cloze", "", stem_of("{1:SA:=a} {1:SA:=b"), "broken_entry"),
        ("cloze", "", stem_of("{1:MC:=a}"), "too_few_options"),
        ("cloze", "", stem_of("{1:NM:=zero}"), "value_unusable"),
        ("cloze", "", stem_of("{1:MR:=a~b} {1:SA:=c}"), "several_interactions"),
        ("gapselect", "", stem_of("The [[1]]"), "key_unusable"),
        ("gapselect", "<selectoption><text>a</text></selectoption>", stem_of("None"), "no_key"),
    ],
)  # fmt: skip
def test_what_cannot_be_an_item_is_refused_by_its_reason(
    kind: str, inside: str, stem: str, reason: str
) -> None:
    entries = entries_of(
        question("multichoice", PAIR), question(kind, inside, stem), question("multichoice", PAIR)
    )

    assert [entry.item is None for entry in entries] == [False, True, False]
    assert (entries[1].place, entries[1].named_type, codes_of(entries[1])) == ("line 3", kind, [reason])


def test_what_costs_marks_in_the_file_is_said() -> None:
    wrong = '<answer fraction="-50"><text>{}</text></answer>'
    single = entry_of(
        "multichoice", '<answer fraction="100"><text>fuse</text></answer>' + wrong.format("lamp")
    )
    number = entry_of(
        "numerical",
        '<answer fraction="100"><text>290</text><tolerance>1</tolerance></answer>' + wrong.format("*"),
    )
    several = entry_of(
        "multichoice",
        '<single>false</single><answer fraction="100"><text>fuse</text></answer>' + wrong.format("lamp"),
    )

    for entry, scoring in ((single, Scoring.MAPPED), (number, Scoring.EXACT)):
        assert [(one.code, one.detail) for one in entry.remarks] == [("below_zero", "-50%")]
        assert entry.item is not None
        assert entry.item.scoring == scoring
    assert number.item is not None
    assert number.item.key == (Number(Decimal(290), Decimal(1)),)
    assert several.remarks == ()
