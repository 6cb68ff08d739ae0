"""The command that checks the tables against the logs: it finds a single wrong answer, and mends what can be mended."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from lms.exams.api import hand_in, save_events
from lms.exams.practical.operations import find_broken_mark
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, MINUTE, started_attempt
from tests.factories.practical import an_open_practical, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    begun = started_attempt()
    events = [begun.answer(1), begun.answer(2, item=1)]
    save_events(ref=begun.ref, epoch=1, events=events, actor=ACTOR, now=NOW + MINUTE)
    hand_in(ref=begun.ref, final_seq=2, actor=ACTOR, now=NOW + 2 * MINUTE)
    return begun


def report(*options):
    out = StringIO()
    try:
        call_command("rebuild_attempts", *options, "--json", stdout=out)
    except CommandError as error:
        return error.returncode, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_what_follows_from_the_logs_is_said_to_be_right(begun):
    assert report("--check") == (0, {"attempts": 1, "mark_logs": 0, "differences": []})


def test_a_changed_answer_is_found_named_by_attempt_and_position_and_mended(begun):
    begun.attempt.answers.filter(seq=2).update(response="forged")
    status, found = report("--check")
    assert status == 1
    expected = {
        "attempt": str(begun.attempt.uuid),
        "what": "answer",
        "position": 2,
        "item": begun.item_uuids()[1],
    }
    assert found["differences"][0] == expected
    # The receipt tells it too: it was signed over what was there.
    assert [row["what"] for row in found["differences"]] == ["answer", "receipt"]
    assert report() == (0, {"attempts": 1, "mark_logs": 0, "differences": []})
    out = StringIO()
    call_command("rebuild_attempts", "--check", "--sitting", str(begun.sitting.uuid), stdout=out)
    assert "1 attempts and 0 logs of marks checked, 0 differences" in out.getvalue()


def test_a_broken_chain_is_found_and_not_hidden(begun):
    type(begun.attempt).objects.filter(pk=begun.attempt.pk).update(log_head="0" * 64)
    status, found = report()
    assert (status, found["differences"][0]["what"], found["differences"][0]["position"]) == (1, "chain", 3)


@pytest.mark.parametrize("option", ["--check", None])
def test_a_broken_log_of_marks_is_found_and_named_by_assessor_and_position(option):
    world = an_open_practical()
    for assessor in world.assessors:
        signed(world, assessor, "90")
    options = [option] if option else []
    assert report(*options) == (0, {"attempts": 0, "mark_logs": 3, "differences": []})
    member = world.examination.panel.get(assessor=world.assessors[1])
    type(member).objects.filter(pk=member.pk).update(log_head="0" * 64)
    expected = {"panel_member": str(member.uuid), "what": "marks", "position": member.log_count + 1}
    assert report(*options) == (1, {"attempts": 0, "mark_logs": 3, "differences": [expected]})
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("rebuild_attempts", *options, stdout=out)
    assert f"assessor {member.uuid}: the mark at position {member.log_count + 1}" in out.getvalue()


def test_the_whole_log_of_an_assessor_is_checked_with_one_query(django_assert_num_queries):
    world = an_open_practical()
    signed(world, world.assessors[0], "90")
    member = world.examination.panel.get(assessor=world.assessors[0])
    assert member.log_count > 1
    with django_assert_num_queries(1):
        assert find_broken_mark(member) is None
