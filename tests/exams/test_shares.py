"""Shares of marks: between nothing and the whole, whatever the order, for every kind, scoring and response."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.exams.bank import rules
from lms.exams.bank.rules import ItemKey
from lms.exams.intake.wording import wording_of
from lms.exams.interchange.drafts import DraftItem, Kind, Scoring
from lms.exams.marking import rules as marking
from tests.exams.interchange.generated import items as moodle_items
from tests.exams.interchange.test_qti_round_trip import ITEMS as QTI_ITEMS

MARKED = tuple(kind for kind in Kind if kind not in (Kind.HOTSPOT, Kind.PRACTICAL_TASK, Kind.SHORT_ANSWER))
CHOSEN = (Kind.SINGLE, Kind.MULTIPLE, Kind.ORDERING, Kind.MATCHING)
SQUARES = [
    {"shape": "rect", "coords": [x, "0", y, "1"]} for x, y in (("0", "0.2"), ("0.4", "0.6"), ("0.8", "1"))
]


def is_marked_by_rule(item: DraftItem) -> bool:
    texts = [item.stem, *(option.text for option in (*item.options, *item.matches))]
    is_worded = all(text.get("zh", "").strip() for text in texts)
    return item.scoring not in (Scoring.UNSCORED, Scoring.BY_HAND) and item.key is not None and is_worded


ITEMS = (
    st.one_of(moodle_items(MARKED), QTI_ITEMS)
    .filter(is_marked_by_rule)
    .map(lambda item: replace(item, code="Q-1", topic="safety", difficulty=""))
    .map(lambda item: item if item.kind == Kind.HOTSPOT else replace(item, attachments=()))
)
PROPERTY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def in_pack(item: DraftItem) -> dict[str, Any]:
    wording = wording_of(item, use="practice")
    assert wording.reasons == ()
    return dict(wording.item)


def key_of(item: dict[str, Any]) -> ItemKey:
    regions = rules.named_regions(item.get("regions", []), ratio="3/7")
    return ItemKey(
        item["type"], rules.key_of(item), rules.scoring_of(item), rules.weights_of(item), tuple(regions)
    )


def shape_of(item: dict[str, Any]) -> rules.Shape:
    named = (rules.named_options(item.get("options", [])), rules.named_matches(item.get("matches", [])))
    return rules.shape_of(key_of(item), *named)


def model(key: ItemKey) -> Any:
    """Return a response that earns everything, where picks are not capped."""
    if key.kind == rules.NUMERIC:
        return key.key[0]["value"] + key.key[0]["unit"]
    if key.kind == rules.FILL_IN:
        return [
            next(word for word, share in gap["accepted"].items() if Decimal(share) == 1) for gap in key.key
        ]
    return key.key


@st.composite
def responses(draw, shape: rules.Shape):
    """Return any response that may be kept."""
    options = st.sampled_from(shape.options or ("a",))
    places = st.integers(1, max(len(shape.options), 1))
    picks = st.sampled_from([*shape.regions, "0.5,0.5", "0.12,0.9", "0,1"])
    text = st.text("0123456789.,-% VkΩabAB短路", max_size=8)
    gaps = st.tuples(*(st.sampled_from(["", *listed]) if listed else text for listed in shape.gaps)).map(list)
    return draw(
        {
            "true_false": st.booleans(),
            "single": options,
            "multiple": st.lists(options, unique=True),
            "ordering": st.dictionaries(options, places),
            "matching": st.dictionaries(options, st.sampled_from(shape.matches or ("1",))),
            "numeric": text,
            "fill_in": gaps,
            "hotspot": st.lists(picks, unique=True, max_size=shape.picks),
        }[shape.kind]
    )


@PROPERTY
@given(ITEMS, st.data())
def test_a_share_lies_between_nothing_and_the_whole_and_the_whole_is_right(item, data):
    item = in_pack(item)
    key, response = key_of(item), data.draw(responses(shape_of(item)))
    assert rules.fits(shape_of(item), response)
    share = rules.share(key, response)
    assert 0 <= share <= 1
    assert rules.is_correct(key, response) is (share == 1)


@pytest.mark.invariant(11)
@PROPERTY
@given(ITEMS)
def test_the_key_earns_everything_and_nothing_earns_nothing(item):
    item = in_pack(item)
    key = key_of(item)
    # Where all regions are right, nobody is told their names: they are pointed at.
    assert rules.fits(shape_of(item), model(key)) or (
        key.kind == rules.HOTSPOT and not shape_of(item).regions
    )
    assert rules.share(key, model(key)) == 1
    blanks = (None, [], {}, "", ["" for _gap in shape_of(item).gaps])
    assert {rules.share(key, blank) for blank in blanks} == {Decimal(0)}


@pytest.mark.invariant(11)
@PROPERTY
@given(ITEMS.filter(lambda item: item.kind in CHOSEN), st.data())
def test_the_order_of_options_changes_nothing(item, data):
    item = in_pack(item)
    response = data.draw(responses(shape_of(item)))
    count = len(item["options"])
    order = data.draw(
        st.permutations(range(1, count + 1))
    )  # the place in the bank of each option as it is now
    moved = {old: new for new, old in enumerate(order, start=1)}
    again = {**item, "options": [item["options"][old - 1] for old in order]}
    if item["type"] == Kind.MATCHING:
        again["key"] = [item["key"][old - 1] for old in order]
    elif item["type"] == Kind.SINGLE:
        again["key"] = moved[item["key"]]
    else:
        again["key"] = [moved[old] for old in item["key"]]
    weights = item.get("weights", {})
    again["weights"] = {name if name == "most" else str(moved[int(name)]): w for name, w in weights.items()}
    names = rules.option_ids(count)
    renamed = {names[old - 1]: names[new - 1] for old, new in moved.items()}
    if isinstance(response, dict):
        answer: Any = {renamed[name]: value for name, value in response.items()}
    else:
        answer = renamed[response] if isinstance(response, str) else [renamed[name] for name in response]
    assert rules.share(key_of(again), answer) == rules.share(key_of(item), response)


@pytest.mark.invariant(11)
@PROPERTY
@given(st.lists(ITEMS, min_size=1, max_size=4), st.data())
def test_a_mark_lies_in_its_range_whatever_the_order_of_items(items, data):
    packed = [in_pack(item) for item in items]
    snapshots = {
        str(number): rules.snapshot_of(key_of(item)) | {"marks": data.draw(st.sampled_from(["1", "2.5"]))}
        for number, item in enumerate(packed)
    }
    answers = {str(number): data.draw(responses(shape_of(item))) for number, item in enumerate(packed)}
    mark = marking.mark(snapshots, answers, pass_percent=Decimal(60))
    assert 0 <= mark.score <= mark.max_score
    turned = dict(reversed(snapshots.items()))
    assert marking.mark(turned, dict(reversed(answers.items())), pass_percent=Decimal(60)) == mark


@PROPERTY
@given(ITEMS)
def test_a_snapshot_keeps_what_marking_needs(item):
    key = key_of(in_pack(item))
    again = rules.key_in({**rules.snapshot_of(key), "marks": "1"})
    assert rules.share(again, model(key)) == 1
    assert (again.kind, again.key, again.scoring) == (key.kind, key.key, key.scoring)
    assert (dict(again.weights), list(again.regions)) == (dict(key.weights), list(key.regions))


def test_a_snapshot_from_before_items_had_scoring_is_exact():
    key = rules.key_in({"kind": "multiple", "key": ["a", "c"], "marks": "1"})
    assert [rules.share(key, one) for one in (["c", "a"], ["a"])] == [1, 0]


def test_three_thirds_are_a_whole():
    key = ItemKey("multiple", ["a", "b", "c"], "per_part")
    snapshots = {str(number): rules.snapshot_of(key) | {"marks": "1"} for number in range(3)}
    mark = marking.mark(snapshots, dict.fromkeys(snapshots, ["a"]), pass_percent=Decimal("33.33"))
    assert (mark.score, mark.passed) == (1, True)
    assert rules.exact_share(key, ["a"]) == Fraction(1, 3)
    assert not marking.mark(snapshots, dict.fromkeys(snapshots, ["a"]), pass_percent=Decimal("33.34")).passed


WEIGHTS = {"a": "1", "b": "1", "c": "-1"}


@pytest.mark.parametrize(
    ("key", "response", "share"),
    [
        (ItemKey("multiple", ["a", "b"]), ["b", "a"], "1"),
        (ItemKey("multiple", ["a", "b"]), ["a"], "0"),
        (ItemKey("multiple", ["a", "b"], "per_part"), ["a"], "1/2"),
        (ItemKey("multiple", ["a", "b"], "per_part"), ["a", "b", "c"], "0"),
        (ItemKey("multiple", ["a", "b"], "mapped", WEIGHTS), ["a"], "1/2"),
        (ItemKey("multiple", ["a", "b"], "mapped", WEIGHTS), ["a", "b", "c"], "1/2"),
        (ItemKey("multiple", ["a", "b"], "mapped", WEIGHTS), ["c"], "0"),
        (ItemKey("multiple", ["a", "b"], "mapped", {**WEIGHTS, "most": "1"}), ["a"], "1"),
        (ItemKey("multiple", ["a", "b"], "mapped", {**WEIGHTS, "most": "1"}), ["a", "b", "c"], "1"),
        (ItemKey("single", "a", "mapped", {"a": "2", "b": "1"}), "b", "1/2"),
        (ItemKey("single", "a", "mapped", {"a": "2", "b": "-1"}), "b", "0"),
        (ItemKey("ordering", {"c": 1, "a": 2, "b": 3}, "per_part"), {"c": 1, "a": 2, "b": 3}, "1"),
        # One step moved to the end: of two neighbours one pair is kept.
        (ItemKey("ordering", {"c": 1, "a": 2, "b": 3}, "per_part"), {"a": 1, "b": 2, "c": 3}, "1/2"),
        (ItemKey("ordering", {"c": 1, "a": 2, "b": 3}, "per_part"), {"b": 1, "a": 2, "c": 3}, "0"),
        (ItemKey("ordering", {"c": 1, "a": 2, "b": 3}, "per_part"), {"c": 1, "a": 2}, "1/2"),
        (ItemKey("ordering", {"a": 1, "b": 2}, "mapped", {"a": "3", "b": "1"}), {"a": 1, "b": 1}, "3/4"),
        (ItemKey("matching", {"a": "3", "b": "1"}, "per_part"), {"a": "3"}, "1/2"),
        (ItemKey("matching", {"a": "3", "b": "1"}), {"a": "3"}, "0"),
        (ItemKey("matching", {"a": "3", "b": "1"}, "mapped", {"a": "1", "b": "2"}), {"b": "1"}, "2/3"),
    ],
)
def test_what_is_chosen_earns_its_share(key, response, share):
    assert rules.exact_share(key, response) == Fraction(share)


AMPERES = [
    {"value": "4.5", "tolerance": "0.1", "unit": "A"},
    {"value": "4500", "tolerance": "0.02", "unit": "mA", "relative": True},
]


@pytest.mark.parametrize(
    ("response", "is_right"),
    [
        *(("4.5", True), ("4.6 A", True), ("4.61 A", False), ("4500 mA", True), ("4590mA", True)),
        *(("4591 mA", False), ("4410 mA", True), ("4409.9 mA", False), ("4,500 mA", True)),
        # Without a unit it is read in the first one.
        *(("4500", False), ("4.5 mA", False), ("4.5 V", False), ("－4.5", False)),
    ],
)
def test_one_of_several_numbers_is_enough_in_its_own_unit(response, is_right):
    assert rules.is_correct(ItemKey("numeric", AMPERES), response) is is_right


def test_a_relative_tolerance_of_a_negative_number_has_two_sides():
    key = ItemKey("numeric", [{"value": "-20", "tolerance": "0.1", "unit": "", "relative": True}])
    assert [rules.is_correct(key, text) for text in ("-22", "-18", "-22.01", "-17.99")] == [
        True,
        True,
        False,
        False,
    ]


GAPS = [
    {"accepted": {"断路器": "1", "空开": "0.5"}, "weight": "2"},
    {"accepted": {"kW": "1"}, "case": True},
    {"accepted": {"短路": "1"}, "choices": ["短路", "断路"]},
]


@pytest.mark.parametrize(
    ("scoring", "weights", "response", "share"),
    [
        ("exact", {}, ["断路器", "kW", "短路"], "1"),
        ("exact", {}, ["空开", "kW", "短路"], "0"),
        ("per_part", {}, ["空开", "kW", "短路"], "3/4"),
        ("per_part", {}, ["断路器", "KW", "短路"], "3/4"),
        ("per_part", {}, [" 断 路 器", "ｋＷ", "断路"], "3/4"),
        ("mapped", {"1": "1", "2": "1", "3": "3"}, ["", "", "短路"], "3/5"),
        ("per_part", {}, ["断路器"], "0"),
    ],
)
def test_gaps_earn_their_shares(scoring, weights, response, share):
    assert rules.exact_share(ItemKey("fill_in", GAPS, scoring, weights), response) == Fraction(share)


def regions(*shapes: tuple[str, str]) -> list[dict[str, Any]]:
    return rules.named_regions(
        [{"shape": shape, "coords": coords.split()} for shape, coords in shapes], ratio="1/2"
    )


FIELD = regions(
    ("rect", "0 0 0.2 0.2"),
    ("circle", "0.5 0.5 0.1"),
    ("poly", "0.6 0.6 1 0.6 1 1"),
    ("rect", "0.4 0.4 0.6 0.6"),
)


@pytest.mark.parametrize(
    ("point", "name"),
    [
        *(("0,0", "a"), ("0.2,0.2", "a"), ("0.200001,0.2", None), ("0.1,0.1", "a")),
        # The picture is twice as wide as high: 0.1 of the width is 0.2 of the height. The smaller square wins.
        *(
            ("0.5,0.7", "b"),
            ("0.5,0.701", None),
            ("0.6,0.5", "d"),
            ("0.5,0.65", "b"),
            ("0.5,0.5", "d"),
            ("0.601,0.5", None),
        ),
        *(
            ("0.6,0.6", "d"),
            ("0.8,0.6", "c"),
            ("1,1", "c"),
            ("0.8,0.8", "c"),
            ("0.8,0.81", None),
            ("0.9,0.7", "c"),
        ),
    ],
)
def test_a_point_lies_in_the_smallest_region_that_holds_it(point, name):
    assert rules.region_at(FIELD, point) == name


@pytest.mark.parametrize(
    ("scoring", "weights", "response", "share"),
    [
        ("exact", {}, ["0.1,0.1", "0.8,0.7"], "1"),
        ("exact", {}, ["a", "0.8,0.7"], "1"),
        ("exact", {}, ["0.1,0.1"], "0"),
        ("exact", {}, ["0.1,0.1", "0.3,0.3"], "0"),
        ("per_part", {}, ["0.1,0.1"], "1/2"),
        # Each region once: hitting it again neither helps nor harms.
        ("per_part", {}, ["0.1,0.1", "0.11,0.1"], "1/2"),
        ("per_part", {}, ["a", "0.3,0.3"], "0"),
        ("mapped", {"a": "2", "c": "1", "b": "-1"}, ["a", "b"], "1/3"),
        ("mapped", {"a": "2", "c": "1"}, ["0.3,0.3", "0.8,0.7"], "1/3"),
    ],
)
def test_places_on_a_picture_earn_their_shares(scoring, weights, response, share):
    key = ItemKey("hotspot", ["a", "c"], scoring, weights, tuple(FIELD))
    assert rules.exact_share(key, response) == Fraction(share)


def test_labels_are_offered_only_with_a_wrong_one_among_them():
    listed = ItemKey("hotspot", ["a"], regions=tuple(FIELD))
    alone = ItemKey("hotspot", ["a", "b", "c", "d"], regions=tuple(FIELD))
    assert rules.shape_of(listed, [], []).regions == ("a", "b", "c", "d")
    assert rules.shape_of(alone, [], []).regions == ()
    assert (rules.shape_of(listed, [], []).picks, rules.shape_of(alone, [], []).picks) == (1, 4)


def test_what_somebody_marks_has_no_share_by_rule():
    with pytest.raises(ValueError, match="by hand"):
        rules.share(ItemKey("short_answer", [], "by_hand"), "words")
    key = {"1": rules.snapshot_of(ItemKey("short_answer", [], "by_hand")) | {"marks": "2"}}
    assert marking.waits_for_a_marker(key)
    assert not marking.waits_for_a_marker({"1": {"kind": "true_false", "key": True, "marks": "1"}})
    with pytest.raises(ValueError, match="by hand"):
        marking.mark(key, {"1": "words"}, pass_percent=Decimal(60))
    given = marking.mark(key, {"1": "words"}, pass_percent=Decimal(60), by_hand={"1": Fraction(3, 2)})
    assert (given.score, given.percent, given.passed) == (Decimal("1.50"), Decimal("75.00"), True)
