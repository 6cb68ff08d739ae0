"""What a terminal still holds, brought without a sign-in: the seal is the proof; nothing counts twice or is told."""

import json
import secrets
from base64 import b64encode
from dataclasses import asdict, replace
from uuid import UUID, uuid4

import pytest
import time_machine
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.core.models import AuditEntry
from lms.exams.api import NewEvent, hand_in, save_events, take_lease
from lms.exams.errors import SeatInUse
from lms.exams.models import AnswerEvent
from lms.exams.sittings import limits
from lms.exams.sittings.operations import decide_seat_request, incidents
from lms.exams.sittings.operations.leftovers import take_leftovers
from lms.exams.sittings.queries import get_terminal_paper
from lms.exams.sittings.room_log import room_log
from lms.exams.sittings.room_models import KeptTime
from lms.exams.sittings.sealing import SealedRecord, journal_key
from tests.factories.exams import ACTOR, MINUTE, OTHER_SEAT, ref_of, started_attempt

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/exams/leftovers"


@pytest.fixture
def begun():
    return started_attempt()


def content_of(event: NewEvent, epoch: int = 1) -> dict:
    return {**asdict(event), "item": str(event.item), "epoch": epoch}


def sealed(attempt: UUID, content: dict, *, key: str = "", epoch: int | None = None) -> SealedRecord:
    """Return a record as the page of a lease seals it."""
    of = epoch or content["epoch"]
    nonce = secrets.token_bytes(12)
    cipher = AESGCM(bytes.fromhex(key or journal_key(attempt, of)))
    data = cipher.encrypt(nonce, json.dumps(content).encode(), None)
    return SealedRecord(attempt, of, content["seq"], nonce, data)


def records_of(begun, *events, epoch=1):
    return [sealed(begun.attempt.uuid, content_of(event, epoch)) for event in events]


def bring(begun, records, *, after=2 * MINUTE):
    return take_leftovers(records=records, actor=ACTOR, now=begun.began + after)


def current(begun):
    return {str(row.item_uuid): row.response for row in begun.attempt.answers.all()}


def names(records):
    return {record.name for record in records}


def test_sealed_answers_count_without_anybody_signed_in_and_only_once(begun):
    records = records_of(begun, begun.answer(1), begun.answer(2, item=1))
    for _again in range(2):
        outcome = bring(begun, records)
        assert (names(outcome.taken), outcome.refused, outcome.ended) == (names(records), [], [])
    assert begun.attempt.events.count() == 2
    assert current(begun)[begun.item_uuids()[1]] == begun.answer(2, item=1).response


def test_what_was_saved_live_and_comes_again_sealed_is_the_same_event(begun):
    save_events(ref=begun.ref, epoch=1, events=[begun.answer(1)], actor=ACTOR, now=begun.began + MINUTE)
    outcome = bring(begun, records_of(begun, begun.answer(1)))
    assert len(outcome.taken) == begun.attempt.events.count() == 1


def test_after_the_end_they_are_kept_but_do_not_count_and_the_machine_may_forget(begun):
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=begun.began + MINUTE)
    outcome = bring(begun, records_of(begun, begun.answer(1)))
    assert (outcome.held, outcome.ended) == (1, [begun.attempt.uuid])
    assert begun.attempt.events.get().held == "after_end"
    assert current(begun) == {}


def test_the_note_of_the_page_proves_the_page_and_adds_nothing(begun):
    note = sealed(begun.attempt.uuid, {"epoch": 1, "seq": 0, "flags": []})
    outcome = bring(begun, [note])
    assert (outcome.taken, begun.attempt.events.count()) == ([note], 0)


def test_what_stands_under_the_number_of_the_note_and_is_more_is_kept_for_the_officer(begun):
    more = {**content_of(begun.answer(1)), "seq": 0}
    outcome = bring(begun, [sealed(begun.attempt.uuid, more)])
    assert (outcome.taken, len(outcome.refused)) == ([], 1)
    assert entries(begun) == [("refused", "unreadable", more)]


def test_a_seat_that_was_left_cannot_write_as_the_one_that_goes_on(begun):
    assert _move(begun).epoch == 2
    old_key = journal_key(begun.attempt.uuid, 1)
    forged = sealed(begun.attempt.uuid, content_of(begun.answer(1), epoch=2), key=old_key)
    assert bring(begun, [forged]).taken == []
    assert not begun.attempt.events.exists()
    left = bring(begun, records_of(begun, begun.answer(1)))
    assert len(left.taken) == 1
    assert begun.attempt.events.get().channel == "late"


