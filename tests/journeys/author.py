"""What an instructor and a reviewer do in Wagtail's editor, in the words of docs/guides/instructor.md."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from scripts.processes import ROOT

PICTURES = Path(os.environ.get("SCREENSHOTS") or ROOT / "var" / "screenshots")
# The lesson is planned and its pages are gone: records stay, and somebody writes it anew.
PLANNED = """
import json
from courses.pages.models import LessonPage, UnitPage
from lms.enrolments.models import Enrolment
enrolment = Enrolment.objects.get(person__user__username="{number}", state="active")
unit = UnitPage.objects.filter(unit__version=enrolment.version, locale__language_code="zh-hans").first()
lesson = unit.unit.places.get(position=1).lesson
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
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(PICTURES / f"zh-authoring-{name}.png"))

    def sign_in(self) -> None:
        page = self.page
        page.goto("/accounts/login/")
        page.fill("#id_login", self.who["username"])
        page.fill("#id_password", self.who["secret"])
        page.press("#id_password", "Enter")
        page.wait_for_url("**/home/")

    # --- beginning ----------------

    def begin(self, planned: Planned, *, kind: str, title: str) -> None:
        """Begin a lesson from a template below its unit."""
        page = self.page
        page.goto(f"/authoring/pages/{planned.unit}/")
        page.get_by_role("link", name="用模板写新课").first.click()
        page.get_by_label(kind).check()
        page.get_by_label("教学计划里的课").select_option(label=planned.label)
        page.get_by_label("标题", exact=True).fill(title)
        self.picture("1-template")
        page.get_by_role("button", name="开始写课").click()
        page.wait_for_url("**/edit/")

    # --- blocks ----------------

    def blocks(self) -> Locator:
        """Return the top-level blocks of the lesson."""
        return self.page.locator("#panel-child-content-body-content > div > div > div > [data-streamfield-child]")

    def add(self, kind: str) -> int:
        """Add a block of this kind at the end and return its number from zero."""
        page, number = self.page, int(self.page.locator("[name='body-count']").input_value())
        page.locator("[data-streamfield-stream-container]").first.locator(
            "xpath=./div/button[@data-streamfield-list-add or contains(@class,'c-sf-add-button')] | ./button"
        ).last.click()
        page.get_by_role("option", name=kind, exact=True).click()
        expect(page.locator("[name='body-count']")).to_have_value(str(number + 1))
        return number

    def fill(self, number: int, **values: str) -> None:
        """Fill the fields of a block by their names; `__` stands between the parts of a name."""
        for name, value in values.items():
            field = f"body-{number}-value" + (f"-{name.replace('__', '-')}" if name != "value" else "")
            self.page.locator(f"[name='{field}']").fill(value)

    def write(self, number: int, text: str) -> None:
        """Type into a text block."""
        area = self.page.locator(f"#body-{number}-value ~ * .public-DraftEditor-content, [data-contentpath] #x").first
        area.click()
        self.page.keyboard.type(text)

    def picture_by_upload(self, number: int, file: Path, title: str) -> None:
        """Choose a picture by uploading it."""
        page = self.page
        page.locator(f"#body-{number}-value-image-chooser, [id='body-{number}-value-image-chooser']").get_by_role(
            "button"
        ).first.click()
        page.get_by_role("tab", name="上传").click()
        page.locator("#id_image-chooser-upload-file").set_input_files(str(file))
        page.fill("#id_image-chooser-upload-title", title)
        page.locator("form[action*='create'] button[type=submit]").click()
        expect(page.locator(".modal")).to_have_count(0)
