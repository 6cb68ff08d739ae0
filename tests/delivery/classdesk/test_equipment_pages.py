"""Pages of rooms and equipment: who sees and says what, what is told, files, and the same queries for many."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.core.clock import local_date, now
from lms.delivery.classdesk.printing import print_opening_file
from lms.delivery.classdesk.queries.papers import opening_file_of
from lms.delivery.models import TeachingKind
from lms.organisations.api import EquipmentKind, EquipmentOutage, RoomEquipment
from lms.organisations.models import Room
from tests.factories.accounts import administrator_at, instructor_at, registrar_at, sign_in
from tests.factories.equipment import a_kind, a_version_needing, broken, equipped
from tests.factories.organisations import a_room, a_site
from tests.factories.teaching import MONDAY, a_class, planned
from tests.support.printed import words_of

pytestmark = pytest.mark.django_db
INDEX = reverse("equipment:index")
PRACTICE = {"kind": TeachingKind.PRACTICE}


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def kitchen(site):
    room = Room.objects.create(site=site, name="面点教室", seats=20)
    equipped(room, 3)
    return room


@pytest.fixture
def office(site):
    return sign_in(Client(), registrar_at(site))


def page_of(room):
    return reverse("equipment:room", args=[room.uuid])


def names(page) -> list[str]:
    return [room.name for room, _lines in page.context["rows"]]


def test_rooms_are_listed_with_what_they_have_and_filtered(office, site, kitchen):
    bare = Room.objects.create(site=site, name="教室2", seats=30)
    foreign = a_room(a_site())
    equipped(foreign, 9)
    assert names(office.get(INDEX)) == [bare.name, kitchen.name]
    assert names(office.get(INDEX, {"kind": "OVEN"})) == [kitchen.name]
    assert names(office.get(INDEX, {"state": "none"})) == [bare.name]
    assert names(office.get(INDEX, {"state": "out"})) == []
    broken(kitchen.equipment.get(), 1, local_date(now()) - timedelta(days=1))
    page = office.get(INDEX, {"state": "out", "words": "面点"})
    assert names(page) == [kitchen.name]
    assert "3" in page.context["rows"][0][1][0]
    assert "2" in page.context["rows"][0][1][0]
    for query in ({"site": "NONE"}, {"kind": "\x00"}, {"words": "%" * 500}, {"p": "x"}):
        assert office.get(INDEX, query).status_code == 200


def test_the_list_is_taken_away_and_no_cell_calculates(office, kitchen):
    EquipmentKind.objects.update(name_zh="=1+1", name_en="=1+1")
    broken(kitchen.equipment.get(), 1, date(2020, 1, 1))
    text = office.get(reverse("equipment:export")).content.decode()
    assert "面点教室" in text
    assert ",=1+1" not in text
    assert text.count("\n") == 2
    file = office.get(reverse("equipment:export"), {"format": "xlsx", "kind": "OVEN"})
    assert file.content[:2] == b"PK"


def test_a_registrar_says_what_a_room_has(office, kitchen):
    mixer = a_kind("MIXER")
    equip = reverse("equipment:equip", args=[kitchen.uuid])
    assert office.post(equip, {"kind": mixer.uuid, "count": "2"}).url == page_of(kitchen)
    assert office.get(equip, {"kind": "MIXER"}).context["form"].initial["count"] == 2
    for wrong in ({"kind": mixer.uuid, "count": "-1"}, {"kind": "x", "count": "1"}, {"count": "1000"}):
        assert office.post(equip, wrong).status_code == 422
    assert RoomEquipment.objects.get(kind=mixer).count == 2


def test_what_is_out_of_order_is_reported_and_ended(office, kitchen):
    row = kitchen.equipment.get()
    report = reverse("equipment:report", args=[row.uuid])
    told = {"count": "4", "first": "2026-06-01", "last": "", "reason": "加热管坏了"}
    refused = office.post(report, told)
    assert refused.status_code == 422
    assert "count" in refused.context["form"].errors
    assert office.post(report, {**told, "count": "1"}).url == page_of(kitchen)
    outage = EquipmentOutage.objects.get()
    assert "加热管坏了" in office.get(page_of(kitchen)).content.decode()
    end = reverse("equipment:end", args=[outage.uuid])
    for address in (report, end):
        assert row.kind.name in dict(office.get(address).context["facts"]).values()
    assert office.post(end, {"last": "2026-05-31"}).status_code == 422
    assert office.post(end, {"last": "2026-06-02"}).url == page_of(kitchen)
    assert EquipmentOutage.objects.get().last_day == date(2026, 6, 2)


def test_who_takes_equipment_away_is_told_which_lessons_need_it():
    group = a_class(people=2, version=a_version_needing())
    equipped(group.room, 2)
    planned(group, last=MONDAY + timedelta(weeks=2), **PRACTICE)
    office = sign_in(Client(), registrar_at(group.cohort.site))
    equip = reverse("equipment:equip", args=[group.room.uuid])
    data = {"kind": a_kind("OVEN").uuid, "count": "1"}
    told = office.post(equip, data, follow=True).context["unfit"]
    assert len(told) == 1
    for words in (group.cohort.code, group.room.name, "3"):
        assert words in told[0]
    own = office.get(reverse("cohorts:cohort", args=[group.cohort.uuid]))
    assert len(own.context["unfit"]) == 1
    equipped(group.room, 2)
    assert office.get(page_of(group.room)).context["unfit"] == []


def test_a_room_says_for_how_many_people_of_which_programme_it_is_enough(office, kitchen):
    a_version_needing()
    words = [words for _one, words in office.get(page_of(kitchen)).context["programmes"]]
    assert len(words) == 1
    assert "20" in words[0]
    equipped(kitchen, 1)
    one, words = office.get(page_of(kitchen)).context["programmes"][0]
    assert one.people == 0
    assert "2" in words


def test_instructors_look_administrators_name_kinds_and_strangers_find_nothing(site, kitchen):
    row = kitchen.equipment.get()
    outage = broken(row, 1, date(2026, 6, 1))
    teacher = sign_in(Client(), instructor_at(site))
    assert teacher.get(page_of(kitchen)).context["may_keep"] is False
    equip, report = (
        reverse("equipment:equip", args=[kitchen.uuid]),
        reverse("equipment:report", args=[row.uuid]),
    )
    assert teacher.post(equip, {"kind": row.kind.uuid, "count": "0"}).status_code == 403
    stranger = sign_in(Client(), registrar_at(a_site()))
    end = reverse("equipment:end", args=[outage.uuid])
    for address in (page_of(kitchen), equip, report, end):
        assert stranger.get(address).status_code == 404
    add = reverse("equipment:add_kind")
    assert sign_in(Client(), registrar_at(site)).get(add).status_code == 403
    chief = sign_in(Client(), administrator_at(site))
    assert chief.get(page_of(kitchen)).context["may_keep"] is True
    data = {"code": "SCALES", "name_zh": "电子秤", "name_en": ""}
    assert chief.post(add, data).url == reverse("equipment:kinds")
    again = chief.post(add, data)
    assert (again.status_code, "code" in again.context["form"].errors) == (422, True)
    rename = reverse("equipment:rename_kind", args=[EquipmentKind.objects.get(code="SCALES").uuid])
    assert chief.post(rename, {"name_zh": "台秤", "name_en": "Scales"}).status_code == 302
    assert "台秤" in chief.get(reverse("equipment:kinds")).content.decode()


def test_the_queries_do_not_grow_with_rooms_equipment_and_sessions():
    group = a_class(people=2, version=a_version_needing())
    site = group.cohort.site
    office = sign_in(Client(), registrar_at(site))
    equipped(group.room, 2)
    planned(group, **PRACTICE)
    equipped(group.room, 1)

    def count() -> list[int]:
        found = []
        for address in (
            INDEX,
            reverse("equipment:export"),
            page_of(group.room),
            reverse("cohorts:cohort", args=[group.cohort.uuid]),
        ):
            with CaptureQueriesContext(connection) as caught:
                assert office.get(address).status_code == 200
            found.append(len(caught))
        return found

    count()
    few = count()
    for number in range(4):
        room = a_room(site)
        broken(equipped(room, 3), 1, MONDAY)
        broken(equipped(group.room, 2, f"MORE-{number}"), 1, MONDAY)
    equipped(group.room, 2)
    planned(group, first=MONDAY + timedelta(days=7), last=MONDAY + timedelta(weeks=5), **PRACTICE)
    equipped(group.room, 1)
    assert count() == few


def test_the_opening_file_names_the_equipment_of_its_rooms_and_what_the_programme_needs():
    group = a_class(people=1, version=a_version_needing())
    equipped(group.room, 2)
    planned(group, **PRACTICE)
    file = opening_file_of(group.cohort, today=MONDAY)
    text = words_of(print_opening_file(group.cohort, file, today=MONDAY))
    assert "烤箱×2" in text.replace(" ", "")
    assert "全班2件" in text.replace(" ", "")
