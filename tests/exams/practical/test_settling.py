"""Before results are settled the officer reads who has not signed for whom; the button waits in the second row."""

import pytest
from django.test import Client
from django.urls import reverse

from lms.exams.practical.officer_queries import candidate_lines
from lms.exams.practical.operations import note_absence
from lms.exams.practical.presentation import unfinished
from tests.factories.accounts import sign_in
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR
from tests.factories.practical import an_open_practical, signed

pytestmark = pytest.mark.django_db


def page_of(world):
    client = sign_in(Client(), world.officers[0])
    client.cookies["language"] = "en"
    return client.get(reverse("exams:practical", args=[world.examination.uuid])).content.decode()


def button(page):
    form = page[page.index('/close/"') :].partition("</form>")[0]
    return form[form.index("<button") :].partition(">")[0]


def test_who_has_not_signed_is_named_first_with_the_candidates():
    world = an_open_practical(candidates=2)
    one, two, three = world.assessors
    for place in (0, 1):
        signed(world, one, "90", place=place)
    signed(world, two, "90", place=0)
    rows = {row["term"]: row["value"] for row in unfinished(candidate_lines(world.examination))}
    first, second = (str(world.candidate(place)) for place in (0, 1))
    assert rows[two.get_full_name()] == second
    assert rows[three.get_full_name()] == f"{first}, {second}"
    assert one.get_full_name() not in rows
    page = page_of(world)
    assert page.index("Not everything is signed yet") < page.index("Settle the results")
    assert "button--secondary" in button(page)


def test_once_all_have_signed_settling_is_the_next_step():
    world = an_open_practical(candidates=2)
    note_absence(candidate_uuid=world.candidate(1).uuid, actor=ACTOR, now=NOW)
    for assessor in world.assessors:
        signed(world, assessor, "90")
    page = page_of(world)
    assert "Not everything is signed yet" not in page
    assert "button--secondary" not in button(page)


def test_whom_nobody_agrees_on_waits_for_a_further_assessor():
    world = an_open_practical()
    for assessor, value in zip(world.assessors, ("90", "90", "20"), strict=True):
        signed(world, assessor, value)
    lines = candidate_lines(world.examination)
    assert [row["value"] for row in unfinished(lines)] == [str(world.candidate())]
