"""Figures before the release say what is not in them yet, and call no question fine that too few had."""

from dataclasses import replace

import pytest

from lms.exams.results.figures import LEAST, figures_of
from lms.exams.results.standing import standings_of
from tests.exams.results.desk import english, page
from tests.factories.handmarks import an_ended_sitting
from tests.factories.results import written

pytestmark = pytest.mark.django_db


def test_a_mean_without_the_marks_by_hand_says_that_they_are_missing():
    marked = an_ended_sitting(candidates=2)
    shown = page(english(marked.officer), "results:figures", marked.sitting.uuid)
    assert "Marks by hand are still missing for 2 candidates" in shown
    sat = written(right=(0, 1))
    assert "Marks by hand" not in page(english(sat.first), "results:figures", sat.sitting.uuid)


def test_no_question_is_called_fine_where_many_sat_but_too_few_had_each():
    """As with two forms: eight candidates, and each question was put to four of them."""
    sat = written(right=(0, 0, 1, 2))
    figures = replace(figures_of(sat.sitting, standings_of(sat.sitting)), n=2 * LEAST)
    assert {row.n for row in figures.rows} == {4}
    assert figures.is_too_few
