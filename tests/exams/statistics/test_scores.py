"""Matrices as schools keep them: read right, or refused with the row and column named; nothing is guessed."""

from __future__ import annotations

import pytest

from lms.exams.statistics.scores import UnreadableScores, read_scores

PLAIN = "candidate,Q1,Q2,Q3\nC1,1,0,1\nC2,0,0,1\n"


def test_a_plain_matrix() -> None:
    scores = read_scores(PLAIN)
    assert scores.names == ["Q1", "Q2", "Q3"]
    assert scores.rows == [[1, 0, 1], [0, 0, 1]]
    assert scores.maxima == [1, 1, 1]
    assert scores.maxima_are_observed


@pytest.mark.parametrize(
    ("text", "names", "first"),
    [
        ("Q1,Q2\n1,0\n0,1\n", ["Q1", "Q2"], [1, 0]),
        ("1,0,1\n0,0,1\n", ["item 1", "item 2", "item 3"], [1, 0, 1]),
        ("准考证号;Q1;总分\n0012;2.5;2.5\n", ["Q1"], [2.5]),
        (",Q1\nfirst,1\nsecond,0\n", ["Q1"], [1]),
        ("序号\tQ1\tQ2\n1\t1\t\n2\t0\t1\n", ["Q1", "Q2"], [1, None]),
        ("who,Q1\n王,1\n李,0\n", ["Q1"], [1]),
        ("\ncandidate,Q1\n\nA,1\n", ["Q1"], [1]),
        ("candidate,Q1,Q2\nA,1\n", ["Q1", "Q2"], [1, None]),
    ],
)
def test_ways_of_keeping_a_matrix(text: str, names: list[str], first: list[float]) -> None:
    scores = read_scores(text)
    assert scores.names == names
    assert scores.rows[0] == first


def test_marks_that_can_be_had_stand_in_a_row_of_their_own() -> None:
    scores = read_scores("考生,Q1,Q2\n满分,5,10\nA,5,3\nB,0,10\n")
    assert (scores.maxima, scores.maxima_are_observed, len(scores.rows)) == ([5, 10], False, 2)


def test_with_a_key_the_cells_are_what_was_chosen() -> None:
    scores = read_scores('考生,Q1,Q2\n答案,B,AC\nA,b,"C, A"\nB,a,\n')
    assert scores.rows == [[1, 1], [0, None]]
    assert scores.chosen == {"Q1": ["B", "A"], "Q2": ["AC", None]}
    assert scores.keys == {"Q1": "B", "Q2": "AC"}


def test_an_unclear_first_column_is_asked_about() -> None:
    text = "nr,Q1\n101,1\n102,0\n103,1\n"
    with pytest.raises(UnreadableScores, match="first_column_unclear"):
        read_scores(text)
    assert read_scores(text, first_column="candidate").names == ["Q1"]
    assert read_scores(text, first_column="item").names == ["nr", "Q1"]


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "empty", ""),
        ("candidate,Q1\n", "empty", ""),
        ("candidate\nA\n", "empty", ""),
        ("candidate,Q1\nA,x\n", "mark_unusable", "row 2, Q1"),
        ("candidate,Q1\nA,1\nB,-1\n", "mark_unusable", "row 3, Q1"),
        ("candidate,Q1\nA,nan\n", "mark_unusable", "row 2, Q1"),
        ("candidate,Q1\nA,1e999\n", "mark_unusable", "row 2, Q1"),
        ("candidate,Q1,Q1\nA,1,1\n", "item_twice", ""),
        ("candidate,Q1\nmax,2\nA,3\n", "above_maximum", "Q1"),
        ("candidate,Q1\nmax,0\nA,0\n", "maximum_unusable", "row 2, Q1"),
        ("candidate,Q1,Q2\nkey,A,\nA,A,B\n", "no_key", "row 2, Q2"),
        ('candidate,Q1\nA,"' + "x" * 200_000, "broken", ""),
        ("a," * 5_000 + "\n" + ("1," * 5_000 + "\n") * 900, "too_big", ""),
    ],
)
def test_what_cannot_be_read_is_named(text: str, code: str, place: str) -> None:
    with pytest.raises(UnreadableScores) as refusal:
        read_scores(text)
    assert (refusal.value.code, refusal.value.place) == (code, place)
