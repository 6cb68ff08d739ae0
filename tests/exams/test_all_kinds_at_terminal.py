"""Every kind marked by rule at a terminal: shown without a key, saved by its form, resumed, marked in shares."""

import json
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client

from lms.core.written_files import taken_back_on_failure
from lms.exams.api import (
    NewScheme,
    NewSitting,
    admit_candidates,
    load_items,
    load_scheme,
    open_sitting,
    schedule_sitting,
)
from lms.exams.bank import rules
from lms.exams.marking.corrections import KeyChange, NewCorrection, preview_correction
from lms.exams.marking.operations import mark_attempt
from lms.exams.models import Attempt, ItemVersion, PaperKey
from lms.exams.paperdesk.forms.answers import read_answers
from lms.exams.paperdesk.presentation.contents import answers_of, in_print_order
from lms.exams.papers.naming import names_on_papers
from lms.exams.papers.rules import order_for
from lms.exams.sittings.queries import find_broken_event
from tests.exams.test_api import Terminal, collect_names
from tests.factories.accounts import client_at, sign_in, trainee_at
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import ACTOR, attempt_of
from tests.factories.organisations import a_room
from tests.factories.practice import PICTURE, RIGHT, a_practice_item, load_practice

pytestmark = pytest.mark.django_db
# Words and numbers that only keys have: none may reach a terminal.
SECRETS = ("7.31", "0.0123", "keyword-one", "keyword-two", "0.4321", "0.1357", "RATIONALE-OF")
BARE = {
    "code": "X-BARE",
    "stem": {"zh": "总开关在哪里？\n[[1]]", "en": "Where is the main switch?\n[[1]]"},
    "key": [1],
    "regions": [{"shape": "rect", "coords": ["0.1357", "0", "0.4321", "1"]}],
}


def examined(kind):
    """Return the practice item of a kind as one of an examination, with a key of secret words where it has words."""
    item = {
        **a_practice_item(kind, topic="all"),
        "use": "examination",
        "code": f"X-{kind.upper().replace('_', '-')}",
    }
    item["rationale"] = {"zh": f"RATIONALE-OF {kind}", "en": f"RATIONALE-OF {kind}"}
    if kind == "numeric":
        item["key"] = {"value": "7.31", "tolerance": "0.0123", "unit": "A"}
    if kind == "fill_in":
        listed = {"accepted": ["短路"], "choices": ["短路", "断路"], "weight": "3"}
        item["key"] = [{"accepted": {"keyword-one": "1", "keyword-two": "0.5"}}, listed]
        item["scoring"] = "per_part"
    if kind == "matching":
        item["scoring"] = "per_part"
    return item


ANSWERS = {**RIGHT, "numeric": ["7.31 A"], "fill_in": ["Keyword-TWO", "短路"], "matching": ["a:2", "b:3"]}


class Room:
    """A sitting with one item of each kind, and one whose only region is the right one."""

    def __init__(self, *, release="by_two"):
        load_practice([*(examined(kind) for kind in RIGHT), {**examined("hotspot"), **BARE}])
        cells = [
            {"topic": "all", "type": kind, "count": 1, "marks": 10} for kind in RIGHT if kind != "hotspot"
        ]
        cells.append({"topic": "all", "type": "hotspot", "count": 2, "marks": 10})
        scheme = load_scheme(
            scheme=NewScheme("SCHEME", {"zh": "全部题型"}, 30, 60, cells, {"zh": "计划"}, release=release),
            actor=ACTOR,
            now=NOW,
        )
        self.user, enrolment = enrolled_trainee()
        new = NewSitting(
            scheme, a_room(enrolment.site, seats=9), {"zh": "考试"}, NOW, NOW.replace(hour=23), "s", uuid4()
        )
        self.sitting = schedule_sitting(sitting=new, actor=ACTOR, now=NOW)
        admit_candidates(
            sitting_uuid=self.sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=NOW
        )
        open_sitting(sitting_uuid=self.sitting.uuid, actor=ACTOR, now=NOW)
        self.attempt = attempt_of(self.sitting, enrolment)
        self.path = f"/api/v1/exams/attempts/{self.attempt.uuid}"
        self.terminal = Terminal(self.user, self.sitting.room)

    def start(self):
        return self.terminal.post(f"{self.path}/lease").json()

    def save(self, epoch, *pairs, first=1):
        events = [
            {"seq": seq, "item": uuid, "response": response, "monotonic_ms": seq, "client_at": ""}
            for seq, (uuid, response) in enumerate(pairs, start=first)
        ]
        return self.terminal.post(f"{self.path}/events", {"epoch": epoch, "events": events})


