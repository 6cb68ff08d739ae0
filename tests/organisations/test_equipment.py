"""Kinds of equipment, what rooms have of them, and what is out of order; each step leaves one audit row."""

from datetime import date
from uuid import uuid4

import pytest

from lms.core.equipment import Outage, Stock
from lms.core.models import AuditEntry
from lms.organisations.api import (
    EquipmentKind,
    EquipmentNotFound,
    EquipmentRefused,
    NewKind,
    NewOutage,
    RoomNotFound,
    add_kind,
    end_outage,
    equip_room,
    kind_names,
    rename_kind,
    report_outage,
    stocks_of,
)
from tests.factories.courses import NOW
from tests.factories.equipment import ACTOR, a_kind, broken, equipped
from tests.factories.organisations import a_room, a_site

pytestmark = pytest.mark.django_db
WHO = {"actor": ACTOR, "now": NOW}
JUNE, JULY = date(2026, 6, 10), date(2026, 7, 1)


@pytest.fixture
def room():
    return a_room(a_site())


def audited() -> list[str]:
    rows = AuditEntry.objects.filter(action__startswith="organisations.").order_by("pk")
    return [action.removeprefix("organisations.") for action in rows.values_list("action", flat=True)]


def test_a_kind_has_one_code_and_may_get_other_names():
    oven = add_kind(kind=NewKind("OVEN", "烤箱", "Oven"), **WHO)
    for code in ("OVEN", "oven", "O", "烤箱", ""):
        with pytest.raises(EquipmentRefused) as refusal:
            add_kind(kind=NewKind(code, "烤箱"), **WHO)
        assert refusal.value.field == "code"
    for _again in range(2):
        rename_kind(kind_uuid=oven.uuid, name_zh="层炉", name_en="Deck oven", **WHO)
    assert kind_names() == {"OVEN": "层炉"}
    assert EquipmentKind.objects.get().code == "OVEN"
    assert audited() == ["add_equipment_kind", "rename_equipment_kind"]
    with pytest.raises(EquipmentNotFound):
        rename_kind(kind_uuid=uuid4(), name_zh="炉", name_en="", **WHO)


def test_a_room_has_what_was_said_last(room):
    equipped(room, 3)
    equipped(room, 3)
    assert stocks_of([room.pk])[room.pk] == (Stock("OVEN", 3),)
    equipped(room, 0)
    assert stocks_of([room.pk])[room.pk] == ()
    assert audited() == ["add_equipment_kind", "equip_room", "equip_room"]
    with pytest.raises(RoomNotFound):
        equip_room(room_uuid=uuid4(), kind_uuid=a_kind("OVEN").uuid, count=1, **WHO)
    with pytest.raises(EquipmentNotFound):
        equip_room(room_uuid=room.uuid, kind_uuid=uuid4(), count=1, **WHO)


def test_what_is_out_of_order_is_some_of_what_is_there_until_it_is_mended(room):
    row = equipped(room, 3)
    outage = broken(row, 2, JUNE)
    assert stocks_of([room.pk])[room.pk] == (Stock("OVEN", 3, (Outage(2, JUNE),)),)
    end_outage(outage_uuid=outage.uuid, last=JULY, **WHO)
    assert stocks_of([room.pk])[room.pk][0].outages == (Outage(2, JUNE, JULY),)
    assert audited()[-2:] == ["report_outage", "end_outage"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"count": 4}, "count"),
        ({"count": 0}, "count"),
        ({"reason": "  "}, "reason"),
        ({"last": date(2026, 6, 9)}, "last"),
    ],
)
def test_an_outage_that_cannot_be_is_refused(room, values, field):
    row = equipped(room, 3)
    told = {"count": 1, "first": JUNE, "last": None, "reason": "坏了"} | values
    with pytest.raises(EquipmentRefused) as refusal:
        report_outage(outage=NewOutage(row.uuid, **told), **WHO)
    assert refusal.value.field == field
    assert "report_outage" not in audited()


def test_a_report_that_is_sent_twice_takes_no_second_oven_out_of_use(room):
    row = equipped(room, 3)
    said = NewOutage(row.uuid, 1, JUNE, None, "加热管坏了")
    report_outage(outage=said, **WHO)
    with pytest.raises(EquipmentRefused) as refusal:
        report_outage(outage=said, **WHO)
    assert refusal.value.field == "reason"
    report_outage(outage=NewOutage(row.uuid, 1, JUNE, None, "右边那台也坏了"), **WHO)
    assert len(stocks_of([room.pk])[room.pk][0].outages) == 2
    assert audited().count("report_outage") == 2


def test_an_outage_does_not_end_before_it_began_or_where_there_is_none(room):
    outage = broken(equipped(room, 3), 2, JUNE)
    with pytest.raises(EquipmentRefused):
        end_outage(outage_uuid=outage.uuid, last=date(2026, 6, 9), **WHO)
    with pytest.raises(EquipmentNotFound):
        end_outage(outage_uuid=uuid4(), last=JULY, **WHO)
    with pytest.raises(EquipmentNotFound):
        report_outage(outage=NewOutage(uuid4(), 1, JUNE, None, "坏了"), **WHO)


def test_many_rooms_are_read_as_one(django_assert_num_queries):
    site = a_site()
    rooms = [a_room(site) for _number in range(5)]
    for room in rooms:
        broken(equipped(room, 3), 1, JUNE)
        equipped(room, 2, "MIXER")
    with django_assert_num_queries(1):
        stocks = stocks_of(room.pk for room in rooms)
    assert {len(one) for one in stocks.values()} == {2}
