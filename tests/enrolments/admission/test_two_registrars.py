"""Two registrars have the same form of one stay open: the second one is told, and writes over nothing."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from lms.core.clock import local_date, now
from lms.enrolments.models import Admission
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import enrolled_trainee
from tests.factories.stays import a_stay

pytestmark = pytest.mark.django_db
TOLD = "said otherwise at"


@pytest.fixture
def stay() -> Admission:
    user, _row = enrolled_trainee()
    return a_stay(user.person)


def opened(stay: Admission, form: str) -> tuple[Client, str, dict[str, str]]:
    """Open a form in English as a further registrar of the site; return its hidden fields with it."""
    client = sign_in(Client(), registrar_at(stay.site))
    client.cookies["language"] = "en"
    address = f"/authoring/admissions/{stay.uuid}/{form}/"
    hidden = re.findall(
        r'<input type="hidden" name="(key|seen)"(?: value="([^"]*)")?', client.get(address).content.decode()
    )
    return client, address, dict(hidden)


@pytest.mark.parametrize(
    ("form", "first", "second"),
    [
        (
            "forecast",
            {"is_known": "yes", "release_date": str(local_date(now()) + timedelta(days=400)), "reason": "甲"},
            {"is_known": "no", "reason": "乙"},
        ),
        (
            "fitness",
            {"is_fit": "no", "fitness_date": "2026-06-20", "reason": "stated"},
            {"is_fit": "yes", "fitness_date": "2026-06-21", "reason": "stated"},
        ),
        (
            "consent",
            {"notice_date": "2026-06-20", "consent": "refused"},
            {"notice_date": "2026-06-20", "consent": "given"},
        ),
    ],
)
def test_the_second_form_is_told_and_nothing_of_the_first_is_lost(stay, form, first, second) -> None:
    one, address, hidden_of_one = opened(stay, form)
    two, _same, hidden_of_two = opened(stay, form)
    assert one.post(address, {**hidden_of_one, **first}).status_code == 302
    kept = Admission.objects.values().get()
    refused = two.post(address, {**hidden_of_two, **second})
    assert refused.status_code == 422
    told = refused.content.decode()
    assert TOLD in told
    assert Admission.objects.values().get() == kept
    assert str(first.get("release_date") or first.get("fitness_date") or first["notice_date"]) in told
    seen = re.search(r'name="seen" value="([^"]*)"', told)
    again = {
        **hidden_of_two,
        "seen": seen[1] if seen else "",
    }  # what was told may be sent once more from this page
    assert two.post(address, {**again, **second}).status_code == 302
    assert Admission.objects.values().get() != kept


def test_both_say_the_same_and_both_are_heard(stay) -> None:
    said = {"is_fit": "no", "fitness_date": "2026-06-20", "reason": "stated"}
    one, address, seen_by_one = opened(stay, "fitness")
    two, _same, seen_by_two = opened(stay, "fitness")
    assert one.post(address, {**seen_by_one, **said}).status_code == 302
    assert two.post(address, {**seen_by_two, **said}).status_code == 302


def test_a_form_without_what_it_showed_is_refused(stay) -> None:
    client, address, _hidden = opened(stay, "forecast")
    Admission.objects.update(forecast_date="2027-07-07")
    said = {"key": str(uuid4()), "is_known": "no", "reason": "乙"}
    assert client.post(address, said).status_code == 422
