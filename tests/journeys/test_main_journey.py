"""The whole chain as a new user goes through it: sign-in, lessons, examination, result, certificate, verification."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.trainee import Trainee
from tests.support.browser import assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WAYS = [("zh-hans", "desktop"), ("en", "phone"), ("zh-hans", "phone"), ("en", "desktop")]


@pytest.mark.parametrize(("place", "language", "screen"), [(place, *way) for place, way in enumerate(WAYS)])
def test_the_chain_runs(platform, open_page, place: int, language: str, screen: str) -> None:
    page = open_page(base_url=platform.base_url, screen=screen, language=language)
    trainee = Trainee(page, language, screen, beginner(platform, place))
    trainee.sign_in()
    assert trainee.finish_lessons() >= 5
    trainee.sit_examination()
    trainee.wait_for_certificate()
    assert_accessible(page)
    assert_fits(page)
    keep_document(trainee, trainee.download())
    number, token_address = facts_of_certificate(page)
    trainee.sign_out()

    stranger = open_page(base_url=platform.base_url, screen=screen, language=language)
    verify_by_number(Trainee(stranger, language, screen, trainee.who), number)
    verify_by_code(stranger, token_address)


def beginner(platform, place: int) -> dict[str, str]:
    """Return one of the demonstration's trainees who begin today; each journey takes its own."""
    return [row for row in platform.facts["sign_ins"] if row["role"] == "trainee"][place]


def facts_of_certificate(page: Page) -> tuple[str, str]:
    """Return the number and the address of the public check, as the holder sees them."""
    number = re.search(r"\b[A-Z]{2}-[0-9A-Z]{4,}(?:-[0-9A-Z]+)+\b", page.locator("main").inner_text())
    assert number is not None
    return number[0], page.locator("main a[href*='/verify/'], main a[href*='/v/']").first.get_attribute(
        "href"
    ) or ""


def keep_document(trainee: Trainee, document: bytes) -> None:
    """Check that the download is a PDF, and keep its picture beside those of the screens when they are kept."""
    assert document.startswith(b"%PDF-")
    assert b"%%EOF" in document[-64:]
    folder = os.environ.get("SCREENSHOTS")
    if folder and trainee.screen == "desktop" and trainee.language == "zh-hans":
        command = ["pdftoppm", "-png", "-r", "80", "-singlefile", "-", str(Path(folder) / "08-certificate")]
        subprocess.run(command, input=document, check=True, capture_output=True)


def verify_by_number(stranger: Trainee, number: str) -> None:
    """Check the certificate as an employer types it, then with another name: no match, and no word why."""
    page = stranger.page
    page.goto("/verify/")
    assert_accessible(page)
    fill_check(page, number, stranger.who["name"])
    expect(page.locator(".verdict--valid")).to_be_visible()
    stranger.look("09-verification")
    fill_check(page, number, "某某·别人")
    expect(page.locator(".verdict--unconfirmed")).to_be_visible()
    assert stranger.who["name"] not in page.locator(".verdict").inner_text()


def fill_check(page: Page, number: str, name: str) -> None:
    """Fill in the public form."""
    page.fill("#id_number", number)
    page.fill("#id_name", name)
    page.locator("form[action='/verify/'] button[type=submit]").click()


def verify_by_code(page: Page, address: str) -> None:
    """Open the address that the code on the paper holds."""
    page.goto(address)
    expect(page.locator(".verdict--valid")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
