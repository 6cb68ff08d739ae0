"""What candidates are told, and what is printed: nothing before the release, then marks, parts and the next step."""

import csv
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from lms.exams.api import admit_candidates, open_sitting, schedule_sitting, sit_for_demonstration
from lms.exams.marking.operations import mark_attempt
from lms.exams.models import Attempt, Result
from lms.exams.results.printing import Without, list_context, print_slips
from lms.exams.results.told import told_in
from lms.exams.sittings.operations import NewAct, NewRule, do_act, set_admission_rule
from lms.exams.sittings.room_models import ActKind
from tests.append_only import changeable
from tests.exams.results.desk import english, page, text, text_of
from tests.exams.results.test_releasing import bring_late_answers, decide
from tests.factories.accounts import (
    sign_in,
)
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, a_new_sitting
from tests.factories.practical import a_practical_scheme
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


def sent_to(user, attempt):
    """Return, by address, all bytes that a candidate's terminal and pages are sent of an attempt that has ended."""
    client, api = english(user), f"/api/v1/exams/attempts/{attempt.uuid}"
    pages = {
        name: reverse(name, args=args)
        for name, args in {
            "exams:my_sittings": (),
            "exams:receipt": (attempt.uuid,),
            "exams:receipt_file": (attempt.uuid,),
            "exams:attempt": (attempt.uuid,),
            "exams:sitting": (attempt.candidate.sitting.uuid,),
            "exams:my_result": (attempt.uuid,),
            "exams:my_practical_results": (),
            "portal:home": (),
        }.items()
    }
    found = {name: client.get(address, follow=True) for name, address in pages.items()}
    found |= {part: client.get(f"{api}{part}") for part in ("", "/clock")}
    bodies = {"/lease": {}, "/hand-in": {"final_seq": 10}, "/events": {"epoch": 1, "events": []}}
    for part, body in bodies.items():
        found[part] = client.post(f"{api}{part}", body, content_type="application/json")
    return {name: _steady(text(answer)) for name, answer in found.items()}


def _steady(shown):
    """Return what was sent without what differs each time: keys of the session, of the page, the time of now."""
    return re.sub(r'nonce="[^"]*"|value="[A-Za-z0-9]{64}"|"[a-z_]*at":"[^"]*"', "", shown)


def test_no_byte_depends_on_a_mark_before_its_release(sat):
    """Whatever the mark is, the very same bytes are sent; after the release they are not."""
    row, attempt = sat.freeze(), sat.attempt(0)
    sent = {}
    with time_machine.travel(LATER, tick=False):
        for percent, passed in ((Decimal("12.34"), False), (Decimal("98.76"), True)):
            with changeable(Result, filled_once="released_at"):
                Result.objects.update(score=percent, percent=percent, passed=passed)
            sent[passed] = sent_to(sat.users[0], attempt)
        assert sent[True] == sent[False]
        assert "with the examinations office" in sent[True]["exams:receipt"]
        assert "data-live" not in sent[True]["exams:receipt"], (
            "nothing asks every two seconds for what takes days"
        )
        with changeable(Result, filled_once="released_at"):
            Result.objects.update(score=100, percent=100, passed=True)
        with changeable(Result, filled_once="released_at"):
            Result.objects.filter(attempt=sat.attempt(1)).update(score=60, percent=60)
        with changeable(Result, filled_once="released_at"):
            Result.objects.filter(attempt=sat.attempt(2)).update(score=30, percent=30, passed=False)
        sat.release(row)
        after = sent_to(sat.users[0], attempt)
    changed = {name for name, shown in after.items() if shown != sent[True][name]}
    assert {"exams:my_sittings", "exams:receipt", "exams:my_result"} <= changed
    assert '"state": "handed_in"' in after["/hand-in"], "the terminal's requests are answered as well"
    assert "Passed with 100 percent" in after["exams:receipt"]


def test_nothing_is_printed_before_the_release(sat, first):
    row = sat.freeze()
    mine = english(sat.users[0])
    page(mine, "exams:my_result", sat.attempt(0).uuid, status=404)
    page(mine, "exams:my_slip", sat.attempt(0).uuid, "zh", status=404)
    for name, args in (("print", ("list", "zh")), ("print", ("slips", "zh")), ("file", ())):
        page(first, f"results:{name}", sat.sitting.uuid, *args, status=404)
    sat.release(row)
    receipt = page(english(sat.users[2]), "exams:receipt", sat.attempt(2).uuid)
    assert "30 percent: not passed this time." in receipt


