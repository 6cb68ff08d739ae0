"""The button to hand in, which stands in the bar: looked at by the tests of the examination page."""

from playwright.sync_api import Page, expect


def the_hand_in_is_in_reach(page: Page) -> None:
    """However many questions there are, wherever the page is scrolled to, and by the keyboard; it asks first."""
    button = page.locator("[data-act='hand-in']")
    page.evaluate(
        """() => {
          const all = document.querySelector("[data-navigator]");
          for (let more = 0; more < 80; more += 1) all.append(all.lastElementChild.cloneNode(true));
          scrollTo(0, document.body.scrollHeight);
        }"""
    )
    expect(button).to_be_in_viewport(ratio=1)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#hand-in")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#hand-in")).to_be_hidden()
    page.locator("[data-navigator] a").first.click()
    page.evaluate("scrollTo(0, 0)")
