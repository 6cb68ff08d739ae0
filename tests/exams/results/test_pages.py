"""The desk for results: its states, both officers, figures, who may not, and what its pages cost."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.core.actor import Actor
from lms.exams.models import Result, ResultSet, Sitting, SittingState
from lms.exams.paperdesk.presentation.contents import in_print_order
from lms.exams.results.figures import figures_of
from lms.exams.results.standing import standings_of
from lms.exams.results.telling import slip_of
from lms.exams.results.told import told_in
from lms.exams.sittings.operations import confirm_identity
from tests.exams.results.desk import english, page, text
from tests.exams.results.test_releasing import bring_late_answers, correct
from tests.factories.accounts import (
    administrator_at,
    examinations_officer_at,
    invigilator_at,
    registrar_at,
    sign_in,
)
from tests.factories.organisations import a_site
from tests.factories.results import LATER, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def sat():
    return written(right=(10, 6, 3, None))


@pytest.fixture
def first(sat):
    return english(sat.first)


@pytest.fixture
def second(sat):
    return english(sat.second)


def freeze(client, sat):
    answer = client.post(reverse("results:freeze", args=[sat.sitting.uuid]), {"key": str(uuid4())})
    assert answer.status_code == 302, text(answer)
    return ResultSet.objects.latest("pk")


def release(client, row, **more):
    sent = {"digest": row.digest, "has_looked": "on", **more}
    return client.post(reverse("results:set", args=[row.uuid]), sent)


def test_who_was_never_compared_with_papers_is_named_before_the_release(sat, first):
    words = "Nobody noted that the person was compared with their papers"
    assert page(first, "results:sitting", sat.sitting.uuid).count(words) == 3
    watcher = Actor(invigilator_at(sat.sitting.site).uuid, "invigilator")
    for candidate in sat.sitting.candidates.order_by("number")[:2]:
        attempt = candidate.attempts.get()
        confirm_identity(attempt_uuid=attempt.uuid, sitting_uuid=sat.sitting.uuid, actor=watcher, now=LATER)
    assert page(first, "results:sitting", sat.sitting.uuid).count(words) == 1
    assert words in page(first, "results:set", freeze(first, sat).uuid)


def test_from_marks_to_the_release_by_two_officers(sat, first, second):
    assert "To be frozen" in page(first, "results:index")
    shown = page(first, "results:sitting", sat.sitting.uuid)
    for words in ("100 %", "60 %", "30 %", "Not passed", "Did not appear", "Freeze 3 results"):
        assert words in shown
    asked = page(first, "results:freeze", sat.sitting.uuid)
    assert "3 results go into the set, 2 of them passed." in asked
    row = freeze(first, sat)
    own = page(first, "results:set", row.uuid)
    assert "You froze this set." in own
    assert "Release 3 results" not in own
    assert release(first, row).status_code == 409
    assert reverse("results:set", args=[row.uuid]) not in page(first, "portal:home")
    assert "1 set of results waits for a second officer" in page(second, "portal:home")
    assert reverse("results:set", args=[row.uuid]) in page(second, "portal:home")
    assert "Waits for a second person" in page(second, "results:index")
    waiting = page(second, "results:sitting", sat.sitting.uuid)
    assert "Look at the set that waits" in waiting
    assert "Frozen, waits for release" in waiting
    assert "Ready to be frozen" not in waiting
    looked_at = page(second, "results:set", row.uuid)
    assert "Release 3 results" in looked_at
    assert row.digest in looked_at
    unticked = second.post(reverse("results:set", args=[row.uuid]), {"digest": row.digest})
    assert unticked.status_code == 422
    assert "Tick this box." in text(unticked)
    assert release(second, row).url == reverse("results:sitting", args=[sat.sitting.uuid])
    assert "set of results waits" not in page(second, "portal:home")
    assert "All results are released." in page(second, "results:sitting", sat.sitting.uuid)
    assert "Released on" in page(first, "results:set", row.uuid)


def test_a_set_is_sent_back_and_taken_back_with_a_reason(sat, first, second):
    row = freeze(first, sat)
    address = reverse("results:send_back", args=[row.uuid])
    assert second.post(address, {"reason": ""}).status_code == 422
    assert second.post(address, {"reason": "考场记录没有核对"}).status_code == 302
    assert "考场记录没有核对" in page(first, "results:set", row.uuid)
    assert "This set was decided on before." in page(first, "results:send_back", row.uuid)
    assert second.post(address, {"reason": "再退一次"}).status_code == 409
    again = freeze(first, sat)
    assert "Take it back" in page(first, "results:set", again.uuid)
    first.post(reverse("results:send_back", args=[again.uuid]), {"reason": "我看错了"})
    assert ResultSet.objects.filter(state="returned").count() == 2
    assert "Freeze 3 results" in page(first, "results:sitting", sat.sitting.uuid)


def test_a_stale_set_says_what_has_changed_and_offers_no_release(sat, first, second):
    row = freeze(first, sat)
    correct(sat)
    shown = page(second, "results:set", row.uuid)
    assert "Out of date: nobody can release this set." in shown
    at_sitting = page(second, "results:sitting", sat.sitting.uuid)
    assert "take it back first" in at_sitting
    assert "another examinations officer than who froze it looks at it" not in at_sitting
    assert "Candidate 001 is marked by a corrected key now." in shown
    assert "Release 3 results" not in shown
    refused = release(second, row)
    assert refused.status_code == 409
    assert "Candidate 003 is marked by a corrected key now." in text(refused)
    assert not Result.objects.filter(released_at__isnull=False).exists()


def test_who_waits_is_shown_with_the_reason_and_left_out(sat, first):
    bring_late_answers(sat)
    shown = page(first, "results:sitting", sat.sitting.uuid)
    assert "Held answers are undecided" in shown
    assert "Held answers undecided: 1" in shown
    asked = page(first, "results:freeze", sat.sitting.uuid)
    assert "Cannot be in it yet (1)" in asked
    assert "Candidate 001: Held answers are undecided" in page(first, "results:set", freeze(first, sat).uuid)


def test_what_was_told_otherwise_stands_beside_the_new_mark(sat, first, second):
    release(second, freeze(first, sat))
    correct(sat)
    assert "To be frozen" in page(first, "results:index")
    row = freeze(first, sat)
    shown = page(second, "results:set", row.uuid)
    assert "Were told another mark" in shown
    assert "60 %, Passed" in shown
    release(second, row)
    mine = page(english(sat.users[1]), "exams:my_result", sat.attempt(1).uuid)
    assert "takes the place of the one of" in mine
    assert "60 percent" in mine


def test_an_open_room_and_one_where_nobody_sat(sat, first):
    Sitting.objects.filter(pk=sat.sitting.pk).update(state=SittingState.OPEN)
    assert "The room is open" in page(first, "results:index")
    assert "Results can be frozen once it is closed." in page(first, "results:freeze", sat.sitting.uuid)
    answer = first.post(reverse("results:freeze", args=[sat.sitting.uuid]), {"key": str(uuid4())})
    assert answer.status_code == 422
    nobody = written(right=(None,), code="OTHER")
    officer = english(nobody.first)
    assert "Nobody sat" in page(officer, "results:sitting", nobody.sitting.uuid)
    assert "Nobody has handed in yet" in page(officer, "results:figures", nobody.sitting.uuid)
    empty = english(examinations_officer_at(a_site()))
    assert "Nothing was written at your sites yet." in page(empty, "results:index")


def test_figures_name_the_questions_that_may_have_a_wrong_key():
    sat = written(right=(0, 0, 1, 10))
    officer = english(sat.first)
    shown = page(officer, "results:figures", sat.sitting.uuid)
    assert "4 candidates have handed in." in shown
    assert re.search(
        r"平均分：\d+%。", page(sign_in(Client(), sat.first), "results:figures", sat.sitting.uuid)
    )
    assert "Pass mark" in shown
    assert "Correct the key" not in shown, "one in four was right"
    hard = written(right=(0, 0, 0, 0, 0, 3), code="HARD")
    shown = page(english(hard.first), "results:figures", hard.sitting.uuid)
    assert reverse("papers:correct_key", args=[hard.sitting.papers.get().uuid]) in shown
    assert "questions may have wrong keys" in shown
    assert Result.objects.filter(released_at__isnull=False).count() == 0


def test_the_figures_number_the_questions_as_the_printed_paper_does():
    sat = written(right=(0, 1, 2, 3, 4, 5))
    paper = sat.sitting.papers.get()
    stems = {item["number"]: item["stem"]["zh"] for item in in_print_order(paper)}
    rows = figures_of(sat.sitting, standings_of(sat.sitting)).rows
    assert len(rows) == len(stems)
    versions = {row.version.item.code: row.version for row in paper.places.select_related("version__item")}
    for row in rows:
        (where,) = row.where
        assert stems[where.number] == versions[row.code].stem_zh
    drawn = [item["stem"]["zh"] for item in paper.content["items"]]
    assert list(stems.values()) != drawn, "else the test says nothing"


def test_of_two_candidates_no_question_is_suspected_and_after_the_release_the_title_says_so():
    sat = written(right=(0, 0), code="TWO")
    officer = english(sat.first)
    shown = page(officer, "results:figures", sat.sitting.uuid)
    assert "too few to say anything about the questions" in shown
    assert "Figures before the release" in shown
    assert "Correct the key" not in shown
    assert "wrong key" not in shown
    sat.release(sat.freeze())
    shown = page(officer, "results:figures", sat.sitting.uuid)
    assert "before the release" not in shown


@pytest.mark.parametrize("place", ["other site", "invigilator", "registrar", "administrator", "trainee"])
def test_who_does_not_run_examinations_there_finds_nothing(sat, place):
    site = sat.sitting.site
    people = {
        "other site": lambda: examinations_officer_at(a_site()),
        "invigilator": lambda: invigilator_at(site),
        "registrar": lambda: registrar_at(site),
        "administrator": lambda: administrator_at(site),
        "trainee": lambda: sat.users[0],
    }
    client, row = english(people[place]()), sat.freeze()
    before = Result.objects.filter(released_at__isnull=False).count()
    for name, args in (
        ("sitting", (sat.sitting.uuid,)),
        ("set", (row.uuid,)),
        ("freeze", (sat.sitting.uuid,)),
    ):
        assert client.get(reverse(f"results:{name}", args=args)).status_code in (302, 403, 404)
    assert release(client, row).status_code in (302, 403, 404)
    assert (ResultSet.objects.get().state, Result.objects.filter(released_at__isnull=False).count()) == (
        "waiting",
        before,
    )


def queries(client, address):
    client.get(address)  # what is kept for later is kept now
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_no_page_asks_more_for_more_candidates():
    counts = {}
    for place, number in enumerate((2, 9)):
        sat = written(right=(10,) * number, code=f"S{place}")
        row = sat.freeze()
        client = english(sat.second)
        names = {
            "sitting": sat.sitting.uuid,
            "freeze": sat.sitting.uuid,
            "figures": sat.sitting.uuid,
            "set": row.uuid,
        }
        asked = [queries(client, reverse(f"results:{name}", args=[uuid])) for name, uuid in names.items()]
        sat.release(row)
        told = [
            queries(client, reverse(f"results:{name}", args=[sat.sitting.uuid]))
            for name in ("sitting", "file")
        ]
        with CaptureQueriesContext(connection) as captured:
            [slip_of(one) for one in told_in(sat.sitting, now=LATER)]
        counts[place] = [*asked, *told, len(captured)]
        assert max(asked) <= 45, asked
    assert counts[0] == counts[1]
