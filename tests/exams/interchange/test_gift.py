"""GIFT: what people type is read as the format says; what could be meant in two ways is refused at its line."""

import contextlib
from decimal import Decimal

import pytest

from lms.core.unreadable import UnreadableFile
from lms.exams.interchange.drafts import DraftItem, Entry, Gap, Kind, Number, Option, Scoring
from lms.exams.interchange.gift import read_gift, write_gift
from tests.support.pace import at_most


def _entries(text: str) -> list[Entry]:
    return list(read_gift(text.encode()).entries)


def _entry(text: str) -> Entry:
    (entry,) = _entries(text)
    return entry


def _item(text: str) -> DraftItem:
    entry = _entry(text)
    assert entry.item is not None, entry.remarks
    return entry.item


def _codes(entry: Entry) -> list[str]:
    return [remark.code for remark in entry.remarks]


def _options(item: DraftItem) -> list[str]:
    return [option.text["zh"] for option in item.options]


@pytest.mark.parametrize(
    "text",
    [
        "What melts?{=fuse ~lamp ~relay}",
        "What melts? {=fuse~lamp~relay}",
        "What melts? {\n\t=fuse\n\t~lamp\n\t~relay\n}",
        "What melts?\n{\n=fuse\n\n~lamp\n\n~relay\n\n}\n",
        "// a note\nWhat melts? {=fuse\n// another note\n~lamp ~relay}\n// the end",
        "What melts? {=fuse\r\n~lamp\r\n~relay}\r\n",
        "[plain]What melts? {=[html]<b>fuse</b> ~lamp ~ relay }",
        "What melts? {=%100%fuse ~%0%lamp ~relay}",
        "\ufeffWhat melts? {=fuse ~lamp ~relay}",
    ],
)
def test_a_choice_with_one_right_answer(text: str) -> None:
    entry = _entry(text)

    assert entry.remarks == ()
    assert entry.item is not None
    assert (entry.item.kind, entry.item.scoring, entry.item.key) == (Kind.SINGLE, Scoring.EXACT, "a")
    assert (entry.item.stem, _options(entry.item)) == ({"zh": "What melts?"}, ["fuse", "lamp", "relay"])


def test_weights_give_partial_marks_and_several_right_answers() -> None:
    partial, several = _item("q {=a ~%50%b ~c}"), _item("q {~%50%a ~%50%b ~%-100%c}")
    two_right, uneven = _entry("q {=a =b ~c}"), _entry("q {~%100%a ~%100%b ~c}")

    assert (partial.kind, partial.key, partial.scoring) == (Kind.SINGLE, "a", Scoring.MAPPED)
    assert partial.weights == {"a": Decimal(1), "b": Decimal("0.5"), "c": Decimal(0)}
    assert (several.kind, several.key) == (Kind.MULTIPLE, ("a", "b"))
    assert several.weights["c"] == Decimal(-1)
    assert [entry.item.scoring for entry in (two_right, uneven) if entry.item] == [Scoring.UNSCORED] * 2
    assert _codes(two_right) == _codes(uneven) == ["scoring_not_understood"]


@pytest.mark.parametrize(
    ("inside", "key"),
    [("T", True), ("TRUE", True), ("F", False), ("FALSE", False), (" true ", True), ("F#why#because", False)],
)
def test_statements(inside: str, key: bool) -> None:
    item = _item(f"Live parts may be touched.{{{inside}}}")

    assert (item.kind, item.key) == (Kind.TRUE_FALSE, key)


def test_typed_words_fill_the_place_of_the_braces_or_the_end() -> None:
    inside, at_end = _item("The {=fuse =%50%wire} melts."), _item("What melts? {=fuse =link}")

    assert (inside.stem, inside.key) == (
        {"zh": "The ____ melts."},
        (Gap({"fuse": Decimal(1), "wire": Decimal("0.5")}),),
    )
    assert (at_end.stem, at_end.scoring) == ({"zh": "What melts?\n____"}, Scoring.EXACT)
    assert _item("What melts? {fuse}").key == (Gap({"fuse": Decimal(1)}),)


