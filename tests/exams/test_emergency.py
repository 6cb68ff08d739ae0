"""Emergency copies of terminals: a code opens them, a file is taken for its own candidate, twice changes nothing."""

import hashlib
import json
from dataclasses import replace
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from lms.core.models import AuditEntry
from lms.exams.api import admit_candidates, keep_time, save_events, take_lease
from lms.exams.errors import UnusableJournal
from lms.exams.sittings import pulse
from lms.exams.sittings.journal_files import emergency_check, emergency_code
from lms.exams.sittings.operations.leftovers import bring_journal, bring_journals
from lms.exams.sittings.queries import get_terminal_paper
from lms.exams.sittings.room_log import room_log
from tests.exams.test_leftovers import as_json, current, records_of
from tests.factories.accounts import examinations_officer_at, invigilator_at, sign_in, trainee_at
from tests.factories.courses import enrol
from tests.factories.exams import ACTOR, MINUTE, OTHER_SEAT, attempt_of, ref_of, started_attempt
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    return started_attempt()


def file_of(begun, records=None, **changes) -> bytes:
    records = records_of(begun, begun.answer(1), begun.answer(2, item=1)) if records is None else records
    rows = [as_json(record) for record in records]
    content = {"format": "exam-journal", "version": 1, "attempt": str(begun.attempt.uuid), "records": rows}
    return json.dumps(content | changes).encode()


def bring(begun, content: bytes, *, after=2 * MINUTE):
    now = begun.began + after
    return bring_journal(attempt_uuid=begun.attempt.uuid, content=content, actor=ACTOR, now=now)


def test_a_file_brings_what_the_server_lacks_and_twice_changes_nothing(begun):
    save_events(ref=begun.ref, epoch=1, events=[begun.answer(1)], actor=ACTOR, now=begun.began + MINUTE)
    content = file_of(begun)
    first, again = bring(begun, content), bring(begun, content)
    assert (first.new, first.known, first.held) == (1, 1, 0)
    assert (again.new, again.known, again.held) == (0, 2, 0)
    assert begun.attempt.events.count() == len(current(begun)) == 2


def test_that_a_file_was_brought_is_written_down_each_time(begun):
    content = file_of(begun)
    bring(begun, content)
    bring(begun, content, after=3 * MINUTE)
    rows = AuditEntry.objects.filter(action="exams.bring_journal", target_uuid=begun.attempt.uuid)
    assert len(rows) == 2
    assert all(row.after_hash for row in rows)
    # The room's log, and with it the minutes and the file of an appeal, say who brought how much.
    with translation.override("en"):
        lines = [row for row in room_log(begun.sitting) if "emergency copy" in row.what]
    who = str(begun.attempt.candidate)
    assert [(row.candidate, row.text) for row in lines] == [(who, "0 new entries"), (who, "2 new entries")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"format": "exam-journal", "attempt": 7, "records": []}',
        b'{"format": "exam-journal", "attempt": "x", "records": {}}',
    ],
)
def test_another_file_is_refused_in_words(begun, content):
    with pytest.raises(UnusableJournal, match="不是终端的应急备份|not an emergency copy"):
        bring(begun, content)


@pytest.mark.parametrize(
    "change", [{"nonce": "AAAA"}, {"data": "?"}, {"epoch": "1"}, {"seq": None}, {"attempt": "x"}]
)
def test_a_damaged_file_is_refused_as_a_whole(begun, change):
    rows = json.loads(file_of(begun))["records"]
    with pytest.raises(UnusableJournal):
        bring(begun, damaged(begun, rows, change))
    assert not begun.attempt.events.exists()


def damaged(begun, rows, change) -> bytes:
    content = {
        "format": "exam-journal",
        "attempt": str(begun.attempt.uuid),
        "records": [rows[0], rows[1] | change],
    }
    return json.dumps(content).encode()


def test_the_file_of_another_candidate_is_refused_also_under_a_changed_name(begun):
    other = started_attempt()
    with pytest.raises(UnusableJournal, match="另一位考生|another candidate"):
        bring(begun, file_of(other))
    foreign = [
        as_json(record) | {"attempt": str(begun.attempt.uuid)}
        for record in records_of(other, other.answer(1))
    ]
    renamed = json.dumps(
        {"format": "exam-journal", "attempt": str(begun.attempt.uuid), "records": foreign}
    ).encode()
    with pytest.raises(UnusableJournal, match="没有属于这位考生|sealed for this candidate"):
        bring(begun, renamed)
    assert not begun.attempt.events.exists()


# --- one file of a terminal that several candidates used ----------------


def together(*begun) -> bytes:
    """Return the one file of a terminal at which all of these wrote."""
    journals = [
        {"attempt": str(one.attempt.uuid), "records": json.loads(file_of(one))["records"]} for one in begun
    ]
    return json.dumps({"format": "exam-journal", "version": 2, "journals": journals}).encode()


def test_one_file_is_taken_for_everybody_of_the_sitting_and_for_nobody_else(begun):
    other, elsewhere = in_the_same_sitting(begun), started_attempt()
    about = {"sitting_uuid": begun.sitting.uuid, "actor": ACTOR, "now": begun.began + 2 * MINUTE}
    content = together(elsewhere, other, begun)
    brought = bring_journals(content=content, **about)
    assert list(brought) == [begun.attempt.uuid, other.attempt.uuid], "by candidate number"
    assert [row.new for row in brought.values()] == [2, 2]
    assert not elsewhere.attempt.events.exists()
    assert [row.new for row in bring_journals(content=content, **about).values()] == [0, 0]
    with pytest.raises(UnusableJournal, match="没有|Nothing in this file"):
        bring_journals(content=together(elsewhere), **about)


