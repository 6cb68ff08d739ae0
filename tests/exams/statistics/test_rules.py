"""Figures agree with independent ones to 1e-9, on random data and where nobody differs; flags say what they mean."""

from __future__ import annotations

import random

import numpy as np
import pytest
import scipy  # its parts come when they are asked for: every worker of the tests reads this line
from hypothesis import given
from hypothesis import strategies as st

from lms.exams.statistics.rules import Choices, flags_of, form_figures, item_figures, tails

CLOSE = 1e-9


def matrix(seed: int, *, n: int = 137, items: int = 23, most: int = 1) -> np.ndarray:
    """Return marks that hang on ability and difficulty, with chance."""
    source = np.random.default_rng(seed)
    ability, difficulty = source.normal(size=(n, 1)), source.normal(size=(1, items))
    chance = 1 / (1 + np.exp(difficulty - ability))
    return source.binomial(most, chance).astype(float)


def same(ours: float | None, theirs: float) -> bool:
    return ours is not None and abs(ours - float(theirs)) <= CLOSE


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("most", [1, 5])
def test_items_agree_with_scipy(seed: int, most: int) -> None:
    marks = matrix(seed, most=most)
    total = marks.sum(axis=1)
    names = [f"Q{at}" for at in range(marks.shape[1])]
    for at, found in enumerate(item_figures(names, marks.tolist(), [float(most)] * len(names))):
        x, rest = marks[:, at], total - marks[:, at]
        assert same(found.facility, x.mean() / most)
        assert same(found.deviation, x.std(ddof=1))
        assert same(found.point_biserial, scipy.stats.pearsonr(x, total).statistic)
        assert same(found.corrected, scipy.stats.pearsonr(x, rest).statistic)
        assert same(found.efficiency, np.cov(x, rest)[0, 1] / np.cov(np.sort(x), np.sort(rest))[0, 1])
        assert same(found.alpha_without, alpha_of(np.delete(marks, at, axis=1)))
        if most == 1:
            assert same(found.point_biserial, scipy.stats.pointbiserialr(x.astype(bool), total).statistic)


def alpha_of(marks: np.ndarray) -> float:
    """Return Cronbach's alpha by the covariance matrix, another way than ours."""
    together, count = np.cov(marks, rowvar=False), marks.shape[1]
    return count / (count - 1) * (1 - np.trace(together) / together.sum())


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("most", [1, 4])
def test_a_form_agrees_with_numpy(seed: int, most: int) -> None:
    marks = matrix(seed, most=most)
    total, count = marks.sum(axis=1), marks.shape[1]
    found = form_figures(marks.tolist(), [float(most)] * count)
    assert same(found.mean, total.mean())
    assert same(found.deviation, total.std(ddof=1))
    assert same(found.alpha, alpha_of(marks))
    assert same(found.sem, total.std(ddof=1) * np.sqrt(1 - alpha_of(marks)))
    if most == 1:
        shares = marks.mean(axis=0)
        assert same(found.kr20, count / (count - 1) * (1 - (shares * (1 - shares)).sum() / total.var()))
        assert same(found.kr20, found.alpha), "for marks of 0 and 1 they are one"
    else:
        assert found.kr20 is None


