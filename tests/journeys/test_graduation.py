"""From the completion audit to thirty printed diplomas, one correction and one revocation, in the browser.

As a registrar who is new and two issuing officers do it; the pictures are those of docs/guides/issuing-officer.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.desk import LONG, WAGTAILS, Desk
from tests.support.browser import LANGUAGES, assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE, ENGLISH = LANGUAGES
BATCHES, ENDINGS = "/authoring/certificate-batches/", "/authoring/certificate-endings/"
CLASS, PEOPLE, PRINTED = "示范烹饪毕业班", 30, 5  # as many of the blanks are used by the demonstration
WORK = 300_000  # ms
WRONG, REVOKED = "曾示范", "董示范"


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: its diplomas are issued for good."""
    with running_platform() as started:
        yield started


def looked_at(desk: Desk, name: str) -> None:
    """Check the page, and keep a picture of it for the guide."""
    desk.page.wait_for_load_state()
    keep_picture(desk.page, f"zh-diplomas-{name}")
    assert_accessible(desk.page, exclude=WAGTAILS)
    assert_fits(desk.page)


def prepare(registrar: Desk) -> None:
    """Choose who gets a diploma by the audit; whose was revoked is offered and not chosen."""
    page = registrar.page
    page.goto(f"{BATCHES}prepare/")
    registrar.choose("kind", "毕业证书")
    registrar.choose("cohort", CLASS)
    registrar.press("筛选")
    registrar.told(f"({PEOPLE + 1})")
    again = page.locator("tr", has_text="重新颁发")
    expect(again).to_have_count(1)  # whose diploma was revoked is shown, and not ticked
    expect(again.get_by_role("checkbox")).not_to_be_checked()
    looked_at(registrar, "1-prepare")
    registrar.press("编制批次")
    registrar.told("待批准")


def approve(desk: Desk, address: str) -> None:
    """Open what waits, approve it with the own password."""
    page = desk.page
    page.goto(address)
    desk.go(re.compile("^审批|^批准"))
    page.fill("[name=secret]", desk.who["secret"])
    page.locator("main form button[type=submit]").first.click(timeout=LONG)


def made(desk: Desk, part: str, words: str) -> None:
    """Wait on the page, which looks again by itself, until the jobs are done, however busy the machine is."""
    expect(desk.page.locator(part)).to_contain_text(words, timeout=WORK)


def print_all(officer: Desk, batch: str) -> None:
    """Note each print on its blank, as they come out of the printer."""
    page = officer.page
    page.goto(batch)
    addresses = page.get_by_role("link", name="打印记录").evaluate_all(
        "links => links.map((one) => one.href)"
    )
    assert len(addresses) == PEOPLE
    for number, address in enumerate(addresses, start=PRINTED + 1):
        page.goto(address)
        page.fill("[name=blank_number]", f"DEMO-{number:04d}")
        officer.press("登记打印")
        officer.told(f"DEMO-{number:04d}")
    looked_at(officer, "4-print")


def certificate_of(officer: Desk, batch: str, name: str) -> str:
    """Return the address of the page on which the end of somebody's certificate is asked for."""
    officer.page.goto(batch)
    link = officer.page.locator("tr", has_text=name).locator("a[href*='/credentials/']").first
    uuid = str(link.get_attribute("href")).rstrip("/").rsplit("/", 1)[1]
    return f"{ENDINGS}of/{uuid}/"


def ask(officer: Desk, certificate: str, kind: str, reason: str, **values: str) -> str:
    """Ask for the end of a certificate; return the address of the request."""
    page = officer.page
    page.goto(f"{certificate}{kind}/")
    page.select_option("[name=reason]", reason)
    for field, value in values.items():
        page.fill(f"[name={field}]", value)
    looked_at(officer, f"5-{kind}")
    page.locator("main form button[type=submit]").first.click(timeout=LONG)
    page.wait_for_url(re.compile(rf"{ENDINGS}[0-9a-f-]+/$"))
    return page.url


def pdf(desk: Desk, address: str) -> bytes:
    answer = desk.page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def test_from_the_audit_to_thirty_diplomas_a_correction_and_a_revocation(
    platform: RunningPlatform, open_page: Callable[..., Page]
) -> None:
    registrar, one, other = (
        Desk(platform, open_page(base_url=platform.base_url, language=CHINESE), name)
        for name in ("registrar4", "issuing", "issuing2")
    )
    for desk in (registrar, one, other):
        desk.sign_in()

    prepare(registrar)
    batch = registrar.page.url
    looked_at(registrar, "2-batch")
    approve(one, batch)
    made(one, "#batch", f"已签发{PEOPLE}人，共{PEOPLE}人")
    looked_at(one, "3-issued")
    assert pdf(one, f"{batch}hand-over.pdf").startswith(b"%PDF")
    print_all(one, batch)

    corrected = certificate_of(one, batch, WRONG)
    request = ask(one, corrected, "correct", "record_wrong", birth_date="2006-02-07")
    assert pdf(other, f"{request}preview.pdf").startswith(b"%PDF")
    approve(other, request)
    made(other, "#ending", "已办结")
    other.page.goto(corrected)
    other.told("已换发")
    looked_at(other, "6-corrected")

    revoked = certificate_of(one, batch, REVOKED)
    approve(other, ask(one, revoked, "revoke", "not_eligible"))
    other.page.goto(revoked)
    other.told("已撤销")
    looked_at(other, "7-revoked")

    small = open_page(base_url=platform.base_url, screen="phone", language=ENGLISH)
    reader = Desk(platform, small, "issuing")
    reader.sign_in()
    for name, address in (("batch", batch), ("certificate", corrected), ("blanks", f"{BATCHES}blanks/")):
        small.goto(address)
        assert_accessible(small, exclude=WAGTAILS)
        assert_fits(small)
        keep_picture(small, f"diplomas-{name}")
