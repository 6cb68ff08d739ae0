"""The officer's pages of a practical examination: namesakes are told apart, and every step says that it was done."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from lms.core.enums import Role
from lms.exams.practical.operations import NewPractical, admit_to_practical, schedule_practical
from lms.exams.sittings.operations import NewRule, set_admission_rule
from tests.factories.accounts import a_user, sign_in, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.organisations import a_room
from tests.factories.practical import WHO, a_practical, an_open_practical, signed

pytestmark = pytest.mark.django_db


def english(user):
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    return client


def number(enrolment):
    return enrolment.person.user.username


def at_another_room(row, enrolment):
    """Admit somebody to the same examination at the same time in another room."""
    other = schedule_practical(new=NewPractical(row.scheme, a_room(row.site), NOW, uuid4()), **WHO)
    admit_to_practical(examination_uuid=other.uuid, enrolment_uuids=[enrolment.uuid], **WHO)


def test_who_can_come_and_who_cannot_is_named_once_with_the_number():
    world = a_practical(candidates=0)
    row = world.examination
    version = a_version(scheme=row.scheme.code)
    able, busy = (enrol(trainee_at(row.site), version) for _one in range(2))
    at_another_room(row, busy)
    officer, address = english(world.officers[0]), reverse("exams:practical_candidates", args=[row.uuid])
    page = officer.get(address)
    assert f"{able.person.full_name} {number(able)} · " in page.content.decode()
    assert [words.partition(": ")[0] for words in page.context["unable"]] == [
        f"{busy.person.full_name} {number(busy)}"
    ]
    rule = NewRule(row.scheme.code, NOW.date(), {"zh": "先理论后实操"}, after="THEORY")
    set_admission_rule(rule=rule, **WHO)
    unable = officer.get(address).context["unable"]
    named = [words for words in unable if number(busy) in words]
    assert len(named) == 1
    assert "; " in named[0]
    assert escape(named[0]) in officer.get(address).content.decode()


def test_admitting_and_naming_say_that_it_was_done():
    world = a_practical(candidates=0)
    row = world.examination
    enrolment = enrol(trainee_at(row.site), a_version(scheme=row.scheme.code))
    officer, more = english(world.officers[0]), a_user(Role.ASSESSOR, row.site)
    address = reverse("exams:practical_candidates", args=[row.uuid])
    said = officer.post(address, {"enrolments": [str(enrolment.uuid)]}, follow=True)
    assert "1 candidate is admitted." in said.content.decode()
    address = reverse("exams:practical_panel", args=[row.uuid])
    said = officer.post(address, {"assessor": str(more.uuid)}, follow=True)
    assert "The assessor is on the panel." in said.content.decode()


def test_calling_a_further_assessor_says_that_it_was_done():
    world = an_open_practical()
    for assessor, value in zip(world.assessors, ("90", "90", "10"), strict=True):
        signed(world, assessor, value, now=NOW)
    more = a_user(Role.ASSESSOR, world.examination.site)
    address = reverse("exams:further_assessor", args=[world.examination.uuid, world.candidate().uuid])
    said = english(world.officers[0]).post(address, {"assessor": str(more.uuid)}, follow=True)
    assert "The further assessor is called" in said.content.decode()


def test_a_second_tab_that_calls_the_same_assessor_reads_why_not_and_that_nobody_is_left():
    world = an_open_practical()
    for assessor, value in zip(world.assessors, ("90", "90", "10"), strict=True):
        signed(world, assessor, value, now=NOW)
    more = a_user(Role.ASSESSOR, world.examination.site)
    address = reverse("exams:further_assessor", args=[world.examination.uuid, world.candidate().uuid])
    officer = english(world.officers[0])
    officer.post(address, {"assessor": str(more.uuid)})
    again = officer.post(address, {"assessor": str(more.uuid)}).content.decode()
    assert "This person marks here already" in again
    assert "Everybody who assesses at this site marks here already." in again
