"""A computer that several candidates used, cut off from the server: one file, one upload, the answers of everybody."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from lms.demonstration.people import PIN
from tests.accounts.test_sign_in_in_the_browser import enter_office
from tests.exams.test_runner_browser import answer, check, state, to_the_paper
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Candidates of one sitting at the site of the demonstration's invigilator who have not begun.
TWO = """
import json
from lms.accounts.models import User
from lms.exams.api import list_console_sittings
staff = User.objects.get(username={staff!r})
for sitting in list_console_sittings(staff).filter(state="open"):
    rows = sitting.candidates.filter(attempts__state="prepared").order_by("number")
    numbers = list(rows.values_list("enrolment__person__user__username", "enrolment__person__full_name"))
    if len(numbers) > 1:
        print(json.dumps([str(sitting.uuid), *numbers[:2]]))
        break
"""


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: it uses up candidates whom the journeys need too."""
    with running_platform() as started:
        yield started


def cut_off(page: Page) -> None:
    """Let nothing of an answer reach the server, while pages still do."""
    for part in ("events", "leftovers"):
        page.context.route(f"**/api/v1/exams/**/{part}", lambda route: route.abort())
    page.context.route("**/api/v1/exams/leftovers", lambda route: route.abort())


def write(page: Page, who: dict) -> None:
    """Answer one question, which stays on this computer."""
    to_the_paper(page, who)
    answer(page)
    state(page, "local")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_one_file_holds_what_several_candidates_left_on_a_computer(
    platform, open_page, watch, tmp_path, language
):
    watch.expect("Failed to load resource")
    staff_row = platform.sign_in("invigilator")
    printed = platform.manage("shell", "-c", TWO.format(staff=staff_row["username"])).splitlines()[-1]
    sitting, *numbers = json.loads(printed)
    ali, bea = ({"username": number, "secret": PIN, "name": name} for number, name in numbers)
    page = open_page(base_url=platform.base_url, language=language)
    cut_off(page)
    write(page, ali)
    page.goto("/home/")
    page.locator("form[action='/sign-out/'] button").first.click()
    page.wait_for_url("**/sign-in/**")
    # The sign-in waits a while for a server that does not take what is left.
    expect(page.locator("[data-after-leftovers][inert]")).to_have_count(0, timeout=30_000)
    write(page, bea)
    staff = open_page(base_url=platform.base_url, language=language)
    enter_office(staff, staff_row)
    staff.goto(f"/exams/console/{sitting}/emergency/")
    page.locator("[data-emergency]").click()
    page.fill("#emergency-code", staff.locator(".code-large").inner_text())
    downloads = []
    page.on("download", lambda download: downloads.append(download))
    with page.expect_download() as saved:
        page.locator("#emergency button[type=submit]").click()
    expect(page.locator("[data-emergency-count]")).to_contain_text("2")
    check(page)
    saved.value.save_as(tmp_path / "journal.json")
    assert len(downloads) == 1
    staff.set_input_files("#id_file", tmp_path / "journal.json")
    staff.locator("main form button[type=submit]").click()
    expect(staff.locator(".notice--success")).to_have_count(2)
    for who in (ali, bea):
        expect(staff.locator(".notice--success").filter(has_text=who["name"])).to_contain_text("1")
    check(staff)
