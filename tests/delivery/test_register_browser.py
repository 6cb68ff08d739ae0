"""The register on a tablet whose network is gone: kept, sent when it is back, in nobody's way."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.support.browser import Watch, assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform

pytestmark = pytest.mark.browser

CLASS = """
import json
from datetime import timedelta
from itertools import count
from random import randrange
from django.utils import timezone
from lms.accounts.models import User
from lms.delivery.models import ClassSession
from lms.core.enums import Role
from tests.factories import accounts, courses, organisations, teaching
from tests.factories.accounts import give_role
from tests.factories.teaching import a_class, planned
for module in (accounts, courses, organisations, teaching):
    module._numbers = count(randrange(10**5, 10**6))  # another process has counted from 1
user = User.objects.get(username={name!r})
group = a_class(people=3)
give_role(user, Role.INSTRUCTOR, group.cohort.site)
session = planned(group)[0]
begun = timezone.now() - timedelta(minutes=80)  # near its end: it can be signed
ends = begun + timedelta(minutes=90)
ClassSession.objects.filter(pk=session.pk).update(instructor=user, begins_at=begun, ends_at=ends)
print(json.dumps([str(session.uuid), [row.uuid.hex for row in group.people]]))
"""
SAID = """
import json
from lms.delivery.models import AttendanceMark
rows = AttendanceMark.objects.filter(register__session__uuid={session!r}).order_by("enrolment")
print(json.dumps(list(rows.values_list("state", "late"))))
"""
ELSEWHERE = """
from django.utils import timezone
from lms.delivery.api import MarkWish, Said, save_marks
from lms.core.actor import Actor
from uuid import UUID
wish = MarkWish(UUID({person!r}), Said("excused", excuse="medical"), {revision})
save_marks(session_uuid=UUID({session!r}), wishes=[wish], actor=Actor.system("test"), now=timezone.now())
"""

LEAVES = """
from datetime import timedelta
from lms.core.clock import local_date
from lms.delivery.models import ClassSession, CohortMember
day = local_date(ClassSession.objects.get(uuid={session!r}).begins_at)
CohortMember.objects.filter(enrolment__uuid={person!r}).update(joined_on=day - timedelta(days=9), left_on=day)
print(1)
"""


SIGNED_WITHOUT = """
from django.utils import timezone
from lms.delivery.models import Register
register = Register.objects.get(session__uuid={session!r})
register.marks.filter(enrolment__uuid={person!r}).delete()
Register.objects.filter(pk=register.pk).update(state="signed", signed_at=timezone.now())
print(1)
"""


def shell(platform: RunningPlatform, code: str) -> str:
    return platform.manage("shell", "-v", "0", "-c", code).strip().splitlines()[-1]


@pytest.fixture
def teaching(open_page: Callable[..., Page], platform: RunningPlatform) -> tuple[Page, str, list[str]]:
    """An instructor in front of the register of a session that is going on, with its people."""
    person = platform.sign_in("instructor")
    session, people = json.loads(shell(platform, CLASS.format(name=person["username"])))
    page = open_page(base_url=platform.base_url, language="en")
    page.goto("/accounts/login/")
    page.fill("#id_login", person["username"])
    page.fill("#id_password", person["secret"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/home/")
    page.goto(f"/authoring/teaching/{session}/")
    expect(where(page)).to_have_text(some_at_the_server(3))
    return page, session, people


def where(page: Page):
    return page.locator("[data-register-state]")


def everybody_present(page: Page) -> None:
    page.get_by_role("button", name="Everybody else is present").click()
    expect(where(page)).to_have_text("All marks are at the server.")


def another_tab(page: Page, session: str) -> Page:
    other = page.context.new_page()
    other.goto(f"/authoring/teaching/{session}/")
    expect(where(other)).to_have_text("All marks are at the server.")
    return other


def some_at_the_server(missing: int) -> str:
    """What the page says while somebody is not marked: nobody may take it for done."""
    return f"Not marked yet: {missing}. What is marked is at the server."


def dot_of(page: Page, person: str) -> tuple[str, str]:
    """Return by what picture the chosen state is marked, and how round the mark is."""
    script = """node => {
        const look = getComputedStyle(node, "::before");
        return [look.maskImage, look.borderTopLeftRadius];
    }"""
    return tuple(page.locator(f'[data-person="{person}"] input:checked').evaluate(script))


def tap(page: Page, person: str, state: str) -> None:
    page.locator(f'[data-person="{person}"] label', has_text=state).first.click()


def again(context: BrowserContext, page: Page, address: str) -> Page:
    """Close the page while nothing could be sent, and come back when the network is there."""
    page.close()
    context.set_offline(False)
    fresh = context.new_page()
    fresh.goto(address)
    return fresh


def test_marks_of_a_lesson_without_network_are_kept_and_sent_when_it_is_back(
    teaching, platform: RunningPlatform, watch: Watch
) -> None:
    page, session, people = teaching
    watch.expect("ERR_INTERNET_DISCONNECTED")
    context = page.context
    tap(page, people[0], "Present")
    expect(where(page)).to_have_text(some_at_the_server(2))
    context.set_offline(True)
    assert dot_of(page, people[0]) == ("none", "50%")  # drawn by the page, not by a picture from the server
    page.locator(f'[data-person="{people[0]}"] summary').click()
    page.fill(f"#id_{people[0]}-late", "10")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Everybody else is present").click()
    expect(where(page)).to_contain_text("On this tablet: 3.")
    # As it is: the page that is opened again, below, sends what this one kept.
    expect(where(page)).to_contain_text("If it was closed, open this register again on this tablet then.")
    page.get_by_role("button", name="Save and sign").click()
    expect(where(page)).to_contain_text("sign when the network is back")
    keep_picture(page, "register-offline")
    assert_fits(page)
    assert json.loads(shell(platform, SAID.format(session=session))) == [["present", 0]]
    page = again(context, page, "/authoring/teaching/")
    page.locator("[data-waiting] a").click()
    expect(where(page)).to_have_text("All marks are at the server.")
    assert json.loads(shell(platform, SAID.format(session=session))) == [
        ["present", 10],
        ["present", 0],
        ["present", 0],
    ]
    page.goto("/authoring/teaching/")
    expect(page.locator("[data-waiting]")).to_be_hidden()


def test_who_is_excused_without_a_reason_is_not_one_of_the_others(
    teaching, platform: RunningPlatform
) -> None:
    page, session, people = teaching
    tap(page, people[1], "Excused")
    told = page.locator(f'[data-person="{people[1]}"] legend')
    expect(told).to_contain_text("Choose why the person is excused.")
    page.get_by_role("button", name="Everybody else is present").click()
    expect(where(page)).to_have_text(some_at_the_server(1))
    excused = page.locator(f'[data-person="{people[1]}"]')
    expect(excused.locator("[value=excused]")).to_be_checked()
    expect(page.locator("[data-missing]")).to_contain_text("1")
    assert json.loads(shell(platform, SAID.format(session=session))) == [["present", 0], ["present", 0]]
    excused.get_by_role("combobox").select_option(label="Medical")
    expect(where(page)).to_have_text("All marks are at the server.")
    expect(excused.locator("[data-half]")).to_have_count(0)


def test_two_who_mark_the_same_person_are_told_and_one_decides(
    teaching, platform: RunningPlatform, watch: Watch
) -> None:
    page, session, people = teaching
    watch.expect("ERR_INTERNET_DISCONNECTED")
    tap(page, people[0], "Present")
    expect(where(page)).to_have_text(some_at_the_server(2))
    page.context.set_offline(True)
    tap(page, people[0], "Absent without excuse")
    shell(platform, ELSEWHERE.format(person=people[0], session=session, revision=1) + "\nprint(1)")
    page.context.set_offline(False)
    told = page.locator(f'[data-person="{people[0]}"] [data-told]')
    expect(told).to_contain_text(
        "Meanwhile “Excused · Medical” was written, by somebody else or in another window; you marked "
        "“Absent without excuse” here."
    )
    keep_picture(page, "register-conflict")
    page.get_by_role("button", name="Save and sign").click()
    expect(where(page)).to_contain_text("Decide on the people named above first")
    assert_accessible(page, exclude=["#wagtail-sidebar"])
    told.get_by_role("button", name="Write what I marked").click()
    expect(where(page)).to_have_text(some_at_the_server(2))
    assert json.loads(shell(platform, SAID.format(session=session))) == [["absent", 0]]
    page.get_by_role("button", name="Everybody else is present").click()
    expect(page.locator("[data-missing]")).to_have_text("Everybody is marked.")
    page.get_by_role("button", name="Save and sign").click()
    page.wait_for_url("**/authoring/teaching/")
    expect(page.get_by_text("The register is signed.")).to_be_visible()


def test_a_tab_that_was_open_before_the_signature_asks_before_it_takes_it_back(
    teaching, platform: RunningPlatform
) -> None:
    page, session, people = teaching
    everybody_present(page)
    other = another_tab(page, session)
    page.get_by_role("button", name="Save and sign").click()
    page.wait_for_url("**/authoring/teaching/")
    tap(other, people[0], "Absent without excuse")
    told = other.locator(f'[data-person="{people[0]}"] [data-told]')
    expect(told).to_contain_text("The register was signed meanwhile with “Present”; you marked “Absent")
    expect(other.locator("[data-standing]")).to_contain_text("Signed at")
    assert json.loads(shell(platform, SAID.format(session=session)))[0] == ["present", 0]
    told.get_by_role("button", name="Write what I marked").click()
    expect(other.locator("[data-standing]")).to_contain_text("Signed before, changed since: sign again.")
    expect(where(other)).to_contain_text("Sign it again.")
    assert json.loads(shell(platform, SAID.format(session=session)))[0] == ["absent", 0]
    assert_fits(other)
    page.reload()
    expect(page.get_by_text("Signed before, changed since: sign again.").first).to_be_visible()
    other.get_by_role("button", name="Save and sign").click()
    other.wait_for_url("**/authoring/teaching/")
    expect(other.get_by_text("Signed before")).to_have_count(0)


def test_who_leaves_unsaid_what_a_signed_register_does_not_say_sees_no_mark_there(
    teaching, platform: RunningPlatform
) -> None:
    page, session, people = teaching
    everybody_present(page)
    shell(platform, SIGNED_WITHOUT.format(session=session, person=people[0]))
    tap(page, people[0], "Absent without excuse")
    told = page.locator(f'[data-person="{people[0]}"] [data-told]')
    told.get_by_role("button", name="Leave it so").click()
    expect(told).to_have_count(0)
    expect(page.locator(f'[data-person="{people[0]}"] input[type=radio]:checked')).to_have_count(0)
    expect(page.locator("[data-missing]")).to_contain_text("1")


def test_a_tab_that_was_open_before_the_signature_does_not_sign_other_minutes_over_it(teaching) -> None:
    page, session, _people = teaching
    everybody_present(page)
    other = another_tab(page, session)
    page.get_by_label("Minutes really taught").fill("70")
    page.get_by_role("button", name="Save and sign").click()
    page.wait_for_url("**/authoring/teaching/")
    other.get_by_label("Minutes really taught").fill("60")
    other.get_by_role("button", name="Save and sign").click()
    expect(other.get_by_text("The register was signed meanwhile, with 70 minutes taught.")).to_be_visible()
    other.get_by_label("Minutes really taught").fill("60")
    other.get_by_role("button", name="Save and sign").click()
    other.wait_for_url("**/authoring/teaching/")


def test_who_is_signed_out_meanwhile_loses_no_mark(teaching, watch: Watch) -> None:
    page, session, people = teaching
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    watch.expect("403")
    tap(page, people[1], "Present")
    expect(where(page)).to_contain_text("You are signed out. The marks stay on this tablet")
    # Nobody has to wait for a network that is there; the way back to this register is a button.
    expect(where(page)).to_contain_text("On this tablet: 1.")
    expect(where(page)).not_to_contain_text("when the network is back")
    back = page.get_by_role("link", name="Sign in and go on here")
    assert back.get_attribute("href") == f"/accounts/login/?next=/authoring/teaching/{session}/"
    expect(back).to_be_visible()
    page.context.add_cookies([row for row in cookies if row["name"] == "sessionid"])
    page.reload()
    expect(where(page)).to_have_text(some_at_the_server(2))
    expect(page.locator(f'[data-person="{people[1]}"] [value=present]')).to_be_checked()


def test_who_signs_while_marks_are_on_their_way_has_signed(teaching) -> None:
    page, _session, people = teaching
    held: list[Route] = []
    page.route("**/teaching/**", lambda route: held.append(route) if not held else route.continue_())
    page.get_by_role("button", name="Everybody else is present").click()
    expect(where(page)).to_contain_text(f"On this tablet: {len(people)}")
    page.wait_for_timeout(500)  # the page waits a moment before it sends
    assert len(held) == 1
    page.get_by_role("button", name="Save and sign").click()
    held[0].continue_()
    page.wait_for_url("**/authoring/teaching/")
    expect(page.get_by_text("The register is signed.")).to_be_visible()


def test_a_mark_that_cannot_be_is_not_said_to_be_on_its_way(teaching) -> None:
    page, _session, people = teaching
    tap(page, people[0], "Present")
    row = page.locator(f'[data-person="{people[0]}"]')
    row.get_by_text("Late or left early").click()
    for minutes, told in (("100", "This mark is not possible."), ("999", "Whole minutes, from 0 to 480.")):
        row.get_by_label("Late, in minutes").fill(minutes)
        row.get_by_label("Late, in minutes").press("Tab")
        expect(row.get_by_text(told)).to_be_visible()
        expect(where(page)).to_contain_text("To be corrected: 1.")
        expect(where(page)).not_to_contain_text("On their way")
        row.get_by_label("Late, in minutes").fill("-5")
        row.get_by_label("Late, in minutes").press("Tab")
        expect(where(page)).to_contain_text("To be corrected: 1.")
        row.get_by_label("Late, in minutes").fill("5")
        row.get_by_label("Late, in minutes").press("Tab")
        expect(where(page)).not_to_contain_text("To be corrected")
        expect(row.get_by_text(told)).to_have_count(0)


def test_who_was_transferred_meanwhile_is_named_and_marked_nowhere(
    teaching, platform: RunningPlatform, watch: Watch
) -> None:
    page, session, (first, second, third) = teaching
    name = page.locator(f"#row-{first} legend").inner_text().split("\n")[0].split()[0]
    watch.expect("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    for person in (first, second, third):
        tap(page, person, "present")
    shell(platform, LEAVES.format(person=first, session=session))
    page.context.set_offline(False)
    expect(where(page)).to_contain_text(name)
    expect(page.locator(f"#row-{first} [role=alert]")).to_be_visible()
    expect(page.locator(f"#row-{first} input:checked")).to_have_count(0)
    expect(page.locator(f"#row-{first} input[type=radio]").first).to_be_disabled()
    assert shell(platform, SAID.format(session=session)) == '[["present", 0], ["present", 0]]'
