"""Who marked answers by hand, or decided on such marks, does not release them (ADR 0112)."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from lms.core.enums import Role
from lms.exams.api import mark_attempt
from lms.exams.errors import SecondPersonNeeded
from lms.exams.handmarking.operations import NewMarkDecision, decide_marks
from lms.exams.models import HandMark, Result
from lms.exams.results.operations import SetDecision, release_results
from lms.exams.results.rules import NoRelease, reason_against_release
from tests.exams.results.desk import english, page, text
from tests.factories.accounts import examinations_officer_at, give_role
from tests.factories.handmarks import (
    AFTER,
    WHO,
    Marked,
    an_ended_sitting,
    give,
    mark_all,
    take_all,
    two_apart,
)
from tests.factories.results import Written, as_actor
from tests.factories.results import written as a_written

pytestmark = pytest.mark.django_db
YOU_MARKED = "You marked answers of this set by hand, or decided on such marks"


def to_freeze(marked: Marked, *, second) -> Written:
    """Make the results; the officer freezes them, `second` is who would release them."""
    for place in range(len(marked.enrolments)):
        mark_attempt(attempt_uuid=marked.attempt(place).uuid, **WHO)
    return Written(marked.sitting, [], marked.enrolments, marked.officer, second)


def a_marking_officer(marked: Marked):
    """Return a marker who is an examinations officer as well."""
    user = marked.markers[0]
    give_role(user, Role.EXAMINATIONS_OFFICER, marked.sitting.site)
    return user


def refused_to(written: Written, row, user) -> bool:
    try:
        release_results(decision=SetDecision(row.uuid, row.digest), actor=as_actor(user), now=AFTER)
    except SecondPersonNeeded:
        return not Result.objects.exclude(released_at=None).exists()
    return False


def test_the_rule_names_the_first_reason() -> None:
    freezer, marker, other = uuid4(), uuid4(), uuid4()
    known = {"frozen_by": freezer, "marked_by": {marker}}
    assert reason_against_release(None, **known) is NoRelease.NOBODY
    assert reason_against_release(freezer, **known) is NoRelease.FROZE
    assert reason_against_release(marker, **known) is NoRelease.MARKED
    assert reason_against_release(other, **known) is None


def test_a_marker_does_not_release_what_they_marked_but_may_freeze_it() -> None:
    marked = an_ended_sitting(candidates=2)
    officer = a_marking_officer(marked)
    mark_all(marked, officer, "25")
    written = to_freeze(marked, second=officer)
    row = written.freeze()
    assert refused_to(written, row, officer)
    written.send_back(row, by=officer)
    frozen_by_the_marker = written.freeze(by=officer)
    assert written.release(frozen_by_the_marker, by=marked.officer).state == "released"


def test_nor_does_who_decided_where_two_markers_were_apart() -> None:
    marked = two_apart()
    another = examinations_officer_at(marked.sitting.site)
    for item in marked.items():
        decision = NewMarkDecision(
            marked.sitting.uuid,
            marked.attempt().uuid,
            item,
            another,
            Decimal(15),
            "两份都再看过一遍",
            uuid4(),
        )
        decide_marks(decision=decision, actor=as_actor(another), now=AFTER)
    written = to_freeze(marked, second=another)
    row = written.freeze()
    assert refused_to(written, row, another)
    third = examinations_officer_at(marked.sitting.site)
    assert written.release(row, by=third).state == "released"


def test_who_took_a_mark_back_has_read_the_answer_all_the_same() -> None:
    marked = an_ended_sitting(candidates=1)
    officer = a_marking_officer(marked)
    for turn in take_all(marked, officer):
        give(officer, turn, "25")
        give(officer, turn, None)
        give(officer, turn, "24")
    written = to_freeze(marked, second=officer)
    assert HandMark.objects.filter(marks=None).exists()
    assert refused_to(written, written.freeze(), officer)


def test_marks_of_another_sitting_are_no_part_in_this_one() -> None:
    marked = an_ended_sitting(candidates=1)
    mark_all(marked, marked.markers[0], "25")
    officer = a_marking_officer(marked)
    other = a_written(right=(10,))
    give_role(officer, Role.EXAMINATIONS_OFFICER, other.sitting.site)
    assert other.release(other.freeze(), by=officer).state == "released"


def test_the_pages_say_who_marked_and_offer_them_no_release() -> None:
    marked = an_ended_sitting(candidates=2)
    officer = a_marking_officer(marked)
    mark_all(marked, officer, "25")
    written = to_freeze(marked, second=officer)
    asked = page(english(marked.officer), "results:freeze", marked.sitting.uuid)
    assert f"does not release them either: {officer.get_full_name()}." in asked
    row = written.freeze()
    shown = page(english(officer), "results:set", row.uuid)
    assert YOU_MARKED in shown
    assert "Release 2 results" not in shown
    assert "Send back" in shown
    sent = {"digest": row.digest, "has_looked": "on"}
    answer = english(officer).post(reverse("results:set", args=[row.uuid]), sent)
    assert answer.status_code == 409
    assert YOU_MARKED in text(answer)
    third = page(english(examinations_officer_at(marked.sitting.site)), "results:set", row.uuid)
    assert "Release 2 results" in third
    assert "They do not release it." in third
