"""The editor of a lesson in a real browser, and autosaves that are kept on their way, for tests of authoring."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route

from tests.support.server import RunningPlatform


def open_editor(
    open_page: Callable[..., Page], platform: RunningPlatform, *, who: str, lesson: int, early: str = ""
) -> Page:
    """Sign somebody in by role and open a lesson's editor; `early` is a script that runs before the page's own."""
    page = open_page(base_url=platform.base_url, language="en")
    person = platform.sign_in(who)
    page.goto("/accounts/login/")
    page.fill("#id_login", person["username"])
    page.fill("#id_password", person["secret"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/home/")
    if early:
        page.add_init_script(early)
    page.goto(f"/authoring/pages/{lesson}/edit/")
    return page


def shell(platform: RunningPlatform, code: str) -> str:
    """Run a line of Python with the models of pages on the platform and return the last line it prints."""
    printed = platform.manage("shell", "-v", "0", "-c", f"from courses.pages.models import *\n{code}")
    return printed.strip().splitlines()[-1]


def write(page: Page, field: str, text: str) -> None:
    """Write with the keyboard: what stood in the editor before the first key is what the server has.

    Wagtail shows the fields when all scripts of the page run; until then they take no focus, and keys go nowhere.
    """
    page.locator(field).wait_for()
    page.focus(field)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text) if text else page.keyboard.press("Delete")


def hold(route: Route, held: list[Route]) -> None:
    """Keep the first autosave on its way, and let everything else through.

    The page that answers a refusal begins a draft of its own: kept as well, it would never end, and none could follow.
    """
    is_draft = route.request.method == "POST" and route.request.headers["accept"] == "application/json"
    if is_draft and not held:
        held.append(route)
    else:
        route.fallback()
