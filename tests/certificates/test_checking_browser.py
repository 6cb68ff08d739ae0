"""Checking a file and a workbook in the browser, on both screens and in both languages."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from certificates.bulkcheck.workbooks import HEADS
from lms.core.workbooks.writing import Page as Sheet
from lms.core.workbooks.writing import workbook
from tests.accounts.test_sign_in_in_the_browser import enter_office
from tests.support.browser import LANGUAGES, SCREENS, assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# What a row of the answers may not do on a telephone: be scrolled sideways.
WIDER = "(frame) => frame.scrollWidth - frame.clientWidth"
ONE = """import base64, json
from certificates.issuing import storage
from certificates.issuing.queries import award_of_credential
from certificates.models import Credential
one = Credential.objects.filter(state="issued").exclude(document_sha256="").order_by("pk").first()
file = storage.get_document(one.document_name, one.document_sha256)
told = {"number": one.number_id, "name": award_of_credential(one).name, "file": base64.b64encode(file).decode()}
print(json.dumps(told))"""


@pytest.fixture(scope="module")
def issued(platform: RunningPlatform) -> dict:
    """A certificate of the demonstration: number, name, file."""
    return json.loads(platform.manage("shell", "-c", ONE).splitlines()[-1])


def look(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_fits(page)
    keep_picture(page, name)


def send(page: Page, name: str, content: bytes, button: int = 0) -> None:
    page.set_input_files(
        "#id_file", {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.locator("main form button[type=submit]").nth(button).click()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_file_is_checked_line_by_line(
    platform: RunningPlatform, open_page: Callable[..., Page], issued: dict, screen: str, language: str
) -> None:
    page = open_page(base_url=platform.base_url, screen=screen, language=language)
    page.goto("/verify/file/")
    look(page, f"verify-file-1-{screen}-{language}")
    genuine = base64.b64decode(issued["file"])
    send(page, "one.pdf", genuine)
    expect(page.locator("main .tasks > li").first).to_be_visible()
    expect(page.locator("main .verdict--refused")).to_have_count(0)
    look(page, f"verify-file-2-{screen}-{language}")
    send(page, "two.pdf", genuine.replace(b"/Title", b"/Titel"))
    expect(page.locator("main .verdict--refused")).to_be_visible()
    assert issued["number"] not in page.locator("main").inner_text()
    look(page, f"verify-file-3-{screen}-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_workbook_is_checked_row_by_row_and_nothing_is_scrolled_sideways(
    platform: RunningPlatform, open_page: Callable[..., Page], issued: dict, screen: str, language: str
) -> None:
    page = open_page(base_url=platform.base_url, screen=screen, language=language)
    enter_office(page, platform.sign_in("employer"))
    page.goto("/verify/many/")
    look(page, f"verify-many-1-{screen}-{language}")
    rows = [
        list(HEADS.values()),
        [issued["number"], issued["name"]],
        [issued["number"], "某某·别人"],
        ["TC-1", ""],
    ]
    send(page, "all.xlsx", workbook([Sheet("x", rows)]))
    expect(page.locator("main tbody tr")).to_have_count(3)
    expect(page.locator("main tbody tr").first).to_contain_text(issued["name"])
    assert page.locator("main .table-scroll").evaluate(WIDER) <= 0
    look(page, f"verify-many-2-{screen}-{language}")
