"""Whoever is ticked stays chosen while the registrar turns pages and looks for names; each forecast stands beside."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from lms.delivery.classdesk.views import members
from lms.delivery.models import Cohort, CohortMember
from lms.enrolments.models import Admission
from tests.factories.courses import NOW
from tests.factories.stays import a_stay
from tests.factories.teaching import an_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(group, monkeypatch):
    """Return five people who could join, two on a page."""
    monkeypatch.setattr(members, "ON_A_PAGE", 2)
    cohort = group.cohort
    Cohort.objects.update(capacity=10)
    return [an_enrolment(cohort.version, cohort.site, cohort.school) for _number in range(5)]


@pytest.fixture
def url(group):
    return reverse("cohorts:join", args=[group.cohort.uuid])


def rows_of(page) -> list[str]:
    return [str(row.uuid) for row in page.context["page"]]


def test_who_is_ticked_stays_chosen_over_pages_and_searches(office, group, waiting, url) -> None:
    first = rows_of(office.get(url))
    sent = {"p": "1", "enrolment": first[:1], "joined_on": group.cohort.begins_on.isoformat()}
    second = office.post(url, {**sent, "turn": "2"})
    assert second.status_code == 200
    assert second.context["page"].number == 2
    assert second.context["elsewhere"] == first[:1]
    assert f'value="{first[0]}" data-chosen' in second.content.decode()
    assert group.cohort.begins_on.isoformat() in second.content.decode()
    chosen = [first[0], rows_of(second)[1]]
    found = office.post(url, {"p": "2", "enrolment": chosen, "words": "没有这个人", "look": "1"})
    assert found.context["elsewhere"] == chosen
    assert found.content.decode().count("data-chosen") == 2
    back = office.post(url, {"p": "1", "enrolment": chosen, "words": "", "look": "1"})
    assert rows_of(back) == first
    assert f'value="{first[0]}" checked' in back.content.decode()
    before = CohortMember.objects.count()
    done = office.post(url, {**sent, "enrolment": chosen})
    assert done.status_code == 302
    joined = CohortMember.objects.order_by("-pk").values_list("enrolment__uuid", flat=True)
    assert {str(uuid) for uuid in joined[: CohortMember.objects.count() - before]} == set(chosen)


def test_what_is_no_uuid_or_somebody_else_is_left_out(office, group, waiting, url) -> None:
    strange = ["x" * 36, "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz", str(uuid4()), ""]
    assert office.post(url, {"enrolment": strange, "turn": "9" * 20}).status_code == 200
    sent = {"enrolment": strange, "joined_on": group.cohort.begins_on.isoformat()}
    assert office.post(url, sent).status_code == 422


def test_who_left_the_site_is_named_without_a_box(office, group, waiting, url) -> None:
    a_stay(waiting[0].person, left_date=group.cohort.begins_on)
    page = office.post(url, {"p": "3", "turn": "3"}).content.decode()
    assert f"Left the site on {group.cohort.begins_on}" in page
    assert f'value="{waiting[0].uuid}"' not in page


def test_the_forecast_stands_beside_each_and_says_when_it_is_too_early(office, group, waiting, url) -> None:
    ends = group.cohort.ends_on
    page = office.get(url).content.decode()
    assert "Before the class ends" not in page
    a_stay(waiting[0].person)
    for day, is_early in ((ends - timedelta(days=1), True), (ends, False)):
        Admission.objects.update(forecast_date=day)
        page = office.get(url).content.decode()
        assert day.isoformat() in page
        assert ("Before the class ends" in page) == is_early


def test_who_cannot_join_at_all_stays_ticked_and_is_named_with_others_of_the_same_reason(
    office, group, waiting, url
) -> None:
    rests = waiting[:2]
    for row in rests:
        row.interruptions.create(reason="clinic", began_on=group.cohort.begins_on, at=NOW, client_key=uuid4())
    chosen = sorted(str(row.uuid) for row in rests)
    answer = office.post(url, {"enrolment": chosen, "joined_on": group.cohort.begins_on.isoformat()})
    assert answer.status_code == 422
    assert sorted(answer.context["ticked"]) == chosen
    html = answer.content.decode()
    assert html.count("Training rests on that day.") == 1
    assert all(row.person.full_name in html for row in rests)


def test_who_leaves_a_class_tomorrow_is_offered_the_first_day_and_stays_ticked(
    office, group, waiting, url
) -> None:
    """Withdrawn after a lesson of today and taken up again: until tomorrow the person belongs to the class."""
    today, row, other = group.cohort.begins_on, waiting[0], waiting[1]
    tomorrow = today + timedelta(days=1)
    CohortMember.objects.create(cohort=group.cohort, enrolment=row, joined_on=today, left_on=tomorrow)
    assert office.get(url).content.decode().count(f"Leaves a class: can join from {tomorrow} on") == 1
    sent = {"enrolment": [str(row.uuid), str(other.uuid)], "joined_on": today.isoformat()}
    answer = office.post(url, sent)
    html = answer.content.decode()
    assert (answer.status_code, answer.context["form"].initial["joined_on"]) == (422, tomorrow)
    assert "1 person joined the cohort." in html
    assert f"until {tomorrow}. Choose that day or a later one." in html
    assert f'value="{row.uuid}" checked' in html
    assert str(other.uuid) not in rows_of(answer)
    assert office.post(url, sent | {"joined_on": tomorrow.isoformat()}).status_code == 302
    assert row.cohort_stays.get(left_on=None).joined_on == tomorrow


def test_a_day_that_was_chosen_is_not_put_back_by_what_stands_against_it(office, group, waiting, url) -> None:
    today, row = group.cohort.begins_on, waiting[0]
    later = today + timedelta(days=7)
    CohortMember.objects.create(
        cohort=group.cohort, enrolment=row, joined_on=today, left_on=today + timedelta(days=2)
    )
    row.interruptions.create(reason="clinic", began_on=later, at=NOW, client_key=uuid4())
    answer = office.post(url, {"enrolment": [str(row.uuid)], "joined_on": later.isoformat()})
    assert answer.context["form"].initial["joined_on"] == later
