"""Pages of acts in the room: they ask for what they need, a second person decides, everything stands in the log."""

import re
import subprocess
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import localtime
from django.utils.translation import override

from lms.core.enums import Role
from lms.exams.api import (
    admit_candidates,
    close_sitting,
    hand_in,
    keep_time,
    mark_attempt,
    save_events,
    take_lease,
)
from lms.exams.errors import SeatInUse
from lms.exams.models import Attempt, IncidentEvent, KeptTime, RoomAct
from lms.exams.sittings import pulse
from lms.exams.sittings.console import roster
from lms.exams.sittings.rules import clock_of
from lms.exams.templatetags.room_tags import heard_since
from tests.factories.accounts import (
    examinations_officer_at,
    invigilator_at,
    registrar_at,
    sign_in,
    trainee_at,
)
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import (
    ACTOR,
    MINUTE,
    OTHER_SEAT,
    a_sitting,
    open_sitting_for,
    ref_of,
    started_attempt,
)
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW + MINUTE, tick=False) as moment:
        yield moment


@pytest.fixture
def begun():
    return started_attempt()


@pytest.fixture
def staff(client, begun):
    return sign_in(client, invigilator_at(begun.enrolment.site))


def room(begun, path=""):
    return f"/exams/console/{begun.sitting.uuid}/{path}"


def one(begun, path=""):
    return room(begun, f"attempts/{begun.attempt.uuid}/{path}")


def post(client, path, **values):
    return client.post(path, {"reason": "停电", "client_key": str(uuid4()), **values})


def test_the_room_is_stopped_and_goes_on_with_one_button_each(staff, begun, at_nine):
    assert room(begun, "acts/pause/") in staff.get(room(begun)).content.decode()
    assert staff.get(room(begun, "acts/pause/")).status_code == 200
    assert post(staff, room(begun, "acts/pause/"), reason="").status_code == 422
    assert post(staff, room(begun, "acts/pause/")).status_code == 302
    page = staff.get(room(begun)).content.decode()
    assert "tile--paused" in page
    assert room(begun, "acts/resume/") in page
    at_nine.shift(600)
    assert post(staff, room(begun, "acts/resume/")).status_code == 302
    assert clock_of(begun.attempt.time_events.all()).deadline == NOW + 40 * MINUTE


def test_while_a_clock_stands_still_the_tile_says_so_in_the_place_of_the_old_end(staff, begun, at_nine):
    assert "还给考生" not in staff.get(room(begun)).content.decode()
    post(staff, room(begun, "acts/pause/"))
    for path in (room(begun), one(begun)):
        page = staff.get(path).content.decode()
        assert "还给考生" in page
        assert localtime(NOW + 30 * MINUTE).strftime("%H:%M:%S") not in page


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 seconds"), (45, "45 seconds"), (119, "119 seconds"), (125, "2\xa0minutes")]
)
def test_below_two_minutes_the_time_since_a_sign_of_life_is_told_in_seconds(seconds, words):
    with override("en"):
        assert heard_since(NOW, NOW + timedelta(seconds=seconds)) == words


def test_only_what_can_be_done_to_everybody_or_to_one_has_a_page(staff, begun):
    for path in (room(begun, "acts/void/"), room(begun, "acts/outage/"), one(begun, "acts/dance/")):
        assert staff.get(path).status_code == 404


def test_a_candidate_is_shown_with_what_can_be_done_and_what_happened(staff, begun):
    post(staff, one(begun, "acts/extra/"), minutes="5")
    page = staff.get(one(begun)).content.decode()
    assert all(one(begun, f"acts/{kind}/") in page for kind in ("pause", "extra", "force", "void"))
    assert one(begun, "acts/reopen/") not in page
    assert "停电" in page
    assert staff.post(one(begun, "seen/")).status_code == 302
    assert begun.attempt.candidate.sitting.candidates.get().seen_at == NOW + MINUTE


def test_void_takes_an_examinations_officer_as_the_second_person(client, staff, begun):
    assert post(staff, one(begun, "acts/void/"), reason="替考").status_code == 302
    act = RoomAct.objects.get()
    path = room(begun, f"requests/{act.uuid}/")
    assert path in staff.get(room(begun)).content.decode()
    assert post(staff, path, decision="approve").status_code == 422, "one's own, and no officer"
    other = sign_in(client, invigilator_at(begun.enrolment.site))
    assert 'value="approve"' not in other.get(path).content.decode(), (
        "what can only be refused is not offered"
    )
    assert post(other, path, decision="approve").status_code == 422
    assert RoomAct.objects.get().state == "waiting"
    officer = sign_in(client, examinations_officer_at(begun.enrolment.site))
    asked = officer.get(path).content.decode()
    assert "替考" in asked
    assert 'value="approve"' in asked
    assert post(officer, path, decision="approve").status_code == 302
    assert Attempt.objects.get(pk=begun.attempt.pk).state == "voided"
    assert officer.get(path).status_code == 200


