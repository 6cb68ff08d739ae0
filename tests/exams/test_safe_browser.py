"""Safe Exam Browser is known by the hash of address and config key; papers wait for it, answers do not."""

import hashlib
import json

import pytest
import time_machine
from django.test import Client

from lms.core.models import AuditEntry
from lms.exams.errors import SittingRefused
from lms.exams.models import AnswerEvent, IncidentEvent, Receipt, Sitting
from lms.exams.sittings.errors import UnusableBrowserKey
from lms.exams.sittings.operations import ask_for_safe_browser
from lms.exams.sittings.room_models import WRITTEN_BY_PEOPLE, IncidentCategory
from lms.exams.sittings.safe_browser import MOST_KEYS, hash_of, is_genuine, read_keys
from tests.factories.accounts import client_at, examinations_officer_at, instructor_at, sign_in
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import ACTOR, a_sitting, attempt_of, open_sitting_for
from tests.factories.planning import planned

pytestmark = pytest.mark.django_db
KEY, OTHER = "a1" * 32, "0f" * 32
HOST = "http://testserver"


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


class Room:
    """A candidate at a terminal of a sitting that asks for the browser."""

    def __init__(self, *, keys=(KEY,)):
        self.user, enrolment = enrolled_trainee()
        self.sitting = open_sitting_for(enrolment)
        Sitting.objects.filter(pk=self.sitting.pk).update(browser_keys="\n".join(keys))
        self.attempt = attempt_of(self.sitting, enrolment)
        self.client = sign_in(client_at(self.sitting.room), self.user)
        self.api = f"/api/v1/exams/attempts/{self.attempt.uuid}"
        self.page = f"/exams/attempts/{self.attempt.uuid}/"

    def headers(self, path, key):
        return {"X-SafeExamBrowser-ConfigKeyHash": sha(HOST + path + key)} if key else {}

    def get(self, path, key=KEY):
        return self.client.get(path, headers=self.headers(path, key))

    def post(self, path, body=None, key=KEY):
        headers = self.headers(path, key)
        return self.client.post(path, body or {}, content_type="application/json", headers=headers)

    def events(self, paper, seq=1):
        item = next(item for item in paper["items"] if item["kind"] == "true_false")
        event = {"seq": seq, "item": item["uuid"], "response": True, "monotonic_ms": 1, "client_at": ""}
        return {"epoch": paper["epoch"], "events": [event]}


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def incidents():
    return IncidentEvent.objects.filter(category=IncidentCategory.BROWSER)


@pytest.fixture
def room():
    return Room()


def test_the_hash_is_that_of_the_whole_address_with_its_query_and_without_its_fragment() -> None:
    # Reckoned by another program: printf '%s' ADDRESS KEY | sha256sum
    address = "https://exam.example/api/clock?epoch=1&unsynced=0"
    expected = "87ab3bacc561564ecd394981d915efee310c913269a4f8af0c815e82be63b8be"
    assert hash_of(address, KEY) == expected
    assert hash_of(f"{address}#3", KEY) == expected
    assert hash_of(address.partition("?")[0], KEY) != expected
    assert is_genuine(expected.upper(), url=address, keys=[OTHER, KEY])
    for sent in ("", KEY, expected[:-1], "é" * 64, hash_of(address, OTHER)):
        assert not is_genuine(sent, url=address, keys=[KEY])
    assert not is_genuine(expected, url=address, keys=[])


def test_with_the_right_hash_everything_goes_and_nothing_is_noted(room) -> None:
    assert room.get(room.page).status_code == 200
    paper = room.post(f"{room.api}/lease").json()
    assert room.get(room.api).status_code == 200
    assert room.get(f"{room.api}/clock?epoch=1&unsynced=0").status_code == 200
    assert room.post(f"{room.api}/events", room.events(paper)).json()["acknowledged"] == {"1": 1}
    assert room.post(f"{room.api}/hand-in", {"final_seq": 1}).json()["state"] == "handed_in"
    assert not incidents().exists()


@pytest.mark.parametrize("key", [None, OTHER])
def test_without_it_nobody_gets_a_paper_and_the_page_says_what_to_do(room, key) -> None:
    page = room.get(room.page, key)
    assert page.status_code == 403
    assert "Safe Exam Browser" in page.content.decode()
    refused = room.post(f"{room.api}/lease", key=key)
    assert (refused.status_code, refused.json()["code"]) == (403, "exams.attempt.safe_browser_needed")
    room.attempt.refresh_from_db()
    assert room.attempt.state == "prepared"
    assert incidents().count() == 1
    assert incidents().get().attempt == room.attempt


