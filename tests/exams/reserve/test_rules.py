"""What is typed from a sheet, as an answer: letters of the booklet, marks nobody can read, agreement, what counts."""

import pytest

from lms.exams.reserve.rules import (
    Line,
    NotReadable,
    agreed_answers,
    agrees,
    differences,
    response_of,
    what_counts,
)

LETTERS = {"A": "o3", "B": "o1", "C": "o2"}
TRUTH = Line("t", 1, "true_false", {})
SINGLE = Line("s", 2, "single", LETTERS)
MULTIPLE = Line("m", 3, "multiple", LETTERS)
ORDER = Line("o", 4, "ordering", {}, boxes=3, rows=("o2", "o1", "o3"))
PAIRS = Line("p", 5, "matching", {"1": "m2", "2": "m1"}, boxes=2, rows=("o1", "o2"))
NUMBER = Line("n", 6, "numeric", {})
GAPS = Line("g", 7, "fill_in", {}, boxes=2, choices=((), ("红", "蓝")))
PLACES = Line("h", 8, "hotspot", {"1": "r1", "2": "r2"}, picks=2)
CROSSES = Line("x", 9, "hotspot", {}, picks=2)
WORDS = Line("w", 10, "short_answer", {})


@pytest.mark.parametrize(
    ("line", "texts", "response"),
    [
        (TRUTH, ["t"], True),
        (TRUTH, ["×"], False),
        (TRUTH, ["对"], True),
        (TRUTH, ["０"], False),
        (TRUTH, [" "], None),
        (TRUTH, [], None),
        (SINGLE, ["b"], "o1"),
        (SINGLE, ["Ａ"], "o3"),
        (MULTIPLE, ["ca"], ["o2", "o3"]),
        (MULTIPLE, ["A、C"], ["o2", "o3"]),
        (ORDER, ["2", "1", "3"], {"o2": 2, "o1": 1, "o3": 3}),
        (ORDER, ["2", "", ""], {"o2": 2}),
        (PAIRS, ["1", "2"], {"o1": "m2", "o2": "m1"}),
        (NUMBER, [" 4.5　kW "], "4.5 kW"),
        (GAPS, ["零线", "红"], ["零线", "红"]),
        (GAPS, ["零线"], ["零线", ""]),
        (PLACES, ["2 1"], ["r1", "r2"]),
        (CROSSES, ["25,40"], ["0.25,0.4"]),
        (CROSSES, ["100,0; 12.5,50"], ["0.125,0.5", "1,0"]),
        (WORDS, ["先  验电"], "先 验电"),
    ],
)
def test_what_is_typed_is_the_answer_behind_the_letters_of_the_booklet(line, texts, response):
    assert response_of(line, texts) == response


@pytest.mark.parametrize(
    ("line", "texts", "why"),
    [
        (TRUTH, ["Q"], "true_or_false"),
        (TRUTH, ["?"], "unreadable"),
        (SINGLE, ["？"], "unreadable"),
        (SINGLE, ["AB"], "one_letter"),
        (SINGLE, ["D"], "one_letter"),
        (MULTIPLE, ["AA"], "letters"),
        (MULTIPLE, ["AD"], "letters"),
        (ORDER, ["4", "1", "2"], "places"),
        (PAIRS, ["3", "1"], "numbers"),
        (GAPS, ["", "绿"], "not_listed"),
        (PLACES, ["3"], "numbers"),
        (PLACES, ["1 1"], "how_many_places"),
        (CROSSES, ["1,2 3,4 5,6"], "how_many_places"),
        (CROSSES, ["101,5"], "points"),
        (CROSSES, ["1e9,5"], "points"),
        (NUMBER, ["1", "2"], "too_long"),
        (WORDS, ["长" * 2001], "too_long"),
    ],
)
def test_what_is_no_answer_is_named(line, texts, why):
    with pytest.raises(NotReadable, match=why):
        response_of(line, texts)


def test_two_agree_on_the_answer_not_on_the_signs():
    assert agrees(MULTIPLE, ["AC"], ["c a"])
    assert agrees(TRUTH, ["T"], ["√"])
    assert agrees(SINGLE, [], [" "])
    assert not agrees(SINGLE, ["A"], ["B"])
    assert not agrees(SINGLE, ["A"], [])


def test_a_mark_nobody_can_read_always_goes_to_a_third_person():
    assert not agrees(SINGLE, ["?"], ["?"])


def test_crosses_agree_when_they_are_near():
    assert agrees(CROSSES, ["25,40"], ["27,42"])
    assert not agrees(CROSSES, ["25,40"], ["35,40"])
    assert not agrees(CROSSES, ["25,40"], ["25,40 50,50"])


def test_differences_stand_in_the_order_of_the_booklet_and_decisions_hold():
    lines = (TRUTH, SINGLE, MULTIPLE)
    first, second = {"t": ["T"], "s": ["A"], "m": ["AB"]}, {"t": ["T"], "s": ["B"]}
    assert differences(lines, first, second) == ["s", "m"]
    assert agreed_answers(lines, first, {"s": "o1", "m": None}) == {"t": True, "s": "o1"}


@pytest.mark.parametrize(
    ("paper", "electronic", "counts"),
    [(False, True, "paper"), (None, True, "electronic"), (None, False, "electronic"), (None, None, "none")],
)
def test_paper_counts_only_where_something_stands_on_it(paper, electronic, counts):
    assert what_counts(paper, electronic) == counts
