"""One examination through everything that fails: server killed, network cut, tab closed, terminal replaced (J4).

All that a browser received is recorded: before the release nothing in it may tell a right answer.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.accounts.test_sign_in_in_the_browser import enter_as_trainee, enter_office
from tests.exams.test_runner_browser import answer, answered, begin, check, decide, state, to_the_paper
from tests.support.browser import SCREENS, keep_picture, wait_until
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Everything that a page can find of what earlier pages left in its browser.
FOUND = """async () => {
  const found = { local: { ...localStorage }, session: { ...sessionStorage }, keys: [], text: '' };
  found.cookies = document.cookie;
  for (const name of await caches.keys()) found.caches = [...(found.caches ?? []), name];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => done(request.result);
    });
    for (const store of database.objectStoreNames) {
      const ask = (act) => new Promise((done) => {
        const request = act(database.transaction(store).objectStore(store));
        request.onsuccess = () => done(request.result);
      });
      found.keys.push(...(await ask((all) => all.getAllKeys())).map((key) => [name, ...key]));
      for (const record of await ask((all) => all.getAll())) {
        found.text += JSON.stringify(Object.keys(record)) + new TextDecoder('latin1').decode(record.data);
      }
    }
    database.close();
  }
  return found;
}"""


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: its server is killed."""
    with running_platform() as started:
        yield started


@pytest.fixture
def recorded(browser, platform, watch, tmp_path) -> Iterator[list[BrowserContext]]:
    """Two machines whose every received byte is written down, and the folder in which it is."""
    machines = []
    for number in (1, 2):
        context = browser.new_context(
            viewport=SCREENS["desktop"],
            base_url=platform.base_url,
            record_har_path=tmp_path / f"{number}.har",
            record_har_content="embed",
        )
        context.set_default_timeout(20_000)
        watch.follow(context)
        machines.append(context)
    yield machines
    for context in machines:
        context.close()


def waiting(platform: RunningPlatform) -> list[dict]:
    """Return trainees of the demonstration who have an examination that nobody has started."""
    return platform.candidates()


def sign_out(page: Page) -> None:
    """Leave the machine to the next person; wait until what is left has been brought."""
    page.goto("/home/")
    with page.expect_response("**/api/v1/exams/leftovers") as brought:
        page.locator("form[action='/sign-out/'] button").first.click()
        page.wait_for_url("**/sign-in/**")
    assert brought.value.ok
    page.wait_for_load_state("networkidle")


def clock_of(page: Page) -> dict:
    return page.evaluate(
        "() => fetch(document.getElementById('runner').dataset.api + '/clock').then((r) => r.json())"
    )


def events_on(page: Page) -> list:
    return [key for key in page.evaluate(FOUND)["keys"] if isinstance(key[-1], int) and key[-1] > 0]


@pytest.mark.invariant(12, 13, 15)
def test_answers_time_and_receipt_survive_everything_that_fails(
    platform, recorded, open_page, watch, tmp_path
):
    for expected in ("409", "Failed to load resource", "404"):
        watch.expect(expected)
    ali, bea = platform.candidates()[:2]
    machine, other_machine = recorded
    page = machine.new_page()
    paper = to_the_paper(page, ali)
    deadline = clock_of(page)["deadline"]
    answer(page)
    state(page, "server")
    keep_picture(page, "kept-1-saved")
    _server_dies(platform, page)
    _network_goes_and_the_tab_is_closed(machine, page)
    _the_next_person_finds_nothing(machine.new_page(), bea, paper)
    receipt = _the_terminal_is_replaced(platform, open_page, other_machine, ali, paper, deadline)
    _the_receipt_verifies(platform, receipt, tmp_path)
    _the_first_machine_forgets(machine)
    machine.close()
    other_machine.close()
    _nothing_told_a_right_answer(platform, [tmp_path / "1.har", tmp_path / "2.har"])


def _server_dies(platform: RunningPlatform, page: Page) -> None:
    platform.kill_web()
    page.locator("[data-act=next]").click()
    answer(page, option=1)
    state(page, "local")
    keep_picture(page, "kept-2-server-away")
    platform.restart_web()
    state(page, "server")


def _network_goes_and_the_tab_is_closed(machine: BrowserContext, page: Page) -> None:
    machine.set_offline(True)
    page.locator("[data-act=next]").click()
    answer(page)
    state(page, "local")
    page.close()
    machine.set_offline(False)
    again = machine.new_page()
    sign_out(again)
    # The examination runs: what was brought stays until the receipt, sealed.
    assert len(events_on(again)) == 3
    again.close()


