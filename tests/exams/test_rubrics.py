"""Rubrics: what a usable one is, and that a wording once kept never changes."""

from copy import deepcopy

import pytest
from django.db import transaction
from django.utils import translation

from lms.exams.api import list_task_choices, load_rubrics, shown_rubrics
from lms.exams.errors import UnusableRubric
from lms.exams.models import PracticalTask, RubricVersion
from lms.exams.rubrics import rules
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, a_rubric


def _without(name):
    return {key: value for key, value in a_rubric().items() if key != name}


@pytest.mark.parametrize(
    ("rubric", "reason"),
    [
        (_without("code"), "code_missing"),
        ({**a_rubric(), "code": "TASK.1"}, "code_not_usable"),
        ({**a_rubric(), "code": 7}, "code_missing"),
        (_without("title"), "title_missing"),
        ({**a_rubric(), "task": {"en": "Only English"}}, "task_missing"),
        ({**a_rubric(), "minutes": 0}, "minutes_unusable"),
        ({**a_rubric(), "minutes": True}, "minutes_unusable"),
        ({**a_rubric(), "pass_percent": 101}, "pass_percent_unusable"),
        ({**a_rubric(), "veto": [{"zh": ""}]}, "line_without_words"),
        ({**a_rubric(), "criteria": []}, "marks_do_not_make_100"),
        ({**a_rubric(), "criteria": [{"text": {"zh": "一"}, "marks": 99}]}, "marks_do_not_make_100"),
        ({**a_rubric(), "criteria": [{"text": {"zh": "一"}, "marks": "100"}]}, "marks_do_not_make_100"),
        ({**a_rubric(), "criteria": [{"marks": 100}]}, "line_without_words"),
    ],
)
def test_an_unusable_rubric_has_its_reason(rubric, reason):
    assert rules.reasons_against_rubric(rubric) == [reason]


def test_a_usable_rubric_has_none():
    assert rules.reasons_against_rubric(a_rubric()) == []


@pytest.mark.django_db
def test_the_same_rubric_changes_nothing_and_another_wording_is_a_new_version():
    rubric = a_rubric()
    changed = deepcopy(rubric)
    changed["criteria"][0]["text"]["zh"] = "先断电，再验电，再接地"
    for version in (rubric, rubric, changed):
        load_rubrics(rubrics=[version], actor=ACTOR, now=NOW)
    assert list(RubricVersion.objects.values_list("number", flat=True)) == [1, 2]
    (shown,) = shown_rubrics([rubric["code"]])
    assert shown.criteria[0] == ("先断电，再验电，再接地", 60)
    with translation.override("en"):
        (shown,) = shown_rubrics([rubric["code"]])
        assert (shown.title, shown.veto) == (rubric["title"]["en"], (rubric["veto"][0]["en"],))
        assert list_task_choices() == [(rubric["code"], f"{rubric['code']} {rubric['title']['en']}")]


@pytest.mark.django_db
def test_one_bad_rubric_is_named_and_none_is_kept():
    bad = {**a_rubric(), "minutes": 0}
    with pytest.raises(UnusableRubric, match=bad["code"]), transaction.atomic():
        load_rubrics(rubrics=[a_rubric(), bad], actor=ACTOR, now=NOW)
    assert not RubricVersion.objects.exists()


@pytest.mark.django_db
def test_a_rubric_changes_only_by_the_programme_that_brought_it():
    """The same content from elsewhere is let pass; a code that nobody owns yet goes to who changes it first."""
    rubric = a_rubric()
    changed = {**rubric, "minutes": rubric["minutes"] + 1}
    load_rubrics(rubrics=[rubric], bank="A", actor=ACTOR, now=NOW)
    load_rubrics(rubrics=[rubric], bank="B", actor=ACTOR, now=NOW)
    with pytest.raises(UnusableRubric, match=rubric["code"]), transaction.atomic():
        load_rubrics(rubrics=[changed], bank="B", actor=ACTOR, now=NOW)
    load_rubrics(rubrics=[changed], bank="A", actor=ACTOR, now=NOW)
    assert RubricVersion.objects.count() == 2
    PracticalTask.objects.update(bank="")
    load_rubrics(rubrics=[rubric], bank="B", actor=ACTOR, now=NOW)
    assert PracticalTask.objects.get().bank == "B"
