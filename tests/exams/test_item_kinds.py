"""The kinds of items for practice: what a pack may write, how answers are read, what is right, part by part."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from lms.exams.bank import rules
from lms.exams.bank.rules import ItemKey, entering

TEXTS = [{"zh": "甲"}, {"zh": "乙"}, {"zh": "丙"}]


KINDS = ("ordering", "matching", "numeric", "fill_in", "hotspot")
SQUARES = [
    {"shape": "rect", "coords": [x, "0", y, "1"]} for x, y in (("0", "0.2"), ("0.4", "0.6"), ("0.8", "1"))
]
PLAN = {"kind": "picture", "file": f"{'0' * 64}.png"}


def pack_item(kind, **changes):
    item = {
        "code": "X-1",
        "topic": "safety",
        "type": kind,
        "use": "practice",
        "stem": {"zh": "题____"},
        **{
            "ordering": {"options": TEXTS, "key": [3, 1, 2]},
            "matching": {"options": TEXTS[:2], "matches": TEXTS, "key": [3, 1]},
            "numeric": {"key": {"value": "4.55", "tolerance": "0.05", "unit": "A"}},
            "fill_in": {"key": [["30 mA", "30毫安"]]},
            "hotspot": {"regions": SQUARES, "key": [1, 3], "attachments": [PLAN]},
            "short_answer": {"use": "examination", "key": ["先断电"]},
            "multiple": {"options": TEXTS, "key": [1, 3]},
            "single": {"options": TEXTS, "key": 1},
        }[kind],
    }
    return {**item, **changes}


@pytest.mark.parametrize(
    ("kind", "changes", "reasons"),
    [
        *[(kind, {}, []) for kind in KINDS],
        *[(kind, {"use": "examination"}, []) for kind in KINDS],
        *[(kind, {"difficulty": "hard"}, []) for kind in KINDS],
        ("numeric", {"difficulty": "very hard"}, ["difficulty_unknown"]),
        ("numeric", {"difficulty": ""}, ["difficulty_unknown"]),
        ("ordering", {"options": TEXTS[:1]}, ["options_missing"]),
        ("ordering", {"options": "abc"}, ["options_missing"]),
        ("ordering", {"options": [{"zh": "甲"}, {"en": "b"}, {"zh": "丙"}]}, ["option_without_words"]),
        ("ordering", {"key": [1, 2]}, ["key_not_usable"]),
        ("ordering", {"key": [1, 2, 2]}, ["key_not_usable"]),
        ("ordering", {"key": [0, 1, 2]}, ["key_not_usable"]),
        ("ordering", {"key": [True, 2, 3]}, ["key_not_usable"]),
        ("ordering", {"key": [[1], 2, 3]}, ["key_not_usable"]),
        ("ordering", {"key": 1}, ["key_not_usable"]),
        ("matching", {"matches": []}, ["matches_missing"]),
        ("matching", {"matches": [{"en": "a"}, {"zh": "b"}]}, ["matches_missing"]),
        ("matching", {"key": [3]}, ["key_not_usable"]),
        ("matching", {"key": [4, 1]}, ["key_not_usable"]),
        ("matching", {"key": [2, 2]}, []),
        ("numeric", {"key": 4.55}, ["number_not_usable"]),
        ("numeric", {"key": {"value": 4.55, "tolerance": "0"}}, ["number_not_usable"]),
        ("numeric", {"key": {"value": "4,55"}}, ["number_not_usable"]),
        ("numeric", {"key": {"value": "NaN"}}, ["number_not_usable"]),
        ("numeric", {"key": {"value": "1", "tolerance": "-1"}}, ["number_not_usable"]),
        ("numeric", {"key": {"value": "1", "unit": 5}}, ["number_not_usable"]),
        ("numeric", {"key": {"value": "1"}}, []),
        ("fill_in", {"key": []}, ["gaps_and_key_differ"]),
        ("fill_in", {"key": "30 mA"}, ["gaps_and_key_differ"]),
        ("fill_in", {"stem": {"zh": "没有空格"}}, ["gaps_and_key_differ"]),
        ("fill_in", {"stem": {"zh": "一____", "en": "none"}}, ["gaps_and_key_differ"]),
        ("fill_in", {"key": [[]]}, ["key_not_usable"]),
        ("fill_in", {"key": [[" "]]}, ["key_not_usable"]),
        ("fill_in", {"key": [[30]]}, ["key_not_usable"]),
        ("fill_in", {"key": ["30 mA"]}, ["key_not_usable"]),
    ],
)
def test_an_item_is_kept_or_refused_for_a_named_reason(kind, changes, reasons):
    assert rules.reasons_against_item(pack_item(kind, **changes)) == reasons


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("ordering", {"c": 1, "a": 2, "b": 3}),
        ("matching", {"a": "3", "b": "1"}),
        ("numeric", [{"value": "4.55", "tolerance": "0.05", "unit": "A", "relative": False}]),
        (
            "fill_in",
            [{"accepted": {"30 mA": "1", "30毫安": "1"}, "case": False, "choices": [], "weight": "1"}],
        ),
        ("hotspot", ["a", "c"]),
        ("short_answer", ["先断电"]),
    ],
)
def test_the_key_is_kept_by_names(kind, kept):
    assert rules.key_of(pack_item(kind)) == kept


def shape(kind):
    options = rules.named_options(TEXTS[:2] if kind == "matching" else TEXTS)
    regions = rules.named_regions(SQUARES)
    keys = {"fill_in": [["x"], ["y"]], "hotspot": ["a", "c"]}
    key = ItemKey(kind, keys.get(kind), regions=regions if kind == "hotspot" else ())
    return rules.shape_of(key, options, rules.named_matches(TEXTS))


@pytest.mark.parametrize(
    ("kind", "raw", "response", "fits", "has_answer"),
    [
        ("ordering", ["a:2", "b:3", "c:1"], {"a": 2, "b": 3, "c": 1}, True, True),
        ("ordering", ["a:2", "", "c:1"], {"a": 2, "c": 1}, True, False),
        ("ordering", ["a:2", "b:2", "c:1"], {"a": 2, "b": 2, "c": 1}, True, False),
        ("ordering", ["a:4", "b:3", "c:1"], {"a": 4, "b": 3, "c": 1}, False, False),
        ("ordering", ["z:1"], {"z": 1}, False, False),
        ("ordering", ["a:²", "b:-1", "c:999"], {}, True, False),
        ("ordering", [], {}, True, False),
        ("ordering", None, None, False, False),
        ("matching", ["a:3", "b:1"], {"a": "3", "b": "1"}, True, True),
        ("matching", ["a:3", ""], {"a": "3"}, True, False),
        ("matching", ["a:9", "b:1"], {"a": "9", "b": "1"}, False, False),
        ("numeric", ["4.5 A"], "4.5 A", True, True),
        ("numeric", [""], "", True, False),
        ("numeric", ["about four"], "about four", True, False),
        ("numeric", ["4", "5"], ["4", "5"], False, False),
        ("numeric", ["4\x00"], "4\x00", False, False),
        ("numeric", ["9" * 101], "9" * 101, False, False),
        ("fill_in", ["x", "y"], ["x", "y"], True, True),
        ("fill_in", ["x", " "], ["x", " "], True, False),
        ("fill_in", ["x"], ["x"], False, False),
        ("fill_in", ["x", "\ud800"], ["x", "\ud800"], False, False),
        ("hotspot", ["a", "0.25,1"], ["a", "0.25,1"], True, True),
        ("hotspot", ["a", "", "a"], ["a"], True, True),
        ("hotspot", [], [], True, False),
        ("hotspot", ["a", "b", "c"], ["a", "b", "c"], False, False),
        ("hotspot", ["d"], ["d"], False, False),
        ("hotspot", ["1.1,0.5"], ["1.1,0.5"], False, False),
        ("hotspot", ["0.1234567,0.5"], ["0.1234567,0.5"], False, False),
        ("short_answer", ["先断电，\n再验电。"], "先断电，\n再验电。", True, True),
        ("short_answer", [" "], " ", True, False),
        ("short_answer", ["\x00"], "\x00", False, False),
        ("single", ["b"], "b", True, True),
        ("single", [], [], False, False),
        ("multiple", ["a"], ["a"], True, True),
        ("multiple", [], [], True, False),
        ("true_false", ["false"], False, True, True),
        ("true_false", ["maybe"], "maybe", False, False),
    ],
)
def test_a_response_is_read_from_a_plain_form(kind, raw, response, fits, has_answer):
    read = rules.read_response(kind, raw)
    assert read == response
    assert rules.fits(shape(kind), read) is fits
    assert rules.has_answer(shape(kind), read) is has_answer


@pytest.mark.parametrize(
    ("kind", "key", "response", "parts"),
    [
        ("ordering", {"c": 1, "a": 2, "b": 3}, {"a": 2, "b": 3, "c": 1}, (True, True, True)),
        ("ordering", {"c": 1, "a": 2, "b": 3}, {"a": 1, "b": 3, "c": 2}, (False, True, False)),
        ("ordering", {"c": 1, "a": 2, "b": 3}, {"b": 3}, (False, True, False)),
        ("ordering", {"a": 1, "b": 2}, None, (False, False)),
        ("matching", {"a": "3", "b": "1"}, {"a": "3", "b": "2"}, (True, False)),
        ("fill_in", [["30 mA", "30毫安"], ["短路"]], ["３０ｍＡ", " 短 路"], (True, True)),
        ("fill_in", [["30 mA"], ["短路"]], ["30 MA", "断路"], (True, False)),
        ("fill_in", [["Short circuit"]], ["short  CIRCUIT"], (True,)),
        ("fill_in", [["30 mA"], ["短路"]], ["30 mA"], (False, False)),
        ("fill_in", [["30 mA"]], [5], (False,)),
        ("multiple", ["a", "c"], ["c", "a"], (True,)),
    ],
)
def test_each_part_is_judged_by_itself(kind, key, response, parts):
    assert rules.parts_right(ItemKey(kind, key), response) == parts
    assert rules.is_correct(ItemKey(kind, key), response) is all(parts)


AMPERE = {"value": "4.55", "tolerance": "0.05", "unit": "A"}


@pytest.mark.parametrize(
    ("text", "key", "parts"),
    [
        ("4.55", AMPERE, (True, True)),
        ("4.5", AMPERE, (True, True)),  # the tolerance is inclusive
        ("4.60", AMPERE, (True, True)),
        ("4.4999", AMPERE, (False, True)),
        ("4.6001", AMPERE, (False, True)),
        ("4,55", AMPERE, (True, True)),
        ("４．５５Ａ", AMPERE, (True, True)),
        ("４，５５ Ａ", AMPERE, (True, True)),
        (" 4.55  A ", AMPERE, (True, True)),
        ("4.55 mA", AMPERE, (True, False)),
        ("4.55 a", AMPERE, (True, False)),
        ("4.7 V", AMPERE, (False, False)),
        ("A", AMPERE, (False, False)),
        ("", AMPERE, (False, False)),
        ("1,500", {"value": "1500", "tolerance": "0", "unit": ""}, (True, True)),
        ("1,500", {"value": "1.5", "tolerance": "0", "unit": ""}, (True, True)),
        ("1,234,567.5", {"value": "1234567.5", "tolerance": "0", "unit": ""}, (True, True)),
        ("1,23,4", {"value": "1234", "tolerance": "0", "unit": ""}, (False, True)),
        ("1.2.3", {"value": "1.2", "tolerance": "1", "unit": ""}, (False, True)),
        ("−3", {"value": "-3", "tolerance": "0", "unit": ""}, (True, True)),
        (".5", {"value": "0.5", "tolerance": "0", "unit": ""}, (True, True)),
        ("5.", {"value": "5", "tolerance": "0", "unit": ""}, (True, True)),
        ("8 Ω", {"value": "8", "tolerance": "0", "unit": "\N{OHM SIGN}"}, (True, True)),
        ("25℃", {"value": "25", "tolerance": "0", "unit": "°C"}, (True, True)),
        ("60%", {"value": "60", "tolerance": "0", "unit": "％"}, (True, True)),
        ("60%", {"value": "60", "tolerance": "0", "unit": ""}, (True, False)),
        (
            "0.1000000000000000000000000000000000001",
            {"value": "0.1", "tolerance": "0", "unit": ""},
            (False, True),
        ),
    ],
)
def test_a_number_is_read_kindly_and_compared_exactly(text, key, parts):
    assert rules.parts_right(ItemKey("numeric", key), text) == parts


def test_a_comma_has_every_reading_that_it_can_have():
    assert entering.readings("1,500") == [Decimal("1.500"), Decimal(1500)]


def test_the_hash_follows_difficulty_and_matches_and_leaves_older_content_alone():
    item = pack_item("matching")
    hashes = {
        rules.content_hash(changed)
        for changed in (item, {**item, "difficulty": "easy"}, {**item, "matches": TEXTS[:2]})
    }
    assert len(hashes) == 3
    plain = {name: value for name, value in item.items() if name != "matches"}
    assert rules.content_hash(plain) == rules.content_hash({**plain, "matches": [], "difficulty": ""})


@pytest.mark.parametrize("seed", [str(number) for number in range(40)])
def test_what_is_shown_is_never_the_answer_and_always_the_same(seed):
    names = ["a", "b", "c"]
    order = rules.displayed(names, right=["c", "a", "b"], seed=seed)
    assert sorted(order) == names
    assert order != ["c", "a", "b"]
    assert order == rules.displayed(list(reversed(names)), right=["c", "a", "b"], seed=seed)


@pytest.mark.parametrize(
    ("text", "is_read"), json.loads((Path(__file__).parents[1] / "js/numbers.json").read_text())
)
def test_the_server_reads_a_number_where_the_examination_page_says_so(text, is_read):
    found = entering.split_number(text)
    assert bool(found and entering.readings(found[0])) is is_read
    # Whatever was typed may be kept, as it was typed.
    assert rules.numbers.is_response(text)
