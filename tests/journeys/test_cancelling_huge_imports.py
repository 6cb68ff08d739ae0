"""A huge file is stopped from the list while a real worker reads it, and while it takes it in: nothing of it stays."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.author import Editor
from tests.support.browser import LANGUAGES
from tests.support.server import RunningPlatform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE, ENGLISH = LANGUAGES
LONG = 180_000
LIST = "/authoring/question-files/"


@pytest.fixture
def huge(tmp_path: Path) -> Path:
    """As many questions as one file may hold."""
    path = tmp_path / "huge.gift"
    path.write_text(
        "\n\n".join(f"::H{n}:: 第{n}题，哪一个正确？ {{=甲{n} ~乙{n}}}" for n in range(20_000)), "utf-8"
    )
    return path


def sent(page: Page, file: Path, bank: str) -> str:
    """Send a file into a new bank; return where its page is."""
    page.goto(f"{LIST}bring/")
    page.set_input_files("input[type=file]", file)
    page.locator("[name=new_bank]").fill(bank)
    page.get_by_role("button", name="Send and look at it").click()
    page.wait_for_url("**/files/**")
    return page.url


def row_of(page: Page, bank: str) -> Locator:
    page.goto(LIST)
    return page.locator(".intake__files tbody tr").filter(has_text=bank)


def stop(page: Page, bank: str, state: str) -> None:
    """Stop the work from the list, where it is said to run."""
    row = row_of(page, bank)
    expect(row).to_contain_text(state)
    row.get_by_role("link", name="Stop and delete the file").click()
    page.get_by_role("button", name="Delete the file").click()
    expect(page.locator("body")).to_contain_text("nothing was taken in")
    expect(row_of(page, bank)).to_have_count(0)


def drafts_in(platform: RunningPlatform, bank: str) -> int:
    asked = "SELECT count(*) FROM exams_itemdraft d JOIN exams_bank b ON b.id = d.bank_id WHERE b.code = ?"
    with closing(sqlite3.connect(platform.data_dir / "platform.sqlite3")) as opened:
        return int(opened.execute(asked, [bank]).fetchone()[0])


def test_a_huge_file_is_stopped_while_it_is_read_and_while_it_is_taken_in(
    platform: RunningPlatform, open_page, huge: Path, tmp_path: Path
) -> None:
    page = open_page(base_url=platform.base_url, language=ENGLISH)
    Editor(page, platform.sign_in("examinations_officer")).sign_in()
    first = sent(page, huge, "HUGE-1")
    stop(page, "HUGE-1", "Being read")
    page.goto(first)
    expect(page.locator("main")).to_contain_text("not kept any more")
    second = sent(page, huge, "HUGE-2")
    page.get_by_role("button", name="Take 20000 questions").click(timeout=LONG)
    page.wait_for_url(second)
    stop(page, "HUGE-2", "Being taken in")
    small = tmp_path / "small.gift"
    small.write_text("::S:: 一加一等于二。 {T}", "utf-8")
    sent(page, small, "HUGE-3")
    page.get_by_role("button", name="Take 1 question into HUGE-3").click(timeout=LONG)
    page.wait_for_url("**/imports/**", timeout=LONG)  # the worker has gone on to the next file
    assert [drafts_in(platform, f"HUGE-{number}") for number in (1, 2, 3)] == [0, 0, 1]
    for address in (first, second):
        uuid = address.rstrip("/").rpartition("/")[2]
        assert not list(platform.data_dir.glob(f"documents/questions/{uuid}*")), "its file is gone"