def test_who_asked_cannot_agree_but_take_it_back(staff, begun):
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=NOW + MINUTE)
    post(staff, one(begun, "acts/reopen/"), minutes="0")
    path = room(begun, f"requests/{RoomAct.objects.get().uuid}/")
    page = staff.get(path).content.decode()
    assert 'value="approve"' not in page
    assert "撤回申请" in page
    assert "不同意" not in page
    assert post(staff, path, decision="approve").status_code == 422
    assert post(staff, path, decision="refuse").status_code == 302
    assert RoomAct.objects.get().state == "refused"
    assert "已撤回" in staff.get(one(begun)).content.decode()
    decided = staff.get(path).content.decode()
    assert "已撤回" in decided
    assert "不同意" not in decided


def confirm_first(staff, path):
    """Let the first held answer count, as whoever saw the page and what it would do."""
    seen = re.search(r'name="seen" value="([^"]*)"', staff.get(path).content.decode())[1]
    return post(staff, path, decision="approve", positions="1", confirmed="approve [1]", seen=seen)


def test_held_answers_are_decided_on_without_showing_them(staff, begun):
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=NOW + MINUTE)
    save_events(ref=begun.ref, epoch=1, events=[begun.answer(1)], actor=ACTOR, now=NOW + MINUTE)
    assert "tile--trouble" in staff.get(room(begun)).content.decode()
    path = one(begun, "evidence/")
    assert 'value="1"' in staff.get(path).content.decode()
    assert post(staff, path, decision="approve").status_code == 422
    assert post(staff, path, decision="approve", positions="7").status_code == 422
    assert confirm_first(staff, path).status_code == 302
    assert begun.attempt.answers.count() == 1
    assert "tile--trouble" not in staff.get(room(begun)).content.decode()


def test_held_answers_of_a_told_result_are_asked_for_and_a_second_person_agrees(staff, begun):
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=NOW + MINUTE)
    mark_attempt(attempt_uuid=begun.attempt.uuid, actor=ACTOR, now=NOW + MINUTE)
    save_events(ref=begun.ref, epoch=1, events=[begun.answer(1)], actor=ACTOR, now=NOW + MINUTE)
    confirm_first(staff, one(begun, "evidence/"))
    assert not begun.attempt.answers.exists()
    path = room(begun, f"requests/{RoomAct.objects.get().uuid}/")
    assert path in staff.get(room(begun)).content.decode()
    assert 'value="approve"' not in staff.get(path).content.decode()
    colleague = sign_in(Client(), invigilator_at(begun.enrolment.site))
    shown = colleague.get(path).content.decode()
    assert 'value="approve"' in shown
    seen = re.search(r'name="seen" value="([^"]*)"', shown)[1]
    assert post(colleague, path, decision="approve", seen=seen).status_code == 302
    assert begun.attempt.answers.count() == 1


def test_incidents_are_written_once_for_one_or_for_all_and_stand_in_the_log(staff, begun):
    key = str(uuid4())
    for _click in range(2):
        assert post(staff, room(begun, "incidents/"), category="power", client_key=key).status_code == 302
    assert post(staff, room(begun, "incidents/"), category="other").status_code == 422
    assert post(staff, room(begun, "incidents/"), category="clock").status_code == 422
    about = f"incidents/?attempt={begun.attempt.uuid}"
    assert post(staff, room(begun, about), category="other", text="流鼻血").status_code == 302
    assert list(IncidentEvent.objects.values_list("category", flat=True)) == ["power", "other"]
    assert "流鼻血" in staff.get(room(begun, "log/")).content.decode()
    assert staff.get(room(begun, "incidents/?attempt=x")).status_code == 404


def test_an_outage_is_confirmed_on_the_console(staff, begun, at_nine):
    keep_time(is_web=True, now=NOW + MINUTE)
    at_nine.shift(600)
    keep_time(is_web=True, now=NOW + 11 * MINUTE)
    path = room(begun, f"requests/{RoomAct.objects.get().uuid}/")
    assert path in staff.get(room(begun)).content.decode()
    assert post(staff, path, decision="approve").status_code == 302
    assert clock_of(begun.attempt.time_events.all()).deadline == NOW + 40 * MINUTE


