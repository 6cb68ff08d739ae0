"""Rules of practical examinations: what a scheme must be, drawing, the fold of marks, consolidation."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.exams.practical.rules.drawing import draw_tasks
from lms.exams.practical.rules.marks import Lines, fold_marks, is_counted, task_mark
from lms.exams.practical.rules.schemes import reasons_against_groups, reasons_against_panel
from lms.exams.practical.rules.scoring import (
    SPREAD,
    VETO_SPLIT,
    Conditions,
    Opinion,
    Part,
    aggregate,
    consolidate,
    decide,
    shown,
)

GROUPS = [
    {"code": f"K{n}", "title": {"zh": "科目"}, "tasks": tasks, "count": count, "weight": weight}
    for n, (tasks, count, weight) in enumerate(
        [(["11", "12", "13"], 1, "20"), (["21", "22", "23", "24"], 2, "40"), (["31"], 1, "40")], start=1
    )
]
LICENCE = Conditions("mean", Decimal(15), Decimal(80), "examination")
MARKS = st.decimals(0, 100, places=2)
OPINIONS = st.lists(
    st.builds(Opinion, MARKS, st.frozensets(st.sampled_from(["v1", "v2"])), st.booleans()),
    min_size=3,
    max_size=7,
)


@dataclass(frozen=True)
class Sheet:
    state: str = "open"


@dataclass(frozen=True)
class Mark:
    task_id: int
    line: str
    epoch: int
    seq: int
    value: Any
    held: str = ""
    sheet: Sheet = Sheet()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"weight": "19"}, "weights_do_not_make_100"),
        ({"weight": "0"}, "weight_unusable"),
        ({"weight": "NaN"}, "weight_unusable"),
        ({"count": 4}, "too_few_tasks"),
        ({"count": 0}, "too_few_tasks"),
        ({"code": "K2"}, "named_twice"),
        ({"tasks": ["21"]}, "named_twice"),
        ({"title": {"en": "Only English"}}, "group_without_words"),
    ],
)
def test_groups_that_cannot_be_drawn_from_have_their_reason(change, reason):
    assert reason in reasons_against_groups([{**GROUPS[0], **change}, *GROUPS[1:]])


def test_usable_groups_have_none():
    assert reasons_against_groups(GROUPS) == []
    assert reasons_against_groups([]) == ["no_groups"]


@pytest.mark.parametrize("count", [1, 2, 4, 6, 11, True, "3"])
def test_a_panel_is_odd_and_has_three_at_least(count):
    assert reasons_against_panel(least_assessors=count, tries=1, minutes=60) == ["assessors_not_odd"]


@given(st.text(max_size=20), st.integers(0, 40))
def test_tasks_are_drawn_evenly_and_the_same_again(seed, candidates):
    drawn = draw_tasks(GROUPS, candidates=candidates, seed=seed)
    assert drawn == draw_tasks(GROUPS, candidates=candidates, seed=seed)
    for group in GROUPS:
        used = Counter(dict.fromkeys(group["tasks"], 0))
        for tasks in drawn:
            mine = [task.task for task in tasks if task.group == group["code"]]
            assert len(set(mine)) == len(mine) == group["count"]
            used.update(mine)
        assert max(used.values()) - min(used.values()) <= 1


def test_another_seed_draws_other_tasks():
    draws = {str(draw_tasks(GROUPS, candidates=3, seed=str(seed))) for seed in range(20)}
    assert len(draws) > 10


EVENTS = st.lists(
    st.builds(
        Mark,
        st.integers(1, 2),
        st.sampled_from(["1", "2", "v1"]),
        st.integers(1, 3),
        st.integers(1, 9),
        st.integers(),
        st.sampled_from(["", "", "after_signature"]),
    ),
    unique_by=lambda mark: (mark.epoch, mark.seq),
)


@given(EVENTS, st.randoms())
def test_the_fold_does_not_depend_on_order_or_repetition(events, chance):
    shuffled = [*events, *events[:3]]
    chance.shuffle(shuffled)
    assert fold_marks(shuffled) == fold_marks(events)


@given(EVENTS)
def test_held_marks_do_not_count(events):
    assert all(not mark.held for mark in fold_marks(events).values())
    assert fold_marks(events) == fold_marks(mark for mark in events if not mark.held)


@pytest.mark.parametrize(
    ("state", "held", "counts"),
    [
        ("open", "", True),
        ("open", "set_aside", True),
        ("signed", "set_aside", True),
        ("set_aside", "set_aside", False),
        ("set_aside", "", True),
        ("signed", "after_signature", False),
        ("set_aside", "after_signature", False),
    ],
)
def test_what_came_while_a_sheet_was_set_aside_counts_once_it_goes_on(state, held, counts):
    assert is_counted(Mark(1, "1", 1, 1, "5", held, Sheet(state))) is counts


LINES = Lines({"1": Decimal(60), "2": Decimal(40)}, frozenset({"v1"}))


@pytest.mark.parametrize(
    ("line", "value", "takes"),
    [
        ("1", "60", True),
        ("1", "0", True),
        ("1", "59.5", True),
        ("1", None, True),
        ("1", "60.01", False),
        ("1", "-1", False),
        ("1", "1e1", False),
        ("1", "٦", False),
        ("1", 30, False),
        ("1", "NaN", False),
        ("1", "1.005", False),
        ("3", "1", False),
        ("v1", True, True),
        ("v1", "yes", False),
        ("note", "words", True),
        ("note", "two\nlines", True),
        ("note", "nothing\0ends here", False),
        ("note", "half \ud800", False),
        ("note", "x" * 1001, False),
    ],
)
def test_what_may_stand_on_a_line(line, value, takes):
    assert LINES.takes(line, value) is takes


@given(st.dictionaries(st.sampled_from(["1", "2", "v1"]), st.sampled_from([None, "0", "7.5", "40", True])))
def test_a_task_gets_no_more_than_its_criteria(values):
    usable = {line: value for line, value in values.items() if LINES.takes(line, value)}
    mark = task_mark(LINES, usable)
    assert 0 <= mark.mark <= 100
    assert set(mark.missing) == {line for line in LINES.criteria if usable.get(line) is None}


@given(OPINIONS, st.sampled_from(["mean", "trimmed_mean"]), st.sampled_from(["examination", "task"]))
def test_the_panel_has_no_order_and_the_mark_a_range(opinions, method, veto):
    conditions = Conditions(method, Decimal(10), Decimal(80), veto)
    outcome = consolidate(opinions, conditions)
    assert outcome == consolidate(opinions[::-1], conditions)
    assert 0 <= outcome.mark <= 100
    if not outcome.vetoes:
        marks = [opinion.mark for opinion in opinions]
        assert min(marks) <= outcome.mark <= max(marks)


def test_means_are_exact():
    assert aggregate([Decimal("80"), Decimal("80"), Decimal("79.99")], "mean") == Fraction(23999, 300)
    marks = [Decimal(value) for value in ("10", "70", "80", "90", "100")]
    assert {aggregate(row, "trimmed_mean") for row in permutations(marks)} == {Fraction(80)}


def opinions_of(*marks: Any, votes: int = 0, further: Any = None) -> list[Opinion]:
    found = [
        Opinion(Decimal(mark), frozenset({"v1"} if place < votes else ())) for place, mark in enumerate(marks)
    ]
    if further is not None:
        found.append(Opinion(Decimal(further[0]), frozenset({"v1"} if further[1] else ()), is_further=True))
    return found


@pytest.mark.parametrize(
    ("opinions", "needs", "is_vetoed"),
    [
        (opinions_of(80, 85, 95), (), False),
        (opinions_of(80, 85, "95.01"), (SPREAD,), False),
        (opinions_of(80, 80, 80, votes=1), (VETO_SPLIT,), False),
        (opinions_of(80, 80, 80, votes=2), (VETO_SPLIT,), True),
        (opinions_of(80, 80, 80, votes=3), (), True),
        (opinions_of(80, 80, 80, votes=1, further=(80, False)), (), False),
        (opinions_of(80, 80, 80, votes=1, further=(80, True)), (), True),
        (opinions_of(80, 80, 80, votes=2, further=(80, False)), (), False),
        (opinions_of(80, 80, 80, votes=2, further=(80, True)), (), True),
        (opinions_of(40, 80, 100, further=(80, False)), (), False),
    ],
)
def test_who_calls_a_further_assessor_and_what_then_holds(opinions, needs, is_vetoed):
    outcome = consolidate(opinions, LICENCE)
    assert (outcome.needs, bool(outcome.vetoes)) == (needs, is_vetoed)


def result_of(*marks: Any, conditions: Conditions = LICENCE, votes: int = 0) -> Any:
    outcomes = [consolidate(opinions_of(mark, mark, mark, votes=votes), conditions) for mark in marks]
    return decide([Part(Fraction(100, len(marks)), outcome) for outcome in outcomes], conditions)


def test_exactly_the_pass_mark_passes_and_a_hair_less_does_not():
    assert result_of(80, 80, 80).passed
    just_below = result_of(80, 80, "79.99")
    assert not just_below.passed
    assert shown(just_below.total) == Decimal("79.99")


def test_a_confirmed_veto_fails_whatever_the_marks():
    assert result_of(100, 100, votes=3) == decide(
        [Part(Fraction(50), consolidate(opinions_of(100, 100, 100, votes=3), LICENCE))] * 2, LICENCE
    )
    assert not result_of(100, votes=3).passed


def test_or_it_takes_the_marks_of_its_task_where_the_scheme_says_so():
    level = Conditions("mean", Decimal(15), Decimal(60), "task")
    vetoed = consolidate(opinions_of(100, 100, 100, votes=3), level)
    fine = consolidate(opinions_of(100, 100, 100), level)
    decision = decide([Part(Fraction(40), vetoed), Part(Fraction(60), fine)], level)
    assert (decision.total, decision.passed, decision.is_vetoed) == (60, True, True)