def test_a_choice_inside_a_sentence_shows_its_blank() -> None:
    assert _item("The {=fuse ~lamp} melts.").stem == {"zh": "The ____ melts."}


@pytest.mark.parametrize(
    ("inside", "key"),
    [
        ("#1822", [Number(Decimal(1822))]),
        ("#3.14:0.005", [Number(Decimal("3.14"), Decimal("0.005"))]),
        ("#3.141..3.142", [Number(Decimal("3.1415"), Decimal("0.0005"))]),
        ("#\n=5:0\n=-6:1#near", [Number(Decimal(5)), Number(Decimal(-6), Decimal(1))]),
        ("#=%100%２２０:５", [Number(Decimal(220), Decimal(5))]),
        ("#5~#wrong", [Number(Decimal(5))]),
    ],
)
def test_numbers(inside: str, key: list[Number]) -> None:
    item = _item(f"How many? {{{inside}}}")

    assert (item.kind, item.key) == (Kind.NUMERIC, tuple(key))


def test_a_number_that_earns_a_part_is_not_understood() -> None:
    entry = _entry("How many? {#=5:0 =%50%5:1}")

    assert entry.item is not None
    assert (entry.item.key, entry.item.scoring) == ((Number(Decimal(5)),), Scoring.UNSCORED)


def test_pairs_and_a_match_that_fits_nothing() -> None:
    item = _item("Match. {\n=red -> stop\n=green->go\n= -> wait\n####signs}")

    assert (item.kind, item.key, item.rationale) == (Kind.MATCHING, {"a": "a", "b": "b"}, {"zh": "signs"})
    assert [match.text["zh"] for match in item.matches] == ["stop", "go", "wait"]


def test_steps_stand_one_on_each_line() -> None:
    exact, unclear = (
        _item("Order. {>3 ALL VERTICAL ALL_OR_NOTHING SHOW\nisolate\ntest\nearth\n}"),
        _item("q {>\na\nb\n}"),
    )

    assert (exact.kind, exact.scoring, exact.key) == (Kind.ORDERING, Scoring.EXACT, ("a", "b", "c"))
    assert _options(exact) == ["isolate", "test", "earth"]
    assert unclear.scoring == Scoring.UNSCORED


def test_an_essay_has_empty_braces() -> None:
    assert _item("Explain. {}").scoring == Scoring.BY_HAND
    assert _item("Explain. {####as in lesson 3}").rationale == {"zh": "as in lesson 3"}


def test_escaped_signs_are_words() -> None:
    item = _item(r"::a\:b::Is \{x\} \= 1\: yes?\nOr\\no {=\~a \# b ~\=c}")

    assert (item.code, item.stem) == ("a:b", {"zh": "Is {x} = 1: yes?\nOr\\no"})
    assert _options(item) == ["~a # b", "=c"]


def test_names_ids_tags_categories_and_formats() -> None:
    text = (
        "$CATEGORY: $course$/top/Wiring/Fuses\n\n// question: 7  name: x\n// [id:E\\]1] [tag:depth:recall] [tag:x]\n"
        "::Fuse one::[html]<p>What</p><p>melts?</p>{=fuse#hot ~lamp#cold####thin wire}\n\n"
        "$CATEGORY: top\n::Second::[markdown]**What** melts?{T}"
    )
    first, second = (entry.item for entry in _entries(text))

    assert first is not None
    assert second is not None
    assert (first.code, first.topic, first.depth, first.stem) == (
        "E]1",
        "Wiring/Fuses",
        "recall",
        {"zh": "What\nmelts?"},
    )
    assert first.rationale == {"zh": "thin wire"}
    assert (second.code, second.topic, second.stem) == ("Second", "", {"zh": "What melts?"})


