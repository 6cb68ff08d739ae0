"""The page that was published, to those who wrote it and to those who learn."""

import pytest
from django.urls import reverse

from tests.factories.accounts import sign_in, trainee_at
from tests.factories.organisations import a_site
from tests.pages.authors import a_lesson_page, a_reviewer, an_instructor, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_pack")]


def test_who_writes_or_reviews_sees_the_page_that_was_published_and_a_learner_is_led_to_the_player(client):
    page = a_lesson_page()
    where = page.get_url()
    for user in (an_instructor(), a_reviewer()):
        shown = client_of(user).get(where)
        assert shown.status_code == 200
        assert page.title in shown.content.decode()
    learner = sign_in(client, trainee_at(a_site()))
    assert reverse("learning:lesson", args=[page.lesson.uuid]) in learner.get(where).url
