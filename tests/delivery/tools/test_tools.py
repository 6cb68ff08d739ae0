"""Counted tools: given out on the day, counted back, named while missing, never more out than there are."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.core.models import AuditEntry
from lms.delivery.api import Said, cancel_sessions, sign_register
from lms.delivery.errors import RegisterNotReady, ToolKnown, ToolNotFound, ToolsOutdated, ToolsRefused
from lms.delivery.models import Register, Tool, ToolLoan
from lms.delivery.register import views as register_views
from lms.delivery.tools import views
from lms.delivery.tools.operations import Counted, NewTool, add_tool, change_tool, count_tools
from lms.delivery.tools.queries import list_out
from lms.delivery.tools.rules import Against, Count, reasons_against
from tests.factories.accounts import instructor_at, registrar_at, sign_in, trainee_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.teaching import ACTOR, EVENING, NINE, a_class, locked, mark, planned

pytestmark = pytest.mark.django_db
INDEX = reverse("tools:index")


@pytest.mark.parametrize(
    ("before", "count", "free", "is_signed", "against"),
    [
        (Count(0), Count(5), 5, False, []),
        (Count(0), Count(6), 5, False, [Against.NOT_THERE]),
        (Count(5), Count(5, 5), 0, True, []),
        (Count(5), Count(4, 4), 5, True, [Against.SIGNED]),
        (Count(5), Count(5, 6), 5, False, [Against.MORE_BACK]),
        (Count(0), Count(-1), 5, False, [Against.RANGE, Against.MORE_BACK]),
        (Count(0), Count(1000), 2000, False, [Against.RANGE]),
        # Written off meanwhile: what is out comes back all the same.
        (Count(5, 1), Count(5, 2), 0, False, []),
    ],
)
def test_what_speaks_against_a_count(before, count, free, is_signed, against) -> None:
    assert reasons_against(before, count, free=free, is_signed=is_signed) == against


@pytest.fixture
def group():
    return a_class(people=1)


@pytest.fixture
def session(group):
    return planned(group)[0]


@pytest.fixture
def knives(group) -> Tool:
    return a_tool(group, "水果刀")


def a_tool(group, name: str, quantity: int = 5) -> Tool:
    return add_tool(tool=NewTool(group.cohort.site, name, quantity), actor=ACTOR, now=NOW)


def count(session, tool, issued: int, returned: int = 0, note: str = "", *, seen: int = 0, now=EVENING):
    counted = Counted(session.uuid, {tool.uuid: Count(issued, returned, note)}, seen)
    return count_tools(counted=counted, actor=ACTOR, now=now)


def test_a_missing_tool_is_named_before_the_register_is_signed(group, session, knives) -> None:
    mark(session, (group.people[0], Said("present")))
    count(session, knives, 5, 3)
    with pytest.raises(RegisterNotReady) as refused:
        sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)
    assert [str(reason) for reason in refused.value.reasons] == ["水果刀：缺2件，共5件"]
    assert Register.objects.get().state == "open"
    count(session, knives, 5, 3, "14:05 报值班民警", seen=1)
    assert sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING).state == "signed"


def test_when_all_are_back_the_register_is_signed(group, session, knives) -> None:
    count(session, knives, 5, 5)
    locked(session, (group.people[0], Said("present")))
    assert Register.objects.get().state == "locked"


def test_after_the_signature_what_was_missing_may_come_back_and_nothing_more_goes_out(
    group, session, knives
) -> None:
    count(session, knives, 4, 3, "已报告")
    locked(session, (group.people[0], Said("present")))
    with pytest.raises(ToolsRefused):
        count(session, knives, 5, 3, "已报告", seen=1)
    count(session, knives, 4, 4, "已找到", seen=1)
    assert ToolLoan.objects.get().missing == 0


def test_no_more_are_out_than_there_are(group, session, knives) -> None:
    other = planned(group, first=NINE.date() + timedelta(days=7), last=NINE.date() + timedelta(days=7))[0]
    later = EVENING + timedelta(days=7)
    count(session, knives, 4, 1, "已报告")
    with pytest.raises(ToolsRefused) as refused:
        count(other, knives, 3, now=later)
    assert list(refused.value.reasons) == ["水果刀：只有2件可用。"]
    count(other, knives, 2, now=later)
    change_tool(tool_uuid=knives.uuid, name="水果刀", quantity=0, actor=ACTOR, now=later)
    count(session, knives, 4, 4, seen=1, now=later)


def test_who_has_not_seen_a_count_is_told(session, knives) -> None:
    count(session, knives, 3)
    with pytest.raises(ToolsOutdated):
        count(session, knives, 5)
    assert ToolLoan.objects.get().issued == 3


def test_what_did_not_change_is_left_as_it_is(session, knives) -> None:
    count(session, knives, 3)
    assert count(session, knives, 3, seen=1) == []
    entries = AuditEntry.objects.filter(action="delivery.count_tools")
    assert entries.count() == 1


def test_tools_go_out_on_the_day_only_and_never_for_a_cancelled_session(group, session, knives) -> None:
    with pytest.raises(ToolsRefused):
        count(session, knives, 1, now=NINE - timedelta(days=1))
    early = NINE - timedelta(hours=1)
    count(session, knives, 1, now=early)
    row = planned(group, first=NINE.date() + timedelta(days=7), last=NINE.date() + timedelta(days=7))[0]
    cancel_sessions(session_uuids=[row.uuid], reason="停电", batch=row.uuid, actor=ACTOR, now=early)
    with pytest.raises(ToolsRefused):
        count(row, knives, 1, now=EVENING + timedelta(days=7))


def test_another_sites_tool_is_not_counted_here(session) -> None:
    foreign = add_tool(tool=NewTool(a_site(), "刀", 5), actor=ACTOR, now=NOW)
    with pytest.raises(ToolNotFound):
        count(session, foreign, 1)


def test_a_name_is_counted_once_at_a_site(group, knives) -> None:
    with pytest.raises(ToolKnown):
        a_tool(group, " 水果刀 ")
    other = a_tool(group, "剪刀")
    with pytest.raises(ToolKnown):
        change_tool(tool_uuid=other.uuid, name="水果刀", quantity=5, actor=ACTOR, now=NOW)


def test_the_database_lets_no_more_come_back_than_went_out(session, knives) -> None:
    count(session, knives, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ToolLoan.objects.update(returned=2)


# --- pages ----------------


@pytest.fixture
def clock(monkeypatch):
    for module in (views, register_views):
        monkeypatch.setattr(module, "now", lambda: EVENING)


def desk(user) -> Client:
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    return client


def page_of(session) -> str:
    return reverse("tools:session", args=[session.uuid])


def said(tool, issued="2", returned="0", note="", seen="0"):
    values = {"issued": issued, "returned": returned, "note": note}
    return {"seen": seen, **{f"{tool.uuid.hex}-{name}": value for name, value in values.items()}}


def test_who_teaches_counts_out_and_back_and_what_is_out_stands_in_the_list(
    clock, group, session, knives
) -> None:
    teacher = desk(group.instructor)
    register = reverse("teaching:register", args=[session.uuid])
    assert page_of(session) in teacher.get(register).content.decode()
    assert teacher.post(page_of(session), said(knives)).status_code == 302
    shown = teacher.get(page_of(session)).content.decode()
    assert "水果刀: 2 of 2 missing" in shown
    assert 'name="seen" value="1"' in shown
    listed = teacher.get(INDEX).content.decode()
    assert page_of(session) in listed
    assert "2 of 2" in listed
    answer = teacher.post(
        register,
        {
            f"{group.people[0].uuid.hex}-state": "present",
            f"{group.people[0].uuid.hex}-based_on": "0",
            "delivered_minutes": "90",
            "sign": "1",
        },
    )
    assert answer.status_code == 409
    assert "Tools are missing. Count them back, or say to whom it was reported:" in answer.content.decode()
    teacher.post(page_of(session), said(knives, returned="2", seen="1"))
    assert "Everything is back." in teacher.get(INDEX).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"issued": "x"},
        {"issued": "-1"},
        {"issued": "1000"},
        {"issued": ""},
        {"issued": "6"},
        {"returned": "3"},
        {"note": "x" * 201},
        {"seen": "x"},
        {"seen": "9" * 30},
        {"seen": "7"},
    ],
)
def test_a_hostile_count_keeps_nothing_and_shows_what_was_typed(
    clock, group, session, knives, changes
) -> None:
    answer = desk(group.instructor).post(page_of(session), said(knives, **changes))
    assert answer.status_code in (409, 422)
    assert not ToolLoan.objects.exists()
    typed = changes.get("issued") or changes.get("returned")
    if typed:
        assert f'value="{typed}"' in answer.content.decode()


def test_the_page_offers_only_what_can_be_counted_now(clock, group, session, knives, monkeypatch) -> None:
    teacher, other = desk(group.instructor), a_tool(group, "剪刀")
    teacher.post(page_of(session), said(knives, returned="1", note="told") | said(other, issued="0"))
    locked(session, (group.people[0], Said("present")))
    shown = teacher.get(page_of(session)).content.decode()
    assert "The register is signed: nothing more is given out." in shown
    assert f'name="{knives.uuid.hex}-issued" value="2" min="0" max="999" readonly' in " ".join(shown.split())
    assert other.uuid.hex not in shown
    late = said(knives, returned="2", seen="1")
    assert teacher.post(page_of(session), late).status_code == 302
    older = teacher.post(
        page_of(session), said(other, issued="1", seen="2") | said(knives, returned="2", seen="2")
    )
    assert older.status_code == 409
    assert "the register is signed" in older.content.decode()
    monkeypatch.setattr(views, "now", lambda: session.begins_at - timedelta(days=1))
    assert "Tools are given out on the day of the session." in teacher.get(page_of(session)).content.decode()
    assert "Keep the count" not in teacher.get(page_of(session)).content.decode()


def test_a_registrar_adds_and_changes_tools(clock, group) -> None:
    office, site = desk(registrar_at(group.cohort.site)), group.cohort.site
    new = {"site": str(site.uuid), "name": "裱花刀 1–20", "quantity": "20"}
    assert office.post(reverse("tools:add"), new).url == INDEX
    tool = Tool.objects.get()
    again = office.post(reverse("tools:add"), new)
    assert again.status_code == 422
    assert "A tool of this name is counted already." in again.content.decode()
    change = reverse("tools:change", args=[tool.uuid])
    assert office.get(change).context["form"].initial == {"name": "裱花刀 1–20", "quantity": 20}
    assert office.post(change, {"name": "裱花刀", "quantity": "0"}).url == INDEX
    assert "out of use" in office.get(INDEX).content.decode()
    assert office.post(change, {"name": "", "quantity": "-3"}).status_code == 422


def test_others_reach_neither_the_tools_nor_the_counts(clock, group, session, knives) -> None:
    count(session, knives, 2)
    for user in (registrar_at(a_site()), instructor_at(a_site())):
        client = desk(user)
        assert "水果刀" not in client.get(INDEX).content.decode()
        assert client.get(page_of(session)).status_code == 404
        assert client.post(page_of(session), said(knives, seen="1")).status_code == 404
    assert desk(registrar_at(a_site())).get(reverse("tools:change", args=[knives.uuid])).status_code == 404
    assert desk(group.instructor).get(reverse("tools:change", args=[knives.uuid])).status_code in (302, 403)
    assert desk(trainee_at(group.cohort.site)).get(INDEX).status_code in (302, 403)
    assert list(list_out(group.instructor)) == [ToolLoan.objects.get()]


def test_the_queries_do_not_grow_with_tools_and_what_is_out(clock, group, session, knives) -> None:
    client = desk(group.instructor)

    def queries() -> list[int]:
        found = []
        for address in (INDEX, page_of(session), reverse("teaching:register", args=[session.uuid])):
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            found.append(len(seen))
        return found

    count(session, knives, 1)
    few = queries()
    for number in range(5):
        count(session, a_tool(group, f"刀{number}"), 2, seen=1 + number)
    assert queries() == few
