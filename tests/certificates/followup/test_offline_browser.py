"""A call that is written down on a telephone without network: kept, sent when it is back, once."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Watch, assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform

pytestmark = pytest.mark.browser

PERSON = """
import json
from itertools import count
from random import randrange
from tests.factories import accounts, follow_ups, organisations
from tests.factories.accounts import PASSWORD
from tests.factories.follow_ups import a_caller, a_district, a_follow_up
from tests.factories.organisations import a_site
for module in (accounts, organisations):
    module._numbers = count(randrange(10**5, 10**6))  # another process has counted from 1
site = a_site()
worker = a_caller(site)
follow_up = a_follow_up(worker, a_district(site), site=site)
a_follow_up(worker, a_district(site), site=site, days=9)
print(json.dumps([worker.username, PASSWORD, str(follow_up.uuid)]))
"""
OTHER_WROTE = """
from certificates.models import FollowUp
from tests.factories.follow_ups import a_contact
row = FollowUp.objects.get(uuid={uuid!r})
a_contact(row.assigned_to, row)
print("[]")
"""
KEPT = """
import json
from certificates.models import FollowUpContact
rows = FollowUpContact.objects.filter(follow_up__uuid={uuid!r})
print(json.dumps(list(rows.values_list("result", "work", "step"))))
"""


def shell(platform: RunningPlatform, code: str) -> str:
    return platform.manage("shell", "-v", "0", "-c", code).strip().splitlines()[-1]


@pytest.fixture
def calling(open_page: Callable[..., Page], platform: RunningPlatform) -> tuple[Page, str]:
    """A worker of a station in front of somebody to be called, on a telephone."""
    name, password, uuid = json.loads(shell(platform, PERSON))
    page = open_page(base_url=platform.base_url, language="en", screen="phone")
    page.goto("/accounts/login/")
    page.fill("#id_login", name)
    page.fill("#id_password", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/home/")
    page.goto(f"/authoring/follow-ups/{uuid}/")
    return page, uuid


def test_a_call_without_network_waits_and_is_sent_once(
    calling, platform: RunningPlatform, watch: Watch
) -> None:
    page, uuid = calling
    watch.expect("ERR_INTERNET_DISCONNECTED")
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "follow-up-person")
    page.context.set_offline(True)
    page.get_by_label("Reached", exact=True).check()
    page.get_by_label("Work", exact=True).select_option("working")
    page.get_by_role("button", name="Keep this contact").click()
    told = page.locator("[data-follow-up-queue] [data-told]")
    expect(told).to_contain_text("Waiting on this device: 1.")
    assert json.loads(shell(platform, KEPT.format(uuid=uuid))) == []
    # Closed meanwhile: the list finds what waits, and sends it.
    context = page.context
    page.close()
    context.set_offline(False)
    fresh = context.new_page()
    fresh.goto("/authoring/follow-ups/")
    expect(fresh.locator("[data-follow-up-queue] [data-told]")).to_have_text("Everything is at the server.")
    assert json.loads(shell(platform, KEPT.format(uuid=uuid))) == [["reached", "working", 1]]


def write(page: Page, uuid: str, note: str) -> None:
    """Fill in the form of one person on the page that was taken along, and keep it."""
    card = page.locator(f"[data-along='{uuid}']")
    if not card.evaluate("card => card.open"):
        card.locator("summary").click()
    card.get_by_label("Reached", exact=True).check()
    card.get_by_label("Few words").fill(note)
    card.get_by_role("button", name="Keep this contact").click()


def test_the_forms_of_a_day_are_written_without_network_and_sent_later(
    calling, platform: RunningPlatform, watch: Watch
) -> None:
    page, uuid = calling
    watch.expect("ERR_INTERNET_DISCONNECTED")
    watch.expect("409")
    page.goto("/authoring/follow-ups/take-along/")
    cards = page.locator("[data-along]")
    expect(cards).to_have_count(2)
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "follow-up-take-along")
    both = [str(card.get_attribute("data-along")) for card in cards.all()]
    page.context.set_offline(True)
    for one in both:
        write(page, one, "在家")
    told = page.locator("[data-follow-up-queue] [data-told]")
    expect(told).to_contain_text("Waiting on this device: 2.")
    expect(cards.locator("[data-state]")).to_have_text(["Written down", "Written down"])
    shell(platform, OTHER_WROTE.format(uuid=uuid))
    page.context.set_offline(False)
    refused = page.locator("[data-waits] li")
    expect(refused).to_contain_text("Written last:", timeout=30_000)
    other = next(one for one in both if one != uuid)
    assert json.loads(shell(platform, KEPT.format(uuid=other))) == [["reached", "", 1]]
    refused.get_by_role("button", name="Send it all the same").click()
    expect(told).to_have_text("Everything is at the server.")
    # The other officer's contact settled the step; this one stands beside it.
    assert json.loads(shell(platform, KEPT.format(uuid=uuid))) == [["reached", "", 1], ["reached", "", None]]


def test_what_the_server_refuses_comes_back_into_its_form(
    calling, platform: RunningPlatform, watch: Watch
) -> None:
    page, uuid = calling
    watch.expect("ERR_INTERNET_DISCONNECTED")
    watch.expect("422")
    page.goto("/authoring/follow-ups/take-along/")
    card = page.locator(f"[data-along='{uuid}']")
    name = card.locator("summary strong").inner_text()
    day = card.locator("input[type=date]")
    today = day.input_value()
    page.context.set_offline(True)
    card.locator("summary").click()
    day.fill("2999-01-01")
    write(page, uuid, "在面馆上班")
    expect(card.locator("form")).to_be_visible()  # a day to come is not even taken
    day.fill("2000-01-01")
    write(page, uuid, "在面馆上班")
    expect(card.locator("form")).to_be_hidden()
    page.context.set_offline(False)
    line = page.locator("[data-waits] li")
    expect(line).to_contain_text(f"{name} · ", timeout=30_000)
    expect(line).to_contain_text("在面馆上班")
    expect(card.get_by_role("alert")).to_have_text("This is more than a month ago.")
    page.reload()
    expect(card.get_by_role("alert")).to_have_text("This is more than a month ago.")
    expect(card.get_by_label("Few words")).to_have_value("在面馆上班")
    expect(card.get_by_label("Reached", exact=True)).to_be_checked()
    day.fill(today)
    card.get_by_role("button", name="Keep this contact").click()
    expect(page.locator("[data-follow-up-queue] [data-told]")).to_have_text("Everything is at the server.")
    expect(line).to_have_count(0)
    assert json.loads(shell(platform, KEPT.format(uuid=uuid))) == [["reached", "", 1]]


GIVEN_TO = """
from certificates.models import FollowUp
from tests.factories.follow_ups import a_caller
row = FollowUp.objects.get(uuid={uuid!r})
FollowUp.objects.filter(pk=row.pk).update(assigned_to={to})
print(row.assigned_to_id)
"""


def test_a_visit_to_somebody_who_was_handed_over_is_kept_until_it_can_be_sent(
    calling, platform: RunningPlatform, watch: Watch
) -> None:
    page, uuid = calling
    watch.expect("ERR_INTERNET_DISCONNECTED")
    watch.expect("404")
    page.goto("/authoring/follow-ups/take-along/")
    page.context.set_offline(True)
    write(page, uuid, "在家")
    mine = shell(platform, GIVEN_TO.format(uuid=uuid, to="a_caller(row.person.site).pk"))
    page.context.set_offline(False)
    line = page.locator("[data-waits] li")
    expect(line).to_contain_text("not among those whom you follow up", timeout=30_000)
    expect(line).to_contain_text("在家")
    shell(platform, GIVEN_TO.format(uuid=uuid, to=mine))
    line.get_by_role("button", name="Send it all the same").click()
    expect(page.locator("[data-follow-up-queue] [data-told]")).to_have_text("Everything is at the server.")
    assert json.loads(shell(platform, KEPT.format(uuid=uuid))) == [["reached", "", 1]]