def _the_next_person_finds_nothing(page: Page, bea: dict, paper: str) -> None:
    page.goto("/sign-in/")
    page.wait_for_load_state("networkidle")
    to_the_paper(page, bea)
    answer(page)
    state(page, "server")
    found = page.evaluate(FOUND)
    assert (found["local"], found["session"], found.get("caches", [])) == ({}, {}, [])
    assert "response" not in found["text"]
    assert "client_at" not in found["text"]
    # Ali's three answers, one of Bea's, a note of each; beside them only what a code is compared with.
    assert (found["text"].count('["nonce","data"]'), len(found["keys"])) == (6, 8)
    assert found["text"].count('["salt","rounds","check"]') == 2
    assert "sessionid" not in found["cookies"]
    attempt = paper.rsplit("/", 2)[1]
    assert attempt in str(found["keys"])  # where the records belong is no secret; what they say is
    addresses = [
        f"/exams/attempts/{attempt}/",
        f"/exams/attempts/{attempt}/receipt/",
        f"/api/v1/exams/attempts/{attempt}",
    ]
    asked = "(all) => Promise.all(all.map((address) => fetch(address).then((answer) => answer.status)))"
    assert page.evaluate(asked, addresses) == [404, 404, 404]
    page.close()


def _the_terminal_is_replaced(platform, open_page, machine, ali: dict, paper: str, deadline: str) -> Page:
    page = machine.new_page()
    enter_as_trainee(page, ali)
    page.goto(paper)
    expect(page.locator("[data-message] .notice")).to_be_visible()
    keep_picture(page, "kept-3-another-seat")
    staff = decide(platform, open_page, ali, "approve")
    begin(page)
    assert answered(page) == 3
    assert clock_of(page)["deadline"] == deadline
    expect(page.locator("fieldset.question input").first).to_be_checked()
    keep_picture(page, "kept-4-all-there")
    _the_invigilator_sees_what_happened(staff, ali)
    page.locator("[data-act='hand-in']").click()
    page.locator("[data-act='hand-in-now']").click()
    page.wait_for_url("**/receipt/")
    keep_picture(page, "kept-7-receipt")
    return page


def _the_invigilator_sees_what_happened(staff: Page, ali: dict) -> None:
    """The seat tile tells of three answers and of two computers; the log of the room names every step with its time."""
    tile = staff.locator("#console .tile").filter(has_text=ali["name"])
    number = tile.locator(".tile__number").inner_text()
    expect(tile).to_contain_text("已答：3")
    expect(tile).to_contain_text(re.compile(r"打开过\d次"))
    tile.scroll_into_view_if_needed()
    keep_picture(staff, "kept-5-invigilator")
    staff.goto(staff.url + "log/")
    lines = staff.locator("main tbody tr").filter(has_text=number)
    expect(lines).to_contain_text(["换座位申请已同意", "申请换座位", "开始作答"])
    keep_picture(staff, "kept-6-log")


def _the_receipt_verifies(platform: RunningPlatform, page: Page, tmp_path: Path) -> None:
    with page.expect_download() as fetched:
        page.locator("a[href$='/receipt/file/']").click()
    file = tmp_path / "receipt.json"
    fetched.value.save_as(file)
    said = platform.manage("verify_receipt", str(file))
    assert said.startswith("VALID.")
    assert "questions answered: 3" in said
    file.write_bytes(file.read_bytes().replace(b'"answered":3', b'"answered":4'))
    with pytest.raises(RuntimeError, match="NOT VALID"):
        platform.manage("verify_receipt", str(file))


def _the_first_machine_forgets(machine: BrowserContext) -> None:
    """Its next start brings everything once more; now there is a receipt, and what was Ali's goes."""
    page = machine.new_page()
    sign_out(page)
    left = page.evaluate(FOUND)["keys"]
    assert len({key[1] for key in left}) == 1
    page.close()


def _nothing_told_a_right_answer(platform: RunningPlatform, recordings: list[Path]) -> None:
    secrets = list(_secrets(platform))
    assert len(secrets) > 20
    for recording in recordings:
        entries = json.loads(recording.read_text())["log"]["entries"]
        bodies = [entry["response"]["content"].get("text", "") for entry in entries]
        papers = [body for body in bodies if '"journal_keys"' in body]
        assert papers
        for body in bodies:
            assert [secret for secret in secrets if secret in body] == []
        for item in [item for body in papers for item in json.loads(body)["items"]]:
            assert not {"key", "rationale", "right", "correct", "score", "answer"} & set(item)


def _secrets(platform: RunningPlatform) -> Iterator[str]:
    """Yield every rationale of the bank, and the keys of the papers as they are stored."""
    with closing(sqlite3.connect(platform.data_dir / "platform.sqlite3")) as database:
        for (rationale,) in database.execute(
            "SELECT rationale_zh FROM exams_itemversion WHERE rationale_zh != ''"
        ):
            yield rationale
        for (key,) in database.execute("SELECT key FROM exams_paperkey"):
            for value in json.loads(key).values():
                yield json.dumps(value)
                yield json.dumps(value, separators=(",", ":"))


