"""Rooms: how their seats stand, and that they are listed as people count."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from lms.accounts.operations import Seat, offer_terminal_code
from lms.core.clock import now
from lms.organisations.models import Room
from lms.organisations.rules import Layout, Numbering, as_lines, laid_out, plan_from_lines
from tests.factories.accounts import administrator_at, an_actor, sign_in, terminal_at
from tests.factories.organisations import a_room, a_site

ROOMS = "/rooms/"


@pytest.mark.parametrize(
    ("numbering", "rows"),
    [
        (Numbering.ROWS, ["1 2 . 3", "4 5 . 6"]),
        (Numbering.ROWS_FROM_RIGHT, ["3 2 . 1", "6 5 . 4"]),
        (Numbering.THERE_AND_BACK, ["1 2 . 3", "6 5 . 4"]),
        (Numbering.COLUMNS, ["1 3 . 5", "2 4 . 6"]),
        (Numbering.COLUMNS_FROM_RIGHT, ["5 3 . 1", "6 4 . 2"]),
    ],
)
def test_seats_are_numbered_as_asked_and_an_aisle_is_a_gap_in_each_row(numbering, rows) -> None:
    plan = laid_out(Layout(2, 3, frozenset({2}), numbering))
    assert plan == [["" if name == "." else name for name in row.split()] for row in rows]
    assert plan_from_lines(as_lines(plan)) == plan


def test_an_aisle_at_the_wall_is_none() -> None:
    assert laid_out(Layout(1, 2, frozenset({0, 2, 9}))) == [["1", "2"]]


@pytest.fixture
def rooms(db):
    site = a_site()
    return [Room.objects.create(site=site, name=name, seats=12) for name in ("机房10", "机房2", "机房１")]


@pytest.fixture
def office(rooms):
    return sign_in(Client(), administrator_at(rooms[0].site))


def plan_page(room):
    return reverse("accounts:room_plan", args=[room.uuid])


def test_rooms_and_terminals_are_listed_as_people_count(rooms, office) -> None:
    for seat in ("10", "9", "1"):
        terminal_at(rooms[0], seat=seat)
    terminal_at(rooms[1], seat="11")
    listed = office.get(ROOMS).context["rooms"]
    assert [room.name for room in listed] == ["机房１", "机房2", "机房10"]
    page = office.get("/terminals/")
    told = [(row.room.name, row.seat) for row in page.context["terminals"]]
    assert told == [("机房2", "11"), ("机房10", "1"), ("机房10", "9"), ("机房10", "10")]
    assert [room.name for room in page.context["form"].fields["room"].queryset] == [
        "机房１",
        "机房2",
        "机房10",
    ]


def test_the_seats_are_counted_once_and_again_where_a_plan_is_only_looked_at(rooms, office) -> None:
    office.cookies["language"] = "en"
    assert office.get(plan_page(rooms[0])).content.decode().count("Seats: ") == 1
    asked = {"rows": "2", "columns": "5", "aisles": "", "numbering": "rows"}
    html = office.get(plan_page(rooms[0]), asked).content.decode()
    assert html.count("Seats: 12") == html.count("Seats: 10") == 1


def test_rooms_that_were_there_before_get_their_place(rooms) -> None:
    Room.objects.update(sort_name="")
    fill = import_module("lms.organisations.migrations.0005_rooms_sort_as_people_count").fill
    for _again in range(2):
        fill(apps, SimpleNamespace(connection=connection))
    assert [room.name for room in Room.objects.all()] == ["机房１", "机房2", "机房10"]


def test_a_plan_of_equal_rows_is_shown_and_kept_only_when_that_is_said(rooms, office) -> None:
    room = rooms[0]
    terminal_at(room, seat="7")
    asked = {"rows": "2", "columns": "3", "aisles": " 1，2 ", "numbering": "there_and_back"}
    page = office.get(plan_page(room), asked)
    assert page.context["rows"] == [["1", "", "2", "", "3"], ["6", "", "5", "", "4"]]
    assert "此座位图尚未保存" in page.content.decode()
    assert "座位图中没有：7" in page.content.decode()
    room.refresh_from_db()
    assert (room.plan, room.seats) == ([], 12)
    written = page.context["form"]["plan"].value()
    assert office.post(plan_page(room), {"plan": written}).status_code == 302
    room.refresh_from_db()
    assert (room.plan, room.seats) == (page.context["rows"], 6)


def test_lines_are_looked_at_before_they_are_kept(rooms, office) -> None:
    page = office.post(plan_page(rooms[0]), {"plan": "A1,,A2", "look": "1"})
    assert (page.context["rows"], page.context["seats"]) == ([["A1", "", "A2"]], 2)
    assert page.context["form"]["plan"].value() == "A1,,A2"
    wrong = office.post(plan_page(rooms[0]), {"plan": "A1, A1", "look": "1"})
    assert wrong.context["form"].errors["plan"]
    rooms[0].refresh_from_db()
    assert rooms[0].plan == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": "0"},
        {"rows": "31"},
        {"columns": "18", "aisles": "1,2,3"},
        {"columns": "x"},
        {"aisles": "3; drop"},
        {"aisles": "²"},
        {"aisles": "-1"},
        {"numbering": "spiral"},
        {"rows": "99999999999999999999"},
    ],
)
def test_what_no_room_can_be_is_refused_in_words_and_the_kept_plan_stays_in_sight(
    rooms, office, wrong
) -> None:
    asked = {"rows": "2", "columns": "3", "aisles": "", "numbering": "rows"} | wrong
    page = office.get(plan_page(rooms[0]), asked)
    assert page.status_code == 200
    assert page.context["layout_form"].errors
    assert not page.context["is_seen_only"]
    assert sum(len(row) for row in page.context["rows"]) == 12


def test_a_seat_with_a_name_gets_a_computer_and_one_that_the_plan_has_not_none(rooms, office) -> None:
    office.post(plan_page(rooms[0]), {"plan": "A1, A2"})
    sent = {"room": rooms[0].pk, "seat": "A2"}
    assert "A2" in office.post("/terminals/", sent).content.decode()
    refused = office.post("/terminals/", sent | {"seat": "2"})
    assert refused.context["form"].errors["seat"] == ["教室没有这个座位。"]


def test_a_room_without_a_plan_still_has_its_numbers(rooms) -> None:
    assert offer_terminal_code(seat=Seat(a_room(rooms[0].site), "60"), actor=an_actor(), now=now())
