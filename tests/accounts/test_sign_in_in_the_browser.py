"""Sign-in in a real browser: keys and scanner, what the next person sees, both screens and languages."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import LANGUAGES, SCREENS, assert_accessible, assert_fits, assert_large_targets

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIGN_IN, LOGIN = "/sign-in/", "/accounts/login/"


def present(page: Page, who: dict) -> None:
    """Type number and PIN and send them."""
    page.goto(SIGN_IN)
    page.fill("#id_number", who["username"])
    page.fill("#id_pin", who["secret"])
    page.press("#id_pin", "Enter")
    page.wait_for_url("**/sign-in/confirm/")


def enter_as_trainee(page: Page, who: dict) -> None:
    """Sign in and confirm."""
    present(page, who)
    page.click("button[value=yes]")
    page.wait_for_url("**/home/")


def enter_office(page: Page, who: dict) -> None:
    """Sign in as staff."""
    page.goto(LOGIN)
    page.fill("#id_login", who["username"])
    page.fill("#id_password", who["secret"])
    page.press("#id_password", "Enter")
    page.wait_for_url("**/home/")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_the_pages_of_sign_in_are_accessible_and_fit(platform, open_page, screen, language) -> None:
    page = open_page(base_url=platform.base_url, screen=screen, language=language)
    for path in (SIGN_IN, LOGIN, "/terminals/register/", "/accounts/password/reset/", "/accounts/signup/"):
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)
    present(page, platform.sign_in("trainee"))
    assert_accessible(page)
    assert_fits(page)
    page.click("button[value=no]")
    page.wait_for_url(f"**{SIGN_IN}")
    enter_office(page, platform.sign_in("administrator"))
    for path in ("/terminals/", "/accounts/2fa/", "/accounts/password/change/"):
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_the_button_stands_on_the_screen_below_the_keys(platform, open_page, screen, language) -> None:
    page = open_page(base_url=platform.base_url, screen=screen, language=language)
    page.goto(SIGN_IN)
    expect(page.locator("pin-pad [data-key='0']")).to_be_visible()
    size = page.viewport_size or {}
    button = page.locator("pin-pad button[type=submit]").bounding_box() or {}
    last = page.locator("pin-pad [data-key='0']").bounding_box() or {}
    assert button["y"] + button["height"] <= size["height"]
    assert last["y"] + last["height"] <= size["height"]
    is_beside = button["x"] + button["width"] <= last["x"]
    assert is_beside or last["y"] + last["height"] <= button["y"], "no key is covered"


def test_a_trainee_signs_in_with_the_keys_on_the_page_alone(platform, open_page) -> None:
    page, who = open_page(base_url=platform.base_url), platform.sign_in("trainee")
    page.goto(SIGN_IN)
    for digit in who["username"]:
        page.click(f"[data-key='{digit}']")
    expect(page.locator("#id_number")).to_have_value(who["username"])
    page.click("#id_pin")
    page.click("[data-key='9']")
    page.click("[data-key='clear']")
    for digit in who["secret"]:
        page.click(f"[data-key='{digit}']")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/sign-in/confirm/")


def test_after_a_number_typed_on_the_keyboard_the_keys_go_on_to_the_pin(platform, open_page) -> None:
    page, who = open_page(base_url=platform.base_url), platform.sign_in("trainee")
    page.goto(SIGN_IN)
    page.click("#id_number")
    page.keyboard.type(who["username"])
    for digit in who["secret"]:
        page.click(f"[data-key='{digit}']")
    expect(page.locator("#id_number")).to_have_value(who["username"])
    expect(page.locator("#id_pin")).to_have_value(who["secret"])


def test_sign_in_works_with_the_keyboard_alone(platform, open_page) -> None:
    page, who = open_page(base_url=platform.base_url), platform.sign_in("trainee")
    page.goto(SIGN_IN)
    expect(page.locator("#id_number")).to_be_focused()
    page.keyboard.type(who["username"])
    page.keyboard.press("Tab")
    page.keyboard.type(who["secret"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/confirm/")
    page.locator("button[value=yes]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/home/")


@pytest.mark.parametrize("cursor", ["#id_number", "#id_pin", "h1"])
def test_a_scanned_card_is_read_wherever_the_cursor_is(platform, open_page, cursor) -> None:
    page, who = open_page(base_url=platform.base_url), platform.sign_in("trainee")
    payload = platform.manage("shell", "-v", "0", "-c", NEW_CARD % who["username"]).strip().splitlines()[-1]
    page.goto(SIGN_IN)
    page.click(cursor)
    scan(page, payload)
    page.wait_for_url("**/sign-in/confirm/")
    expect(page.locator("main")).to_contain_text(who["name"])


def scan(page: Page, payload: str) -> None:
    """Type as a scanner does: a key each 10 ms by the keyboard's own clock, however busy this machine is."""
    keyboard, began = page.context.new_cdp_session(page), time.time() - 1
    for number, text in enumerate([*payload, "\r"]):
        key = {"key": "Enter" if text == "\r" else text, "timestamp": began + number / 100}
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": text, **key})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