def test_what_cannot_be_sent_goes_by_stick_behind_the_code_of_the_invigilator(
    platform, open_page, watch, tmp_path
):
    watch.expect("Failed to load resource")
    candidate = waiting(platform)[3]  # at the site of the demonstration's invigilator
    page = open_page(base_url=platform.base_url)
    to_the_paper(page, candidate)
    answer(page)
    state(page, "server")
    page.context.set_offline(True)
    page.locator("[data-act=next]").click()
    answer(page)
    state(page, "local")
    staff = console_of(platform, open_page, candidate)
    staff.locator("a[href$='/emergency/']").click()
    check(staff)
    page.locator("[data-emergency]").click()
    check(page)
    type_code(page, "2222-2222-2222")
    expect(page.locator("#emergency [data-when=wrong]")).to_be_visible()
    with page.expect_download() as saved:
        type_code(page, staff.locator(".code-large").inner_text())
    saved.value.save_as(tmp_path / "journal.json")
    assert '"response"' not in (tmp_path / "journal.json").read_text()
    what_is_only_given_to_the_browser_is_not_yet_in_the_invigilators_hand(page)
    for expected in ("1", "0"):
        staff.locator("main li a", has_text=candidate["name"]).click()
        check(staff)
        staff.set_input_files("#id_file", tmp_path / "journal.json")
        staff.locator("main form button[type=submit]").click()
        expect(staff.locator(".notice--success")).to_contain_text(re.compile(rf"\D{expected}\D"))


def what_is_only_given_to_the_browser_is_not_yet_in_the_invigilators_hand(page: Page) -> None:
    """A browser does not tell whether a download failed: the sign-in warns until somebody says where the file is."""
    assert noted_as_on_a_stick(page) == []
    page.locator("[data-emergency-on-stick]").click()
    expect(page.locator("#emergency [data-when=on-stick]")).to_be_visible()
    check(page)
    assert len(noted_as_on_a_stick(page)) == 1


def noted_as_on_a_stick(page: Page) -> list:
    return [key for key in page.evaluate(FOUND)["keys"] if key[-1] == "away"]


@pytest.mark.invariant(12, 13)
def test_the_journal_stays_until_the_receipt_and_the_next_person_finds_nothing_of_it(
    platform, open_page, watch
):
    watch.expect("Failed to load resource")
    watch.expect("404")
    ali, bea = waiting(platform)[4:6]
    page = open_page(base_url=platform.base_url)
    paper = to_the_paper(page, ali)
    attempt = paper.rsplit("/", 2)[1]
    answer(page)
    state(page, "server")
    assert [key[1] for key in events_on(page)] == [attempt]  # the server has it, and yet there is no receipt
    _the_receipt_is_cut_off_and_nothing_goes(page)
    _the_receipt_comes_and_then_it_goes(page, attempt)
    page.goto("/home/")
    page.locator("form[action='/sign-out/'] button").first.click()
    page.wait_for_url("**/sign-in/**")
    to_the_paper(page, bea)
    found = page.evaluate(FOUND)
    assert attempt not in str(found)
    assert {key[1] for key in found["keys"]} == {page.url.partition("#")[0].rsplit("/", 2)[1]}
    assert page.evaluate("(address) => fetch(address).then((answer) => answer.status)", paper) == 404


def _the_receipt_is_cut_off_and_nothing_goes(page: Page) -> None:
    """The server closes the attempt, and its answer is lost on the way: the page has no receipt."""

    def lose(route) -> None:
        route.fetch()
        route.abort()

    page.route("**/hand-in", lose)
    page.locator("[data-act='hand-in']").click()
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/hand-in")):
        page.locator("[data-act='hand-in-now']").click()
    assert len(events_on(page)) == 1


def _the_receipt_comes_and_then_it_goes(page: Page, attempt: str) -> None:
    """The page with the receipt asks the server once more what it has; only its answer lets the journal go."""
    kept_when_the_receipt_stood_there = []
    asked = []

    def hold(route) -> None:
        asked.append(json.loads(route.request.post_data)["records"])
        route.abort()

    page.route("**/api/v1/exams/leftovers", hold)
    page.unroute("**/hand-in")
    page.wait_for_url("**/receipt/")
    expect(page.locator(".receipt, [data-receipt], .code-large, .mono").first).to_be_visible()
    page.wait_for_timeout(500)
    kept_when_the_receipt_stood_there.extend(events_on(page))
    assert len(kept_when_the_receipt_stood_there) == 1
    assert {record["attempt"] for record in asked[0]} == {attempt}
    page.unroute("**/api/v1/exams/leftovers")
    with page.expect_response("**/api/v1/exams/leftovers") as brought:
        pass
    assert attempt in brought.value.json()["ended"]
    wait_until(page, lambda: page.evaluate(FOUND)["keys"] == [])


def type_code(page: Page, code: str) -> None:
    page.fill("#emergency-code", code)
    page.locator("#emergency button[type=submit]").click()


def console_of(platform, open_page, candidate: dict) -> Page:
    """Return the console of the candidate's sitting, before an invigilator of the site."""
    for row in platform.facts["sign_ins"]:
        if row["role"] != "invigilator":
            continue
        staff = open_page(base_url=platform.base_url)
        enter_office(staff, row)
        staff.goto("/exams/console/")
        for address in staff.locator("main table a").evaluate_all("links => links.map((link) => link.href)"):
            staff.goto(address)
            if candidate["name"] in staff.locator("#console").inner_text():
                return staff
    raise AssertionError("No invigilator sees the candidate.")
