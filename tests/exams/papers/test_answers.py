"""Right answers as an officer writes them are read for every kind, and what cannot be right is refused."""

from decimal import Decimal

import pytest

from lms.exams.paperdesk.forms.answers import NOTATIONS, read_answers
from lms.exams.papers.printing.answers import _number
from lms.exams.papers.rules import is_usable_key, may_have_another_key

OPTIONS = [{"id": name, "letter": name.upper()} for name in "abc"]
MATCHES = [{"id": "1"}, {"id": "2"}]
AMPERES = [{"value": "9", "tolerance": "0", "unit": "A"}]
GAPS = [["开关"], {"accepted": {"短路": "1", "断路": "0.5"}, "choices": ["短路", "断路"]}]


def number(value, tolerance="0", unit="A", *, relative=False):
    return {"value": value, "tolerance": tolerance, "unit": unit, "relative": relative}


@pytest.mark.parametrize(
    ("kind", "text", "former", "keys"),
    [
        ("true_false", "×", True, [False]),
        ("true_false", "x", True, [False]),
        ("true_false", "错误", True, [False]),
        ("true_false", "正确", False, [True]),
        ("true_false", "maybe", False, None),
        ("single", "Ｂ\nc", "a", ["b", "c"]),
        ("single", "A 或 B", "a", ["a", "b"]),
        ("single", "A or B", "a", ["a", "b"]),
        ("single", "A 或 D", "a", None),
        ("multiple", "AB 或 AC", ["b"], [["a", "b"], ["a", "c"]]),
        ("numeric", "9 A 或 9.5", AMPERES, [[number("9"), number("9.5")]]),
        ("single", "AB", "a", None),
        ("single", "A1", "a", None),
        ("single", "（Ｂ）。", "a", ["b"]),
        ("multiple", "A、C", ["b"], [["a", "c"]]),
        ("multiple", "A1C", ["b"], None),
        ("matching", "B1 A2 C1", {}, None),
        ("ordering", "3a 1 2", {}, None),
        ("multiple", "CA", ["b"], [["a", "c"]]),
        ("multiple", "AA", ["b"], None),
        ("multiple", "D", ["b"], None),
        ("multiple", "", ["b"], None),
        ("ordering", "3 1 2", {}, [{"a": 3, "b": 1, "c": 2}]),
        ("ordering", "3 1 1", {}, None),
        ("matching", "2 1 2", {}, [{"a": "2", "b": "1", "c": "2"}]),
        ("matching", "2 3 1", {}, None),
        ("hotspot", "2", ["p"], [["q"]]),
        ("hotspot", "3", ["p"], None),
        ("numeric", "9.1±0.1", AMPERES, [[number("9.1", "0.1")]]),
        ("numeric", "9.1 ± 2% mA\n−3", AMPERES, [[number("9.1", "0.02", "mA", relative=True), number("-3")]]),
        ("numeric", "9.2～9.0 A", AMPERES, [[number("9.1", "0.1")]]),
        ("numeric", "about nine", AMPERES, None),
        ("fill_in", "开关", GAPS, None),
    ],
)
def test_answers_are_read(kind, text, former, keys):
    item = {"kind": kind, "options": OPTIONS, "matches": MATCHES, "regions": [{"id": "p"}, {"id": "q"}]}
    assert read_answers(item, text, former) == keys
    assert kind in NOTATIONS


@pytest.mark.parametrize(
    ("kept", "written", "read"),
    [
        (number("50", unit="%"), "50 %", number("50", unit="%")),
        (number("50", "2", "%"), "51 ± 2 %", number("51", "2", "%")),
        (number("50", "0.02", "%", relative=True), "51 ± 2% %", number("51", "0.02", "%", relative=True)),
        (number("37", unit="℃"), "38 ± 1 ℃", number("38", "1", "℃")),
        (number("6", unit="m²"), "5 ~ 7 m²", number("6", "1", "m²")),
        (number("6", unit="m²"), "7 m2", number("7", unit="m²")),
        (number("1e3", unit="eV"), "2e3 eV", number("2000", unit="eV")),
        (number(".5"), ".6 A", number("0.6")),
    ],
)
def test_a_number_is_read_as_its_key_is_printed(kept, written, read):
    (key,) = read_answers({"kind": "numeric"}, written, [kept])
    assert key == [read]
    assert is_usable_key({"kind": "numeric"}, key, former=[kept])


@pytest.mark.parametrize("unit", ["", "A", "%", "℃", "m²", "kg·m/s²", "元", "%RH"])
@pytest.mark.parametrize("tolerance", ["0", "0.5", "12"])
@pytest.mark.parametrize("relative", [False, True])
def test_what_the_printed_key_shows_is_read_back_as_the_same_key(unit, tolerance, relative):
    share = str(Decimal(tolerance) / 100) if relative else tolerance
    kept = number("40.5", share, unit, relative=relative and tolerance != "0")
    (key,) = read_answers({"kind": "numeric"}, _number(kept), [kept])
    assert [{**one, "tolerance": Decimal(one["tolerance"])} for one in key] == [
        {**kept, "tolerance": Decimal(share)}
    ]


def test_words_of_gaps_keep_what_they_earned_and_the_list_that_candidates_chose_from():
    (key,) = read_answers({"kind": "fill_in"}, "开关 / 闸刀；断路 / 短路", GAPS)
    assert [gap["accepted"] for gap in key] == [{"开关": "1", "闸刀": "1"}, {"断路": "0.5", "短路": "1"}]
    assert is_usable_key({"kind": "fill_in"}, key, former=GAPS)
    (beside,) = read_answers({"kind": "fill_in"}, "开关\n过载", GAPS)
    assert not is_usable_key({"kind": "fill_in"}, beside, former=GAPS)


def test_a_number_keeps_the_unit_that_candidates_saw():
    assert is_usable_key({"kind": "numeric"}, [number("8")], former=AMPERES)
    assert not is_usable_key({"kind": "numeric"}, [number("8", unit="mA")], former=AMPERES)


def test_no_more_places_are_right_than_could_be_marked():
    shown = {"kind": "hotspot", "picks": 1, "regions": [{"id": "p"}, {"id": "q"}]}
    assert is_usable_key(shown, ["q"], former=["p"])
    assert not is_usable_key(shown, ["p", "q"], former=["p"])


@pytest.mark.parametrize(
    ("kind", "scoring", "may"),
    [
        ("single", "exact", True),
        ("single", "mapped", False),
        ("matching", "mapped", True),
        ("numeric", "by_hand", False),
    ],
)
def test_what_is_marked_by_weights_or_by_hand_has_no_other_key(kind, scoring, may):
    assert may_have_another_key({"kind": kind, "scoring": scoring}) is may
