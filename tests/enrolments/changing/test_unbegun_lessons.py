"""A backdated transfer over lessons that nobody kept a register of: the registrar is told before, and says so."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from lms.delivery.api import Said
from lms.delivery.errors import LessonsUnbegun
from lms.enrolments.changing.examinations import Agreed
from lms.enrolments.models import Transfer
from tests.enrolments.changing.deeds import to_school, to_site
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.organisations import a_school_paired_with
from tests.factories.stays import a_stay
from tests.factories.teaching import EVENING, MONDAY, a_class, locked, mark, planned

pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(days=7)
LATER = EVENING + 2 * WEEK  # three Mondays have been


@pytest.fixture
def group():
    return a_class(people=2)


@pytest.fixture
def lessons(group):
    """Plan lessons on three Mondays; the first has a locked register, nobody has begun the others'."""
    found = planned(group, last=MONDAY + 3 * WEEK)
    locked(found[0], *((row, Said("present")) for row in group.people))
    return found


def test_a_transfer_over_lessons_without_a_register_is_told_first(group, lessons) -> None:
    row = group.people[0]
    with pytest.raises(LessonsUnbegun) as told:
        to_school(row, on=MONDAY + DAY, now=LATER)
    assert [text.split(" · ")[1] for text in told.value.reasons] == ["2026-06-08 09:00", "2026-06-15 09:00"]
    assert not Transfer.objects.exists()
    to_school(row, on=MONDAY + DAY, now=LATER, agreed=Agreed(knows_unbegun=True))
    assert Transfer.objects.count() == 1


def test_a_transfer_to_another_site_is_told_too(group, lessons) -> None:
    stay = a_stay(group.people[0].person)
    with pytest.raises(LessonsUnbegun):
        to_site(stay, on=MONDAY + DAY, now=LATER)
    to_site(stay, on=MONDAY + DAY, now=LATER, agreed=Agreed(knows_unbegun=True))
    assert Transfer.objects.count() == 1


def test_lessons_before_the_day_or_with_a_register_are_not_told(group, lessons) -> None:
    row, other = group.people
    mark(lessons[2], (other, Said("present")), now=LATER)
    with pytest.raises(LessonsUnbegun) as told:  # the register is open: it says nothing of this person
        to_school(row, on=MONDAY + WEEK, now=LATER)
    assert len(told.value.reasons) == 1
    to_school(row, on=MONDAY + 2 * WEEK + DAY, now=LATER + DAY)
    assert Transfer.objects.count() == 1


def test_the_form_names_the_lessons_and_asks_and_another_day_is_asked_anew(
    group, lessons, monkeypatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    row, school = group.people[0], a_school_paired_with(group.cohort.site)
    client = sign_in(Client(), registrar_at(row.site))
    client.cookies["language"] = "en"
    said = {
        "key": str(uuid4()),
        "shown": str(row.school.uuid),
        "to": str(school.uuid),
        "reason": "cooperation",
    }
    first, second = str(MONDAY + WEEK), str(MONDAY + DAY)
    address = f"/authoring/enrolled/{row.uuid}/school/"
    assert 'type="checkbox"' not in form_of(client.get(address))
    told = form_of(client.post(address, {**said, "on": first}))
    assert f"{group.cohort.code} · 2026-06-15 09:00" in told
    asked = re.search(r'<input[^>]*name="knows_unbegun"[^>]*>', told)[0]
    assert 'type="checkbox"' in asked
    assert f'value="{first}"' in asked
    assert "checked" not in asked
    too_long = client.post(address, {**said, "on": first, "knows_unbegun": f"{first}-and-more"})
    assert too_long.status_code == 422
    anew = client.post(address, {**said, "on": second, "knows_unbegun": first})
    assert anew.status_code == 422
    assert "2026-06-08 09:00" in form_of(anew)
    assert client.post(address, {**said, "on": second, "knows_unbegun": second}).status_code == 302
    assert Transfer.objects.get().on == MONDAY + DAY


def form_of(response) -> str:
    return unescape(response.content.decode()).split("<main", 1)[1]
