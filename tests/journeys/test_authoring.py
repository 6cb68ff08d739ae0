"""The guide for instructors, step by step: one writes and submits, another approves, a trainee reads (Chinese)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.author import Editor, planned_lesson
from tests.journeys.trainee import Trainee
from tests.support.browser import assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE = "zh-hans"
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200" width="400" height="200">
<rect x="90" y="40" width="220" height="60" fill="#f1d9ae" stroke="#222"/>
<rect x="100" y="100" width="200" height="70" fill="#cfe3f2" stroke="#222"/></svg>"""
TITLE = "蒸馒头的准备"
CIRCUIT = 'source "220 V" up\nbreaker "QF" right\nswitch "S" right\nlamp "EL" down\nwire left 2'
WORD = (
    "<html><head><style>p.MsoNormal{mso-style-parent:''}</style></head><body><p class=MsoNormal "
    "style='text-indent:21pt;mso-char-indent-count:2'><b><span style='color:red'>先洗手，</span></b>"
    "<span lang=EN-US><o:p></o:p></span>再称料。</p><script>window.ran = 1</script>"
    "<p class=MsoNormal><a href='javascript:window.ran=1'>水烧开，再上笼。</a></p></body></html>"
)


def staff(platform, username: str) -> dict[str, str]:
    return next(row for row in platform.facts["sign_ins"] if row["username"] == username)


def beginner(platform) -> dict[str, str]:
    """Return the last of the trainees who begin today; the other journeys take the first ones."""
    return [row for row in platform.facts["sign_ins"] if row["role"] == "trainee"][3]


def test_a_lesson_goes_from_its_author_to_the_trainee(platform, open_page, watch) -> None:
    # The editor saves while somebody writes, and is told so while a recipe's percentages do not add up yet.
    watch.expect("status of 400 (Bad Request)")
    trainee = beginner(platform)
    planned = planned_lesson(platform, trainee["username"])
    author = Editor(open_page(base_url=platform.base_url, language=CHINESE), staff(platform, "instructor"))
    author.sign_in()
    author.begin(planned, kind="空白课", title=TITLE)
    codes = write(author)
    hand_in(author)
    reviewer = Editor(open_page(base_url=platform.base_url, language=CHINESE), staff(platform, "reviewer"))
    reviewer.sign_in()
    approve(reviewer)
    read(
        Trainee(open_page(base_url=platform.base_url, language=CHINESE), CHINESE, "desktop", trainee),
        planned,
        codes,
    )


def write(author: Editor) -> list[str]:
    """Write the lesson of the guide and return the codes of its practice items."""
    author.fill("summary", "上笼以前，水、料和灯都要准备好。")
    author.add_objective("我会按配方称料。")
    author.fill(author.add("标题"), "先做准备")
    paste_from_word(author, author.add("正文"))
    drawing = author.add("图片")
    author.upload(f"{drawing}-image", DRAWING, "蒸笼")
    author.fill(f"{drawing}-alt", "蒸笼放在锅上，锅里的水没有碰到笼屉。")
    circuit = author.add("电路图")
    author.fill(f"{circuit}-spec", CIRCUIT)
    author.fill(f"{circuit}-alt", "电源经断路器和开关接到灯。")
    write_recipe(author, author.add("配方"))
    write_steps(author, author.add("操作步骤"))
    author.fill(author.add("标题"), "练一练")
    practice = author.add("练习")
    codes = [author.choose_item(f"{practice}-items-0-value", "洗手")]
    author.move(1, "UP")
    author.move(1, "DOWN")
    author.page.locator("#body-root").scroll_into_view_if_needed()
    author.picture("2-editor")
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
    author.fill(f"{field}-ingredients-0-value-name", "面粉")
    author.fill(f"{field}-ingredients-0-value-percent", "100")
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
    expect(page.locator(".messages")).to_contain_text(TITLE)


def approve(reviewer: Editor) -> None:
    """Open what waits for review from the desk, and approve it."""
    page = reviewer.page
    page.goto("/authoring/")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_url("**/edit/**")
    expect(page.locator("#body-root")).to_be_attached()
    reviewer.picture("3-review")
    reviewer.press("approve")
    page.wait_for_url("**/authoring/pages/*/")


def read(trainee: Trainee, planned, codes: list[str]) -> None:
    """Read the lesson as a trainee: everything that was written is there."""
    trainee.sign_in()
    page = trainee.page
    page.goto(f"/learn/{planned.lesson}/")
    expect(page.locator("h1")).to_have_text(TITLE)
    for words in ("先洗手，再称料。", "水烧开，再上笼。", "馒头面团", "烧水上笼", "我会按配方称料。"):
        expect(page.locator("article")).to_contain_text(words)
    expect(page.locator("article img[alt^='蒸笼放在锅上']")).to_be_visible()
    expect(
        page.locator("article img[alt^='电源经断路器'], article [aria-label^='电源经断路器']").first
    ).to_be_visible()
    for code in codes:
        expect(page.locator(f"#item-{code}")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