def _move(begun):
    other, now = ref_of(begun.attempt, seat=OTHER_SEAT), begun.began + MINUTE
    with pytest.raises(SeatInUse):
        take_lease(ref=other, actor=ACTOR, now=now)
    asked = begun.attempt.seat_requests.get()
    decide_seat_request(
        request_uuid=asked.uuid, sitting_uuid=begun.sitting.uuid, approve=True, actor=ACTOR, now=now
    )
    return take_lease(ref=other, actor=ACTOR, now=now)


@pytest.mark.parametrize("wrong", ["attempt", "epoch", "seq", "nonce", "data", "key"])
def test_a_record_that_is_not_what_its_page_sealed_changes_nothing(begun, wrong):
    good = records_of(begun, begun.answer(1))[0]
    flipped = bytes([good.data[0] ^ 1]) + good.data[1:]
    bad = {
        "attempt": replace(good, attempt=started_attempt().attempt.uuid),
        "epoch": replace(good, epoch=2),
        "seq": replace(good, seq=2),
        "nonce": replace(good, nonce=bytes(12)),
        "data": replace(good, data=flipped),
        "key": sealed(begun.attempt.uuid, content_of(begun.answer(1)), key="11" * 32),
    }[wrong]
    outcome = bring(begun, [bad])
    assert (outcome.taken, outcome.refused, outcome.ended) == ([], [], [])
    assert not AnswerEvent.objects.exists()


def test_one_bad_event_does_not_hold_up_the_others(begun):
    foreign = replace(begun.answer(2), item=uuid4())
    odd = content_of(begun.answer(3)) | {"monotonic_ms": "soon"}
    records = [
        *records_of(begun, begun.answer(1), foreign, begun.answer(4, item=2)),
        sealed(begun.attempt.uuid, odd),
    ]
    outcome = bring(begun, records)
    assert {record.seq for record in outcome.taken} == {1, 4}
    assert {record.seq for record in outcome.refused} == {2, 3}


def test_the_same_number_with_another_answer_is_refused_and_the_first_stays(begun):
    save_events(ref=begun.ref, epoch=1, events=[begun.answer(1)], actor=ACTOR, now=begun.began + MINUTE)
    outcome = bring(begun, records_of(begun, begun.answer(1, right=False)))
    assert (outcome.taken, len(outcome.refused)) == ([], 1)
    assert current(begun)[begun.item_uuids()[0]] == begun.answer(1).response


# --- what can never count -----


def entries(begun):
    rows = begun.attempt.incidents.filter(entry__isnull=False).order_by("pk")
    return [(row.category, row.text, json.loads(row.entry)) for row in rows]


def test_what_can_never_count_is_kept_word_for_word_once_and_leaves_what_counts_alone(begun):
    save_events(ref=begun.ref, epoch=1, events=[begun.answer(1)], actor=ACTOR, now=begun.began + MINUTE)
    before = current(begun)
    odd = content_of(begun.answer(4)) | {"monotonic_ms": "soon", "response": "\u0000\ud800 十二 "}
    records = [
        *records_of(
            begun,
            begun.answer(1, right=False),
            replace(begun.answer(2), item=uuid4()),
            replace(begun.answer(3), response={"a": "b"}),
        ),
        sealed(begun.attempt.uuid, odd),
    ]
    assert names(bring(begun, records).refused) == names(records)
    told = AuditEntry.objects.filter(action="exams.sequence_conflict").count()
    assert names(bring(begun, records).refused) == names(records)
    assert [why for _category, why, _entry in entries(begun)] == [
        "unreadable",
        "conflict",
        "item",
        "response",
    ]
    assert {category for category, _why, _entry in entries(begun)} == {"refused"}
    assert entries(begun)[0][2] == odd
    assert AuditEntry.objects.filter(action="exams.sequence_conflict").count() == told
    assert entries(begun)[3][2]["response"] == {"a": "b"}
    assert (current(begun), begun.attempt.events.count()) == (before, 1)