def test_what_is_forged_for_one_holds_up_nobody_else(begun):
    other = in_the_same_sitting(begun)
    written = json.loads(together(begun, other))
    theirs = written["journals"][1]["records"]
    written["journals"][0]["records"] = [row | {"attempt": str(begun.attempt.uuid)} for row in theirs]
    about = {"sitting_uuid": begun.sitting.uuid, "actor": ACTOR, "now": begun.began + 2 * MINUTE}
    assert list(bring_journals(content=json.dumps(written).encode(), **about)) == [other.attempt.uuid]
    assert not begun.attempt.events.exists()


def test_the_file_of_a_terminal_is_also_taken_for_one_candidate_only(begun):
    other = in_the_same_sitting(begun)
    assert bring(begun, together(other, begun)).new == 2
    assert not other.attempt.events.exists()


@pytest.mark.parametrize("journals", [None, {}, [[]], [{"attempt": "x", "records": []}], [{"records": []}]])
def test_a_file_of_several_that_is_none_is_refused_in_words(begun, journals):
    content = json.dumps({"format": "exam-journal", "version": 2, "journals": journals}).encode()
    with pytest.raises(UnusableJournal):
        bring(begun, content)


def test_the_console_takes_the_file_and_says_what_came_for_whom(begun):
    other = in_the_same_sitting(begun)
    client = sign_in(Client(), invigilator_at(begun.sitting.site))
    path = f"/exams/console/{begun.sitting.uuid}/emergency/"
    with time_machine.travel(begun.began + 2 * MINUTE, tick=False):
        page = client.post(path, {"file": SimpleUploadedFile("j.json", together(begun, other))}, follow=True)
        refused = client.post(path, {"file": SimpleUploadedFile("j.json", b"{}")})
    told = [str(message) for message in page.context["messages"]]
    assert [message[:3] for message in told] == ["001", "002"]
    assert begun.attempt.events.count() == other.attempt.events.count() == 2
    assert (refused.status_code, refused.context["form"].errors != {}) == (422, True)


def in_the_same_sitting(begun):
    """Return a further candidate of the sitting who has begun."""
    user = trainee_at(begun.sitting.site)
    enrolment = enrol(user, begun.enrolment.version)
    admit_candidates(
        sitting_uuid=begun.sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=begun.began
    )
    attempt = attempt_of(begun.sitting, enrolment)
    lease = take_lease(ref=ref_of(attempt, seat=OTHER_SEAT), actor=ACTOR, now=begun.began)
    attempt.refresh_from_db()
    return replace(begun, user=user, enrolment=enrolment, attempt=attempt, lease=lease)


def test_the_terminal_is_told_what_a_code_is_compared_with_and_never_the_code(begun):
    code, check = emergency_code(begun.sitting.uuid), emergency_check(begun.sitting.uuid)
    typed = code.replace("-", "").encode()
    found = hashlib.pbkdf2_hmac("sha256", typed, check["salt"].encode(), check["rounds"]).hex()
    assert check["check"] == found
    paper = get_terminal_paper(begun.ref)
    assert paper.emergency == check
    assert code not in json.dumps(paper.emergency)
    assert emergency_code(uuid4()) != code


# --- the pages ----------------


def upload(client: Client, begun, content: bytes, *, shown=None):
    path = f"/exams/console/{begun.sitting.uuid}/attempts/{begun.attempt.uuid}/journal/"
    with time_machine.travel(shown or begun.began + 2 * MINUTE, tick=False):
        return client.post(path, {"file": SimpleUploadedFile("journal.json", content)}, follow=True)


@pytest.mark.parametrize("who", [invigilator_at, examinations_officer_at])
def test_staff_of_the_site_see_the_code_and_upload_the_file(begun, who):
    client = sign_in(Client(), who(begun.sitting.site))
    page = client.get(f"/exams/console/{begun.sitting.uuid}/emergency/").content.decode()
    assert emergency_code(begun.sitting.uuid) in page
    assert begun.user.display_name in page
    assert upload(client, begun, file_of(begun)).status_code == 200
    assert begun.attempt.events.count() == 2
    refused = upload(client, begun, b"{}")
    assert (refused.status_code, refused.context["form"].errors != {}) == (422, True)


def test_staff_of_another_site_find_neither(begun):
    client = sign_in(Client(), invigilator_at(a_site()))
    assert client.get(f"/exams/console/{begun.sitting.uuid}/emergency/").status_code == 404
    assert upload(client, begun, file_of(begun)).status_code == 404
    assert not begun.attempt.events.exists()


def test_when_a_file_came_is_said_by_the_examinations_time_not_by_a_wall_clock_that_was_set(begun):
    client = sign_in(Client(), invigilator_at(begun.sitting.site))
    with time_machine.travel(begun.began + MINUTE, tick=False):
        pulse.start()
    try:
        upload(client, begun, file_of(begun), shown=begun.began + 100 * MINUTE)
        counted = pulse.now()
    finally:
        pulse.stop()
    event = begun.attempt.events.first()
    assert abs(event.received_at - counted) < MINUTE
    assert event.held == "", "set forward, the wall clock would have made it late"


def test_a_file_that_comes_while_nobody_may_rely_on_the_time_is_asked_for_again(begun):
    keep_time(is_web=True, now=begun.began)
    client = sign_in(Client(), invigilator_at(begun.sitting.site))
    page = upload(client, begun, file_of(begun))
    assert (page.status_code, page.context["form"].errors != {}) == (422, True)
    assert not AuditEntry.objects.filter(action="exams.bring_journal").exists()
    keep_time(is_web=True, now=begun.began + 2 * MINUTE)
    assert upload(client, begun, file_of(begun)).status_code == 200
    assert begun.attempt.events.count() == 2
