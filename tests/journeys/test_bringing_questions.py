"""An examinations officer brings an old spreadsheet: from upload to drafts, and out again. In a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.exams.interchange.tables_samples import xlsx
from tests.journeys.author import Editor
from tests.support.browser import LANGUAGES, Watch, assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE, ENGLISH = LANGUAGES
WAGTAILS = [".sidebar", "[data-wagtail-sidebar]", "#wagtail-sidebar"]
LONG = 120_000
OLD = xlsx(
    单选=[
        ["2019年低压电工理论题库（内部资料）"],
        ["序号", "题目", "选项", "答案", "备注"],
        *(
            [n, f"第{n}题：测电阻前先做什么？", f"A. 断电{n}\nB. 通电\nC. 接地", "ABC"[n % 3], "旧"]
            for n in range(1, 13)
        ),
    ],
    判断=[
        ["编号", "判断内容", "结果"],
        *([f"P{n}", f"判断{n}：作业人员必须持证上岗。", "√" if n % 2 else "×"] for n in range(1, 7)),
    ],
    多选=[
        ["题型", "试题", "A", "B", "C", "正确答案"],
        ["多选", "触电急救怎样做？", "切断电源", "用手拉", "用木棒挑开", "AC"],
        ["情景题", "有人触电，您先做什么？", "断电", "拉人", "泼水", "A"],
        ["多选", "没有答案的题", "甲", "乙", "丙", None],
    ],
    说明=[["请不要修改本表"]],
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The spreadsheet as a file."""
    path = tmp_path / "低压电工旧题库.xlsx"
    path.write_bytes(OLD)
    return path


def office(page: Page, platform: RunningPlatform) -> Page:
    """Sign the examinations officer in."""
    Editor(page, platform.sign_in("examinations_officer")).sign_in()
    return page


def looked_at(page: Page, name: str) -> None:
    """Check a page in both sizes, and keep a picture of it."""
    keep_picture(page, name)
    assert_accessible(page, exclude=WAGTAILS)
    assert_fits(page)


def test_an_old_spreadsheet_becomes_drafts(
    platform: RunningPlatform, open_page, watch: Watch, browser: Browser, old: Path
) -> None:
    watch.expect("422")  # the form of the columns is sent once with something left to choose
    page = office(open_page(base_url=platform.base_url, language=CHINESE), platform)
    page.goto("/authoring/")
    page.get_by_role("button", name="题库").click()
    page.get_by_role("link", name="导入题目").click()
    page.wait_for_url("**/question-files/bring/")
    looked_at(page, "zh-questions-1-bring")
    send(page, old, "JOURNEY-1", "发送并查看")
    looked_at(page, "zh-questions-2-columns")
    expect(page.locator("main")).to_contain_text("请说明这个词指哪种题型")
    name_the_columns(page)
    expect(page.get_by_role("button", name="录入 JOURNEY-1")).to_be_visible(timeout=LONG)
    looked_at(page, "zh-questions-3-report")
    read_without_script(browser, page)
    see_what_is_left_out(page)
    page.get_by_role("button", name="录入 JOURNEY-1").press("Enter")
    page.wait_for_url("**/imports/**", timeout=LONG)
    expect(page.locator(".help-success")).to_contain_text("20 道题")
    looked_at(page, "zh-questions-4-import")
    page.get_by_role("link", name="第1题：测电阻前先做什么？").click()
    expect(page.locator("main")).to_contain_text("通电")
    looked_at(page, "zh-questions-5-draft")
    bring_out(page)
    undo(page)


def send(page: Page, file: Path, bank: str, button: str) -> None:
    """Choose the file, type the code of a bank, send it by keyboard, and wait for the columns."""
    page.set_input_files("input[type=file]", file)
    page.locator("[name=new_bank]").fill(bank)
    page.get_by_role("button", name=button).press("Enter")
    page.wait_for_url("**/columns/", timeout=LONG)


