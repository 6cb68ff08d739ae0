"""What an entry says that can never count: read by examinations officers, never by who taught; each look is audited."""

from dataclasses import replace
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.core import audit
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.enrolments.audit_actions import AuditAction as EnrolmentAction
from lms.exams.api import close_sitting, hand_in
from lms.exams.errors import SittingNotFound
from lms.exams.papers.rules import order_for
from lms.exams.sittings.operations import look_at_entries
from lms.exams.sittings.room_log import room_log
from tests.exams.test_leftovers import bring, content_of, records_of, sealed
from tests.factories.accounts import a_user, examinations_officer_at, sign_in
from tests.factories.exams import ACTOR, MINUTE, started_attempt
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db
SAID = "what I really wrote: zwölf"


@pytest.fixture
def room():
    begun = started_attempt()
    bring(begun, records_of(begun, replace(begun.answer(7), item=uuid4(), response={"typed": SAID})))
    officer = examinations_officer_at(begun.sitting.site)
    return SimpleNamespace(begun=begun, officer=officer, sitting=begun.sitting)


def page_of(sitting):
    return reverse("sittings:entries", args=[sitting.uuid])


def looks(sitting):
    rows = AuditEntry.objects.filter(action="exams.read_entries", target_uuid=sitting.uuid)
    return [(row.actor_uuid, row.acting_role) for row in rows.order_by("seq")]


def test_the_page_of_the_sitting_leads_an_officer_to_what_the_entry_says_and_each_look_is_written_down(room):
    officer = sign_in(Client(), room.officer)
    overview = officer.get(reverse("sittings:sitting", args=[room.sitting.uuid])).content.decode()
    assert page_of(room.sitting) in overview
    assert SAID not in overview
    assert looks(room.sitting) == []
    for count in (1, 2):
        page = officer.get(page_of(room.sitting)).content.decode()
        assert SAID in page
        assert looks(room.sitting) == [(room.officer.uuid, Role.EXAMINATIONS_OFFICER)] * count


def question_on(begun, place):
    """Return the item at this place, as the candidate saw the paper, and its text."""
    items = order_for(begun.attempt.paper.content["items"], seed=begun.attempt.shuffle_seed)
    return items[place - 1]["uuid"], items[place - 1]["stem"]["zh"]


@pytest.mark.parametrize("why", ["form", "unreadable"])
def test_an_entry_is_named_by_the_place_of_its_question_and_its_words_when_the_room_is_closed(client, why):
    begun = started_attempt()
    uuid, stem = question_on(begun, 2)
    wrong = replace(begun.answer(7), item=UUID(uuid), response={"typed": SAID})
    content = {**content_of(wrong, 1), **({"later": 1} if why == "unreadable" else {})}
    bring(begun, [sealed(begun.attempt.uuid, content)])
    officer = sign_in(client, examinations_officer_at(begun.sitting.site))
    during = officer.get(page_of(begun.sitting)).content.decode()
    assert "第2题" in during
    assert stem[:10] not in during
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=begun.began + MINUTE)
    close_sitting(sitting_uuid=begun.sitting.uuid, actor=ACTOR, now=begun.began + MINUTE)
    after = officer.get(page_of(begun.sitting)).content.decode()
    assert stem[:10] in after
    assert uuid not in after


def test_a_sitting_without_such_entries_leads_nowhere(client):
    begun = started_attempt()
    officer = sign_in(client, examinations_officer_at(begun.sitting.site))
    assert (
        page_of(begun.sitting)
        not in officer.get(reverse("sittings:sitting", args=[begun.sitting.uuid])).content.decode()
    )


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.INVIGILATOR, Role.ASSESSOR, Role.REGISTRAR])
def test_nobody_else_reads_it_and_no_look_is_written_down(room, role):
    reply = sign_in(Client(), a_user(role, room.sitting.site)).get(page_of(room.sitting), follow=True)
    assert SAID not in reply.content.decode()
    assert looks(room.sitting) == []


def test_an_officer_of_another_site_finds_no_such_sitting(room):
    reply = sign_in(Client(), examinations_officer_at(a_site())).get(page_of(room.sitting))
    assert (reply.status_code, looks(room.sitting)) == (404, [])


def test_an_officer_who_taught_the_candidate_is_told_that_another_can_read_it(room):
    enrolment = room.begun.attempt.candidate.enrolment
    teaching = Actor(room.officer.uuid, Role.INSTRUCTOR)
    with transaction.atomic():
        audit.record(
            actor=teaching, action=EnrolmentAction.ENROL_TRAINEE, target=enrolment, now=room.begun.began
        )
    page = sign_in(Client(), room.officer).get(page_of(room.sitting))
    assert SAID not in page.content.decode()
    assert (page.context["closed"], page.context["lines"]) == (1, [])


def test_the_page_asks_no_more_for_more_entries(room):
    officer = sign_in(Client(), room.officer)
    counts = []
    for _more in range(2):
        officer.get(page_of(room.sitting))
        with CaptureQueriesContext(connection) as seen:
            officer.get(page_of(room.sitting))
        counts.append(len(seen))
        for number in (8, 9, 10):
            bring(room.begun, records_of(room.begun, replace(room.begun.answer(number), item=uuid4())))
    assert counts[0] == counts[1]


def test_the_log_of_a_case_asks_no_more_for_more_entries(room):
    counts = []
    for _more in range(2):
        room_log(room.sitting, with_answers=True)  # the paper is kept from the first look on
        with CaptureQueriesContext(connection) as seen:
            room_log(room.sitting, with_answers=True)
        counts.append(len(seen))
        items = room.begun.item_uuids()
        for number in (8, 9, 10):
            wrong = replace(room.begun.answer(number), item=UUID(items[number - 8]), response={"typed": SAID})
            bring(room.begun, records_of(room.begun, wrong))
    assert counts[0] == counts[1]


def test_of_no_sitting_nothing_is_read(room):
    with pytest.raises(SittingNotFound):
        look_at_entries(sitting_uuid=uuid4(), reader=room.officer, actor=ACTOR, now=room.begun.began)
