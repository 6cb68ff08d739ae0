"""From an examination's blueprint to a drawn paper, its proof, an opening with a reason, the printed paper and key."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.author import Editor
from tests.support.browser import LANGUAGES, assert_accessible, assert_fits
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE, ENGLISH = LANGUAGES
WAGTAILS = [".sidebar", "[data-wagtail-sidebar]", "#wagtail-sidebar"]
REASON = "为没有电脑的考场打印"


@pytest.fixture(scope="module")
def desk() -> Iterator[RunningPlatform]:
    """A platform of its own: what is drawn here is looked at by nobody else."""
    with running_platform() as started:
        yield started


def look(page: Page) -> None:
    """Check what every page must be: accessible, and no wider than the screen."""
    page.wait_for_load_state()
    assert_accessible(page, exclude=WAGTAILS)
    assert_fits(page)


def test_from_a_blueprint_to_a_printed_paper_and_its_key(desk, open_page, watch, tmp_path: Path) -> None:
    watch.expect("422")  # a paper is not opened without a reason
    page = open_page(base_url=desk.base_url, language=CHINESE)
    Editor(page, desk.sign_in("examinations_officer")).sign_in()
    page.get_by_role("link", name="考试方案和试卷").click()
    page.wait_for_url("**/authoring/schemes/")
    look(page)
    page.locator(".title a", has_text="低压").first.click()
    expect(page.locator("main")).to_contain_text("题库够一起出1份卷")
    look(page)
    write_a_version(page)
    drawing = draw(page)
    paper = open_with_a_reason(page, tmp_path)
    on_a_phone_in_english(desk, open_page, drawing, paper)
    an_auditor_sees_why(desk, open_page, paper)


def write_a_version(page: Page) -> None:
    """Move a row by keyboard, ask for more, try it, and save."""
    page.get_by_role("link", name="写新版本").click()
    rows = page.locator(".papers__rows tbody tr")
    second = rows.nth(1).locator("select[name=topic]").input_value()
    rows.nth(1).locator("button[value='up-1']").focus()
    page.keyboard.press("Enter")
    expect(rows.nth(0).locator("select[name=topic]")).to_have_value(second)
    expect(rows.nth(0).locator("button[value='down-0']")).to_be_focused()
    questions, first = page.locator("[data-count]"), rows.nth(0).locator("input[name=count]")
    more = int(questions.inner_text()) + 1
    first.fill(str(int(first.input_value()) + 1))
    expect(questions).to_have_text(str(more))
    page.fill("#id_exposure_limit", "2")
    page.fill("#id_forms", "2")
    page.locator("button[value=try]").press("Enter")
    expect(page.locator("#outcome")).to_contain_text("什么也没有保存")
    look(page)
    page.locator("button[value=save]").press("Enter")
    expect(page.locator(".messages")).to_contain_text("版已保存")


def test_back_from_the_editor_sends_nothing_again(desk, open_page) -> None:
    page = open_page(base_url=desk.base_url, language=CHINESE)
    Editor(page, desk.sign_in("examinations_officer")).sign_in()
    page.goto("/authoring/schemes/")
    page.locator(".title a", has_text="低压").first.click()
    page.get_by_role("link", name="写新版本").click()
    page.wait_for_url("**/new-version/")
    page.fill("#id_q", "电")
    page.locator("button[value=search]").click()
    expect(page.locator("button[value^='must_include:']").first).to_be_visible()
    page.locator("button[value=try]").click()
    expect(page.locator("#outcome")).to_contain_text("什么也没有保存")
    page.fill("#id_duration_minutes", str(int(page.input_value("#id_duration_minutes")) + 5))
    page.locator("button[value=save]").dblclick()
    expect(page.locator(".messages")).to_contain_text("版已保存")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/new-version/"))
    expect(page.locator("#id_duration_minutes")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="写新版本")).to_be_visible()


def draw(page: Page) -> str:
    """Order two parallel forms, wait for them on the page, and read the proof."""
    page.get_by_role("link", name="出卷", exact=True).click()
    page.check("input[value=parallel]")
    page.fill("#id_papers", "2")
    page.fill("#id_seed", "journey")
    look(page)
    page.locator("main button[type=submit]").press("Enter")
    page.wait_for_url("**/drawings/**")
    expect(page.locator("main .help-success")).to_be_visible(timeout=60_000)
    expect(page.locator("main")).not_to_contain_text("journey")  # the seed is sealed too
    expect(page.locator(".papers__overlap")).to_be_visible()
    look(page)
    return page.url


def open_with_a_reason(page: Page, folder: Path) -> str:
    """Print the paper and its key, each with a reason; the trail says so."""
    page.locator(".papers__forms a").first.click()
    expect(page.locator("main")).to_contain_text("没有人打开过")
    look(page)
    paper = page.url
    code = page.locator(".catalogue__lead").inner_text().split(" ")[0]
    page.goto(f"{paper}open/")
    page.locator("button[value=print]").press("Enter")
    expect(page.locator("#id_reason[aria-invalid=true]")).to_be_visible()
    look(page)
    printed = save(page, paper, "paper", folder)
    assert code in printed
    assert "一、" in printed
    key = save(page, paper, "key", folder)
    assert code in key
    assert len(re.findall(r"[A-D√×]|正确|错误", key)) >= 20
    page.goto(paper)
    expect(page.locator("main table").last.locator("tbody tr")).to_have_count(2)
    expect(page.locator("main")).to_contain_text(REASON)
    return paper


def save(page: Page, paper: str, document: str, folder: Path) -> str:
    """Open a document with the reason and return what stands in it."""
    page.goto(f"{paper}open/")
    page.check(f"input[name=document][value={document}]")
    page.fill("#id_reason", REASON)
    with page.expect_download() as download:
        page.locator("button[value=print]").press("Enter")
    target = folder / f"{document}.pdf"
    download.value.save_as(target)
    assert download.value.suggested_filename.endswith(f"-{document}-zh.pdf")
    with pikepdf.open(target) as opened:
        assert len(opened.pages) >= 1
    done = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, check=True, text=True)
    return done.stdout


def on_a_phone_in_english(desk, open_page, drawing: str, paper: str) -> None:
    """Read the same pages on a narrow screen, in English."""
    page = open_page(base_url=desk.base_url, language=ENGLISH, screen="phone")
    Editor(page, desk.sign_in("examinations_officer")).sign_in()
    for address in (drawing, paper, f"{paper}open/", f"{paper}release/", f"{paper}key/"):
        page.goto(address)
        look(page)
    for address in ("/authoring/schemes/", "/authoring/papers/", "/authoring/papers/drawings/"):
        page.goto(address)
        look(page)
    page.goto("/authoring/schemes/")
    page.locator(".title a").first.click()
    look(page)
    page.get_by_role("link", name="Write a new version").click()
    look(page)
    # Each field has its name before it, and there is room for the name.
    cell = page.locator(".papers__rows tbody td[data-label='Difficulty']").first
    room = "cell => parseFloat(getComputedStyle(cell).paddingInlineStart)"
    name = "cell => parseFloat(getComputedStyle(cell, '::before').width)"
    assert cell.evaluate(room) >= cell.evaluate(name) > 60


def an_auditor_sees_why(desk, open_page, paper: str) -> None:
    """See as an auditor that it was opened, by whom and why, and no way to open it."""
    page = open_page(base_url=desk.base_url, language=CHINESE)
    Editor(page, desk.sign_in("auditor")).sign_in()
    page.goto(paper)
    expect(page.locator("main")).to_contain_text(REASON)
    expect(page.get_by_role("link", name="阅读或打印")).to_have_count(0)
    look(page)