@pytest.fixture(autouse=True)
def at_nine(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def room():
    return Room()


def answers_to(paper):
    """Return for each item of a paper the response of `ANSWERS`; on the bare picture a point is marked."""
    pairs = []
    for item in paper["items"]:
        names = names_on_papers(ItemVersion.objects.get(uuid=item["uuid"]))
        values = ["0.2,0.5"] if item["kind"] == "hotspot" and "regions" not in item else ANSWERS[item["kind"]]
        on_paper = [":".join(names.get(name, name) for name in value.split(":")) for value in values]
        pairs.append((item["uuid"], rules.read_response(item["kind"], on_paper)))
    return pairs


def test_no_byte_to_the_terminal_tells_a_key_of_any_kind(room):
    paper = room.start()
    replies = [
        room.terminal.post(f"{room.path}/lease"),
        room.save(2, *answers_to(paper)),
        room.terminal.get(room.path),
        room.terminal.get(f"/exams/attempts/{room.attempt.uuid}/"),
        room.terminal.get(f"/exams/sittings/{room.sitting.uuid}/"),
    ]
    typed = json.dumps(dict(answers_to(paper)), ensure_ascii=False).lower()
    for place, reply in enumerate(replies):
        assert reply.status_code == 200, reply.content
        text = reply.content.decode()
        # What the candidate typed comes back to the candidate; before that nothing of it was there.
        secrets = [secret for secret in SECRETS if place < 2 or secret.lower() not in typed]
        assert not [secret for secret in secrets if secret in text]
    names = set()
    for reply in replies[:3]:
        collect_names(reply.json(), names)
    told = {
        "key",
        "accepted",
        "weights",
        "weight",
        "scoring",
        "tolerance",
        "rationale",
        "share",
        "coords",
        "case",
    }
    assert not names & told


def test_regions_are_sent_only_with_wrong_ones_among_them(room):
    places = [item for item in room.start()["items"] if item["kind"] == "hotspot"]
    (listed,) = [item for item in places if "regions" in item]
    (bare,) = [item for item in places if "regions" not in item]
    assert [region["id"] for region in listed["regions"]] == ["a", "b"]
    assert (listed["picks"], bare["picks"], bare["plan"]["height"]) == (1, 1, "500")


def test_structured_answers_are_kept_resumed_and_marked_in_shares(room):
    paper = room.start()
    assert room.save(1, *answers_to(paper)).status_code == 200
    again = room.terminal.get(room.path).json()
    assert {uuid: row["response"] for uuid, row in again["answers"].items()} == dict(answers_to(paper))
    assert room.terminal.post(f"{room.path}/hand-in", {"final_seq": len(paper["items"])}).status_code == 200
    attempt = Attempt.objects.get()
    assert find_broken_event(attempt) is None
    result = mark_attempt(attempt_uuid=attempt.uuid, actor=ACTOR, now=NOW)
    # Of nine items at ten marks: half of the pairs, and of the gaps half of one part and all of three.
    assert (result.score, result.max_score) == (90 - 5 - 10 / 8, 90)
    receipt = attempt.receipts.get()
    assert receipt.payload["answers"] == result.answers_digest
    assert receipt.payload["answered"] == 9


def test_what_the_printed_key_says_is_read_as_the_key_and_another_answer_marks_again(room):
    paper = room.start()
    room.save(1, *answers_to(paper))
    room.terminal.post(f"{room.path}/hand-in", {"final_seq": len(paper["items"])})
    before = mark_attempt(attempt_uuid=room.attempt.uuid, actor=ACTOR, now=NOW)
    key = PaperKey.objects.select_related("paper").get()
    said, changes = answers_of(key.paper, key.key), []
    for item in in_print_order(key.paper):
        former, kind = key.key[item["uuid"]]["key"], item["kind"]
        if kind == "hotspot" and "regions" not in item:
            assert read_answers(item, said[item["uuid"]], former) is None
            continue
        same = read_answers(item, said[item["uuid"]], former)
        assert same == [rules.kept_numbers(former) if kind == "numeric" else former], kind
        if kind in OTHERWISE:
            other = read_answers(item, OTHERWISE[kind], former)
            changes.append(KeyChange(UUID(item["uuid"]), tuple(other)))
    correction = NewCorrection(key.paper.uuid, 1, tuple(changes))
    (remark,) = preview_correction(correction).changed
    assert before.score - remark.after.score == 10 + Decimal("1.25")


# Another number, and another word for the gap that weighs one of four, of which half was earned.
OTHERWISE = {"numeric": "8.0 ~ 8.2", "fill_in": "keyword-three\n短路"}


def test_a_response_of_another_form_is_refused_and_nothing_of_the_batch_is_kept(room):
    paper = room.start()
    by_kind = {
        item["kind"]: item["uuid"]
        for item in paper["items"]
        if "regions" in item or item["kind"] != "hotspot"
    }
    wrong = {
        "ordering": [{"a": 9}, ["a"], {"z": 1}],
        "matching": [{"a": "9"}, {"a": 1}, "a:1"],
        "numeric": [4.5, ["4"], "1\x00", "9" * 101],
        "fill_in": ["x", ["x"], ["x", "other"], [1, 2]],
        "hotspot": [["a", "b"], ["z"], "a", ["2,2"], {"x": 1}],
    }
    for kind, responses in wrong.items():
        for response in responses:
            reply = room.save(1, (by_kind["true_false"], True), (by_kind[kind], response))
            assert (reply.status_code, reply.json()["code"]) == (422, "exams.events.unusable_response")
    assert room.terminal.get(room.path).json()["answers"] == {}


def test_each_candidate_has_an_order_of_their_own(room):
    orders = set()
    for seed in map(str, range(12)):
        items = {
            item["kind"]: item for item in order_for(room.sitting.papers.get().content["items"], seed=seed)
        }
        orders.add(
            (
                tuple(option["id"] for option in items["ordering"]["options"]),
                tuple(match["id"] for match in items["matching"]["matches"]),
                tuple(items["fill_in"]["gaps"][1]),
            )
        )
    assert len(orders) > 6


def picture_of(paper):
    item = next(item for item in paper["items"] if item["kind"] == "hotspot")
    return item["attachments"][0]["address"]


def test_a_picture_goes_to_the_seat_that_writes_and_to_nobody_else(room):
    address = f"/exams/attempts/{room.attempt.uuid}/pictures/{PICTURE.name}"
    assert room.terminal.get(address).status_code == 409  # nobody sees a paper before it was started
    assert picture_of(room.start()) == address
    reply = room.terminal.get(address)
    assert (reply.status_code, reply["Content-Type"]) == (200, "image/svg+xml")
    assert b"".join(reply.streaming_content) == PICTURE.content
    assert reply["Cache-Control"].startswith("private")
    assert "sandbox" in reply["Content-Security-Policy"]
    other_seat = sign_in(client_at(room.sitting.room, seat="B2"), room.user)
    other_person = sign_in(client_at(room.sitting.room, seat="C3"), trainee_at(room.sitting.site))
    assert other_seat.get(address).status_code == 409
    assert other_person.get(address).status_code == 404
    assert Client().get(address).status_code in (302, 403)
    assert room.terminal.get(address.replace(PICTURE.name, f"{'0' * 64}.svg")).status_code == 404
    room.terminal.post(f"{room.path}/hand-in", {"final_seq": 0})
    assert room.terminal.get(address).status_code == 409


def test_bank_changes_reach_neither_paper_nor_key(room):
    paper = room.start()
    with taken_back_on_failure():
        load_items(bank_items=[{**examined("numeric"), "key": {"value": "1"}}], actor=ACTOR, now=NOW)
    assert ItemVersion.objects.filter(item__code="X-NUMERIC").count() == 2
    assert room.terminal.get(room.path).json()["items"] == paper["items"]
    key = PaperKey.objects.get().key
    numeric = next(uuid for uuid, entry in key.items() if entry["kind"] == "numeric")
    assert rules.is_correct(rules.key_in(key[numeric]), "7.31")
