"""From sheets and files to a matrix; bounds agree with scipy; places on charts are where they should be."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lms.exams.statistics.charts import (
    OptionLine,
    ScatterItem,
    TrendValue,
    histogram,
    option_lines,
    scatter,
    trend,
)
from lms.exams.statistics.charts.frame import HEIGHT, WIDTH, spread
from lms.exams.statistics.intervals import middle_share, of_correlation, of_share
from lms.exams.statistics.matching import Known, UnknownItems, matched
from lms.exams.statistics.reckoning import bins_of, reckon
from lms.exams.statistics.responses import OTHER, Sheet, Wording, choice_of, digest_of, matrix_of
from lms.exams.statistics.rules import Choices, item_figures, tails
from lms.exams.statistics.scores import read_scores

ENTRY: dict[str, dict[str, Any]] = {
    "s": {"kind": "single", "key": "b", "marks": "2"},
    "t": {"kind": "true_false", "key": False, "marks": "1"},
    "m": {"kind": "multiple", "key": ["a", "c"], "marks": "3"},
}
WORDINGS = {
    "s": Wording(1, "single", ("a", "b", "c")),
    "t": Wording(2, "true_false"),
    "m": Wording(3, "multiple", ("a", "b", "c")),
}


def sheets(count: int = 40) -> list[Sheet]:
    source = random.Random(4)
    return [
        Sheet(
            ENTRY,
            {
                "s": source.choice(["a", "b", "c", None]),
                "t": source.choice([True, False]),
                "m": source.choice([["a", "c"], ["a"], ["b", "c"], []]),
            },
        )
        for _ in range(count)
    ]


def test_a_sheet_becomes_marks_and_choices() -> None:
    matrix = matrix_of([Sheet(ENTRY, {"s": "b", "t": True, "m": ["c", "a"]}), Sheet(ENTRY, {})], WORDINGS)
    assert (matrix.versions, matrix.rows, matrix.maxima) == ([1, 2, 3], [[2, 0, 3], [0, 0, 0]], [2, 1, 3])
    assert matrix.choices[1] == Choices(["b", None], "b", ("a", "b", "c"))
    assert matrix.choices[2] == Choices(["true", None], "false", ("true", "false"))
    assert matrix.choices[3].given == [frozenset("ac"), None]


def test_an_answer_that_a_corrected_key_takes_as_well_is_no_distractor() -> None:
    """The strong choose C, the weak B: looked at by the first answer of the key alone, C would beat it."""
    entry = {"s": {**ENTRY["s"], "key": "b"}, "t": {**ENTRY["t"], "marks": "9"}}
    also = {**entry, "s": {**entry["s"], "also": ["c"]}}
    answers = [{"s": "c" if at > 20 else "b" if at > 5 else "a", "t": at < 20} for at in range(40)]
    figures = []
    for key in (entry, also):
        matrix = matrix_of([Sheet(key, one) for one in answers], WORDINGS)
        figures.append(reckon(matrix)["item_figures"][0])
    former, corrected = figures
    assert "distractor_beats_key" in former["flags"]
    assert "distractor_beats_key" not in corrected["flags"]
    assert [row["is_key"] for row in corrected["options"]] == [False, True, True]
    assert corrected["facility"] == 34 / 40


def test_an_item_that_is_not_on_a_paper_is_a_hole() -> None:
    other = {"s": {**ENTRY["s"], "marks": "4"}}
    matrix = matrix_of([Sheet(ENTRY, {"s": "b"}), Sheet(other, {"s": "b"})], WORDINGS)
    assert matrix.rows == [[2, 0, 0], [2, None, None]]
    values = reckon(matrix)
    assert (values["is_one_form"], values["alpha"], values["maximum"]) == (False, None, None)
    assert [row["n"] for row in values["item_figures"]] == [2, 1, 1]


def test_random_papers_compare_an_item_with_the_share_earned_elsewhere() -> None:
    items = {str(at): {"kind": "true_false", "key": True, "marks": "1"} for at in range(12)}
    wordings = {name: Wording(int(name), "true_false") for name in items}
    source = np.random.default_rng(7)
    papers = []
    for ability in source.normal(size=90):
        drawn = sorted({"0", *(str(at) for at in source.choice(range(1, 12), 5, replace=False))})
        answers = {name: bool(source.random() < 1 / (1 + np.exp(-ability))) for name in drawn}
        papers.append(Sheet({name: items[name] for name in drawn}, answers))
    figure = reckon(matrix_of(papers, wordings))["item_figures"][0]
    marks = [float(paper.answers["0"]) for paper in papers]
    rest = [np.mean([paper.answers[name] for name in paper.key if name != "0"]) for paper in papers]
    assert figure["corrected"] == pytest.approx(stats.pearsonr(marks, rest).statistic, abs=1e-9)
    assert figure["facility"] == pytest.approx(np.mean(marks), abs=1e-9)


@given(st.randoms(use_true_random=False))
def test_the_order_of_candidates_changes_neither_hash_nor_figures(source: random.Random) -> None:
    order = sheets()
    source.shuffle(order)
    matrix, straight = matrix_of(order, WORDINGS), matrix_of(sheets(), WORDINGS)
    assert digest_of(matrix) == digest_of(straight)
    assert reckon(matrix)["bins"] == reckon(straight)["bins"]
    assert reckon(matrix)["alpha"] == pytest.approx(reckon(straight)["alpha"], abs=1e-12)


def test_another_answer_is_another_hash() -> None:
    first, *others = sheets()
    changed = Sheet(ENTRY, {**first.answers, "t": not first.answers["t"]})
    assert digest_of(matrix_of([changed, *others], WORDINGS)) != digest_of(matrix_of(sheets(), WORDINGS))


@pytest.mark.parametrize(
    ("response", "choice"),
    [("b", "b"), ("zz", OTHER), (None, None), ([], None), ({"a": 1}, OTHER), (7, OTHER)],
)
def test_a_choice_is_the_name_of_an_option(response: object, choice: object) -> None:
    assert choice_of(WORDINGS["s"], response) == choice


def test_columns_are_found_by_code_whatever_the_capitals() -> None:
    scores = read_scores('考生,s-1,M-2,t-3\n答案,B,AC,√\n甲,2,CA,×\n乙,b,"A,B",对\n丙,x,,\n')
    known = {
        "s-1": Known("S-1", WORDINGS["s"], "b"),
        "m-2": Known("M-2", WORDINGS["m"], ["a", "b"]),
        "t-3": Known("T-3", WORDINGS["t"], True),
    }
    found = matched(scores, known)
    assert found.matrix.versions == [1, 3, 2]
    assert found.matrix.choices[1].given == ["b", "b", OTHER]
    assert found.matrix.choices[3].given == [frozenset("ac"), frozenset("ab"), None]
    assert found.matrix.choices[2].given == ["false", "true", None]
    assert found.other_keys == ["M-2"]
    with pytest.raises(UnknownItems) as error:
        matched(scores, {"s-1": known["s-1"]})
    assert (error.value.names, error.value.count) == (["M-2", "t-3"], 2)


def test_options_that_may_be_ticked_together_are_looked_at_one_by_one() -> None:
    given = [frozenset("ac")] * 60 + [frozenset("ab")] * 60
    rows = [[1.0, float(place)] for place in range(60)] + [[0.0, 60.0 + place] for place in range(60)]
    choices = {"x": Choices(given, frozenset("ac"), ("a", "b", "c", "d"))}
    found = item_figures(["x", "y"], rows, [1.0, 120.0], choices=choices)[0]
    counts = {option.name: (option.is_key, option.count) for option in found.options}
    assert counts == {"a": (True, 120), "b": (False, 60), "c": (True, 60), "d": (False, 0)}
    assert {"distractor_beats_key", "distractor_unused"} <= set(found.flags)


# --- bounds ----------------


@pytest.mark.parametrize(("right", "n"), [(0, 30), (30, 30), (17, 40), (99, 140), (1, 1)])
def test_bounds_of_a_share_agree_with_scipy(right: int, n: int) -> None:
    theirs = stats.binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert of_share(right / n, n) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_bounds_of_a_correlation_agree_with_scipy(seed: int) -> None:
    pairs = np.random.default_rng(seed).normal(size=(2, 60))
    result = stats.pearsonr(pairs[0], pairs[0] + 2 * pairs[1])
    theirs = result.confidence_interval(0.95)
    assert of_correlation(result.statistic, 60) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2, max_size=80))
def test_the_middle_group_is_what_the_tails_leave(rows: list[tuple[int, bool]]) -> None:
    totals, took = [total for total, _ in rows], [float(one) for _, one in rows]
    upper, lower = tails(totals)
    middle = [1 - up - down for up, down in zip(upper, lower, strict=True)]

    def share(weights: list[float]) -> float:
        return sum(w * t for w, t in zip(weights, took, strict=True)) / sum(weights)

    found = middle_share(sum(took) / len(took), share(upper), share(lower))
    assert found == pytest.approx(max(0.0, share(middle)), abs=1e-9)


# --- charts ----------------


@pytest.mark.parametrize(
    ("shares", "at"), [([0.0, 0.0999], 0), ([0.3, 3 / 10], 3), ([1.0], 9), ([0.1 * 3], 3), ([0.95, 0.9], 9)]
)
def test_tenths(shares: list[float], at: int) -> None:
    assert bins_of(shares)[at] == len(shares)


def inside(x: str, y: str) -> bool:
    return 0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(-1, 1), st.integers(0, 8)), max_size=60))
def test_a_scatter_keeps_inside_and_numbers_the_gravest(values: list[tuple[float, float, int]]) -> None:
    items = [ScatterItem(f"Q{at}", *value) for at, value in enumerate(values)]
    chart = scatter(items)
    flagged = [item for item in items if item.gravity]
    assert len(chart.dots) == len(items) - len(flagged)
    assert len(chart.marked) + len(chart.unnumbered) == len(flagged)
    assert all(inside(*dot) for dot in chart.dots)
    assert all(inside(mark.x, mark.y) and inside(mark.label_x, mark.label_y) for mark in chart.marked)
    gravity = {item.name: item.gravity for item in items}
    order = [gravity[mark.name] for mark in chart.marked]
    assert order == sorted(order, reverse=True)


def test_easy_stands_right_and_discriminating_stands_high() -> None:
    hard, easy = scatter([ScatterItem("a", 0.2, 0.6), ScatterItem("b", 0.9, 0.1)]).dots
    assert float(hard[0]) < float(easy[0])
    assert float(hard[1]) < float(easy[1])


@given(st.lists(st.floats(0, 200), min_size=1, max_size=12))
def test_labels_keep_apart(wanted: list[float]) -> None:
    places = spread(wanted, gap=15, low=0, high=200)
    ordered = sorted(places)
    assert all(later - earlier >= 15 - 1e-9 for earlier, later in zip(ordered, ordered[1:], strict=False))
    assert sorted(range(len(wanted)), key=lambda at: (wanted[at], at)) == sorted(
        range(len(wanted)), key=lambda at: (places[at], at)
    )


def test_the_key_has_a_pattern_of_its_own() -> None:
    lines = option_lines([OptionLine(name, name == "B", (0.2, 0.4, 0.6)) for name in "ABCD"]).lines
    assert {line.name: line.pattern for line in lines} == {"A": 1, "B": 0, "C": 2, "D": 3}


def test_a_trend_breaks_where_another_wording_begins_and_shows_the_newest() -> None:
    values = [TrendValue(0.5, 0.4, 0.6, "26-01", 40, 1 + at // 6) for at in range(10)]
    chart = trend(values, is_percent=True)
    assert len(chart.points) == 8
    assert [wording.number for wording in chart.wordings] == [1, 2]
    assert [len(path.split()) for path in chart.paths] == [4, 4]


def test_a_histogram_of_nobody_has_no_bars() -> None:
    assert all(float(bar.height) == 0 for bar in histogram([0] * 10, 0.5).bars)


def test_the_count_of_the_highest_bar_stands_below_the_name_of_the_pass_mark():
    chart = histogram([0, 0, 0, 0, 0, 0, 9, 0, 0, 0], 0.65, pass_share=0.6)
    letters = 13
    assert min(float(bar.above) for bar in chart.bars) - letters >= 29, "the name stands at 29"
