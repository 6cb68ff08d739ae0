"""The guide for instructors, step by step: one writes and submits, another approves, a trainee reads (Chinese)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.answers import PACKS
from tests.journeys.author import Editor
from tests.journeys.trainee import Trainee
from tests.support.browser import SCREENS, assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE = "zh-hans"
LESSON = "上笼前的准备"
TEN_MINUTES = 600
# Pages on the way that the main journey looks at and takes pictures of.
SEEN_ELSEWHERE = ("01-sign-in", "02-confirm", "03-home")
# A drawing of ours with other words: the same file would be offered as a picture that is there already.
DRAWING = (
    (PACKS / "chinese-pastry-level-5" / "drawings" / "steamer.svg")
    .read_text("utf-8")
    .replace("蒸锅里面", "上笼")
)
CIRCUIT = 'source "220 V" up\nbreaker "QF" right\nswitch "S" right\nlamp "EL" down\nwire left 2'
WORD = (
    "<html><head><style>p.MsoNormal{mso-style-parent:''}</style></head><body><p class=MsoNormal "
    "style='text-indent:21pt;mso-char-indent-count:2'><b><span style='color:red'>先洗手，</span></b>"
    "<span lang=EN-US><o:p></o:p></span>再称料。</p><svg onload='window.ran = 1'></svg>"
    "<p class=MsoNormal><a href='javascript:window.ran=1'>水烧开，再上笼。</a></p></body></html>"
)


def staff(platform, username: str) -> dict[str, str]:
    return next(row for row in platform.facts["sign_ins"] if row["username"] == username)


def beginner(platform) -> dict[str, str]:
    """Return who begins the course of which some lessons are still being written."""
    return next(row for row in platform.facts["sign_ins"] if "一日班" in row["about"])


def test_a_lesson_goes_from_its_author_to_the_trainee(platform, open_page, watch) -> None:
    # The editor saves while somebody writes, and is told so while a recipe's percentages do not add up yet.
    watch.expect("status of 400 (Bad Request)")

    def at_a_desk():
        return open_page(base_url=platform.base_url, language=CHINESE)

    trainee = Trainee(at_a_desk(), CHINESE, "desktop", beginner(platform), seen=set(SEEN_ELSEWHERE))
    wait_for_the_lesson(trainee, platform.base_url)
    author = Editor(at_a_desk(), staff(platform, "instructor"))
    author.sign_in()
    author.enter()
    author.begin(LESSON, kind="空白课")
    codes = write(author)
    hand_in(author)
    reviewer = Editor(at_a_desk(), staff(platform, "reviewer"))
    reviewer.sign_in()
    reviewer.enter()
    approve(reviewer)
    assert author.seconds + reviewer.seconds < TEN_MINUTES
    read(trainee, codes)


def wait_for_the_lesson(trainee: Trainee, base_url: str) -> None:
    """Meet the lesson that nobody has written: at a desk and on a phone, in both languages it says so."""
    trainee.sign_in()
    page = trainee.page
    page.locator("details.unit summary").last.click()
    expect(page.locator("details.unit").last).to_contain_text("正在编写")
    page.get_by_role("link", name=LESSON).click()
    page.wait_for_url("**/learn/**")
    for language, words in (("en", "This lesson is still being written."), (CHINESE, "这节课还在编写。")):
        page.context.add_cookies([{"name": "language", "value": language, "url": base_url}])
        for screen in ("desktop", "phone"):
            page.set_viewport_size(SCREENS[screen])
            page.goto(page.url)
            expect(page.locator("main")).to_contain_text(words)
            assert_accessible(page)
            assert_fits(page)
    page.set_viewport_size(SCREENS["desktop"])


def write(author: Editor) -> list[str]:
    """Write the lesson of the guide and return the codes of its practice items."""
    author.fill("summary", "馒头做好了，先别急着上笼。水要烧开，蒸箱的电源要查好。")
    author.add_objective("我会检查蒸锅和蒸箱。")
    author.fill(author.add("标题"), "先做准备")
    paste_from_word(author, author.add("正文"))
    drawing = author.add("图片")
    author.upload(f"{drawing}-image", DRAWING, "上笼")
    author.fill(f"{drawing}-alt", "蒸笼放在锅上，锅里的水没有碰到笼屉。")
    circuit = author.add("电路图")
    author.fill(f"{circuit}-spec", CIRCUIT)
    author.fill(f"{circuit}-alt", "电源经断路器和开关接到蒸箱的指示灯。")
    write_recipe(author, author.add("配方"))
    write_steps(author, author.add("操作步骤"))
    author.fill(author.add("标题"), "练一练")
    practice = author.add("练习")
    field = f"{practice}-items-0-value"
    codes = [author.choose_item(field, programme="中式面点师（五级）", topic="熟制技术", words="蒸")]
    author.move(1, "UP")
    author.move(1, "DOWN")
    author.page.locator("#body-root").scroll_into_view_if_needed()
    author.picture("2-editor")
    author.look()
    return codes


def paste_from_word(author: Editor, field: str) -> None:
    """Paste what Word puts on the clipboard: the words stay, and nothing runs."""
    area = author.text_area(field)
    area.click()
    area.evaluate(
        """(node, html) => {
          const data = new DataTransfer();
          data.setData('text/html', html);
          data.setData('text/plain', '先洗手，再称料。');
          node.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        WORD,
    )
    expect(area).to_contain_text("先洗手，再称料。")
    assert author.page.evaluate("window.ran") is None


