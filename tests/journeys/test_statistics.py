"""Figures of questions in a real browser: read, filtered, followed to a question; old results are taken in."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.author import Editor
from tests.support.browser import LANGUAGES, assert_accessible, assert_fits, keep_picture
from tests.walk.reading import read_page, untranslated

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WAGTAILS = [".sidebar", "[data-wagtail-sidebar]", "#wagtail-sidebar"]
WORDS = {
    "zh-hans": {
        "send": "导入往年成绩",
        "file": "成绩文件（CSV）",
        "bank": "这些题所属的题库",
        "title": "这组成绩的名称",
        "day": "考试日期",
        "look": "查看统计结果",
        "take": "导入这组统计",
        "flag": "提示",
        "show": "显示",
        "advice": "请另一个人不看答案做一遍这道题。",
        "unknown": "没有导入任何内容",
    },
    "en": {
        "send": "Take in old results",
        "file": "File with results (CSV)",
        "bank": "Bank whose questions these are",
        "title": "Name of these results",
        "day": "Day of the examination",
        "look": "Look over the figures",
        "take": "Take these figures in",
        "flag": "Flag",
        "show": "Show",
        "advice": "Let a second person answer the question without seeing the key.",
        "unknown": "Nothing was taken in",
    },
}


def a_file(folder: Path, language: str, *, unknown: bool = False) -> Path:
    """Write the results of a made-up group at four questions of the demonstration; other ones for each language."""
    heads = ["LVE-001", "LVE-025", "LVE-046", "NO-SUCH" if unknown else "LVE-082"]
    shift = len(language)
    rows = [
        f"{n},{int(n > 9)},{int((n + shift) % 3 > 0)},{int(n > 25)},{int(n < 12 + shift)}" for n in range(44)
    ]
    path = folder / "old.csv"
    path.write_text("\n".join(["考生," + ",".join(heads), "满分,1,1,1,1", *rows]), "gb18030")
    return path


def check(page: Page, name: str, language: str) -> None:
    """Look at a page with the eyes of the rules."""
    assert_fits(page)
    assert_accessible(page, exclude=WAGTAILS)
    main = page.locator("main").evaluate("node => node.outerHTML")
    if language == "zh-hans":
        assert untranslated(read_page(f'<html lang="zh-hans"><body>{main}</body></html>'), language) == []
    keep_picture(page, f"{language}-statistics-{name}")


@pytest.mark.parametrize("screen", ["desktop", "phone"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_read_and_old_results_taken_in(
    platform, open_page, watch, tmp_path: Path, language: str, screen: str
) -> None:
    watch.expect("status of 422")
    words = WORDS[language]
    page = open_page(base_url=platform.base_url, language=language, screen=screen)
    Editor(page, platform.sign_in("content_reviewer")).sign_in()
    page.goto("/authoring/question-statistics/")
    check(page, f"list-{screen}", language)
    page.locator("main tr", has_text="2025-06-13").get_by_role("link").click()
    page.wait_for_url("**/sets/**")
    expect(page.locator("figure.chart svg")).to_have_count(2)
    check(page, f"set-{screen}", language)
    page.get_by_role("combobox", name=words["flag"], exact=True).select_option("separates_wrongly")
    page.get_by_role("button", name=words["show"], exact=True).press("Enter")
    page.wait_for_url("**flag=separates_wrongly**")
    page.locator(".figures__items a").first.press("Enter")
    page.wait_for_url("**/questions/**")
    expect(page.locator("main")).to_contain_text(words["advice"])
    expect(page.locator("figure.chart svg")).to_have_count(3)
    check(page, f"question-{screen}", language)
    take_in(page, tmp_path, words, language, screen)


def take_in(page: Page, folder: Path, words: dict[str, str], language: str, screen: str) -> None:
    """Send a file with a strange column, then the right one; look it over and say yes."""
    page.goto("/authoring/question-statistics/")
    page.get_by_role("link", name=words["send"]).press("Enter")
    page.wait_for_url("**/question-statistics/results/")
    check(page, f"send-{screen}", language)
    send(page, a_file(folder, language, unknown=True), words)
    expect(page.locator("main")).to_contain_text("NO-SUCH")
    expect(page.locator("main")).to_contain_text(words["unknown"])
    check(page, f"refused-{screen}", language)
    send(page, a_file(folder, language), words)
    page.wait_for_url("**/results/*-*/")
    check(page, f"look-{screen}", language)
    page.get_by_role("button", name=words["take"]).press("Enter")
    page.wait_for_url("**/sets/**")
    expect(page.locator("main")).to_contain_text("44")


def send(page: Page, path: Path, words: dict[str, str]) -> None:
    """Fill the form and send it."""
    page.get_by_label(words["file"]).set_input_files(path)
    page.get_by_label(words["bank"]).select_option("LVE")
    page.get_by_label(words["title"]).fill("2023")
    page.get_by_label(words["day"]).fill("2023-06-09")
    page.get_by_role("button", name=words["look"]).press("Enter")