def test_a_hash_of_another_address_is_not_one_of_this(room) -> None:
    headers = room.headers(room.page, KEY)
    assert room.client.post(f"{room.api}/lease", headers=headers).status_code == 403


def test_the_user_agent_proves_nothing(room) -> None:
    answer = room.client.get(room.page, headers={"user-agent": "Mozilla/5.0 SEB/3.9"})
    assert answer.status_code == 403


def test_answers_of_a_page_that_loses_the_header_are_kept_and_count_and_one_incident_tells(room) -> None:
    paper = room.post(f"{room.api}/lease").json()
    for seq in (1, 2, 3):
        saved = room.post(f"{room.api}/events", room.events(paper, seq), key=None)
        assert saved.json()["acknowledged"] == {"1": seq}
    assert not AnswerEvent.objects.exclude(held="").exists()
    assert room.get(f"{room.api}/clock?epoch=1", key=None).status_code == 200
    assert room.get(room.api, key=None).status_code == 403
    assert room.post(f"{room.api}/hand-in", {"final_seq": 3}, key=None).json()["state"] == "handed_in"
    assert Receipt.objects.filter(attempt=room.attempt).exists()
    assert incidents().count() == 1


def test_each_of_several_keys_opens(room) -> None:
    Sitting.objects.update(browser_keys=f"{OTHER}\n{KEY}")
    assert room.get(room.page, OTHER).status_code == 200
    assert room.get(room.page, KEY).status_code == 200


def test_a_sitting_without_keys_asks_nothing() -> None:
    room = Room(keys=())
    assert room.get(room.page, None).status_code == 200
    assert not incidents().exists()


def test_nobody_learns_by_it_of_a_foreign_attempt(room) -> None:
    stranger, _enrolment = enrolled_trainee()
    client = sign_in(client_at(room.sitting.room, seat="2"), stranger)
    assert client.post(f"{room.api}/lease").status_code == 404
    assert not incidents().exists()


def test_what_the_platform_notes_cannot_be_chosen_by_a_person() -> None:
    assert IncidentCategory.BROWSER not in WRITTEN_BY_PEOPLE
    assert IncidentCategory.OTHER in WRITTEN_BY_PEOPLE


# --- the desk ----------------------------------------------------------------------------------------------------


def ask(sitting, *keys, reason="School computers"):
    return ask_for_safe_browser(sitting_uuid=sitting.uuid, keys=keys, reason=reason, actor=ACTOR, now=NOW)


def test_keys_are_asked_for_before_and_only_lifted_while_the_room_is_open() -> None:
    _user, enrolment = enrolled_trainee()
    sitting = a_sitting(enrolment)
    assert ask(sitting, KEY, OTHER).browser_keys == f"{KEY}\n{OTHER}"
    entry = AuditEntry.objects.get(action="exams.ask_for_safe_browser")
    assert KEY not in json.dumps(str(vars(entry)))
    Sitting.objects.update(state="open")
    with pytest.raises(SittingRefused):
        ask(sitting, OTHER)
    assert ask(sitting).browser_keys == ""
    Sitting.objects.update(state="closed")
    with pytest.raises(SittingRefused):
        ask(sitting)


@pytest.mark.parametrize("keys", [("x" * 64,), (KEY[:-1],), (KEY.upper(),), (KEY,) * (MOST_KEYS + 1)])
def test_what_is_no_key_is_refused(keys) -> None:
    _user, enrolment = enrolled_trainee()
    with pytest.raises(UnusableBrowserKey):
        ask(a_sitting(enrolment), *keys)


def test_the_officer_writes_keys_one_on_each_line_and_others_may_not() -> None:
    assert read_keys(f" {KEY.upper()} \n\n{KEY}\n{OTHER}") == [KEY, OTHER]
    plan = planned()
    path = f"/authoring/sittings/{plan.sitting.uuid}/safe-browser/"
    officer = sign_in(Client(), plan.officer)
    assert officer.get(path).status_code == 200
    assert officer.post(path, {"keys": "no key", "reason": "School computers"}).status_code == 422
    assert officer.post(path, {"keys": KEY.upper(), "reason": "School computers"}).status_code == 302
    plan.sitting.refresh_from_db()
    assert plan.sitting.browser_keys == KEY
    elsewhere = sign_in(Client(), examinations_officer_at(planned().site))
    assert elsewhere.post(path, {"keys": "", "reason": "School computers"}).status_code == 404
    assert sign_in(Client(), instructor_at(plan.site)).get(path).status_code in (302, 403)