def write_recipe(author: Editor, field: str) -> None:
    author.fill(f"{field}-title", "馒头面团")
    author.fill(f"{field}-portions-count", "20")
    author.fill(f"{field}-portions-unit", "个")
    author.fill(f"{field}-base_grams", "1000")
    rows = (("中筋面粉", "100"), ("水", "50"), ("干酵母", "1"))
    for number, (name, percent) in enumerate(rows):
        if number:
            author.add_row(f"{field}-ingredients")
        author.fill(f"{field}-ingredients-{number}-value-name", name)
        author.fill(f"{field}-ingredients-{number}-value-percent", percent)
    author.page.locator(f"[name='{field}-ingredients-0-value-is_base']").check()


def write_steps(author: Editor, field: str) -> None:
    author.fill(f"{field}-title", "烧水上笼")
    author.fill(f"{field}-minutes", "10")
    author.fill(f"{field}-warning", "蒸汽会烫伤，揭盖时脸要躲开。")
    author.fill(f"{field}-tools-0-value", "蒸笼")
    author.fill(f"{field}-steps-0-value-text", "锅里加水，烧开。")


def hand_in(author: Editor) -> None:
    """Submit; the page is then locked for its author."""
    page = author.page
    author.press("action-submit")
    page.wait_for_url("**/authoring/pages/*/")
    expect(page.locator(".messages")).to_contain_text(LESSON)
    author.look()


def approve(reviewer: Editor) -> None:
    """Open what waits for review from the desk, and approve it."""
    page = reviewer.page
    reviewer.look()
    page.get_by_role("link", name=LESSON).first.click()
    page.wait_for_url("**/edit/**")
    expect(page.locator("#body-root")).to_be_attached()
    reviewer.picture("3-review")
    reviewer.look()
    reviewer.press("approve")
    page.wait_for_url("**/authoring/pages/*/")


def read(trainee: Trainee, codes: list[str]) -> None:
    """Read the lesson as the trainee who waited for it: everything that was written is there."""
    page = trainee.page
    page.goto("/home/")
    page.locator("details.unit summary").last.click()
    page.get_by_role("link", name=LESSON).click()
    page.wait_for_url("**/learn/**")
    expect(page.locator("h1")).to_have_text(LESSON)
    for words in ("先洗手，再称料。", "水烧开，再上笼。", "馒头面团", "烧水上笼", "我会检查蒸锅和蒸箱。"):
        expect(page.locator("article")).to_contain_text(words)
    expect(page.locator("article img[alt^='蒸笼放在锅上']")).to_be_visible()
    expect(
        page.locator("article img[alt^='电源经断路器'], article [aria-label^='电源经断路器']").first
    ).to_be_visible()
    for code in codes:
        expect(page.locator(f"#item-{code}")).to_be_visible()
    trainee.picture("authoring-5-lesson")
    assert_accessible(page)
    assert_fits(page)
