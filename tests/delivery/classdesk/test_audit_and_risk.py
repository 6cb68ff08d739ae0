"""The audits and the list of people at risk: the audit counts what is there, and says beside what the list says."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.enrolments.models import Admission, PersonAtRisk, ReleaseForecast, RiskList
from tests.factories.courses import NOW
from tests.factories.teaching import a_class

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture
def group(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return a_class(people=2, capacity=9)


def listed(group, *enrolments, danger: str = "impossible") -> list[Admission]:
    """Make the list of a site that names the people of these enrolments."""
    stays = []
    for row in group.people:
        stay = Admission(person=row.person, site=row.site, number=f"N{row.pk}", schooling="junior")
        stay.admitted_date, stay.forecast_date, stay.created_at = TODAY, TODAY + timedelta(days=60), NOW
        stay.save()
        stays.append(stay)
    named = [stay for stay, row in zip(stays, group.people, strict=True) if row in enrolments]
    made = RiskList.objects.create(
        site=group.cohort.site, at=NOW, client_key=uuid4(), outcome={"of": 2, "at_risk": len(named)}
    )
    for stay in named:
        PersonAtRisk.objects.create(risk_list=made, stay=stay, danger=danger, told={"missing": 2})
    return named


def test_the_filter_of_the_target_shows_whom_the_list_names_and_its_words_stand_beside(group, office) -> None:
    at_risk, safe = group.people
    address = reverse("cohorts:audit", args=[group.cohort.uuid])
    links = [reverse("audit:enrolment", args=[row.uuid]) for row in (at_risk, safe)]
    before = office.get(address, {"show": "target"}).content.decode()
    assert [link in before for link in links] == [True, True]
    assert "There is no list yet" in before
    listed(group, at_risk)
    after = office.get(address, {"show": "target"}).content.decode()
    assert [link in after for link in links] == [True, False]
    assert "Cannot be reached in time any more" in after
    assert "People at risk, list of 2026-06-01" in after
    table = office.get(reverse("cohorts:audit_table", args=[group.cohort.uuid])).content.decode()
    assert table.count("Cannot be reached in time any more") == 1


@pytest.mark.parametrize("since", ["came", "forecast"])
def test_whom_the_list_could_not_judge_it_does_not_call_safe(group, office, since) -> None:
    at_risk, other = group.people
    listed(group, at_risk)
    stay, later = Admission.objects.get(person=other.person), NOW + timedelta(minutes=1)
    if since == "came":
        Admission.objects.filter(pk=stay.pk).update(created_at=later)
    else:
        ReleaseForecast.objects.create(admission=stay, release_date=TODAY, at=later)
    shown = office.get(
        reverse("cohorts:audit", args=[group.cohort.uuid]), {"show": "target"}
    ).content.decode()
    assert reverse("audit:enrolment", args=[other.uuid]) in shown


def test_the_audit_of_one_person_says_what_the_list_says_and_leads_to_the_outlook(group, office) -> None:
    at_risk, safe = group.people
    (stay,) = listed(group, at_risk)
    pages = [
        office.get(reverse("audit:enrolment", args=[row.uuid])).content.decode() for row in (at_risk, safe)
    ]
    outlook = reverse("admissions:outlook", args=[stay.uuid])
    assert ["Cannot be reached in time any more" in page for page in pages] == [True, False]
    assert [outlook in page for page in pages] == [True, False]
