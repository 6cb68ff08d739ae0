"""A programme goes out as a file, is changed, and comes in again; a damaged file is refused. In a real browser."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.pages.packs.archive import read_archive, write_archive
from tests.factories.courses import NOW
from tests.journeys.author import Editor
from tests.support.browser import LANGUAGES, assert_accessible, assert_fits
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE, ENGLISH = LANGUAGES
LESSON = "lessons/DCP-B6-L01.yaml"
WAGTAILS = [".sidebar", "[data-wagtail-sidebar]", "#wagtail-sidebar"]


@pytest.fixture(scope="module")
def quiet_platform() -> Iterator[RunningPlatform]:
    """A platform of its own: nothing is loaded while somebody is examined, as on the shared one somebody may be."""
    with running_platform() as started:
        yield started


def office(page: Page, platform: RunningPlatform) -> Page:
    """Sign the content reviewer in."""
    Editor(page, platform.sign_in("content_reviewer")).sign_in()
    return page


def test_a_pack_goes_out_and_comes_in_changed_and_a_damaged_one_does_not(
    quiet_platform, open_page, browser: Browser, tmp_path: Path
) -> None:
    page = office(open_page(base_url=quiet_platform.base_url, language=CHINESE), quiet_platform)
    exported = export(page, tmp_path / "out.zip")
    preview = upload(page, changed(exported, tmp_path / "changed.zip"))
    expect(page.locator("main")).to_contain_text("第 1 块（标题）：新增")
    page.locator(".packs__lesson summary").first.press("Enter")
    expect(page.locator(".packs__lesson ins", has_text="新加的标题")).to_be_visible()
    assert_accessible(page, exclude=WAGTAILS)
    read_without_script(browser, page, preview)
    load(page)
    see_the_other_language(page, preview)
    watch(office(open_page(base_url=quiet_platform.base_url, language=CHINESE), quiet_platform))
    refuse(
        office(open_page(base_url=quiet_platform.base_url, language=ENGLISH, screen="phone"), quiet_platform),
        damaged(exported, tmp_path / "damaged.zip"),
    )


def export(page: Page, target: Path) -> Path:
    """Ask for the file, leave the page and come back, and fetch it."""
    page.goto("/authoring/")
    page.get_by_role("link", name="内容包").click()
    page.wait_for_url("**/authoring/packs/")
    page.locator("tr", has_text="DCP").get_by_role("button").press("Enter")
    page.wait_for_url("**/exports/**")
    leave_and_come_back(page)
    fetch = page.get_by_role("button", name="下载文件")
    expect(fetch).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        fetch.press("Enter")
    assert download.value.suggested_filename == "DCP-v1.zip"
    download.value.save_as(target)
    return target


def leave_and_come_back(page: Page) -> None:
    """Do something else while the work goes on."""
    address = page.url
    page.goto("/authoring/packs/")
    page.goto(address)


def changed(source: Path, target: Path) -> Path:
    """Write a pack with a further heading in one lesson."""
    files = read_archive(io.BytesIO(source.read_bytes()))
    heading = "blocks:\n- type: heading\n  text:\n    zh: 新加的标题\n    en: A new heading\n"
    files[LESSON] = files[LESSON].replace(b"blocks:\n", heading.encode(), 1)
    target.write_bytes(write_archive(code="changed", files=files, made_at=NOW))
    return target


def damaged(source: Path, target: Path) -> Path:
    """Write a pack in which a file is not what the manifest says."""
    with zipfile.ZipFile(source) as pack, zipfile.ZipFile(target, "w") as copy:
        for name in pack.namelist():
            copy.writestr(name, pack.read(name) + (b"\n# changed" if name == LESSON else b""))
    return target


def upload(page: Page, file: Path) -> str:
    """Send a file and wait for the preview, which the page shows by itself."""
    page.goto("/authoring/packs/upload/")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="上传并检查").press("Enter")
    page.wait_for_url("**/uploads/**")
    expect(page.get_by_role("button", name="载入这个内容包")).to_be_visible(timeout=60_000)
    return page.url


def read_without_script(browser: Browser, page: Page, address: str) -> None:
    """Open the preview in a browser that runs no script: it says the same."""
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(address)
    expect(plain.locator("main")).to_contain_text("第 1 块（标题）：新增")
    context.close()


def load(page: Page) -> None:
    """Say yes, look again while it is being loaded, and follow a link of the result."""
    with page.expect_navigation():
        page.get_by_role("button", name="载入这个内容包").press("Enter")
    leave_and_come_back(page)
    expect(page.locator(".help-success")).to_be_visible(timeout=120_000)
    page.locator("summary", has_text="新增或改动的课").press("Enter")
    page.locator("details[open] a").first.click()
    expect(page.locator("body")).to_contain_text("新加的标题")


def see_the_other_language(page: Page, result: str) -> None:
    """Follow the result's way to the English page, which is in English."""
    page.goto(result)
    page.locator("button[name=language][value=en]").press("Enter")
    page.wait_for_url("**/courses/dcp/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def watch(page: Page) -> None:
    """Play the film of the library, with captions, where they are mended."""
    page.goto("/authoring/recordings/")
    page.locator(".listing .title a").first.click()
    film = page.locator("video")
    with page.expect_response(re.compile("/learn/recordings/[^/]+/$")) as fetched:
        film.evaluate("film => { film.muted = true; return film.play(); }")
    assert fetched.value.status == 206
    expect(film.locator("track")).to_have_count(2)
    assert_accessible(page, exclude=WAGTAILS)


def refuse(page: Page, file: Path) -> None:
    """Send a damaged file: it is refused in words, and the history says so."""
    page.goto("/authoring/packs/upload/")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.locator(".help-critical")).to_contain_text(f"{LESSON} was changed", timeout=60_000)
    assert_fits(page)
    page.goto("/authoring/packs/")
    expect(page.locator(".packs table").last.locator("tr").nth(1)).to_contain_text("Refused")
    assert_accessible(page, exclude=WAGTAILS)
    assert_fits(page)
