"""The next person in the same tab of a terminal: everything that a browser keeps is looked through.

Storage of every sort, what stands in the history, caches, what the server answers, and the files of the profile.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scripts.system_parts import chromium
from tests.accounts.test_sign_in_in_the_browser import enter_as_trainee
from tests.exams.test_keyboard_alone_browser import EXAMINE
from tests.exams.test_kinds_browser import go_to
from tests.exams.test_nothing_is_lost_browser import FOUND, sign_out
from tests.exams.test_runner_browser import answer, begin, state
from tests.exams.test_signed_in_anew_browser import KEPT, REGISTER
from tests.support.browser import FLAGS, SCREENS
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Latin and Chinese, so that no way of writing it down hides it.
SECRET = "Qz7391-only-Ali-知道"
WRITTEN = "fieldset.question textarea"
BACK = 12
# Each has an examination in a room of its own; the computer stays where it is, so its room is the one of the day.
MOVE = """
from lms.accounts.models import Terminal
from lms.organisations.models import Room
print(Terminal.objects.update(room=Room.objects.latest("pk")))
"""

# What pages leave behind beside the storage that FOUND reads.
TRACES = """async () => {
  const root = await navigator.storage.getDirectory();
  const files = [];
  for await (const name of root.keys()) files.push(name);
  const cached = [];
  for (const name of await caches.keys()) {
    for (const one of await (await caches.open(name)).keys()) cached.push(one.url);
  }
  return {
    files, cached, name: window.name, state: history.state,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    shared: document.cookie,
  };
}"""
# The status of each address, and what the browser's own cache has of it without asking the server.
ASK = """async ([asked, token]) => {
  const answers = [];
  for (const [method, address, body] of asked) {
    const how = { method, headers: { "Content-Type": "application/json", "X-CSRFToken": token } };
    if (body) how.body = JSON.stringify(body);
    const status = await fetch(address, how).then((answer) => answer.status);
    const kept = await fetch(address, { cache: "only-if-cached", mode: "same-origin" }).then((a) => a.ok, () => false);
    answers.push([method, address, status, kept]);
  }
  return answers;
}"""
# Who controls the browser can write over what is sealed: with what was sealed for another.
WRITE_OVER = """(attempt) => new Promise((done) => {
  const opened = indexedDB.open("exam-journal");
  opened.onsuccess = () => {
    const store = opened.result.transaction("records", "readwrite").objectStore("records");
    const own = store.getAllKeys();
    own.onsuccess = () => {
      const [from] = own.result.filter((key) => key[0] !== attempt && key[2] > 0);
      const read = store.get(from);
      read.onsuccess = () => {
        for (const seq of [1, 7]) store.put(read.result, [attempt, 1, seq]);
        store.transaction.oncomplete = () => { opened.result.close(); done(from); };
      };
    };
  };
})"""


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: it uses up candidates whom the journeys need too."""
    with running_platform(with_worker=False) as started:
        yield started


@pytest.fixture
def terminal(playwright, platform, tmp_path) -> Iterator[BrowserContext]:
    """A browser whose profile lies in a folder, as at a terminal."""
    machine = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=chromium(),
        args=FLAGS,
        headless=True,
        viewport=SCREENS["desktop"],
        base_url=platform.base_url,
    )
    yield machine
    machine.close()


def examined(platform, who: dict) -> str:
    """Admit somebody to an examination of every kind; return the address of its waiting page."""
    return platform.manage("shell", "-c", EXAMINE.format(who["username"])).split()[-1]


def to_the_paper(page: Page, who: dict, room: str) -> str:
    """Sign in and begin the examination; return the key of the attempt."""
    enter_as_trainee(page, who)
    page.goto(room)
    page.locator("#door a.button").click()
    return begin(page).rsplit("/", 2)[1]


def of_attempt(platform, attempt: str) -> list[list]:
    return json.loads(platform.manage("shell", "-c", KEPT.format(attempt=attempt)).splitlines()[-1])