def test_the_log_tells_an_outage_by_the_sites_clock_and_its_reason_once(staff, begun, at_nine):
    keep_time(is_web=True, now=NOW + MINUTE)
    at_nine.shift(600)
    keep_time(is_web=True, now=NOW + 11 * MINUTE)
    path = room(begun, f"requests/{RoomAct.objects.get().uuid}/")
    post(staff, path, decision="approve", reason="插座跳闸")
    page = staff.get(room(begun, "log/")).content.decode()
    assert "06-01 10:01:00 – 06-01 10:11:00" in page
    assert "+00:00" not in page
    assert page.count("插座跳闸") == 1


def test_the_clock_that_is_shown_and_confirmed_is_the_one_on_the_wall(staff, begun, at_nine):
    keep_time(is_web=True, now=NOW + MINUTE)
    at_nine.shift(86_400)
    pulse.start()
    try:
        pulse.beat(is_web=True)
        assert KeptTime.objects.get().doubt == "ahead"
        at_nine.move_to(NOW + 5 * MINUTE)
        assert staff.get("/exams/console/clock/").context["server_time"] == NOW + 5 * MINUTE
        post(staff, "/exams/console/clock/")
        for _look in range(2):
            pulse.beat(is_web=True)
            assert KeptTime.objects.get().doubt == ""
        assert pulse.now() == NOW + 5 * MINUTE
    finally:
        pulse.stop()
    act = RoomAct.objects.get()
    assert (act.since, act.until) == (NOW + MINUTE, NOW + 5 * MINUTE)


def test_a_doubted_clock_is_said_on_the_console_and_confirmed_there(staff, begun):
    KeptTime.objects.create(pk=1, kept_at=NOW, web_at=NOW, doubt="ahead", doubted_at=NOW)
    assert "/exams/console/clock/" in staff.get(room(begun)).content.decode()
    assert staff.get("/exams/console/clock/").status_code == 200
    assert post(staff, "/exams/console/clock/").status_code == 302
    assert KeptTime.objects.get().doubt == ""


def test_tiles_are_filtered_by_state(staff, begun):
    name = begun.user.person.full_name
    assert name in staff.get(room(begun, "?state=in_progress")).content.decode()
    assert name not in staff.get(room(begun, "?state=ended")).content.decode()


def test_tiles_stand_as_the_seats_of_the_room_when_asked(client):
    site, version = a_site(), a_version()
    first, *others = [enrol(trainee_at(site), version) for _ in range(3)]
    sitting = a_sitting(first)
    admit_candidates(
        sitting_uuid=sitting.uuid, enrolment_uuids=[row.uuid for row in others], actor=ACTOR, now=NOW
    )
    for candidate, seat in zip(sitting.candidates.order_by("number"), ("10", "2", ""), strict=True):
        candidate.seat = seat
        candidate.save(update_fields=["seat"])
    staff = sign_in(client, invigilator_at(site))
    way = f"/exams/console/{sitting.uuid}/"
    pages = [staff.get(way), staff.get(f"{way}?order=seat"), staff.get(f"{way}?state=prepared&order=seat")]
    assert [[line.candidate_number for line in page.context["lines"]] for page in pages] == [
        ["001", "002", "003"],
        ["002", "001", "003"],
        ["002", "001", "003"],
    ]
    assert "?state=in_progress&amp;order=seat" in pages[1].content.decode()


def test_other_sites_and_other_roles_find_nothing(client, begun):
    paths = [one(begun), one(begun, "acts/pause/"), one(begun, "evidence/"), room(begun, "log/")]
    elsewhere = sign_in(client, invigilator_at(a_site()))
    assert {elsewhere.get(path).status_code for path in paths} == {404}
    registrar = sign_in(client, registrar_at(begun.enrolment.site))
    assert {registrar.get(path).status_code for path in paths} == {403}
    assert Role.REGISTRAR in registrar_at(begun.enrolment.site).held_roles()


def test_whoever_writes_without_having_been_compared_is_named_until_somebody_did(staff, begun):
    page = staff.get(room(begun)).content.decode()
    assert "没有核对过这个人" in page
    assert "没有核对身份：1" in page
    post(staff, room(begun, f"attempts/{begun.attempt.uuid}/seen/"))
    assert "没有核对" not in staff.get(room(begun)).content.decode()


def test_after_the_end_nobody_is_expected_any_more(client):
    enrolment = enrol(trainee_at(a_site()), a_version())
    sitting = open_sitting_for(enrolment)
    staff, way = sign_in(client, invigilator_at(enrolment.site)), f"/exams/console/{sitting.uuid}/"
    assert "应到未到" in staff.get(way).content.decode()
    close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW + MINUTE)
    after = staff.get(way).content.decode()
    assert "缺考" in after
    assert "应到未到" not in after


