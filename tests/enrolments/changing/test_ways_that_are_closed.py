"""Pages of one enrolment say at once what is not possible, lead to the stay, and ask nothing that is answered."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lms.core.clock import local_date, now
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import a_version, enrol, enrolled_trainee
from tests.factories.stays import a_stay, say_fit

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    """An enrolment with a stay, and a signed-in registrar of its site, in English."""
    user, row = enrolled_trainee()
    client = sign_in(Client(), registrar_at(row.site))
    client.cookies["language"] = "en"
    return row, a_stay(user.person), client


def page_of(client, row, deed=""):
    return client.get(f"/authoring/enrolled/{row.uuid}/{deed}").content.decode()


def has_form(page):
    return '<form method="post" enctype="multipart/form-data" novalidate>' in page


def test_a_return_says_since_when_training_rests_and_is_asked_of_nobody_who_is_there(office) -> None:
    row, _stay, client = office
    closed = page_of(client, row, "return/")
    assert "Training does not rest." in closed
    assert not has_form(closed)
    said = {"key": str(uuid4()), "began_on": local_date(now()).isoformat(), "reason": "family"}
    client.post(f"/authoring/enrolled/{row.uuid}/interrupt/", said)
    opened = page_of(client, row, "return/")
    assert has_form(opened)
    assert f"Training rests since {said['began_on']}: " in opened
    assert not has_form(page_of(client, row, "interrupt/"))


def test_without_another_school_and_after_the_end_there_is_no_form(office) -> None:
    row, _stay, client = office
    page = page_of(client, row, "school/")
    assert "No other school teaches at this site today." in page
    assert not has_form(page)
    client.post(f"/authoring/enrolled/{row.uuid}/withdraw/", {"code": "own_wish"})
    for deed in ("withdraw/", "school/", "interrupt/", "return/"):
        page = page_of(client, row, deed)
        assert "This enrolment has ended." in page
        assert not has_form(page)


def test_what_was_open_at_the_enrolment_is_not_asked_again_once_the_stay_says_it(settings) -> None:
    version = a_version()
    settings.ENTRY_RULES = f"2021-01-01:{version.programme.code}:-:junior:fit"
    user, _row = enrolled_trainee()
    row = enrol(user, version)  # without a stay nobody knows either
    assert set(row.bases.get().unsettled) == {"fitness_unknown", "schooling_unknown"}
    client = sign_in(Client(), registrar_at(row.site))
    client.cookies["language"] = "en"
    stay = a_stay(user.person, is_fit=None, fitness_date=None)
    page = page_of(client, row)
    assert "The clinic has not said whether the person is fit." in page
    assert "The schooling is not known." not in page
    say_fit(stay, True)
    page = page_of(client, row)
    assert "To be cleared up before the examination" not in page
    assert reverse("admissions:stay", args=[stay.uuid]) in page
