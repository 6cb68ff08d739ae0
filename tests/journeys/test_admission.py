"""A registrar admits 200 people from a workbook with seven mistakes, enrols them, prints their cards."""

from __future__ import annotations

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
FIRST, PEOPLE = 3000, 200
# Row of the sheet -> what is wrong there, the field of its cell, and what is right.
MISTAKES = {
    5: ({"identity": made_up_id(FIRST + 3)[:-1]}, "identity", made_up_id(FIRST + 3)),
    20: ({"number": "26A001"}, "number", f"{700000 + FIRST + 18}"),
    41: ({"admitted": "2026-02-30"}, "admitted", "2026-02-28"),
    77: ({"schooling": "幼儿园"}, "schooling", "小学"),
    103: ({"number": f"{700000 + FIRST}"}, "number", f"{700000 + FIRST + 101}"),
    150: ({"name": ""}, "name", "示例补名"),
    199: ({"fit_date": ""}, "fit_date", "2026-05-12"),
}


def looked_at(page: Page, name: str) -> None:
    """Check a page in both sizes, and keep a picture of it."""
    keep_picture(page, name)
    assert_accessible(page, exclude=WAGTAILS)
    assert_fits(page)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """The list as a file."""
    people = [person(FIRST + index, **MISTAKES.get(index + 2, ({},))[0]) for index in range(PEOPLE)]
    path = tmp_path / "入所名单.xlsx"
    path.write_bytes(file_of(people))
    return path


def test_two_hundred_people_are_admitted_enrolled_and_get_their_cards(
    platform: RunningPlatform, open_page, watch: Watch, workbook: Path
) -> None:
    page = open_page(base_url=platform.base_url, language=CHINESE)
    Editor(page, platform.sign_in("registrar")).sign_in()
    page.goto("/authoring/admissions/")
    looked_at(page, "zh-admission-1-list")
    page.get_by_role("link", name="用名单文件登记").click()
    page.wait_for_url("**/admissions/files/")
    looked_at(page, "zh-admission-2-send")
    page.set_input_files("input[type=file]", workbook)
    page.get_by_role("button", name="发送并查看").click()
    correct(page)
    page.get_by_role("button", name="登记200人").click()
    expect(page.locator("main")).to_contain_text("用这份名单登记了200人", timeout=LONG)
    page.get_by_role("link", name="看名单、报名、打印学员卡").click()
    expect(page.locator("main")).to_contain_text("200人")
    enrol(page)
    print_cards(page)
    watch.assert_quiet()


def correct(page: Page) -> None:
    """Correct the seven cells that are named."""
    expect(page.locator("main")).to_contain_text("需要改正7行", timeout=LONG)
    looked_at(page, "zh-admission-3-correct")
    for row, (_wrong, field, right) in MISTAKES.items():
        cell = page.locator(f"[name=c-{row - 2}-{field}]")
        if field == "schooling":
            cell.select_option(right)
        else:
            cell.fill(right)
    page.get_by_role("button", name="保存改正并重新检查").click()
    expect(page.get_by_role("button", name="登记200人")).to_be_visible(timeout=LONG)
    looked_at(page, "zh-admission-4-confirm")


def choose_all(page: Page, button: str) -> None:
    """Choose everybody of the list for a deed."""
    page.get_by_label(re.compile("名单上的全部人")).check()
    page.get_by_role("button", name=button).click()


def enrol(page: Page) -> None:
    """Enrol everybody on the short course."""
    of_list = page.url
    choose_all(page, "报培训项目")
    page.wait_for_url("**/admissions/enrol/**")
    version = page.locator("#id_version option", has_text="SES").first.get_attribute("value")
    page.locator("#id_version").select_option(version)
    page.get_by_role("button", name="看谁可以报名").click()
    expect(page.get_by_role("button", name="为200人报名")).to_be_visible(timeout=LONG)
    looked_at(page, "zh-admission-5-enrol")
    page.get_by_role("button", name="为200人报名").click()
    expect(page.locator("body")).to_contain_text("已为200人报名", timeout=LONG)
    page.goto(of_list)


def print_cards(page: Page) -> None:
    """Print the cards of everybody: twenty pages with a code on each card, and no place."""
    choose_all(page, "打印学员卡")
    page.wait_for_url("**/admissions/cards/**")
    looked_at(page, "zh-admission-6-cards")
    with page.expect_download(timeout=LONG) as waiting:
        page.get_by_role("button", name="发卡并下载 PDF").click(timeout=LONG)  # until two hundred are drawn
    assert re.fullmatch(r"cards-[0-9]{8}-[0-9]{6}\.pdf", waiting.value.suggested_filename)
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"%PDF")
