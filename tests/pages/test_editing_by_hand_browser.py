"""What hands do in the editor of a lesson: moving blocks by keyboard, and pasting a list from Word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.pages.editors import open_editor, shell
from tests.pages.test_ask_first_browser import NEW
from tests.support.server import RunningPlatform

pytestmark = pytest.mark.browser

THREE = 'page.body = [("heading", "One"), ("text", "<p>Two</p>"), ("heading", "Three"), ("heading", "Four")]'
SYMBOL = "<span style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span>&nbsp;&nbsp;</span></span></span>"
NUMBER = "<span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;</span></span>"
ITEM = "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]>{}<![endif]>{}</p>"
BARE = "<p class=MsoNormal><span style='font-family:Symbol'>·&nbsp; </span>{}</p>"
WORD = (
    "<html><head><style>p.MsoNormal{mso-style-parent:''}</style></head><body><p class=MsoNormal>Bring:</p>"
    f"{ITEM.format(SYMBOL, 'flour')}{ITEM.format(SYMBOL, '<b>water</b>')}<p class=MsoNormal>Then:</p>"
    f"{ITEM.format(NUMBER, 'knead')}<p class=MsoNormal>Also:</p>{BARE.format('a lid')}"
    "<p class=MsoNormal><span style='font-family:Symbol'>W</span> is the unit.<script>window.ran = 1</script></p>"
    "</body></html>"
)


@pytest.fixture
def editor(open_page: Callable[..., Page], platform: RunningPlatform) -> Page:
    """The editor of a lesson of its own, four blocks long."""
    code = NEW.replace('page.body = [("heading", "Dough")]', THREE)
    lesson = int(shell(platform, f"{code}\nprint(page.pk)"))
    return open_editor(open_page, platform, who="instructor", lesson=lesson)


def test_a_block_that_is_moved_by_keyboard_keeps_the_focus(editor: Page) -> None:
    editor.get_by_role("button", name="Move down").first.focus()
    held = editor.locator("[data-streamfield-action]:focus")
    for _time in range(2):
        editor.keyboard.press("Enter")
        expect(held).to_have_attribute("data-streamfield-action", "MOVE_DOWN")
    editor.keyboard.press("Enter")
    # It is the last block now: the way on is closed.
    expect(held).to_have_attribute("data-streamfield-action", "MOVE_UP")
    order = editor.locator("[name^=body-][name$=-order]").evaluate_all(
        "(all) => all.map((one) => [Number(one.value), one.name]).sort((a, b) => a[0] - b[0]).map((row) => row[1])"
    )
    assert order == ["body-1-order", "body-2-order", "body-3-order", "body-0-order"]


def test_a_list_that_is_pasted_from_word_is_a_list(editor: Page) -> None:
    area = editor.locator("[contenteditable=true]").first
    area.click()
    area.evaluate(
        """(node, html) => {
          const data = new DataTransfer();
          data.setData('text/html', html);
          data.setData('text/plain', 'plain');
          node.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        WORD,
    )
    expect(area.locator("ul li")).to_have_text(["flour", "water", "a lid"])
    expect(area.locator("ol li")).to_have_text(["knead"])
    expect(area).to_contain_text("W is the unit.")
    assert editor.evaluate("window.ran") is None
