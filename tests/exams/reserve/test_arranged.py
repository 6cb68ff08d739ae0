"""What is arranged for a candidate reaches the sealed booklet, and a packet from before it says so."""

import subprocess
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.exams.api import open_sitting
from lms.exams.models import Attempt
from lms.exams.papers.opening import opened
from lms.exams.papers.printing import print_answer_sheet, print_paper
from lms.exams.papers.printing.documents import Printing
from lms.exams.reserve.packet_queries import packets_of, without_booklet
from lms.exams.reserve.waiting import fits_booklet
from tests.factories.accounts import invigilator_at, sign_in
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, attempt_of
from tests.factories.planning import BEFORE, arrange, planned
from tests.factories.reserves import a_new_reserve, a_packet, printed

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return planned(candidates=2)


def usual_height(pdf):
    """Return how high the words of questions stand, in points: what most of the text is written in."""
    command = ["pdftotext", "-bbox", "-", "-"]
    text = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    heights = sorted(
        float(line.split('yMax="')[1].split('"')[0]) - float(line.split('yMin="')[1].split('"')[0])
        for line in text.splitlines()
        if "<word" in line
    )
    return heights[len(heights) // 2]


@pytest.mark.parametrize("printed", [print_paper, print_answer_sheet])
def test_larger_type_is_larger_on_paper_too(plan, printed):
    attempt = attempt_of(plan.sitting, plan.enrolments[0])
    usual = Printing(seed=attempt.shuffle_seed, is_reserve=True)
    sizes = [
        usual_height(printed(opened(attempt.paper), printing=one))
        for one in (usual, replace(usual, is_larger_type=True))
    ]
    assert sizes[1] > 1.35 * sizes[0]


def test_a_packet_is_printed_in_the_type_that_is_arranged_and_its_cover_says_so(plan):
    first = plan.candidates()[0]
    new = a_new_reserve(plan.sitting, first_number=1, last_number=1)
    (_row, usual) = printed(new, plan.officer, now=BEFORE)
    arrange(plan, first, is_larger_type=True)
    again = a_new_reserve(plan.sitting, seal="S-002", first_number=1, last_number=1)
    (_row, larger) = printed(again, plan.officer, now=BEFORE)
    assert usual_height(larger) > usual_height(usual), "covers stay as they are"
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=larger, capture_output=True, check=True
    ).stdout.decode()
    assert "大字" in text.split("\f")[0]


@pytest.mark.parametrize("what", [{"is_larger_type": True}, {"extra_minutes": 10}, {"extra_percent": 25}])
def test_a_packet_from_before_an_arrangement_says_for_whom_and_still_fits(plan, what):
    packet = a_packet(plan.sitting, plan.officer, at=BEFORE)
    assert [line.outdated for line in packets_of(plan.sitting)] == [[]]
    arrange(plan, plan.candidates()[1], **what)
    (line,) = packets_of(plan.sitting)
    assert (line.outdated, line.unfit) == (["002"], 0)
    assert without_booklet(plan.sitting) == ["002"]
    attempt = Attempt.objects.select_related("paper").get(candidate=plan.candidates()[1])
    assert fits_booklet(packet, attempt), "in need the small type is better than none"
    a_packet(plan.sitting, plan.officer, at=BEFORE, seal="S-002")
    assert without_booklet(plan.sitting) == []


def test_what_is_nothing_on_paper_makes_no_packet_old(plan):
    a_packet(plan.sitting, plan.officer, at=BEFORE)
    arrange(plan, plan.candidates()[1], has_reader=True)
    assert [line.outdated for line in packets_of(plan.sitting)] == [[]]


def test_desk_and_room_name_them_and_ask_no_more_for_more(plan):
    a_packet(plan.sitting, plan.officer, at=BEFORE)
    counts = []
    for candidate in plan.candidates():
        arrange(plan, candidate, is_larger_type=True)
        with CaptureQueriesContext(connection) as seen:
            packets_of(plan.sitting)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    open_sitting(sitting_uuid=plan.sitting.uuid, actor=ACTOR, now=NOW)
    desk = sign_in(Client(), plan.officer).get(reverse("sittings:reserve", args=[plan.sitting.uuid]))
    room = sign_in(Client(), invigilator_at(plan.site)).get(f"/exams/console/{plan.sitting.uuid}/reserve/")
    for page in (desk, room):
        assert "印制之后又为以下考生作了安排：001, 002" in page.content.decode()