def test_so_many_are_kept_and_further_ones_stay_on_their_terminal(begun, monkeypatch):
    monkeypatch.setattr(incidents, "MOST_ENTRIES", 2)
    foreign = [replace(begun.answer(number), item=uuid4()) for number in (1, 2, 3)]
    records = records_of(begun, *foreign)
    for _again in range(2):
        assert names(bring(begun, records).refused) == names(records[:2])
    assert len(entries(begun)) == 2


def test_of_an_attempt_that_is_not_here_nothing_is_kept_and_nothing_is_said(begun):
    gone = uuid4()
    odd = {"epoch": 1, "seq": 1, "response": "x"}
    outcome = bring(begun, [sealed(gone, odd, key=journal_key(gone, 1))])
    assert (outcome.taken, outcome.refused, outcome.ended) == ([], [], [])


def test_who_watches_reads_why_an_entry_cannot_count_and_only_a_reviewer_what_it_says(begun):
    bring(begun, records_of(begun, replace(begun.answer(7), response={"typed": "zwölf"})))
    (line,) = [row for row in room_log(begun.sitting) if "1.7" in row.text]
    assert "zwölf" not in line.text
    (line,) = [row for row in room_log(begun.sitting, with_answers=True) if "1.7" in row.text]
    assert "zwölf" in line.text


def deep(levels: int) -> object:
    value: object = "x"
    for _level in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "change",
    [
        {"client_at": "\u0000"},
        {"client_at": "\ud800"},
        {"client_at": "2026-01-01T00:00:00Z" * 3},
        {"client_at": {"at": "now"}},
        {"marked": True, "response": "an answer beside the mark"},
        {"seq": True},
        {"monotonic_ms": True},
        {"monotonic_ms": 10**12},
        {"response": [{"unhashable": []}]},
        {"response": float("nan")},
        {"response": "\u0000\ud800"},
        {"item": "\u0000"},
        {"confidence": 3},
        {"response_2": "what a later version of the page may say"},
    ],
    ids=repr,
)
def test_hostile_content_is_kept_as_it_stands_and_holds_up_nothing(begun, change):
    odd = content_of(begun.answer(1)) | change
    with time_machine.travel(begun.began + MINUTE, tick=False):
        record = replace(sealed(begun.attempt.uuid, odd), seq=1)
        reply = post([record, *records_of(begun, begun.answer(2, item=1))])
    name = str(begun.attempt.uuid)
    assert reply.json() == {"taken": [[name, 1, 2]], "refused": [[name, 1, 1]], "ended": []}
    assert [json.dumps(entry) for _category, _why, entry in entries(begun)] == [
        json.dumps(odd, sort_keys=True)
    ]


@pytest.mark.parametrize("levels", [30, *range(850, 930, 7)])
def test_what_no_reader_could_follow_opens_nothing_and_holds_up_nothing(begun, levels):
    odd = content_of(begun.answer(1)) | {"response": deep(levels)}
    with time_machine.travel(begun.began + MINUTE, tick=False):
        reply = post([sealed(begun.attempt.uuid, odd), *records_of(begun, begun.answer(2))])
    assert reply.json() == {"taken": [[str(begun.attempt.uuid), 1, 2]], "refused": [], "ended": []}


def test_what_an_entry_says_can_be_shown_and_printed_whatever_it_is(begun):
    said = "\u0000\ud800\x1b 十二\u3000<b>"
    odd = content_of(begun.answer(2)) | {"monotonic_ms": "soon", "answer": said}
    foreign = content_of(begun.answer(1)) | {"item": str(uuid4()), "response": said}
    bring(begun, [sealed(begun.attempt.uuid, content) for content in (odd, foreign)])
    lines = {row.text for row in room_log(begun.sitting, with_answers=True) if "1." in row.text}
    assert len(lines) == 2
    for text in lines:
        assert "十二\u3000<b>" in text
        assert text.encode().isascii() is False
        assert not set(text) & {"\u0000", "\x1b"}


def test_an_incident_under_the_same_key_is_not_taken_for_the_entry(begun):
    content = content_of(replace(begun.answer(1), item=uuid4()))
    key = incidents.entry_key(begun.attempt.uuid, content)
    note = incidents.NewIncident(begun.sitting.uuid, "illness", client_key=key)
    incidents.note_incident(incident=note, actor=ACTOR, now=begun.began)
    for _again in range(2):
        assert bring(begun, [sealed(begun.attempt.uuid, content)]).refused == []