def test_a_tile_says_that_somebody_expected_was_not_seen(begun):
    (line,) = roster(begun.sitting, now=NOW)
    assert (line.state, line.is_missing, line.is_paused) == ("in_progress", False, False)


def test_a_tile_shows_the_planned_seat_and_where_somebody_writes_instead(begun):
    begun.attempt.candidate.seat = "5"
    begun.attempt.candidate.save(update_fields=["seat"])
    line = roster(begun.sitting, now=NOW + MINUTE)[0]
    assert (line.planned_seat, line.seat, line.is_elsewhere) == ("5", "A1", True)


def test_nobody_is_elsewhere_who_has_not_started(begun):
    begun.attempt.candidate.seat = "5"
    begun.attempt.candidate.save(update_fields=["seat"])
    Attempt.objects.filter(pk=begun.attempt.pk).update(lease_epoch=0)
    assert not roster(begun.sitting, now=NOW + MINUTE)[0].is_elsewhere


def test_the_minutes_are_a_pdf_that_names_everybody_and_what_happened(staff, begun, tmp_path):
    post(staff, room(begun, "incidents/"), category="other", text="流鼻血 \U0001f600")
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=NOW + MINUTE)
    staff.cookies["language"] = "en"
    answer = staff.get(room(begun, "minutes/"))
    assert answer["Content-Type"] == "application/pdf"
    path = tmp_path / "minutes.pdf"
    path.write_bytes(answer.content)
    command = ["pdftotext", "-layout", path, "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    receipt = begun.attempt.receipts.get()
    heads = ("考场记录", "Minutes of the examination room")
    told = "".join(text.split())  # letters of a heading may stand apart
    for word in (*heads, begun.user.person.full_name, receipt.short_code, "流鼻血", "U+1F600"):
        assert "".join(word.split()) in told


def test_a_room_is_opened_from_its_time_on_and_says_so_before(client, at_nine):
    enrolment = enrol(trainee_at(a_site()), a_version())
    sitting = a_sitting(enrolment)
    page = sign_in(client, invigilator_at(enrolment.site))
    way = f'href="/exams/console/{sitting.uuid}/open/"'
    at_nine.move_to(sitting.opens_at - MINUTE)
    before = page.get(f"/exams/console/{sitting.uuid}/").content.decode()
    assert way not in before
    assert localtime(sitting.opens_at).strftime("%H:%M").lstrip("0") in before
    at_nine.move_to(sitting.opens_at)
    assert way in page.get(f"/exams/console/{sitting.uuid}/").content.decode()


def test_the_button_that_makes_an_attempt_void_looks_like_what_it_does(client, begun):
    staff = sign_in(client, invigilator_at(begun.enrolment.site))
    variants = {deed: staff.get(one(begun, f"acts/{deed}/")).context["variant"] for deed in ("extra", "void")}
    assert variants == {"extra": "", "void": "danger"}


@pytest.mark.parametrize("deed", ["void", "extra"])
def test_what_was_asked_for_stands_on_the_page_of_the_candidate_and_is_not_asked_for_again(
    staff, begun, deed
):
    post(staff, one(begun, f"acts/{deed}/"), minutes="40")
    act = RoomAct.objects.get()
    page = staff.get(one(begun)).content.decode()
    assert room(begun, f"requests/{act.uuid}/") in page
    assert one(begun, f"acts/{deed}/") not in page
    assert one(begun, "acts/force/") in page
    assert ("等考务员确认" in page) is (deed == "void")
    beside = enrol(trainee_at(begun.sitting.site), begun.enrolment.version)
    who = {"enrolment_uuids": [beside.uuid], "actor": ACTOR, "now": NOW}
    admit_candidates(sitting_uuid=begun.sitting.uuid, **who)
    path = room(begun, f"attempts/{Attempt.objects.get(candidate__enrolment=beside).uuid}/")
    assert f"requests/{act.uuid}/" not in staff.get(path).content.decode()


def test_who_asks_for_another_seat_is_allowed_it_on_the_page_of_the_candidate(staff, begun):
    with pytest.raises(SeatInUse):
        take_lease(ref=ref_of(begun.attempt, seat=OTHER_SEAT), actor=ACTOR, now=NOW + MINUTE)
    asked = begun.attempt.seat_requests.get()
    assert room(begun, f"seats/{asked.uuid}/") in staff.get(one(begun)).content.decode()
    staff.post(room(begun, f"seats/{asked.uuid}/"), {"decision": "approve"})
    assert room(begun, f"seats/{asked.uuid}/") not in staff.get(one(begun)).content.decode()
