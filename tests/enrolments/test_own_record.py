"""Somebody in training who also works at the desk keeps no record of one's own; the records of others stay open."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.policies import people_managed_by
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.delivery.classdesk.policies import corrections_of, stays_run_by
from lms.delivery.register.operations import Wish, propose_correction
from lms.delivery.register.policies import kept_by
from lms.enrolments.admission.policies import visible_to as stays_visible_to
from lms.enrolments.external.policies import people_recorded_by, recorded_by
from lms.enrolments.policies import movable_by
from tests.enrolments.proposals.dialogues import asked, made
from tests.factories.accounts import give_role, sign_in
from tests.factories.outside import record, skill_paper
from tests.factories.proposals import a_planned_site
from tests.factories.stays import a_stay
from tests.factories.teaching import EVENING, Said, a_class, locked, planned

pytestmark = pytest.mark.django_db
REGISTRAR = Actor(uuid4(), "registrar")


@pytest.fixture
def group():
    """A class of two in training; the first of them is a registrar and an instructor too."""
    group = a_class(people=2)
    user = group.people[0].person.user
    for role in (Role.REGISTRAR, Role.INSTRUCTOR):
        give_role(user, role, group.cohort.site)
    return group


@pytest.fixture
def user(group):
    return group.people[0].person.user


def people_of(rows) -> set[int]:
    return set(rows)


def test_stays_enrolments_papers_and_sign_ins_of_others_only(group, user) -> None:
    for row in group.people:
        a_stay(row.person)
        record(skill_paper(row.person))
    other = group.people[1].person_id
    assert people_of(stays_visible_to(user).values_list("person", flat=True)) == {other}
    assert people_of(movable_by(user).values_list("person", flat=True)) == {other}
    assert people_of(people_recorded_by(user).values_list("pk", flat=True)) == {other}
    assert people_of(recorded_by(user).values_list("person", flat=True)) == {other}
    assert people_of(people_managed_by(user).values_list("pk", flat=True)) == {other}
    assert people_of(stays_run_by(user).values_list("enrolment__person", flat=True)) == {other}


def test_the_page_of_ones_own_stay_is_not_there(group, user) -> None:
    own, other = (a_stay(row.person) for row in group.people)
    desk = sign_in(Client(), user)
    assert desk.get(reverse("admissions:stay", args=[other.uuid])).status_code == 200
    assert desk.get(reverse("admissions:stay", args=[own.uuid])).status_code == 404
    listed = desk.get(reverse("admissions:index")).content.decode()
    assert str(other.uuid) in listed
    assert str(own.uuid) not in listed


def test_the_register_of_a_class_that_one_learns_in_is_kept_by_somebody_else(group, user) -> None:
    session = planned(group)[0]
    assert list(kept_by(session.instructor)) == list(
        type(session).objects.filter(instructor=session.instructor)
    )
    type(session).objects.filter(pk=session.pk).update(instructor=user)
    assert not kept_by(user).exists()


def test_a_correction_of_ones_own_mark_is_for_others_to_decide(group, user) -> None:
    session = planned(group)[0]
    locked(session, *[(row, Said("absent")) for row in group.people])
    for row in group.people:
        wish = Wish(session.uuid, row.uuid, Said("present"), "签到表")
        propose_correction(wish=wish, actor=REGISTRAR, now=EVENING)
    asked_for = corrections_of(user).values_list("mark__enrolment", flat=True)
    assert list(asked_for) == [group.people[1].pk]


def test_a_plan_with_oneself_in_it_is_shown_without_ones_stay() -> None:
    place = a_planned_site(people=2)
    user = place.stays[0].person.user
    give_role(user, Role.REGISTRAR, place.site)
    plan = made(asked(place.site, place.registrar))
    page = sign_in(Client(), user).get(reverse("plans:plan", args=[plan.uuid])).content.decode()
    assert place.stays[1].person.full_name in page
    assert str(place.stays[0].uuid) not in page