def test_an_alpha_below_zero_is_shown() -> None:
    found = form_figures([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [1.0, 1.0])
    assert found.alpha is not None
    assert found.alpha < 0


@pytest.mark.parametrize(
    "rows",
    [[], [[1.0, 0.0]], [[1.0, 1.0]] * 40, [[0.0, 0.0]] * 40],
    ids=["nobody", "one", "all right", "all wrong"],
)
def test_what_does_not_exist_is_no_figure(rows: list[list[float]]) -> None:
    assert form_figures(rows, [1.0, 1.0]).alpha is None
    for found in item_figures(["a", "b"], rows, [1.0, 1.0]):
        assert found.corrected is None
        assert found.efficiency is None


@pytest.mark.parametrize("n", [30, 41, 48, 50, 109])
@pytest.mark.parametrize("mark", [0.1, 0.3, 0.7, 1 / 3, 1.4])
def test_fractions_that_all_have_alike_do_not_differ_by_their_last_digits(mark: float, n: int) -> None:
    source = random.Random(n)
    others = [source.choice([0.0, 0.5, 1.0]) for _row in range(n)]
    constant, varied = item_figures(["a", "b"], [[mark, other] for other in others], [2.0, 1.0])
    assert (constant.corrected, constant.point_biserial, constant.efficiency) == (None, None, None)
    assert "separates_wrongly" not in constant.flags
    assert varied.corrected is None, "the rest of b is a, the same for everybody"
    # 0.1 + 0.2 and 0.3 are one result.
    alike = [[0.1, 0.2] if place % 2 else [0.3, 0.0] for place in range(n)]
    assert form_figures(alike, [1.0, 1.0]).alpha is None


@given(
    st.lists(st.integers(0, 100_000), min_size=3, max_size=40),
    st.sampled_from([0.001, 0.01, 0.3, 2.5]),
)
def test_a_small_rest_that_all_have_alike_does_not_differ_by_the_dust_of_large_marks(
    thousandths: list[int], rest: float
) -> None:
    rows = [[value / 1000, rest] for value in thousandths]
    large, _small = item_figures(["large", "small"], rows, [100.0, 2.5])
    assert (large.corrected, large.efficiency) == (None, None)


@pytest.mark.parametrize("asked", [1.0, 0.1])
def test_who_was_asked_nothing_is_no_candidate_and_makes_no_other_form(asked: float) -> None:
    marks = (matrix(5, n=40, items=6) * asked).tolist()
    absent = [*marks[:20], [None] * 6, *marks[20:]]
    names, maxima = list("abcdef"), [asked] * 6
    chosen = ["A" if row[0] else "B" for row in marks]
    there = {"a": Choices(chosen, "A")}
    with_absent = {"a": Choices([*chosen[:20], None, *chosen[20:]], "A")}
    assert form_figures(absent, maxima) == form_figures(marks, maxima)
    found = item_figures(names, absent, maxima, choices=with_absent)
    assert found == item_figures(names, marks, maxima, choices=there)


def tail_weights(totals: np.ndarray) -> np.ndarray:
    """Return how far each belongs to the upper 27 %, by laying everybody out on a line, equals as one stretch."""
    size = 0.27 * len(totals)
    above = (totals[None, :] > totals[:, None]).sum(axis=1)
    equal = (totals[None, :] == totals[:, None]).sum(axis=1)
    return np.clip((size - above) / equal, 0, 1)


@pytest.mark.parametrize("seed", range(6))
def test_groups_and_options_agree_with_numpy(seed: int) -> None:
    marks = matrix(seed, n=173, items=12, most=3)
    source = np.random.default_rng(seed)
    chosen = source.choice(["A", "B", "C", "D"], size=len(marks), p=[0.5, 0.3, 0.15, 0.05])
    total = marks.sum(axis=1)
    given = Choices(chosen.tolist(), "A", tuple("ABCDE"))
    names = [f"Q{at}" for at in range(12)]
    found = item_figures(names, marks.tolist(), [3.0] * 12, choices={"Q0": given})
    upper, lower = tail_weights(total), tail_weights(-total)
    for at, figures in enumerate(found):
        share = marks[:, at] / 3
        expected = np.average(share, weights=upper) - np.average(share, weights=lower)
        assert same(figures.discrimination, expected)
    rest = total - marks[:, 0]
    for option in found[0].options:
        took = (chosen == option.name).astype(float)
        assert option.count == took.sum()
        assert same(option.share, took.mean())
        assert same(option.upper, np.average(took, weights=upper))
        assert same(option.lower, np.average(took, weights=lower))
        if option.name == "E":
            assert (option.mean_rest, option.correlation) == (None, None)
        else:
            assert same(option.mean_rest, rest[took == 1].mean())
            assert same(option.correlation, scipy.stats.pearsonr(took, rest).statistic)


def test_random_papers_have_no_alpha_and_compare_with_the_share_of_the_rest() -> None:
    marks = matrix(3, n=200, items=6)
    source = random.Random(4)
    rows = [[mark if source.random() > 0.3 else None for mark in row] for row in marks.tolist()]
    form = form_figures(rows, [1.0] * 6)
    assert (form.alpha, form.sem, form.is_one_form) == (None, None, False)
    found = item_figures(list("abcdef"), rows, [1.0] * 6)[0]
    asked = [row for row in rows if row[0] is not None]
    shares = []
    for row in asked:
        others = [mark for mark in row[1:] if mark is not None]
        shares.append(sum(others) / len(others) if others else 0.0)
    assert found.n == len(asked)
    assert same(found.corrected, scipy.stats.pearsonr([row[0] for row in asked], shares).statistic)


# --- upper and lower groups ----------------


@given(st.lists(st.integers(0, 5), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_groups_hold_their_share_whatever_the_order(values: list[int], source: random.Random) -> None:
    upper, lower = tails(values)
    assert sum(upper) == pytest.approx(0.27 * len(values))
    assert sum(lower) == pytest.approx(0.27 * len(values))
    order = list(range(len(values)))
    source.shuffle(order)
    assert tails([values[at] for at in order])[0] == pytest.approx([upper[at] for at in order])


def test_discrimination_is_the_difference_of_the_groups() -> None:
    rows = [[1.0, float(place)] for place in range(50, 100)] + [[0.0, float(place)] for place in range(50)]
    first, _second = item_figures(["x", "y"], rows, [1.0, 100.0])
    assert first.discrimination == pytest.approx(1.0)


def test_the_groups_are_those_of_the_whole_result_the_item_included() -> None:
    """As its source has it; the correlation with the rest stands beside it as `corrected`."""
    first, _second = item_figures(["x", "y"], [[10.0, 0.0], [0.0, 1.0], [0.0, 2.0], [0.0, 3.0]], [10.0, 10.0])
    # Who had it right is the best by T, and the weakest by R.
    assert first.discrimination == pytest.approx(1.0 / 1.08)
    assert first.corrected is not None
    assert first.corrected < 0


# --- options and flags ----------------


def choices(seed: int = 1, n: int = 120) -> tuple[list[list[float | None]], list[str | None]]:
    """Return marks of ten items, and of the first what was chosen: the strong choose B though the key says A."""
    marks = matrix(seed, n=n, items=10)
    strength = marks[:, 1:].sum(axis=1)
    chosen: list[str | None] = ["B" if value >= np.median(strength) else "A" for value in strength]
    chosen[0] = None
    marks[:, 0] = [1.0 if one == "A" else 0.0 for one in chosen]
    return marks.tolist(), chosen


def test_a_distractor_that_the_strong_choose_says_look_at_the_key() -> None:
    rows, chosen = choices()
    names = [f"Q{at}" for at in range(10)]
    found = item_figures(names, rows, [1.0] * 10, choices={"Q0": Choices(chosen, "A")})[0]
    assert {"distractor_beats_key", "distractor_draws_the_strong", "separates_wrongly"} <= set(found.flags)
    by_name = {option.name: option for option in found.options}
    assert by_name["A"].is_key
    assert by_name["A"].count + by_name["B"].count == 119
    rest = np.array([sum(row[1:]) for row in rows])
    took = np.array([1.0 if one == "B" else 0.0 for one in chosen])
    assert same(by_name["B"].correlation, scipy.stats.pearsonr(took, rest).statistic)
    assert same(by_name["B"].mean_rest, rest[took == 1].mean())


@pytest.mark.parametrize(
    ("facility", "corrected", "flags"),
    [
        (0.5, 0.3, ()),
        (0.19, 0.3, ("very_hard",)),
        (0.96, 0.15, ("very_easy", "separates_poorly")),
        (0.5, 0.05, ("does_not_separate",)),
        (0.5, -0.05, ("separates_wrongly",)),
        (1.0, None, ("very_easy", "does_not_separate")),
    ],
)
def test_flags(facility: float, corrected: float | None, flags: tuple[str, ...]) -> None:
    assert flags_of(facility, corrected, (), n=30) == flags
    assert flags_of(facility, corrected, (), n=29) == ()


@pytest.mark.parametrize(
    ("n", "standing"), [(29, "too_few"), (30, "unstable"), (99, "unstable"), (100, "sound")]
)
def test_few_candidates_are_said_to_be_few(n: int, standing: str) -> None:
    assert form_figures(matrix(1, n=n).tolist(), [1.0] * 23).standing == standing
