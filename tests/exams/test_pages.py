"""Pages of the candidate and of the invigilator: what they show, to whom, at which cost."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import Mock
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.exams.api import admit_candidates, hand_in, list_my_sittings, mark_attempt, save_events, take_lease
from lms.exams.errors import SeatInUse
from lms.exams.models import SeatRequest
from lms.exams.sittings.console import roster
from lms.exams.sittings.signs_of_life import note_heartbeat
from tests.factories.accounts import (
    examinations_officer_at,
    invigilator_at,
    registrar_at,
    sign_in,
    trainee_at,
)
from tests.factories.courses import NOW, a_version, enrol, enrolled_trainee
from tests.factories.exams import (
    ACTOR,
    MINUTE,
    OTHER_SEAT,
    a_sitting,
    attempt_of,
    failed_sitting,
    open_sitting_for,
    passed_sitting,
    ref_of,
    started_attempt,
)
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


def pages_of(sitting):
    return f"/exams/console/{sitting.uuid}/"


# --- the candidate ------------------------------------------------------------------------------------------------


def test_the_waiting_room_opens_its_door_when_the_invigilator_does(client):
    user, enrolment = enrolled_trainee()
    sitting = a_sitting(enrolment)
    trainee = sign_in(client, user)
    path = f"/exams/sittings/{sitting.uuid}/"
    paper = f"/exams/attempts/{attempt_of(sitting, enrolment).uuid}/"
    assert paper not in trainee.get(path).content.decode()
    sign_in(client, invigilator_at(enrolment.site)).post(f"{pages_of(sitting)}open/", {"is_sure": "on"})
    page = sign_in(client, user).get(path)
    assert paper in page.content.decode()
    assert "30" in page.content.decode()


@pytest.mark.parametrize(
    ("shift", "warned"),
    [(timedelta(minutes=-40), False), (timedelta(minutes=5), False), (timedelta(days=-2), True)],
)
def test_who_waits_for_the_bell_is_not_signed_out_for_sitting_still(client, at_nine, shift, warned):
    user, enrolment = enrolled_trainee()
    sitting = a_sitting(enrolment)
    at_nine.move_to(NOW + shift)
    page = sign_in(client, user).get(f"/exams/sittings/{sitting.uuid}/").content.decode()
    assert ("<idle-warning" in page) is warned
    assert ('data-page="awaited"' in page) is not warned


def test_who_came_too_late_is_signed_out_like_anybody(client, at_nine):
    user, enrolment = enrolled_trainee()
    sitting = a_sitting(enrolment)
    at_nine.move_to(sitting.closes_at + timedelta(minutes=1))
    page = sign_in(client, user).get(f"/exams/sittings/{sitting.uuid}/").content.decode()
    assert "<idle-warning" in page


def test_the_paper_page_is_a_frame_without_questions_and_does_not_start_the_clock(client):
    user, enrolment = enrolled_trainee()
    sitting = open_sitting_for(enrolment)
    attempt = attempt_of(sitting, enrolment)
    page = sign_in(client, user).get(f"/exams/attempts/{attempt.uuid}/").content.decode()
    assert "<noscript>" in page
    assert not any(item["stem"]["zh"] in page for item in sitting.papers.get().content["items"])
    assert not attempt.time_events.exists()


def test_the_receipt_shows_the_code_and_then_the_result(client):
    begun = started_attempt()
    receipt = hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=NOW + MINUTE).receipt
    trainee = sign_in(client, begun.user)
    path = f"/exams/attempts/{begun.attempt.uuid}/receipt/"
    before = trainee.get(path).content.decode()
    assert receipt.short_code in before
    assert 'data-live="2"' in before
    mark_attempt(attempt_uuid=begun.attempt.uuid, actor=ACTOR, now=NOW + MINUTE)
    assert 'data-live="2"' not in trainee.get(path).content.decode()
    assert trainee.get(f"/exams/attempts/{begun.attempt.uuid}/").url == path
    assert trainee.get(f"/exams/sittings/{begun.sitting.uuid}/").url == path


def test_before_the_end_there_is_no_receipt(client):
    begun = started_attempt()
    assert (
        sign_in(client, begun.user).get(f"/exams/attempts/{begun.attempt.uuid}/receipt/").status_code == 404
    )


def test_other_candidates_pages_are_not_there(client):
    begun = started_attempt()
    stranger = sign_in(client, trainee_at(begun.enrolment.site))
    for path in (
        f"/exams/sittings/{begun.sitting.uuid}/",
        f"/exams/attempts/{begun.attempt.uuid}/",
        f"/exams/attempts/{begun.attempt.uuid}/receipt/",
        f"/exams/attempts/{uuid4()}/",
    ):
        assert stranger.get(path).status_code == 404


def test_my_sittings_say_how_each_stands():
    user, enrolment = enrolled_trainee()
    passed_sitting(enrolment)
    failed_sitting(again := enrol(user, a_version()))
    open_sitting_for(again)
    rows = {mine.tag["kind"]: mine for mine in list_my_sittings(user.person_id, now=NOW)}
    assert set(rows) == {"success", "warning", "accent"}
    assert rows["accent"].can_enter
    assert rows["accent"].url.startswith("/exams/sittings/")
    assert rows["success"].url.endswith("/receipt/")
    assert rows["success"].percent == 100
    assert list_my_sittings(None, now=NOW) == []


def test_the_list_asks_the_database_as_often_for_three_sittings_as_for_one(client):
    user, enrolment = enrolled_trainee()
    trainee = sign_in(client, user)
    failed_sitting(enrolment)
    trainee.get("/exams/")
    with CaptureQueriesContext(connection) as one:
        trainee.get("/exams/")
    failed_sitting(enrolment)
    failed_sitting(enrolment)
    with CaptureQueriesContext(connection) as three:
        trainee.get("/exams/")
    assert len(three) == len(one) <= 15


# --- the invigilator ----------------------------------------------------------------------------------------------


def test_the_console_shows_seat_time_and_what_has_not_arrived(client):
    begun = started_attempt()
    note_heartbeat(attempt_uuid=begun.attempt.uuid, unsynced=4, now=NOW - MINUTE)
    page = sign_in(client, invigilator_at(begun.enrolment.site)).get(pages_of(begun.sitting)).content.decode()
    assert begun.user.person.full_name in page
    assert "A1" in page
    assert "（4个未上传）" in page


def test_the_console_counts_answers_and_held_ones_side_by_side():
    begun = started_attempt()
    live, late = [begun.answer(1), begun.answer(2, item=1)], [begun.answer(3, item=2, ms=10**9)]
    for events, after in ((live, MINUTE), (late, 31 * MINUTE)):
        save_events(ref=begun.ref, epoch=1, events=events, actor=ACTOR, now=NOW + after)
    (line,) = roster(begun.sitting, now=NOW + 31 * MINUTE)
    assert (line.answered, line.held) == (2, 1)


def test_without_the_cache_clock_and_console_go_on(client, monkeypatch):
    begun = started_attempt()
    for name in ("set", "get_many"):
        monkeypatch.setattr(
            f"lms.exams.sittings.signs_of_life.cache.{name}", Mock(side_effect=ConnectionError)
        )
    clock = f"/api/v1/exams/attempts/{begun.attempt.uuid}/clock?epoch=1&unsynced=4"
    assert sign_in(client, begun.user).get(clock).json()["lease"] == "live"
    assert (
        sign_in(client, invigilator_at(begun.enrolment.site)).get(pages_of(begun.sitting)).status_code == 200
    )


def test_a_seat_that_stopped_asking_is_not_on_the_console(client):
    begun = started_attempt()
    for seat in (OTHER_SEAT, replace(OTHER_SEAT, holder="terminal:third", label="C3")):
        with pytest.raises(SeatInUse):
            take_lease(ref=ref_of(begun.attempt, seat=seat), actor=ACTOR, now=NOW)
    gone, waiting = SeatRequest.objects.order_by("pk")
    SeatRequest.objects.filter(pk=gone.pk).update(last_asked_at=NOW - timedelta(seconds=21))
    with time_machine.travel(NOW, tick=False):
        page = (
            sign_in(client, invigilator_at(begun.enrolment.site))
            .get(pages_of(begun.sitting))
            .content.decode()
        )
    assert str(waiting.uuid) in page
    assert str(gone.uuid) not in page


@time_machine.travel(NOW, tick=False)
def test_an_invigilator_lets_a_candidate_go_on_at_another_seat(client):
    begun = started_attempt()
    with pytest.raises(SeatInUse):
        take_lease(ref=ref_of(begun.attempt, seat=OTHER_SEAT), actor=ACTOR, now=NOW)
    asked = SeatRequest.objects.get()
    staff = sign_in(client, invigilator_at(begun.enrolment.site))
    path = f"{pages_of(begun.sitting)}seats/{asked.uuid}/"
    assert path in staff.get(pages_of(begun.sitting)).content.decode()
    assert staff.post(path, {"decision": "perhaps"}).status_code == 404
    assert staff.get(path).status_code == 405
    assert staff.post(path, {"decision": "approve"}).status_code == 302
    moved = take_lease(ref=ref_of(begun.attempt, seat=OTHER_SEAT), actor=ACTOR, now=NOW)
    assert moved.granted_by is not None


def test_extra_time_is_given_with_a_reason(client):
    begun = started_attempt()
    staff = sign_in(client, invigilator_at(begun.enrolment.site))
    path = f"{pages_of(begun.sitting)}attempts/{begun.attempt.uuid}/acts/extra/"
    assert staff.get(path).status_code == 200
    refused = staff.post(path, {"minutes": "500", "reason": ""})
    assert refused.status_code == 422
    asked = {"minutes": "5", "reason": "停电", "client_key": str(uuid4())}
    for _click in range(2):
        assert staff.post(path, asked).status_code == 302
    assert begun.attempt.time_events.get(kind="extra").seconds == 300


def test_another_sites_room_is_not_there_and_others_may_not_look(client):
    begun = started_attempt()
    elsewhere = sign_in(client, invigilator_at(a_site()))
    assert elsewhere.get(pages_of(begun.sitting)).status_code == 404
    assert elsewhere.post(f"{pages_of(begun.sitting)}open/").status_code == 404
    assert begun.sitting.title_zh not in elsewhere.get("/exams/console/").content.decode()
    assert sign_in(client, registrar_at(begun.enrolment.site)).get("/exams/console/").status_code == 403
    assert sign_in(client, begun.user).get(pages_of(begun.sitting)).status_code == 403


def test_an_examinations_officer_of_the_site_sees_its_rooms(client):
    begun = started_attempt()
    officer = sign_in(client, examinations_officer_at(begun.enrolment.site))
    assert begun.sitting.title_zh in officer.get("/exams/console/").content.decode()


def test_the_console_asks_the_database_as_often_for_ten_candidates_as_for_one(client):
    begun = started_attempt()
    staff = sign_in(client, invigilator_at(begun.enrolment.site))
    staff.get(pages_of(begun.sitting))
    with CaptureQueriesContext(connection) as one:
        staff.get(pages_of(begun.sitting))
    more = [enrol(trainee_at(begun.enrolment.site), begun.enrolment.version) for _ in range(9)]
    uuids = [enrolment.uuid for enrolment in more]
    admit_candidates(sitting_uuid=begun.sitting.uuid, enrolment_uuids=uuids, actor=ACTOR, now=NOW)
    for enrolment in more:
        take_lease(ref=ref_of(attempt_of(begun.sitting, enrolment)), actor=ACTOR, now=NOW)
    with CaptureQueriesContext(connection) as ten:
        staff.get(pages_of(begun.sitting))
    assert len(ten) == len(one) <= 19


def test_a_sitting_is_shown_in_the_sites_time():
    user, enrolment = enrolled_trainee()
    open_sitting_for(enrolment)
    (mine,) = list_my_sittings(user.person_id, now=NOW)
    assert "10:00" in mine.when_text, "two o'clock UTC is ten o'clock in Shanghai"