def test_while_the_clock_is_in_doubt_nothing_is_refused_for_good(begun):
    KeptTime.objects.update_or_create(pk=1, defaults={"kept_at": begun.began + 9 * MINUTE})
    events = (begun.answer(1), replace(begun.answer(2), item=uuid4()))
    outcome = bring(begun, records_of(begun, *events))
    assert (outcome.taken, outcome.refused, entries(begun)) == ([], [], [])


def test_after_the_servers_key_has_changed_nothing_is_refused_for_good(begun, settings):
    records = records_of(begun, replace(begun.answer(1), item=uuid4()))
    settings.LOOKUP_KEY = "another key of this server, as after a restore without its secrets"
    outcome = bring(begun, records)
    assert (outcome.taken, outcome.refused, entries(begun)) == ([], [], [])


# --- over HTTP ----------------


def as_json(record: SealedRecord) -> dict:
    return {
        "attempt": str(record.attempt),
        "epoch": record.epoch,
        "seq": record.seq,
        "nonce": b64encode(record.nonce).decode(),
        "data": b64encode(record.data).decode(),
    }


def post(records, client=None):
    body = {"records": [as_json(record) for record in records]}
    return (client or Client()).post(ADDRESS, body, content_type="application/json")


def test_a_terminal_brings_them_before_anybody_signs_in(begun):
    with time_machine.travel(begun.began + MINUTE, tick=False):
        reply = post(records_of(begun, begun.answer(1)))
    assert reply.status_code == 200
    assert reply.json() == {"taken": [[str(begun.attempt.uuid), 1, 1]], "refused": [], "ended": []}


def test_who_brings_nothing_genuine_cannot_tell_whether_there_is_such_an_attempt(begun):
    key = "11" * 32
    real = sealed(begun.attempt.uuid, content_of(begun.answer(1)), key=key)
    made_up = sealed(uuid4(), content_of(begun.answer(1)), key=key)
    replies, queries = [], []
    for record in (real, made_up):
        with CaptureQueriesContext(connection) as seen:
            reply = post([record])
        replies.append((reply.status_code, reply.content))
        queries.append([query["sql"] for query in seen.captured_queries])
    assert replies[0] == replies[1] == (200, b'{"taken": [], "refused": [], "ended": []}')
    assert queries[0] == queries[1]


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "AAAA"},
        {"data": "not base64!"},
        {"data": b64encode(bytes(70_000)).decode()},
        {"epoch": 0},
        {"seq": -1},
        {"attempt": "x"},
        {"more": 1},
    ],
)
def test_a_body_of_another_form_is_refused(begun, change):
    record = as_json(records_of(begun, begun.answer(1))[0]) | change
    reply = Client().post(ADDRESS, {"records": [record]}, content_type="application/json")
    assert reply.status_code == 422
    assert not begun.attempt.events.exists()


def test_a_body_that_is_too_large_is_refused_before_it_is_read(begun):
    reply = Client().post(ADDRESS, "x" * 300_000, content_type="application/json")
    assert reply.status_code == 413


def test_too_many_requests_of_one_place_wait_and_lose_nothing(begun, monkeypatch):
    monkeypatch.setattr(limits, "REQUESTS_A_MINUTE", 2)
    cache.clear()
    records = records_of(begun, begun.answer(1))
    with time_machine.travel(begun.began + MINUTE, tick=False):
        replies = [post(records) for _try in range(3)]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert replies[2].headers["Retry-After"] == "60"


def test_without_the_cache_saving_goes_on(begun, monkeypatch):
    monkeypatch.setattr(limits.cache, "incr", _fail)
    with time_machine.travel(begun.began + MINUTE, tick=False):
        assert post(records_of(begun, begun.answer(1))).status_code == 200


def _fail(*_arguments, **_options):
    raise ConnectionError


def test_the_page_gets_the_keys_of_its_own_seat_only(begun):
    first = get_terminal_paper(begun.ref).journal_keys
    assert first == {1: journal_key(begun.attempt.uuid, 1)}
    take_lease(ref=begun.ref, actor=ACTOR, now=begun.began + MINUTE)
    assert set(get_terminal_paper(begun.ref).journal_keys) == {1, 2}
    _move(begun)
    other = get_terminal_paper(ref_of(begun.attempt, seat=OTHER_SEAT)).journal_keys
    assert other == {3: journal_key(begun.attempt.uuid, 3)}
