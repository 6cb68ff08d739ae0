"""What a registrar looks at before a class is opened: a list in full-width digits, who is at
risk, what if; in Chinese at a computer, in English on a phone."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.enrolments.admission.samples import file_of, made_up_id, person
from tests.journeys.author import Editor
from tests.support.browser import LANGUAGES, Watch, assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE, ENGLISH = LANGUAGES
WAGTAILS = [".sidebar", "[data-wagtail-sidebar]", "#wagtail-sidebar"]
LONG = 120_000
FIRST = 4000


def looked_at(page: Page, name: str) -> None:
    """Check a page as it is shown, and keep a picture of it."""
    page.wait_for_load_state()
    keep_picture(page, name)
    assert_accessible(page, exclude=WAGTAILS)
    assert_fits(page)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Three people: one in full-width digits, one with an old number and a day's number, one with a gap in the name."""
    people = [
        person(FIRST, number="７０４０００", admitted="２０２６－０５－１１"),
        person(FIRST + 1, identity="110105491231002", admitted="46153"),
        person(FIRST + 2, name="示 例 乙"),
    ]
    path = tmp_path / "名单.xlsx"
    path.write_bytes(file_of(people))
    return path


@pytest.mark.parametrize(("language", "screen"), [(CHINESE, "desktop"), (ENGLISH, "phone")])
def test_preview_people_at_risk_and_what_if(
    platform: RunningPlatform, open_page, watch: Watch, workbook: Path, language: str, screen: str
) -> None:
    page = open_page(base_url=platform.base_url, language=language, screen=screen)
    short = "zh" if language == CHINESE else "en"
    Editor(page, platform.sign_in("registrar")).sign_in()
    send(page, workbook, short)
    whom = at_risk(page, short)
    what_if(page, whom, short)
    watch.assert_quiet()


def send(page: Page, workbook: Path, short: str) -> None:
    """Send the list; each doubtful and each wrong cell is named with what was read or what would be right."""
    page.goto("/authoring/admissions/files/")
    page.set_input_files("input[type=file]", workbook)
    page.locator("main form button[type=submit]").first.click()
    main = page.locator("main")
    expect(main).to_contain_text("704000", timeout=LONG)
    for words in ("A2", "I2", "C3", "I3", "B4", "2026-05-11"):
        expect(main).to_contain_text(words)
    assert made_up_id(FIRST) not in main.inner_text()
    looked_at(page, f"{short}-registrar-1-preview")


def at_risk(page: Page, short: str) -> str:
    """Filter the list, take it away; return the address of the first person on it."""
    page.goto("/authoring/class-plans/at-risk/")
    main = page.locator("main")
    looked_at(page, f"{short}-registrar-2-risk")
    everybody = main.locator("table tbody tr").count()
    told = main.locator("table").first.inner_text()
    words = next(one for one in main.locator("[name=danger] option").all_inner_texts()[1:] if one in told)
    main.locator("[name=danger]").select_option(label=words)
    main.locator("form.admission__filters button[type=submit]").click()
    page.wait_for_url(re.compile(r"danger=\w"))
    looked_at(page, f"{short}-registrar-3-risk-filtered")
    shown = main.locator("table tbody tr").count()
    assert 0 < shown <= everybody
    with page.expect_download() as taken:
        main.get_by_role("link", name=re.compile("csv")).click()
    rows = list(csv.reader(taken.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == shown + 1
    return main.locator("table tbody a").first.get_attribute("href") or ""


def what_if(page: Page, whom: str, short: str) -> None:
    """Ask the audit with a certificate of another body; nothing of it is kept."""
    page.goto(whom)
    looked_at(page, f"{short}-registrar-4-outlook")
    page.goto("/authoring/completion-audit/")
    page.locator("main table tbody a").first.click()
    page.wait_for_url(re.compile(r"/completion-audit/[0-9a-f-]{36}/"))
    audit = page.url
    page.locator("[name=kind]").select_option("special_operation")
    page.fill("[name=until]", "2030-06-30")
    page.fill("[name=occupation]", "示范塔吊作业")
    page.locator("main form[method=get] button[type=submit]").last.click()
    page.wait_for_url(re.compile("occupation="))
    expect(page.locator("main [role=status].help-warning")).to_be_visible()
    expect(page.locator("main")).to_contain_text("示范塔吊作业")
    looked_at(page, f"{short}-registrar-5-what-if")
    page.goto(audit)
    expect(page.locator("main")).not_to_contain_text("示范塔吊作业")
