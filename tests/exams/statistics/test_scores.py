"""Matrices as schools keep them: read right, or refused with the row and column named; nothing is guessed."""

from __future__ import annotations

import pytest

from lms.exams.statistics.scores import Said, UnreadableScores, read_scores

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


@pytest.mark.parametrize(
    ("key", "answers", "earned"),
    [
        ("AC", ["CA", "A,C", "AB"], [1, 1, 0]),  # an order would name B too
        ("ABC", ["CBA", "AB", "ABC"], [1, 0, 1]),  # somebody chose others: they are choices
        ("AB", ["BA", "AB"], [1, 1]),
        ("CAB", ["CAB", "ABC", "BAC"], [1, 0, 0]),  # steps in their order
        ("C>A>B", ["C>A>B", "BAC", "CAB"], [1, 0, 1]),
        ("312", ["312", "213"], [1, 0]),
        ("12", ["12", "13"], [1, 0]),
        ("1,3", ["3,1", "1"], [1, 0]),
        ("BA", ["AB", "A"], [1, 0]),
    ],
)
def test_the_order_of_answers_counts_where_the_file_tells(
    key: str, answers: list[str], earned: list[int]
) -> None:
    rows = [f'c{at},"{one}"' for at, one in enumerate(answers)]
    scores = read_scores("\n".join(["考生,Q1", f'答案,"{key}"', *rows]))
    assert [row[0] for row in scores.rows] == earned


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        ("12", ["21"]),
        ("13", ["31", "2"]),
        ("ABC", ["CBA", "ABC"]),
        ("CAB", ["ACB", "AB"]),
        ("123", ["321", "1"]),
    ],
)
def test_an_order_that_may_count_is_asked_about(key: str, answers: list[str]) -> None:
    text = "\n".join(["考生,Q1", f"答案,{key}", *(f"c{at},{one}" for at, one in enumerate(answers))])
    with pytest.raises(UnreadableScores, match="order_unclear") as refusal:
        read_scores(text)
    assert refusal.value.place == "Q1"
    assert read_scores(text, Said(ordered={"q1"})).rows[0] == [0]
    assert read_scores(text, Said(unordered={"*"})).rows[0] == [1]


@pytest.mark.parametrize(
    ("text", "names", "candidates"),
    [
        (",1,2,3\nA,1,0,1\nB,0,0,1\n", ["1", "2", "3"], 2),
        ("题号,1,2,3\nA,1,0,1\n", ["1", "2", "3"], 1),
        ("考号,1,2\n答案,A,B\nA,A,B\n", ["1", "2"], 1),
        ("学员,1,2,3,4,5\n甲,1,0,1,1,1\n乙,1,0,1,1,1\n", ["1", "2", "3", "4", "5"], 2),
        ("1,0,1\n1,1,1\n", ["item 1", "item 2", "item 3"], 2),
    ],
)
def test_a_heading_may_consist_of_numbers(text: str, names: list[str], candidates: int) -> None:
    scores = read_scores(text)
    assert (scores.names, len(scores.rows)) == (names, candidates)


@pytest.mark.parametrize(
    ("text", "names", "first"),
    [
        ("1,2,3\n1,0,1\n0,0,1\n", ["1", "2", "3"], [1, 2, 3]),
        ("101,102\n1,0\n0,0\n1,1\n", ["101", "102"], [101, 102]),
        ("张三,3,5\n李四,2,4\n", ["3", "5"], [3, 5]),
        ("张三,1,2\n李四,1,0\n", ["1", "2"], [1, 2]),
    ],
)
def test_a_first_row_that_may_be_a_candidate_is_asked_about(
    text: str, names: list[str], first: list[float]
) -> None:
    with pytest.raises(UnreadableScores, match="heading_unclear"):
        read_scores(text)
    assert read_scores(text, Said(heading="yes")).names == names
    without = read_scores(text, Said(heading="no"))
    assert (without.rows[0], without.names[0]) == (first, "item 1")


def test_columns_about_candidates_and_rows_that_sum_up_are_left_out_and_named() -> None:
    scores = read_scores("考号,姓名,班级,Q1,Q2,总分,名次\n01,王,一班,1,0,1,1\n平均分,,,1,0,1,\n")
    assert (scores.names, scores.rows) == (["Q1", "Q2"], [[1, 0]])
    assert scores.ignored == ("姓名", "班级", "总分", "名次")
    assert scores.ignored_rows == ("平均分",)


def test_an_unclear_first_column_is_asked_about() -> None:
    text = "nr,Q1\n101,1\n102,0\n103,1\n"
    with pytest.raises(UnreadableScores, match="first_column_unclear"):
        read_scores(text)
    assert read_scores(text, Said("candidate")).names == ["Q1"]
    assert read_scores(text, Said("item")).names == ["nr", "Q1"]


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