def test_feedback_that_is_kept_and_feedback_that_is_lost() -> None:
    kept, lost = _entry("q {=a#hot ~b}"), _entry("q {=a#hot ~b#cold}")

    assert [entry.item.rationale for entry in (kept, lost) if entry.item] == [{"zh": "hot"}] * 2
    assert (_codes(kept), _codes(lost)) == ([], ["feedback_lost"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Just a paragraph.", "type_not_supported"),
        ("What melts? {=fuse ~lamp", "broken_entry"),
        ("What melts? =fuse ~lamp}", "broken_entry"),
        ("What {melts? {=fuse ~lamp}", "broken_entry"),
        ("One {T} and {F}", "several_interactions"),
        ("{=fuse ~lamp}", "no_stem"),
        ("q {~a ~b}", "no_key"),
        ("q {=a ~}", "too_few_options"),
        ("q {= ~b ~c}", "key_unusable"),
        ("q {#}", "no_key"),
        ("q {#two}", "value_unusable"),
        ("q {#3,14}", "value_unusable"),
        ("q {#5..3}", "value_unusable"),
        ("q {=a -> b =c}", "broken_entry"),
        ("q {=a -> b}", "too_few_options"),
        ("q {>3 in any order a\nb\nc}", "type_not_supported"),
        ("q {>1 ALL\na}", "too_few_options"),
        # Signs inside words, where other answers stand apart.
        ("q {=U=IR}", "ambiguous"),
        ("q {\n~U=IR\n~U=I/R\n=P=UI\n}", "ambiguous"),
        ("q {\n~5~10 A\n=2 A\n}", "ambiguous"),
        ("q {\n=2 + 2 = 4\n~2 + 2 = 5\n~none\n}", "ambiguous"),
        # Signs of full width.
        ("电压｛=220 ~380｝", "ambiguous"),
        ("电压{＝220 ～380}", "ambiguous"),
        ("：：一：：电压{=220 ~380}", "ambiguous"),
        ("配对{=甲 → 乙 =丙 → 丁}", "ambiguous"),
        ("验电后可以作业。{对}", "ambiguous"),
    ],
)
def test_what_is_no_question_or_two_is_refused_and_the_others_are_read(text: str, reason: str) -> None:
    entries = _entries(f"Before. {{T}}\n\n{text}\n\nAfter. {{F}}\n")

    assert [entry.item is None for entry in entries] == [False, True, False]
    assert (entries[1].place, _codes(entries[1])) == ("line 3", [reason])


def test_full_width_signs_inside_words_are_words() -> None:
    item = _item("额定电流{=5～10A ~U＝IR的一半 ~1＃电缆}")

    assert _options(item) == ["5～10A", "U＝IR的一半", "1＃电缆"]


def test_questions_without_blank_lines_between_them_are_told_apart_and_said() -> None:
    entries = _entries("::A::One.{T}\n::B::Two.{F}\nThree.{T}\n")

    assert [entry.item.stem["zh"] for entry in entries if entry.item] == ["One.", "Two.", "Three."]
    assert [_codes(entry) for entry in entries] == [[], [], ["ambiguous"]]
    assert [entry.place for entry in entries] == ["line 1", "line 2", "line 3"]


def test_a_question_that_came_before_is_kept_and_says_where_that_was() -> None:
    entries = _entries("Fuses melt.{T}\n\nOther.{T}\n\nFuses melt.{T}\n\nOther.{F}")

    assert [entry.item is not None for entry in entries] == [True] * 4
    assert [[(one.code, one.detail) for one in entry.remarks] for entry in entries] == [
        [],
        [],
        [("repeated", "line 1")],
        [("keys_contradict", "line 3")],
    ]


def test_an_open_brace_ends_where_the_next_question_begins() -> None:
    entries = _entries("::A::One {=a ~b\n::B::Two.{F}\n\nThree {=a\n\nFour. {T}\n")

    assert [(entry.place, entry.item is None) for entry in entries] == [
        ("line 1", True),
        ("line 2", False),
        ("line 4", True),
        ("line 6", False),
    ]