def name_the_columns(page: Page) -> None:
    """Correct where the headings are, say what a word of the school's own means, and save that."""
    page.locator("[name=s1-header_row]").fill("1")
    go_on = page.get_by_role("button", name="继续")
    go_on.press("Enter")
    expect(page.locator("[name=s2-t1]")).to_be_visible()
    expect(page.locator("main")).to_contain_text("请选择")
    page.locator("[name=s2-t1]").select_option(label="单选题")
    page.locator("[name=save-save]").check()
    page.locator("[name=save-name]").fill("低压电工老题库")
    looked_at(page, "zh-questions-2-columns-again")
    go_on.press("Enter")
    page.wait_for_url(lambda address: "columns" not in address, timeout=LONG)


def read_without_script(browser: Browser, page: Page) -> None:
    """Open the report in a browser that runs no script: it says the same."""
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(page.url)
    expect(plain.locator("main")).to_contain_text("第1题：测电阻前先做什么？")
    context.close()


def see_what_is_left_out(page: Page) -> None:
    """Look at what is refused only, and take the report away."""
    page.get_by_role("link", name="不录入").click()
    expect(page.locator(".intake__report tbody tr")).to_have_count(1)
    expect(page.locator(".intake__report")).to_contain_text("工作表“多选”第 4 行")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载报告（csv）").click()
    assert "第 4 行" in Path(download.value.path()).read_text("utf-8-sig")


def bring_out(page: Page) -> None:
    """Have the bank written as a spreadsheet and fetch it."""
    page.goto("/authoring/question-files/export/")
    looked_at(page, "zh-questions-6-export")
    page.locator("[name=bank]").select_option("JOURNEY-1")
    page.get_by_role("button", name="生成文件").press("Enter")
    fetch = page.get_by_role("button", name="下载文件")
    expect(fetch).to_be_visible(timeout=LONG)
    looked_at(page, "zh-questions-7-exported")
    with page.expect_download() as download:
        fetch.press("Enter")
    assert download.value.suggested_filename == "questions-JOURNEY-1.xlsx"


def undo(page: Page) -> None:
    """Find the import in the list and take it back."""
    page.goto("/authoring/question-files/")
    looked_at(page, "zh-questions-8-index")
    page.get_by_role("link", name="低压电工旧题库.xlsx").first.click()
    page.get_by_role("link", name="撤销这次导入").click()
    looked_at(page, "zh-questions-9-undo")
    page.get_by_label("是，作废这些草稿").check()
    page.get_by_role("button", name="作废草稿").press("Enter")
    page.wait_for_url("**/imports/**")
    expect(page.locator("dl")).to_contain_text("20")
    expect(page.get_by_role("link", name="撤销这次导入")).to_have_count(0)


def test_on_a_phone_in_english_a_file_is_mapped_and_cancelled(
    platform: RunningPlatform, open_page, old: Path
) -> None:
    page = office(open_page(base_url=platform.base_url, language=ENGLISH, screen="phone"), platform)
    page.goto("/authoring/question-files/bring/")
    looked_at(page, "en-questions-1-bring")
    send(page, old, "JOURNEY-2", "Send and look at it")
    looked_at(page, "en-questions-2-columns")
    page.locator("[name=s1-header_row]").fill("1")
    page.locator("[name=s2-t1]").select_option(label="Leave these rows out")
    page.get_by_role("button", name="Continue").click()
    take = page.get_by_role("button", name="into JOURNEY-2")
    expect(take).to_be_visible(timeout=LONG)
    expect(page.locator(".intake__counts")).to_contain_text("19")
    looked_at(page, "en-questions-3-report")
    page.get_by_role("link", name="Cancel and delete the file").first.click()
    expect(page.locator("main")).to_contain_text("take nothing of it in?")
    looked_at(page, "en-questions-3-asked")
    page.get_by_role("button", name="Delete the file").click()
    page.wait_for_url("**/question-files/")
    looked_at(page, "en-questions-4-index")
