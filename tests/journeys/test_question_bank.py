"""The guide of the item bank, step by step (Chinese): write, send back, mend, approve, a next wording, retire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.exams.intake.samples import a_picture
from tests.support.browser import SCREENS, Watch, assert_accessible, assert_fits, keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE = "zh-hans"
STEM = "电动机停转检修以前，第一步做什么？"
MENDED = "电动机停下来检修以前，第一步做什么？"
NEWER = "检修电动机以前，第一步做什么？"


@dataclass
class Desk:
    """One person at the desk of the item bank."""

    page: Page
    who: dict[str, Any]

    def sign_in(self) -> None:
        page = self.page
        page.goto("/accounts/login/")
        page.fill("#id_login", self.who["username"])
        page.fill("#id_password", self.who["secret"])
        page.press("#id_password", "Enter")
        page.wait_for_url("**/home/")

    def look(self, name: str) -> None:
        """Look at the page in both sizes and languages: it fits, nothing is in the way of anybody."""
        page = self.page
        for screen in ("phone", "desktop"):
            page.set_viewport_size(SCREENS[screen])
            page.evaluate(
                "document.querySelectorAll('html, body, main, .content-wrapper').forEach((n) => n.scrollTo(0, 0))"
            )
            page.wait_for_timeout(400)  # the side bar folds away
            assert_fits(page)
            assert_accessible(page)
            keep_picture(page, f"zh-question-{name}-{screen}")

    def deed(self, value: str) -> None:
        """Press a button of the editor by what it does, and wait until what it brought stands on the page."""
        self.page.locator(f"[name=deed][value='{value}']").last.click()
        expect(self.page.locator("question-editor[aria-busy=true]")).to_have_count(0, timeout=15_000)

    def state(self) -> Any:
        return expect(self.page.locator("[data-part=state]"))


def test_a_question_goes_through_two_people_into_the_bank(
    platform: Any, open_page: Any, watch: Watch
) -> None:
    watch.expect("409")  # submitted without a topic
    watch.expect("422")  # sent back, and retired, without a reason
    author, reader = (
        Desk(open_page(base_url=platform.base_url, language=CHINESE), platform.sign_in(role))
        for role in ("instructor", "content_reviewer")
    )
    author.sign_in()
    write(author)
    reader.sign_in()
    send_back(reader)
    mend(author)
    code = approve(reader)
    write_next(author, code)
    approve_by_keyboard(reader)
    compare_and_retire(reader, code)


def test_a_place_is_drawn_and_a_circuit_is_shown_while_it_is_written(
    platform: Any, open_page: Any, watch: Watch
) -> None:
    watch.expect("422")  # no number
    watch.expect("404")  # a circuit that cannot be drawn yet
    author = Desk(open_page(base_url=platform.base_url, language=CHINESE), platform.sign_in("instructor"))
    author.sign_in()
    draw_a_place(author)
    write_a_circuit(author)
    write_a_number(author)


def test_nothing_that_is_written_while_a_row_comes_is_lost(platform: Any, open_page: Any) -> None:
    """On a slow line the fields wait until they are new; what is written next stays, and is where it was written."""
    author = Desk(open_page(base_url=platform.base_url, language=CHINESE), platform.sign_in("instructor"))
    author.sign_in()
    page = author.page
    begin(author, "single")
    author.state().to_contain_text("已保存", timeout=15_000)

    def slowly(route: Any) -> None:
        page.wait_for_timeout(1_500)
        route.continue_()

    page.route("**/edit/", slowly)
    page.fill("#id_stem_zh", "先写的。")
    page.locator("[name=deed][value='add:options']").click()
    page.locator("#id_stem_zh").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("后写的。")
    expect(page.locator("[data-row=options]")).to_have_count(5)
    author.state().to_contain_text("已保存", timeout=15_000)
    expect(page.locator("#id_stem_zh")).to_have_value("先写的。后写的。")
    page.unroute("**/edit/")
    page.reload()
    expect(page.locator("#id_stem_zh")).to_have_value("先写的。后写的。")


def test_what_is_written_before_the_module_runs_is_saved_and_asked_for(platform: Any, open_page: Any) -> None:
    author = Desk(open_page(base_url=platform.base_url, language=CHINESE), platform.sign_in("instructor"))
    author.sign_in()
    page, asks = author.page, "() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    begin(author, "single")
    author.state().to_contain_text("已保存", timeout=15_000)
    page.reload()
    page.wait_for_selector("question-editor:defined")
    assert not page.evaluate(asks), "nobody wrote anything"
    held: list[Any] = []
    page.route("**/question-editor*.js*", lambda route: held.append(route))
    page.reload(wait_until="commit")
    page.locator("#id_stem_zh").fill("脚本还没到就写的。")
    held[0].continue_()
    page.wait_for_selector("question-editor:defined")
    assert page.evaluate(asks) or page.evaluate(
        "document.querySelector('[data-part=state]').textContent.includes('已保存')"
    )
    page.wait_for_timeout(3_000)
    author.state().to_contain_text("已保存", timeout=15_000)
    assert not page.evaluate(asks)
    page.unroute("**/question-editor*.js*")
    page.reload()
    expect(page.locator("#id_stem_zh")).to_have_value("脚本还没到就写的。")


def test_what_could_not_be_sent_is_asked_for_and_tried_again(
    platform: Any, open_page: Any, watch: Watch
) -> None:
    watch.expect("Failed to load resource")
    author = Desk(open_page(base_url=platform.base_url, language=CHINESE), platform.sign_in("instructor"))
    author.sign_in()
    page, asks = author.page, "() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    begin(author, "single")
    author.state().to_contain_text("已保存", timeout=15_000)
    assert not page.evaluate(asks)
    page.context.set_offline(True)
    page.fill("#id_stem_zh", "断网时写的。")
    author.state().to_contain_text("连不上", timeout=15_000)
    assert page.evaluate(asks)
    page.context.set_offline(False)
    author.state().to_contain_text("已保存", timeout=15_000)
    assert not page.evaluate(asks)
    page.reload()
    expect(page.locator("#id_stem_zh")).to_have_value("断网时写的。")


def begin(author: Desk, kind: str) -> None:
    page = author.page
    page.goto("/authoring/question-bank/new/")
    page.select_option("#id_bank", index=1)
    page.locator(f"input[name=kind][value={kind}]").check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/edit/**")
    page.select_option("#id_topic", index=1)


def draw_a_place(author: Desk) -> None:
    """Send a picture, mark it in the text, draw a place on it with the pointer; the numbers are there to write too."""
    page = author.page
    begin(author, "hotspot")
    page.fill("#id_stem_zh", "哪里坏了？")
    author.deed("add:attachments")
    picture = {"name": "a.png", "mimeType": "image/png", "buffer": a_picture(size=(400, 300))}
    page.set_input_files("input[type=file]", picture)
    expect(page.locator("region-board img")).to_be_visible(timeout=15_000)
    page.fill("#id_attachments-0-alternative_zh", "控制柜")
    author.deed("add:regions")
    page.fill("#id_regions-0-label_zh", "断路器")
    page.locator("[data-row=regions] input[type=checkbox]").check()
    page.locator("[data-draw]").first.click()
    board = page.locator("region-board")
    board.evaluate("node => node.scrollIntoView({block: 'center', behavior: 'instant'})")
    page.wait_for_timeout(500)
    box = board.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 90)
    page.mouse.up()
    expect(page.locator("#id_regions-0-coords")).to_have_value("10, 10, 30, 30")
    expect(page.locator(".seen__board .seen__right").first).to_be_attached(timeout=15_000)
    author.look("10-place")


def write_a_circuit(author: Desk) -> None:
    page = author.page
    begin(author, "short_answer")
    page.fill("#id_stem_zh", "灯为什么不亮？")
    page.select_option("#new-attachment", "circuit")
    author.deed("add:attachments")
    page.fill("#id_attachments-0-source", "lampe")
    page.locator("#id_stem_zh").press("End")
    page.locator("[data-insert='[[1]]']").click()
    expect(page.locator(".desk__error").first).to_contain_text("lampe", timeout=15_000)
    page.fill("#id_attachments-0-source", 'source "220 V" up\nlamp "EL" right')
    expect(page.locator(".desk__error")).to_have_count(0, timeout=15_000)
    picture = page.locator(".seen__stem img.figure").first
    expect(picture).to_be_visible(timeout=20_000)
    author.look("11-circuit")


def write_a_number(author: Desk) -> None:
    """What is no number is said beside its field, and nothing is lost."""
    page = author.page
    begin(author, "numeric")
    page.fill("#id_stem_zh", "电流是多少？")
    page.fill("#id_numbers-0-value", "很多")
    expect(page.locator("[data-part=messages]")).to_contain_text("“很多”不是数。", timeout=15_000)
    author.state().to_contain_text("未保存")
    page.fill("#id_numbers-0-value", "２２０")
    author.state().to_contain_text("已保存", timeout=15_000)
    expect(page.locator("[data-part=preview]")).to_contain_text("220")


def write(author: Desk) -> None:
    """Write a question with one answer; it is kept and shown while it is written."""
    page = author.page
    page.goto("/authoring/question-bank/")
    author.look("1-list")
    page.get_by_role("link", name="编写试题").last.click()
    author.look("2-begin")
    page.select_option("#id_bank", index=1)
    page.get_by_label("练习").check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/edit/**")
    page.fill("#id_stem_zh", STEM)
    page.fill("#id_stem_en", "What comes first before a motor is mended?")
    for number, (zh, en) in enumerate(
        (("断开电源", "Switch it off"), ("验电", "Prove it dead"), ("挂牌", "Hang the sign"))
    ):
        page.fill(f"#id_options-{number}-zh", zh)
        page.fill(f"#id_options-{number}-en", en)
    author.deed("remove:options:3")
    page.locator("input[name=right]").nth(1).check()
    page.fill("#id_rationale_zh", "先断电，再验电。")
    expect(page.locator("[data-part=preview]")).to_contain_text("先断电，再验电。", timeout=15_000)
    author.state().to_contain_text("已保存")
    author.deed("up:options:1")
    expect(page.locator("#id_options-0-zh")).to_have_value("验电")
    assert page.evaluate("document.activeElement.name") == "options-0-zh"
    author.deed("submit")
    expect(page.locator(".editor__said--error")).to_contain_text("请选知识点。")
    page.select_option("#id_topic", index=1)
    author.look("3-editor")
    author.deed("submit")
    page.wait_for_url(lambda address: not address.endswith("/edit/"))
    expect(page.locator(".messages")).to_contain_text("已提交")
    author.look("4-submitted")


def send_back(reader: Desk) -> None:
    """Find what waits on the first page, read it, send it back with a reason."""
    page = reader.page
    page.goto("/authoring/")
    page.get_by_role("link", name="道题等待审读").click()
    expect(page.locator(".seen").first).to_contain_text(STEM)
    reader.look("5-read")
    page.get_by_role("button", name="退回").click()
    expect(page.locator("[role=alert]")).to_contain_text("请写明要改什么")
    page.wait_for_load_state()  # before that no key is a shortcut
    page.keyboard.press("s")
    page.keyboard.type("“停转”不好懂；答案应当是断开电源")
    page.get_by_role("button", name="退回").click()
    expect(page.locator(".messages")).to_contain_text("已退回编写人")


def mend(author: Desk) -> None:
    """See the reason on the first page, mend, submit again."""
    page = author.page
    page.goto("/authoring/")
    expect(page.locator("main")).to_contain_text("“停转”不好懂")
    page.get_by_role("link", name=STEM[:8]).click()
    page.wait_for_url("**/edit/**")
    page.fill("#id_stem_zh", MENDED)
    page.locator("input[name=right]").nth(1).check()
    author.deed("submit")
    page.wait_for_url(lambda address: not address.endswith("/edit/"))


def approve(reader: Desk) -> str:
    """Read it again and go on; at the end approve what was read. Return the code that the bank gave."""
    page = reader.page
    page.goto("/authoring/question-bank/reading/")
    expect(page.locator(".seen").first).to_contain_text(MENDED)
    page.get_by_role("button", name="已读，下一道").click()
    page.wait_for_url("**/reading/end/**")
    reader.look("6-end")
    page.get_by_role("button", name="通过打勾的试题").click()
    expect(page.locator("main")).to_contain_text("已通过1道题")
    page.goto("/authoring/question-bank/")
    page.fill("#id_words", MENDED[:9])
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".desk__list")).to_contain_text(MENDED)
    code = page.locator(".desk__code").first.inner_text()
    page.get_by_role("link", name=code).click()
    expect(page.locator(".seen").last).to_contain_text("Switch it off")
    reader.look("7-question")
    return code


def write_next(author: Desk, code: str) -> None:
    page = author.page
    page.goto(f"/authoring/question-bank/items/{code}/")
    page.get_by_role("button", name="编写新版本").click()
    page.wait_for_url("**/edit/**")
    page.fill("#id_stem_zh", NEWER)
    author.deed("submit")
    page.wait_for_url(lambda address: not address.endswith("/edit/"))


def approve_by_keyboard(reader: Desk) -> None:
    """Approve with one letter, once letters are keys again."""
    page = reader.page
    page.goto("/authoring/question-bank/reading/")
    letters = page.get_by_label("字母作快捷键")
    letters.uncheck()
    page.keyboard.press("a")
    expect(page.locator(".seen").first).to_contain_text(NEWER)
    letters.check()
    page.keyboard.press("a")
    expect(page.locator(".messages")).to_contain_text("已通过")


def compare_and_retire(reader: Desk, code: str) -> None:
    page = reader.page
    page.goto(f"/authoring/question-bank/items/{code}/")
    page.get_by_role("link", name="比较版本").click()
    expect(page.locator("del").first).to_be_visible()
    reader.look("8-compare")
    page.goto(f"/authoring/question-bank/items/{code}/")
    page.get_by_role("link", name="停用").click()
    page.get_by_role("button", name="停用").click()
    expect(page.locator("[role=alert], .error-message").first).to_contain_text("请写明停用原因")
    page.fill("#id_why", "标准已换")
    page.get_by_role("button", name="停用").click()
    expect(page.locator("main")).to_contain_text("标准已换")
    reader.look("9-retired")