def test_a_mark_just_below_the_pass_mark_is_nowhere_rounded_up_to_it(sat):
    """59.96 that did not pass is 59.96 on every page, not 60."""
    with changeable(Result, filled_once="released_at"):
        Result.objects.filter(attempt=sat.attempt(2)).update(score="59.96", percent="59.96", passed=False)
    sat.release(sat.freeze())
    mine = english(sat.users[2])
    assert "59.96 percent: not passed this time." in page(mine, "exams:receipt", sat.attempt(2).uuid)
    assert "59.96 of 100" in page(mine, "exams:my_result", sat.attempt(2).uuid)
    assert "best result: 59.96 of 100" in page(mine, "portal:home")


def test_who_had_nothing_right_has_sat_all_the_same():
    sat = written(right=(0,))
    mine = english(sat.users[0])
    assert "not sat yet" not in page(mine, "portal:home"), "handed in already"
    sat.release(sat.freeze())
    home = page(mine, "portal:home")
    assert "best result: 0 of 100" in home
    assert "not sat yet" not in home


def test_what_a_pass_opens_is_told_by_its_title_and_until_when(sat):
    a_practical_scheme(code="SCHEME-PRACTICAL")
    basis = {"zh": "培训大纲", "en": "Outline"}
    rule = NewRule(
        code="SCHEME-PRACTICAL", valid_from=NOW.date(), after="SCHEME", after_months=12, basis=basis
    )
    set_admission_rule(rule=rule, actor=ACTOR, now=NOW)
    sat.release(sat.freeze())
    passed = page(english(sat.users[1]), "exams:my_result", sat.attempt(1).uuid)
    assert "Sample practical examination" in passed
    assert "SCHEME-PRACTICAL" not in passed


def test_the_candidate_sees_marks_parts_and_the_next_step(sat):
    rule = NewRule(code="SCHEME", valid_from=NOW.date(), resits=1, basis={"zh": "培训大纲", "en": "Outline"})
    set_admission_rule(rule=rule, actor=ACTOR, now=NOW)
    sat.release(sat.freeze())
    passed = page(english(sat.users[1]), "exams:my_result", sat.attempt(1).uuid)
    for words in (
        "You earned 60 of 100 marks; 60 are needed to pass.",
        "True or false",
        "counts for your programme",
    ):
        assert words in passed
    failed = page(english(sat.users[2]), "exams:my_result", sat.attempt(2).uuid)
    for words in ("Not passed this time", "1 try is left", "not fixed yet"):
        assert words in failed
    page(english(sat.users[1]), "exams:my_result", sat.attempt(2).uuid, status=404)
    (chinese,) = {
        text(sign_in(Client(), sat.users[2]).get(reverse("exams:my_result", args=[sat.attempt(2).uuid])))
    }
    assert "下一步" in chinese


def test_who_has_written_once_more_reads_that_this_result_waits(sat):
    sat.release(sat.freeze())
    later = LATER + timedelta(days=7)
    again = schedule_sitting(
        sitting=replace(
            a_new_sitting(sat.sitting.site, scheme=sat.sitting.scheme),
            opens_at=later,
            closes_at=later + timedelta(hours=1),
        ),
        actor=ACTOR,
        now=LATER,
    )
    failed = sat.enrolments[2]
    admit_candidates(sitting_uuid=again.uuid, enrolment_uuids=[failed.uuid], actor=ACTOR, now=LATER)
    address = reverse("exams:my_result", args=[sat.attempt(2).uuid])
    (told,) = [one for one in told_in(sat.sitting, now=LATER) if str(one.candidate) == "003"]
    assert told.next.chances.at == later
    open_sitting(sitting_uuid=again.uuid, actor=ACTOR, now=later)
    sit_for_demonstration(sitting_uuid=again.uuid, enrolment_uuid=failed.uuid, right_answers=10, now=later)
    shown = text(english(sat.users[2]).get(address))
    assert "That result is not released yet." in shown
    assert "You may try again" not in shown
    assert "100" not in shown.split("What comes next")[1].split("</ul>")[0]