NEW_CARD = """
from lms.accounts.api import find_user
from lms.accounts.operations import issue_card
from lms.core.actor import Actor
from lms.core.clock import now
print(issue_card(user=find_user("%s"), actor=Actor.system("test"), now=now()))
"""


def test_a_card_is_read_without_javascript(platform, browser) -> None:
    who = platform.sign_in("trainee")
    payload = platform.manage("shell", "-v", "0", "-c", NEW_CARD % who["username"]).strip().splitlines()[-1]
    context = browser.new_context(base_url=platform.base_url, java_script_enabled=False)
    page = context.new_page()
    page.goto(SIGN_IN)
    page.click("#id_number")
    page.keyboard.type(payload)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/confirm/")
    context.close()


def test_the_back_button_shows_nothing_of_who_signed_out(platform, open_page) -> None:
    page, who = open_page(base_url=platform.base_url), platform.sign_in("trainee")
    enter_as_trainee(page, who)
    page.goto("/exams/")
    page.goto("/home/")
    expect(page.locator("body")).to_contain_text(who["name"])
    page.click("#sign-out button")
    page.wait_for_url(f"**{SIGN_IN}")
    for _ in range(3):
        page.go_back()
        page.wait_for_load_state()
        expect(page.locator("input[type=password]")).to_be_visible()
        assert who["name"] not in page.locator(".head").inner_text()


def test_sign_out_leaves_no_storage_of_the_person_and_keeps_the_language(platform, open_page) -> None:
    page = open_page(base_url=platform.base_url, language="en")
    enter_as_trainee(page, platform.sign_in("trainee"))
    page.evaluate("localStorage.setItem('left', 'something'); sessionStorage.setItem('left', 'something')")
    page.click("#sign-out button")
    page.wait_for_url(f"**{SIGN_IN}")
    assert page.evaluate("localStorage.getItem('left')") is None
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert "language" in names
    assert "sessionid" not in names


def test_a_registered_terminal_has_large_targets_and_stays_registered_after_sign_out(
    platform, open_page
) -> None:
    page = open_page(base_url=platform.base_url)
    enter_office(page, platform.sign_in("administrator"))
    page.goto("/terminals/")
    room = page.locator("#id_room option", has_text="计算机教室").first
    page.select_option("#id_room", room.get_attribute("value"))
    page.fill("#id_seat", "12")
    page.press("#id_seat", "Enter")
    code = page.locator(".code-large").inner_text()
    page.goto("/terminals/register/")
    page.fill("#id_code", code)
    page.press("#id_code", "Enter")
    page.wait_for_url("**/home/")
    page.click("#sign-out button")
    page.wait_for_url(f"**{SIGN_IN}")
    expect(page.locator("body.is-terminal")).to_have_count(1)
    assert_large_targets(page)
    assert_accessible(page)
    page.context.clear_cookies(name="sessionid")
    page.reload()
    expect(page.locator("body.is-terminal")).to_have_count(1)


def test_a_security_key_is_set_up_and_used_under_our_content_policy(platform, open_page) -> None:
    base = platform.base_url.replace("127.0.0.1", "localhost")  # a key is bound to a name, never to a number
    page, who = open_page(base_url=base), platform.sign_in("issuing_officer")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": A_KEY})
    enter_office(page, who)
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", who["secret"])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/webauthn/add/")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    page.click("#sign-out button")
    page.wait_for_url(f"**{LOGIN}")
    page.fill("#id_login", who["username"])
    page.fill("#id_password", who["secret"])
    page.press("#id_password", "Enter")
    page.wait_for_url("**/2fa/authenticate/")
    page.click("#use_key")
    page.wait_for_url("**/home/")


A_KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
