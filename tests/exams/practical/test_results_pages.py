"""The candidate's own released result in plain words and both languages, and nobody else's."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import sign_in, trainee_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.practical import a_released_result, an_open_practical, signed

pytestmark = pytest.mark.django_db


def page_of(result, user, language="zh-hans"):
    client = sign_in(Client(), user)
    client.post(reverse("set_language"), {"language": language})
    return client.get(reverse("exams:my_practical_result", args=[result.uuid]))


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ["不合格", "带电作业", "危及生命"]), ("en", ["Not passed", "Works live", "endangers life"])],
)
def test_a_veto_is_the_reason_in_plain_words(language, words):
    trainee = trainee_at(a_site())
    result = a_released_result(trainee, value="100", veto=True)
    text = page_of(result, trainee, language).content.decode()
    assert all(word in text for word in [*words, ">100<"])


@pytest.mark.parametrize(("value", "word"), [("90", "Passed"), ("50", "Not passed")])
def test_marks_alone_decide_without_a_veto(value, word):
    trainee = trainee_at(a_site())
    result = a_released_result(trainee, value=value)
    text = page_of(result, trainee, "en").content.decode()
    assert word in text
    assert f"You reached {value} of 100; 80 are needed." in text


def test_nobody_else_sees_it():
    result = a_released_result()
    assert page_of(result, trainee_at(a_site())).status_code == 404


def test_before_the_release_there_is_nothing_to_see():
    world = an_open_practical()
    for assessor in world.assessors:
        signed(world, assessor, "90", now=NOW)
    client = sign_in(Client(), world.enrolments[0].person.user)
    page = client.get(reverse("exams:my_practical_results"))
    assert page.status_code == 200
    assert "示范实操考试" not in page.content.decode()
