"""What an instructor and a reviewer do in Wagtail's editor, in the words of docs/guides/instructor.md."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import keep_picture
from tests.walk.reading import read_page, untranslated

# The page without the names of pages, which may be in any language.
WITHOUT_TITLES = """() => {
    const copy = document.documentElement.cloneNode(true);
    copy.querySelectorAll(".title-wrapper").forEach((node) => node.remove());
    return copy.outerHTML;
}"""

# A beginner looks for each button and types Chinese slowly: three seconds for an act, one for a letter.
SECONDS_FOR_AN_ACT, SECONDS_FOR_A_LETTER = 3, 1


@dataclass
class Editor:
    """One person at Wagtail's editor; `seconds` is how long a beginner takes for what was done, without reading."""

    page: Page
    who: dict[str, str]
    seconds: int = 0

    def spend(self, acts: int, written: str = "") -> None:
        """Count so many acts of hand, and what was typed."""
        self.seconds += acts * SECONDS_FOR_AN_ACT + len(written) * SECONDS_FOR_A_LETTER

    def picture(self, name: str) -> None:
        """Keep a picture of the screen for the guide."""
        keep_picture(self.page, f"zh-authoring-{name}")

    def sign_in(self) -> None:
        """Sign in at the office page."""
        page = self.page
        self.spend(4, self.who["username"] + self.who["secret"])
        page.goto("/accounts/login/")
        page.fill("#id_login", self.who["username"])
        page.fill("#id_password", self.who["secret"])
        page.press("#id_password", "Enter")
        page.wait_for_url("**/home/")

    def enter(self) -> None:
        """Go from the home page to Wagtail's first page."""
        self.spend(1)
        self.page.get_by_role("link", name="课程", exact=True).click()
        self.page.wait_for_url("**/authoring/")

    def look(self) -> None:
        """Check that Wagtail's page speaks Chinese, our own words and Wagtail's alike; titles are as they are."""
        wrong = untranslated(read_page(self.page.evaluate(WITHOUT_TITLES)), "zh-hans")
        assert wrong == [], f"{self.page.url}: {wrong}"

    def begin(self, lesson: str, *, kind: str) -> None:
        """Begin a lesson that the first page lists as not written, from a template; its title is the plan's."""
        page = self.page
        self.spend(3)
        self.picture("0-desk")
        self.look()
        page.get_by_role("link", name=lesson).click()
        page.get_by_label(kind).check()
        expect(page.get_by_label("教学计划里的课").locator("option:checked")).to_have_text(lesson)
        self.picture("1-template")
        self.look()
        page.get_by_role("button", name="开始写课").click()
        page.wait_for_url("**/edit/**")
        expect(page.locator("#body-root")).to_be_attached()

    # --- blocks ----------------

    def add(self, kind: str) -> str:
        """Add a block of this kind at the end and return the beginning of its fields' names."""
        page = self.page
        self.spend(2)
        number = int(page.locator("[name='body-count']").input_value())
        page.locator("#body-root .c-sf-add-button:not([data-streamfield-list-add])").last.click()
        page.get_by_role("option", name=kind, exact=True).click()
        expect(page.locator("[name='body-count']")).to_have_value(str(number + 1))
        return f"body-{number}-value"

    def add_objective(self, sentence: str) -> None:
        """Add a sentence to what trainees can do afterwards."""
        page = self.page
        self.spend(2, sentence)
        number = page.locator("[name='objectives-count']").input_value()
        page.locator("#objectives-root .c-sf-add-button").last.click()
        page.locator(f"[name='objectives-{number}-value']").fill(sentence)

    def add_row(self, field: str) -> None:
        """Add an entry at the end of a list inside a block, by the last of its plus signs."""
        page = self.page
        self.spend(1)
        number = int(page.locator(f"[name='{field}-count']").input_value())
        last = page.locator(f"[name='{field}-{number - 1}-order']").locator("xpath=..")
        last.locator("xpath=following::button[@data-streamfield-list-add][1]").click()
        expect(page.locator(f"[name='{field}-count']")).to_have_value(str(number + 1))

    def move(self, number: int, way: str) -> None:
        """Move a block up or down with the keyboard alone; its place must follow."""
        self.spend(1)
        order = self.page.locator(f"[name='body-{number}-order']")
        before = int(order.input_value())
        block = order.locator("xpath=..")
        block.locator(f"[data-streamfield-action='MOVE_{way}']").first.focus()
        self.page.keyboard.press("Enter")
        expect(order).to_have_value(str(before + (1 if way == "DOWN" else -1)))

    def fill(self, field: str, value: str) -> None:
        """Fill a field by its name."""
        self.spend(1, value)
        self.page.locator(f"[name='{field}']").fill(value)

    def text_area(self, field: str) -> Locator:
        """Return where a text block is written."""
        holder = self.page.locator(f"[name='{field}']").locator(
            "xpath=ancestor::*[@data-contentpath or @class][2]"
        )
        return holder.locator("[contenteditable=true]").first

    def upload(self, field: str, drawing: str, title: str) -> None:
        """Choose a picture by uploading a drawing."""
        page = self.page
        self.spend(5, title)
        page.locator(f"[id='{field}-chooser'] button:visible").first.click()
        page.get_by_role("tab", name="上传").click()
        file = {"name": "drawing.svg", "mimeType": "image/svg+xml", "buffer": drawing.encode()}
        page.set_input_files("#id_image-chooser-upload-file", file)
        page.fill("#id_image-chooser-upload-title", title)
        page.locator(
            "#tab-upload form button[type=submit], form[action*='chooser/create'] button"
        ).first.click()
        expect(page.locator(".modal-dialog")).to_have_count(0)

    def choose_item(self, field: str, *, programme: str, topic: str, words: str) -> str:
        """Choose the first practice item of a topic that is found by these words; return its code."""
        page = self.page
        self.spend(5, words)
        page.locator(f"[id='{field}-chooser'] button:visible").first.click()
        # The server may just be drawing the circuit again; how long that takes says how busy the machine is.
        expect(page.locator(".modal-body [name=programme]")).to_be_visible(timeout=45_000)
        page.select_option(".modal-body [name=programme]", label=programme)
        page.select_option(".modal-body [name=topic]", label=topic)
        page.fill(".modal-body [name=q]", words)
        row = page.locator(".modal-body [data-chooser-modal-choice]")
        expect(row.first).to_be_visible()
        page.wait_for_timeout(800)  # the list is replaced a moment after the last key
        self.picture("4-items")
        code = row.first.inner_text().strip()
        row.first.click()
        expect(page.locator(".modal-dialog")).to_have_count(0)
        return code

    # --- handing on ----------------

    def press(self, name: str) -> None:
        """Press one of the buttons behind the arrow at the foot of the editor."""
        page = self.page
        self.spend(2)
        button = page.locator(f"footer [name='{name}'], footer [data-workflow-action-name='{name}']").first
        if not button.is_visible():
            page.locator("footer button[aria-expanded]").last.click()
        button.click()
