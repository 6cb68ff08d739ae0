"""What comes after an examination that was not passed: on its result, and on the trainee's own page."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from lms.exams.practical.chances import steps_after
from lms.exams.sittings.after_failure import Chances, last_day, words_after_failure
from lms.exams.sittings.eligibility import Conditions
from lms.exams.sittings.operations import NewRule, set_admission_rule
from tests.exams.results.desk import english, page
from tests.factories.accounts import sign_in, trainee_at
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR
from tests.factories.organisations import a_site
from tests.factories.practical import a_released_result
from tests.factories.results import LATER, written

TODAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 8, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def said(**known) -> str:
    with override("en"):
        return " ".join(words_after_failure(Chances(**{"tries": 1, **known}), today=TODAY))


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({}, "You may try again: 1 try is left."),
        ({}, "ask your teacher or the examinations office"),
        ({"tries": 2}, "2 tries are left"),
        ({"tries": None}, "the number of tries is not limited"),
        ({"tries": 0}, "No try is left now. Speak to your teacher"),
        ({"tries": 0, "at": NOON}, "You are admitted to the next examination on 2026-06-08 12:00."),
        ({"until": TODAY}, "The resit has to be on 2026-06-01 at the latest"),
        ({"until": date(2026, 5, 31)}, "you have to pass that one again first"),
        ({"taken_at": NOON}, "That result is not released yet."),
        ({"passed_on": TODAY}, "nothing is left to do"),
    ],
)
def test_each_standing_has_its_words(known, words):
    assert words in said(**known)


@pytest.mark.parametrize("known", [{"taken_at": NOON}, {"passed_on": TODAY}, {"tries": 0}])
def test_nobody_is_told_of_a_try_that_is_not_open(known):
    assert "You may try again" not in said(**known)


def test_the_pass_before_counts_for_so_many_months():
    assert last_day(date(2026, 1, 31), Conditions(after="T", after_months=1)) == date(2026, 2, 28)
    assert last_day(date(2026, 1, 31), Conditions(after="T")) is None
    assert last_day(None, Conditions(after="T", after_months=1)) is None


def the_rule(code, *, resits=1):
    rule = NewRule(code=code, valid_from=NOW.date(), resits=resits, basis={"zh": "大纲", "en": "Outline"})
    set_admission_rule(rule=rule, actor=ACTOR, now=NOW)


@pytest.mark.django_db
def test_a_failed_theory_examination_stands_on_the_own_page_with_what_comes_next():
    sat = written(right=(10, 3))
    the_rule("SCHEME")
    with time_machine.travel(LATER, tick=False):
        passed, failed = english(sat.users[0]), english(sat.users[1])
        assert "Not passed this time" not in page(failed, "portal:home"), "nothing before the release"
        sat.release(sat.freeze())
        shown = page(failed, "portal:home")
        assert "Not passed this time" in shown
        assert "You may try again: 1 try is left." in shown
        assert reverse("exams:my_result", args=[sat.attempt(1).uuid]) in shown
        assert "Not passed this time" not in page(passed, "portal:home")


@pytest.mark.django_db
@pytest.mark.parametrize(("resits", "words"), [(1, "1 try is left"), (0, "No try is left now.")])
def test_a_failed_practical_examination_says_whether_there_is_a_resit(resits, words):
    trainee = trainee_at(a_site())
    result = a_released_result(trainee, value="50")
    the_rule("PRACTICAL", resits=resits)
    with time_machine.travel(NOW, tick=False):
        client = english(trainee)
        assert words in page(client, "exams:my_practical_result", result.uuid)
        home = page(client, "portal:home")
    assert words in home
    assert reverse("exams:my_practical_result", args=[result.uuid]) in home


@pytest.mark.django_db
def test_a_practical_examination_that_was_passed_leaves_nothing_to_do():
    trainee = trainee_at(a_site())
    result = a_released_result(trainee, value="90")
    assert steps_after(result, now=NOW) == []
    with time_machine.travel(NOW, tick=False):
        assert "What comes next" not in page(english(trainee), "exams:my_practical_result", result.uuid)
        assert "Not passed this time" not in page(english(trainee), "portal:home")


@pytest.mark.django_db
def test_in_chinese_the_next_step_is_as_plain():
    trainee = trainee_at(a_site())
    result = a_released_result(trainee, value="50")
    with time_machine.travel(NOW, tick=False):
        shown = sign_in(Client(), trainee).get(reverse("exams:my_practical_result", args=[result.uuid]))
    assert "下一步" in shown.content.decode()
    assert "考务员" in shown.content.decode()