def test_both_languages_of_a_text_are_read() -> None:
    zh, en = (rf'<span lang\="{one}" class\="multilang">' for one in ("zh_cn", "en"))
    item = _item(f"[html]{zh}熔断</span>{en}melts</span> {{=F1 ~F2}}")

    assert (item.stem, item.options[0]) == (
        {"zh": "熔断", "en": "melts"},
        Option("a", {"zh": "F1", "en": "F1"}),
    )


def test_chinese_files_in_their_own_encoding_are_read() -> None:
    text = "在检修设备前必须验电。{T}\n\n电工作业的安全电压是多少？{=36伏 ~220伏}\n"

    assert read_gift(text.encode("gbk")).encoding == "gb18030"
    assert read_gift(text.encode("utf-16")).entries == read_gift(text.encode()).entries


def test_a_file_of_something_else_is_refused_as_a_whole() -> None:
    for data, code in (
        (b"", "empty"),
        (b"Dear all,\n\nhello.\n", "not_this_format"),
        (b"\n" * 700_000, "too_big"),
    ):
        with pytest.raises(UnreadableFile, match=code):
            read_gift(data)


@pytest.mark.parametrize(
    "text",
    [
        "{\n",
        "::\n",
        "a{T}\n",
        "q{=a ~b} ",
        "// [id:",
        "~a ",
        "\\",
        "a\n\n",
        "q {=a ~" + "x " * 20_000 + "}\n",
    ],
)
def test_hostile_repetition_is_read_in_linear_time(text: str) -> None:
    with at_most(5), contextlib.suppress(UnreadableFile):
        _entries(text * (100_000 // len(text)) + "\nq{T}")


def test_items_that_gift_cannot_hold_are_named() -> None:
    options = (Option("a", {"zh": "x"}), Option("b", {"zh": "y"}))
    items = [
        DraftItem(Kind.ORDERING, {"zh": "q"}, ("a", "b"), options=options),
        DraftItem(Kind.MULTIPLE, {"zh": "q"}, ("a",), options=options),
        DraftItem(Kind.NUMERIC, {"zh": "q"}, (Number(Decimal(1), unit="V"),)),
        DraftItem(Kind.FILL_IN, {"zh": "____"}, (Gap({"a": Decimal(1)}, is_case_sensitive=True),), code="F"),
    ]

    left_out = write_gift(items).left_out

    assert [one.reason for one in left_out] == [
        "kind_not_held",
        "scoring_not_held",
        "key_not_held",
        "key_not_held",
    ]
    assert left_out[3].code == "F"


def test_a_comment_behind_words_is_no_comment_in_gift_and_is_said() -> None:
    stem = _entry("A fuse opens. // checked in May\n{T}")
    answer = _entry("A fuse {=opens // or melts}.")
    begun = _entry("A fuse opens.{ // checked\n T}")
    code = _entry("What begins a remark in C++? {=// ~-- ~https://example.org}")

    assert [_codes(one) for one in (stem, answer, begun, code)] == [
        ["ambiguous"],
        ["ambiguous"],
        ["ambiguous"],
        [],
    ]
    assert begun.item is None
    assert code.item is not None
    assert (code.item.key, _options(code.item)) == ("a", ["//", "--", "https://example.org"])


def test_a_choice_that_costs_marks_in_the_file_says_so() -> None:
    single = _entry("What melts? {=fuse ~%-50%lamp ~%-33.33333%relay}")
    several = _entry("What melts? {~%100%fuse ~%-100%lamp}")

    assert [(one.code, one.detail) for one in single.remarks] == [("below_zero", "-50%")]
    assert single.item is not None
    assert single.item.scoring == Scoring.MAPPED
    assert _codes(several) == []
