"""Enrolling many: who goes on with what is said before the yes, and nothing else is done than was shown."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone, translation

from courses.catalog.api import RequirementKind, load_programme_version, plan_of
from lms.core.actor import Actor
from lms.core.clock import local_date, now
from lms.delivery.api import Said
from lms.enrolments.admission.forms import version_text
from lms.enrolments.admission.operations.leaving import Leaving, end_stay
from lms.enrolments.api import NewEnrolment, enrol_trainee, withdraw_enrolment
from lms.enrolments.models import Enrolment, EnrolmentState, Resumption
from tests.factories.accounts import registrar_at, sign_in, trainee_at
from tests.factories.courses import a_lender_and_a_borrower, a_version, enrol, finish_all_lessons
from tests.factories.organisations import a_school_paired_with, a_site
from tests.factories.outside import some_credits
from tests.factories.stays import a_stay
from tests.factories.teaching import EVENING, a_class, locked, planned

pytestmark = pytest.mark.django_db
BASE, ACTOR = "/authoring/admissions/", Actor.system("test")


class Office:
    """A registrar in English, a programme with a school at the site, and the page on which people are enrolled."""

    def __init__(self) -> None:
        self.site, self.version = a_site(), a_version()
        self.school = a_school_paired_with(self.site)
        self.registrar = registrar_at(self.site)
        self.client = sign_in(Client(), self.registrar)
        self.client.cookies["language"] = "en"

    def stay(self, name: str):
        day = local_date(now())
        dates = {"admitted_date": day - timedelta(days=9), "forecast_date": day + timedelta(days=700)}
        return a_stay(trainee_at(self.site, name=name).person, **dates)

    def withdrawn(self, name: str) -> Enrolment:
        row = enrol(self.stay(name).person.user, self.version)
        some_credits(row)
        withdraw_enrolment(enrolment_uuid=row.uuid, reason="", actor=ACTOR, now=now())
        return row

    def choose(self) -> str:
        answer = self.client.post(f"{BASE}chosen/", {"deed": "enrol", "everybody": "1"})
        return f"{answer['Location']}&version={self.version.uuid}&school={self.school.uuid}"

    def look(self, address: str) -> dict[str, str]:
        return {"seen": self.client.get(address).context["seen"]}


@pytest.fixture
def office() -> Office:
    return Office()


def test_the_page_says_who_goes_on_with_what_and_then_they_do(office) -> None:
    row, _new = office.withdrawn("甲一"), office.stay("乙二")
    address = office.choose()
    page = office.client.get(address).content.decode()
    assert "1 person goes on with an earlier enrolment" in page
    assert f"Is transferred from {row.school.name_en} to {office.school.name_en}." in page
    told = office.client.post(address, office.look(address), follow=True).content.decode()
    assert "2 people are enrolled on " in told
    assert "1 person goes on with what was done before the withdrawal." in told
    row.refresh_from_db()
    assert (row.state, row.school) == (EnrolmentState.ACTIVE, office.school)
    assert row.credit_rows.count() == 1
    assert Enrolment.objects.count() == 2


def test_who_left_meanwhile_is_named_with_the_reason_and_nobody_is_enrolled_unseen(office) -> None:
    first, _second = office.stay("甲一"), office.stay("乙二")
    address = office.choose()
    seen = office.look(address)
    end_stay(admission_uuid=first.uuid, leaving=Leaving(local_date(now())), actor=ACTOR, now=now())
    answer = office.client.post(address, seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "甲一: The stay has ended." in page
    assert "Nobody was enrolled" in page
    assert not Enrolment.objects.exists()
    assert office.client.post(address, {"seen": answer.context["seen"]}).status_code == 302
    assert Enrolment.objects.get().person.full_name == "乙二"


def test_who_went_to_another_site_meanwhile_is_counted(office) -> None:
    first, _second = office.stay("甲一"), office.stay("乙二")
    address = office.choose()
    seen = office.look(address)
    first.site = a_site()
    first.save(update_fields=["site"])
    answer = office.client.post(address, seen)
    assert "1 person whom you had chosen is not at your site any more." in answer.content.decode()


def test_whoever_was_withdrawn_meanwhile_is_shown_before_going_on(office) -> None:
    stay = office.stay("甲一")
    address = office.choose()
    seen = office.look(address)
    row = enrol(stay.person.user, office.version)
    withdraw_enrolment(enrolment_uuid=row.uuid, reason="", actor=ACTOR, now=now())
    answer = office.client.post(address, seen)
    assert (answer.status_code, Resumption.objects.count()) == (409, 0)
    assert "was withdrawn meanwhile" in answer.content.decode()
    assert office.client.post(address, {"seen": ""}).status_code == 409


def test_another_programme_chosen_after_looking_is_shown_and_nobody_is_enrolled_on_the_first(office) -> None:
    office.stay("甲一")
    address = office.choose()
    first, other = office.version, a_version()
    page = office.client.get(address).content.decode()
    with translation.override("en"):
        where, elsewhere = (f"{version_text(one)} at {office.school.name}" for one in (first, other))
    assert f"Enrol 1 person on {where}" in page
    form = {**office.look(address), "version": str(other.uuid), "school": str(office.school.uuid)}
    answer = office.client.post(address, form, follow=True)
    shown = answer.content.decode()
    assert not Enrolment.objects.exists()
    assert "Nobody was enrolled: look at this." in shown
    assert f"Enrol 1 person on {elsewhere}" in shown
    answer = office.client.post(address, {**form, "version": str(first.uuid)}, follow=True)
    assert f"1 person is enrolled on {where}." in answer.content.decode()
    assert Enrolment.objects.get().version == first


def test_what_the_form_says_is_shown_before_anybody_is_enrolled(office) -> None:
    office.stay("甲一")
    bare = office.choose().partition("&")[0]
    said = {"version": str(office.version.uuid), "school": str(office.school.uuid), "show": "1"}
    answer = office.client.post(bare, said, follow=True)
    assert len(answer.context["able"]) == 1
    assert not Enrolment.objects.exists()


def test_whom_somebody_else_enrolled_meanwhile_stops_nobody_and_is_named(office) -> None:
    first, _second = office.stay("甲一"), office.stay("乙二")
    address = office.choose()
    seen = office.look(address)
    enrol(first.person.user, office.version)
    told = office.client.post(address, seen, follow=True).content.decode()
    assert "1 person is enrolled on " in told
    assert "Enrolled already by somebody else meanwhile: 甲一" in told


def test_who_has_everything_already_is_named_as_completed_and_not_as_in_training(office) -> None:
    lender, borrower = a_lender_and_a_borrower()
    plan = plan_of(borrower)
    only_lessons = [row for row in plan.requirements if row.kind == RequirementKind.LESSONS_COMPLETED]
    plan = replace(plan, number=2, requirements=tuple(only_lessons))
    office.version = load_programme_version(plan=plan, actor=ACTOR, now=now())
    learnt = enrol(office.stay("甲一").person.user, lender)
    finish_all_lessons(learnt)
    office.stay("乙二")
    address = office.choose()
    told = office.client.post(address, office.look(address), follow=True).content.decode()
    assert "2 people are enrolled on " in told
    assert "so the programme is completed: 甲一" in told
    assert "甲一, 乙二" not in told
    wanted = NewEnrolment(trainee_at(office.site).person, office.version, office.school, uuid4())
    assert enrol_trainee(enrolment=wanted, actor=ACTOR, now=now()).state == EnrolmentState.ACTIVE
    other = enrol(trainee_at(office.site), lender)
    finish_all_lessons(other)
    wanted = replace(wanted, person=other.person, client_key=uuid4())
    assert enrol_trainee(enrolment=wanted, actor=ACTOR, now=now()).state == EnrolmentState.COMPLETED


def test_the_hours_that_come_along_stand_in_the_preview(office, monkeypatch) -> None:
    """On the evening of the class's first day: its lesson was attended, then the person was withdrawn."""
    monkeypatch.setattr(timezone, "now", lambda: EVENING)
    group = a_class(people=1, site=office.site, version=office.version)
    row = group.people[0]
    a_stay(row.person)
    locked(planned(group)[0], (row, Said("present")))
    withdraw_enrolment(enrolment_uuid=row.uuid, reason="", actor=ACTOR, now=now())
    sign_in(office.client, office.registrar)
    page = office.client.get(office.choose()).content.decode()
    assert "2 class hours" in page
    assert "Places in classes and at planned examinations are not given back" in page


def test_what_does_not_come_along_is_said(office) -> None:
    row = office.withdrawn("甲一")
    Enrolment.objects.create(
        person=row.person,
        version=a_newer_version_of(row),
        school=row.school,
        site=row.site,
        state=EnrolmentState.WITHDRAWN,
        enrolled_at=now(),
        withdrawn_at=now(),
        client_key=uuid4(),
    )
    Enrolment.objects.filter(pk=row.pk).update(version=a_newer_version_of(row, number=3))
    page = office.client.get(office.choose()).content.decode()
    assert "That does not go on here" in page


def a_newer_version_of(row: Enrolment, *, number: int = 2):
    plan = replace(plan_of(row.version), number=number)
    return load_programme_version(plan=plan, actor=ACTOR, now=now())


def test_the_queries_do_not_grow_with_those_who_go_on(office, django_assert_max_num_queries) -> None:
    counts = []
    for names in ("甲", "乙丙丁"):
        for name in names:
            office.withdrawn(f"学员{name}")
        address = office.choose()
        office.client.get(address)
        with django_assert_max_num_queries(60) as asked:
            office.client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