def test_the_next_sitting_is_told_while_one_may_start_though_its_room_stood_still(sat):
    sat.release(sat.freeze())
    later = LATER + timedelta(days=7)
    again = schedule_sitting(
        sitting=replace(
            a_new_sitting(sat.sitting.site, scheme=sat.sitting.scheme),
            opens_at=later,
            closes_at=later + timedelta(minutes=30),
        ),
        actor=ACTOR,
        now=LATER,
    )
    failed = sat.enrolments[2]
    admit_candidates(sitting_uuid=again.uuid, enrolment_uuids=[failed.uuid], actor=ACTOR, now=LATER)
    open_sitting(sitting_uuid=again.uuid, actor=ACTOR, now=later)
    for kind, minutes in ((ActKind.PAUSE, 10), (ActKind.RESUME, 30)):
        act = NewAct(again.uuid, kind, reason="停电", client_key=uuid4())
        do_act(act=act, actor=ACTOR, now=later + timedelta(minutes=minutes))

    def coming(minutes):
        found = told_in(sat.sitting, now=later + timedelta(minutes=minutes))
        (told,) = [one for one in found if str(one.candidate) == "003"]
        return told.next.chances.at

    assert coming(40) == later
    assert coming(51) is None


def test_parts_add_up_to_the_mark(sat):
    sat.release(sat.freeze())
    for told in told_in(sat.sitting, now=LATER):
        assert sum(part.score for part in told.parts) == told.result.score
        assert sum(part.maximum for part in told.parts) == told.result.max_score
        assert sum(part.count for part in told.parts) == 10


def test_slips_and_lists_name_the_school_and_never_the_facility(sat, second):
    sat.release(sat.freeze())
    site, school = sat.sitting.site, sat.enrolments[0].school
    for language, words, name in (
        ("zh", "成绩通知单", school.name_zh),
        ("en", "Result slip", school.name_en),
    ):
        content = second.get(reverse("results:print", args=[sat.sitting.uuid, "slips", language])).content
        printed = text_of(content)
        assert content.startswith(b"%PDF")
        for told in (words, name, "60 / 100", "001", "003"):
            assert told in printed
        assert site.name_zh not in printed
        assert site.name_en not in printed
        assert sat.sitting.room.name not in printed
        listed = text_of(
            second.get(reverse("results:print", args=[sat.sitting.uuid, "list", language])).content
        )
        assert site.name_zh not in listed
        assert site.name_en not in listed
        assert "004" in listed, "who did not appear"
    own = english(sat.users[0]).get(reverse("exams:my_slip", args=[sat.attempt(0).uuid, "zh"]))
    assert own["Content-Type"] == "application/pdf"
    assert "001" in text_of(own.content)
    assert "003" not in text_of(own.content)
    page(second, "results:print", sat.sitting.uuid, "door", "zh", status=404)
    page(second, "results:print", sat.sitting.uuid, "list", "fr", status=404)


def test_the_list_names_whose_attempt_was_declared_void(sat, second):
    Attempt.objects.filter(pk=sat.attempt(1).pk).update(state="voided")
    sat.release(sat.freeze())
    answer = second.get(reverse("results:print", args=[sat.sitting.uuid, "list", "en"]))
    listed = text_of(answer.content)
    assert "Declared void: 002" in listed
    assert "Did not appear: 004" in listed


def test_the_list_is_kept_as_a_file(sat, second):
    sat.release(sat.freeze())
    address = reverse("results:file", args=[sat.sitting.uuid])
    rows = list(csv.reader(StringIO(second.get(address).content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Candidate number", "001", "002", "003"]
    assert [row[7] for row in rows[1:]] == ["Passed", "Passed", "Not passed"]
    days = [one.written_at for one in told_in(sat.sitting, now=LATER)]
    assert [row[9] for row in rows] == ["Written on", *(f"{localtime(day):%Y-%m-%d}" for day in days)]
    book = second.get(address, {"format": "xlsx"})
    assert book.content.startswith(b"PK")


def test_only_what_is_released_is_on_lists(sat, second):
    position = bring_late_answers(sat)
    sat.release(sat.freeze())
    decide(sat, position, counts=False)
    mark_attempt(attempt_uuid=sat.attempt(0).uuid, actor=ACTOR, now=LATER)
    context = list_context(sat.sitting, told_in(sat.sitting, now=LATER), Without())
    assert [line["number"] for line in context["lines"]] == ["002", "003"]


def test_a_name_that_the_typeface_lacks_is_said_and_nothing_is_printed(sat):
    from lms.core.printing.errors import NotPrintable

    sat.release(sat.freeze())
    person = sat.enrolments[0].person
    person.full_name = "\U0001f600"
    person.save(update_fields=["full_name"])
    with pytest.raises(NotPrintable):
        print_slips("zh", told_in(sat.sitting, now=LATER))
