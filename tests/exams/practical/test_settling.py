"""Before results are settled the officer reads who has not signed for whom; the button waits in the second row."""

import pytest
from django.test import Client
from django.urls import reverse

from lms.core.enums import Role
from lms.exams.practical.officer_queries import candidate_lines
from lms.exams.practical.operations import call_assessor, close_practical, note_absence
from lms.exams.practical.presentation import unfinished
from lms.exams.practical.printing import PANEL, print_practical
from tests.exams.results.desk import text_of
from tests.factories.accounts import a_user, examinations_officer_at, sign_in
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
    rows = {row["term"]: row["value"] for row in unfinished(candidate_lines(world.examination)).signatures}
    first, second = (str(world.candidate(place)) for place in (0, 1))
    assert rows[two.get_full_name()] == second
    assert rows[three.get_full_name()] == f"{first}、{second}"
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
    left = unfinished(lines)
    assert (left.signatures, left.further) == ([], str(world.candidate())), (
        "it is nobody whose signature is missing"
    )
    page = page_of(world)
    assert "Not everything is signed yet" not in page
    assert "A further assessor has to be called" in page


def test_a_veto_that_was_outvoted_stands_beside_the_result_and_on_the_sheet_of_the_panel():
    world = an_open_practical()
    for assessor, veto in zip(world.assessors, (True, False, False), strict=True):
        signed(world, assessor, "90", veto=veto)
    fourth = a_user(Role.ASSESSOR, world.examination.site)
    call_assessor(candidate_uuid=world.candidate().uuid, assessor=fourth, actor=ACTOR, now=NOW)
    signed(world, fourth, "90")
    words = "noted by 1 of 4 assessors, outvoted. The majority holds"
    assert words not in page_of(world), "marks stay hidden until the results are settled"
    world.examination = close_practical(examination_uuid=world.examination.uuid, actor=ACTOR, now=NOW)
    assert words in page_of(world)
    panel = " ".join(text_of(print_practical(PANEL, "en", world.examination)).split())
    assert "noted by 1 of 4 assessors" in panel


def test_marks_that_stay_too_far_apart_are_said_beside_the_result_to_who_releases_it():
    world = an_open_practical()
    for assessor, value in zip(world.assessors, ("90", "90", "20"), strict=True):
        signed(world, assessor, value)
    fourth = a_user(Role.ASSESSOR, world.examination.site)
    call_assessor(candidate_uuid=world.candidate().uuid, assessor=fourth, actor=ACTOR, now=NOW)
    signed(world, fourth, "90")
    limit = f"{world.examination.scheme.spread_limit.normalize():f}"
    words = f"the marks are 70 apart, and may differ by {limit}. A further assessor has marked."
    assert words not in page_of(world), "marks stay hidden until the results are settled"
    world.examination = close_practical(examination_uuid=world.examination.uuid, actor=ACTOR, now=NOW)
    assert words in page_of(world)
    assert words in " ".join(text_of(print_practical(PANEL, "en", world.examination)).split())


def test_settling_and_releasing_ask_first_and_release_is_offered_to_the_second_officer_only():
    world = an_open_practical()
    for assessor in world.assessors:
        signed(world, assessor, "90")
    one, two = (examinations_officer_at(world.examination.site) for _place in range(2))
    about = [world.examination.uuid]
    at, first, second = reverse("exams:practical", args=about), sign_in(Client(), one), sign_in(Client(), two)

    def act(client, name, **sent):
        client.post(reverse(f"exams:{name}_practical", args=about), sent)
        world.examination.refresh_from_db()
        return world.examination.state

    assert act(first, "close") == "open"
    assert act(first, "close", is_sure="on") == "closed"
    assert '/release/"' not in first.get(at).content.decode()
    assert "另一名考务员" in first.get(at).content.decode()
    assert '/release/"' in second.get(at).content.decode()
    assert act(second, "release") == "closed"
    assert act(second, "release", is_sure="on") == "released"
