"""What an instructor and a reviewer do in Wagtail's editor, in the words of docs/guides/instructor.md."""

from __future__ import annotations

import json
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import keep_picture

# The lesson is planned and its pages are gone: records stay, and somebody writes it anew.
PLANNED = """
import json
from courses.catalog.api import lessons_of_version
from courses.pages.models import LessonPage
from lms.enrolments.models import Enrolment
enrolment = Enrolment.objects.get(person__user__username="{number}", state="active")
lesson = lessons_of_version(enrolment.version_id).first()
unit = LessonPage.objects.get(lesson=lesson, locale__language_code="zh-hans").get_parent()
LessonPage.objects.filter(lesson=lesson).delete()
print(json.dumps({{"unit": unit.pk, "lesson": str(lesson.uuid), "label": lesson.title_zh}}))
"""


@dataclass(frozen=True)
class Planned:
    """A lesson of the catalogue that has no page: the page of its unit, its uuid and its title."""

    unit: int
    lesson: str
    label: str


def planned_lesson(platform, number: str) -> Planned:
    """Return a lesson of this trainee's programme after taking its pages away."""
    told = platform.manage("shell", "--no-imports", "-c", PLANNED.format(number=number))
    return Planned(**json.loads(told.strip().splitlines()[-1]))


@dataclass
class Editor:
    """One person at Wagtail's editor."""

    page: Page
    who: dict[str, str]

    def picture(self, name: str) -> None:
        """Keep a picture of the screen for the guide."""
        keep_picture(self.page, f"zh-authoring-{name}")

    def sign_in(self) -> None:
        """Sign in at the office page."""
        page = self.page
        page.goto("/accounts/login/")
        page.fill("#id_login", self.who["username"])
        page.fill("#id_password", self.who["secret"])
        page.press("#id_password", "Enter")
        page.wait_for_url("**/home/")

    def begin(self, planned: Planned, *, kind: str, title: str) -> None:
        """Begin a lesson from a template below its unit, by the plus beside the unit's name."""
        page = self.page
        page.goto(f"/authoring/pages/{planned.unit}/")
        page.locator("header a[href$='/add_subpage/'], header a[href*='add_subpage']").first.click()
        page.get_by_label(kind).check()
        page.get_by_label("教学计划里的课").select_option(label=planned.label)
        page.locator("#id_title").fill(title)
        self.picture("1-template")
        page.get_by_role("button", name="开始写课").click()
        page.wait_for_url("**/edit/**")
        expect(page.locator("#body-root")).to_be_attached()

    # --- blocks ----------------

    def add(self, kind: str) -> str:
        """Add a block of this kind at the end and return the beginning of its fields' names."""
        page = self.page
        number = int(page.locator("[name='body-count']").input_value())
        page.locator("#body-root .c-sf-add-button:not([data-streamfield-list-add])").last.click()
        page.get_by_role("option", name=kind, exact=True).click()
        expect(page.locator("[name='body-count']")).to_have_value(str(number + 1))
        return f"body-{number}-value"

    def add_objective(self, sentence: str) -> None:
        """Add a sentence to what trainees can do afterwards."""
        page = self.page
        number = page.locator("[name='objectives-count']").input_value()
        page.locator("#objectives-root .c-sf-add-button").last.click()
        page.locator(f"[name='objectives-{number}-value']").fill(sentence)

    def move(self, number: int, way: str) -> None:
        """Move a block up or down with the keyboard alone; its place must follow."""
        order = self.page.locator(f"[name='body-{number}-order']")
        before = int(order.input_value())
        block = order.locator("xpath=..")
        block.locator(f"[data-streamfield-action='MOVE_{way}']").first.focus()
        self.page.keyboard.press("Enter")
        expect(order).to_have_value(str(before + (1 if way == "DOWN" else -1)))

    def fill(self, field: str, value: str) -> None:
        """Fill a field by its name."""
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
        page.locator(f"[id='{field}-chooser'] button:visible").first.click()
        page.get_by_role("tab", name="上传").click()
        file = {"name": "drawing.svg", "mimeType": "image/svg+xml", "buffer": drawing.encode()}
        page.set_input_files("#id_image-chooser-upload-file", file)
        page.fill("#id_image-chooser-upload-title", title)
        page.locator(
            "#tab-upload form button[type=submit], form[action*='chooser/create'] button"
        ).first.click()
        expect(page.locator(".modal-dialog")).to_have_count(0)

    def choose_item(self, field: str, words: str) -> str:
        """Choose the first practice item that is found by these words; return its code."""
        page = self.page
        page.locator(f"[id='{field}-chooser'] button:visible").first.click()
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
        button = page.locator(f"footer [name='{name}'], footer [data-workflow-action-name='{name}']").first
        if not button.is_visible():
            page.locator("footer button[aria-expanded]").last.click()
        button.click()
