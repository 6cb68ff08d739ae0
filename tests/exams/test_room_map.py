"""The invigilator's room as its plan stands: who sits where, whom a filter leaves, and lists where there is no plan."""

import pytest
from django.test import Client

from lms.exams.api import admit_candidates
from lms.exams.sittings.console import roster
from lms.exams.sittings.room_map import map_of
from tests.exams.results.desk import text_of
from tests.factories.accounts import examinations_officer_at, invigilator_at, sign_in, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, MINUTE, a_sitting, started_attempt
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db
PLAN = [["A1", "", "A2"], ["A3", "", "A10"]]


def seated(*seats, plan=PLAN):
    """Return a sitting in a room with this plan, with a candidate at each of these seats."""
    site, version = a_site(), a_version()
    first, *others = [enrol(trainee_at(site), version) for _seat in seats]
    sitting = a_sitting(first)
    admit_candidates(
        sitting_uuid=sitting.uuid, enrolment_uuids=[row.uuid for row in others], actor=ACTOR, now=NOW
    )
    sitting.room.plan = plan
    sitting.room.save()
    for candidate, seat in zip(sitting.candidates.order_by("number"), seats, strict=True):
        candidate.seat = seat
        candidate.save(update_fields=["seat"])
    return sitting


def console(sitting, way=""):
    staff = sign_in(Client(), invigilator_at(sitting.site))
    return staff.get(f"/exams/console/{sitting.uuid}/{way}")


def drawn(room):
    return [
        [[place.name, *[line.candidate_number for line in place.lines]] for place in row] for row in room.rows
    ]


def test_who_sits_in_the_room_stands_where_the_plan_says_and_others_below_it():
    page = console(seated("A10", "A1", ""))
    room = page.context["map"]
    assert drawn(room) == [[["A1", "002"], [""], ["A2"]], [["A3"], [""], ["A10", "001"]]]
    assert [line.candidate_number for line in room.elsewhere] == ["003"]
    assert page.content.decode().count("room-map__seat--empty") == 2


def test_a_filter_leaves_the_seats_of_the_others_empty_and_the_room_as_it_is():
    page = console(seated("A10", "A1"), "?state=in_progress")
    assert (page.context["lines"], page.content.decode().count("room-map__seat")) == ([], 0)
    page = console(seated("A10", "A1"), "?state=prepared")
    assert drawn(page.context["map"])[0] == [["A1", "002"], [""], ["A2"]]


@pytest.mark.parametrize("plan", [[], [["B1"]]])
def test_without_a_plan_or_with_nobody_in_it_candidates_are_a_list(plan):
    page = console(seated("A10", "A1", plan=plan))
    assert "map" not in page.context
    assert [line.candidate_number for line in page.context["lines"]] == ["001", "002"]
    assert [key for key, _label in page.context["orders"]] == ["", "seat"]


def test_the_list_by_number_is_one_press_away():
    page = console(seated("A10", "A1"), "?order=number")
    assert "map" not in page.context
    assert "?state=in_progress&amp;order=number" in page.content.decode()
    assert [line.candidate_number for line in page.context["lines"]] == ["001", "002"]


def test_who_writes_at_another_seat_is_drawn_there_and_is_found_beside_who_belongs_there():
    begun = started_attempt()
    candidate = begun.attempt.candidate
    other = enrol(trainee_at(begun.sitting.site), a_version())
    admit_candidates(sitting_uuid=begun.sitting.uuid, enrolment_uuids=[other.uuid], actor=ACTOR, now=NOW)
    written_at = begun.attempt.leases.get().seat
    candidate.seat = "A9"
    candidate.save(update_fields=["seat"])
    begun.sitting.candidates.exclude(pk=candidate.pk).update(seat=written_at)
    lines = roster(begun.sitting, now=begun.began + MINUTE)
    room = map_of([["A9", written_at]], lines)
    assert drawn(room) == [[["A9"], [written_at, "001", "002"]]]
    begun.sitting.room.plan = [["A9", written_at]]
    begun.sitting.room.save()
    assert "原定座位：A9" in console(begun.sitting).content.decode()


def test_the_room_list_ends_with_the_room_as_it_stands(client):
    sitting = seated("A10", "A1")
    officer = sign_in(client, examinations_officer_at(sitting.site))
    printed = text_of(officer.get(f"/authoring/sittings/{sitting.uuid}/print/room/zh/").content)
    assert "座位图" in printed
    plan = printed[printed.index("讲台") :]
    assert [line.split() for line in plan.splitlines() if "A" in line] == [["A1", "A2"], ["A3", "A10"]]


def test_without_seats_the_room_list_has_no_plan(client):
    sitting = seated("", "")
    officer = sign_in(client, examinations_officer_at(sitting.site))
    assert "讲台" not in text_of(officer.get(f"/authoring/sittings/{sitting.uuid}/print/room/zh/").content)