@pytest.mark.invariant(12)
def test_the_next_person_reads_and_writes_nothing_of_the_one_before(platform, terminal, tmp_path):
    ali, bea = platform.candidates()[:2]
    room = examined(platform, ali)  # first: the terminal is registered in the room of this examination
    token = platform.manage("shell", "-c", REGISTER.format(name=ali["name"])).split()[-1]
    terminal.add_cookies([{"name": "terminal", "value": token, "url": platform.base_url}])
    page = terminal.pages[0]
    attempt = to_the_paper(page, ali, room)
    go_to(page, "short_answer")
    page.locator(WRITTEN).fill(SECRET)
    state(page, "server")
    before = of_attempt(platform, attempt)
    sign_out(page)
    room = examined(platform, bea)
    platform.manage("shell", "-c", MOVE)
    to_the_paper(page, bea, room)
    answer(page)
    state(page, "server")
    assert page.evaluate(WRITE_OVER, attempt)[0] != attempt
    _nothing_is_found(page, attempt)
    _the_server_gives_and_takes_nothing(page, attempt)
    _the_way_back_shows_nothing(page, ali)
    sign_out(page)
    assert of_attempt(platform, attempt) == before
    _their_own_page_has_everything(page, ali, attempt)
    terminal.close()
    _no_file_tells_it(tmp_path / "profile", attempt)


def _nothing_is_found(page: Page, attempt: str) -> None:
    found = page.evaluate(FOUND)
    assert (found["local"], found["session"], found.get("caches", [])) == ({}, {}, [])
    assert attempt in str(found["keys"])  # where records belong is no secret; what they say is
    assert SECRET not in str(found)
    assert "Qz7391" not in found["text"]
    traces = page.evaluate(TRACES)
    assert "sessionid" not in traces.pop("shared")
    assert traces == {"files": [], "cached": [], "name": "", "state": None, "workers": 0}


def _the_server_gives_and_takes_nothing(page: Page, attempt: str) -> None:
    api = f"/api/v1/exams/attempts/{attempt}"
    reads = [api, f"{api}/clock", f"{api}/token", f"/exams/attempts/{attempt}/"]
    reads += [f"/exams/attempts/{attempt}/receipt/", f"/exams/attempts/{attempt}/result/"]
    event = {
        "seq": 9,
        "item": str(uuid4()),
        "response": True,
        "monotonic_ms": 1,
        "client_at": "2026-01-01T00:00Z",
    }
    writes = {
        "lease": {},
        "events": {"epoch": 1, "events": [event]},
        "hand-in": {"epoch": 1, "final_seq": 1, "by_time": False, "left_out": []},
        "left": {"epoch": 1, "number": 1, "seconds": 5},
    }
    asked = [("GET", address, None) for address in reads]
    asked += [("POST", f"{api}/{name}", body) for name, body in writes.items()]
    own_token = page.locator("[data-csrf] input").get_attribute("value")
    answers = page.evaluate(ASK, [asked, own_token])
    assert answers == [[method, address, 404, False] for method, address, _body in asked]


def _the_way_back_shows_nothing(page: Page, ali: dict) -> None:
    """Through every page that the tab has shown, to before the first sign-in."""
    for _step in range(BACK):
        if page.go_back() is None and page.url == "about:blank":
            break
        page.wait_for_load_state()
        text = page.evaluate("document.documentElement.outerHTML")
        assert SECRET not in text, page.url
        assert ali["name"] not in text, page.url


def _their_own_page_has_everything(page: Page, ali: dict, attempt: str) -> None:
    enter_as_trainee(page, ali)
    page.goto(f"/exams/attempts/{attempt}/")
    begin(page)
    go_to(page, "short_answer")
    expect(page.locator(WRITTEN)).to_have_value(SECRET)
    state(page, "server")


def _no_file_tells_it(profile: Path, attempt: str) -> None:
    """Whoever takes the disk along finds where sealed records belong, and no word of an answer."""
    files = {path: path.read_bytes() for path in profile.rglob("*") if path.is_file()}
    shapes = ("utf-8", "utf-16-le", "utf-16-be")
    assert any(attempt.encode(shape) in content for content in files.values() for shape in shapes)
    told = [
        str(path) for path, content in files.items() for shape in shapes if "Qz7391".encode(shape) in content
    ]
    assert told == []
