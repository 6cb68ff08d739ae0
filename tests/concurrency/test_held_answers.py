"""Two invigilators decide on the same held answer at once: who had not seen the other's word does nothing."""

from uuid import uuid4

import pytest

from lms.exams.api import NewDecision, decide_evidence, save_events
from lms.exams.models import Decision
from lms.exams.sittings.errors import EvidenceOutdated
from lms.exams.sittings.operations import evidence
from lms.exams.sittings.seen_evidence import stand_of
from tests.concurrency.overtaking import overtake
from tests.factories.exams import ACTOR, MINUTE, OTHER_SEAT, StartedAttempt, ref_of, started_attempt
from tests.factories.rooms import INVIGILATOR, OFFICER

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def begun() -> StartedAttempt:
    """An answer came under another sign-in than the one that was given the examination."""
    begun = started_attempt()
    ref = ref_of(begun.attempt, seat=OTHER_SEAT, page_of=1)
    sent = {"events": [begun.answer(1, ms=30_000)], "actor": ACTOR, "now": begun.began + 2 * MINUTE}
    assert save_events(ref=ref, epoch=1, **sent).held == [1]
    return begun


@pytest.fixture
def works(begun):
    """Return what both do, from pages of the same state: one lets it count, the other not."""
    seen = stand_of(begun.attempt).token

    def decides(actor, *, counts):
        place = (begun.attempt.uuid, begun.sitting.uuid, (1,))
        decision = NewDecision(*place, counts, "看过", uuid4(), seen)
        return lambda: decide_evidence(decision=decision, actor=actor, now=begun.began + 3 * MINUTE)

    return decides(INVIGILATOR, counts=True), decides(OFFICER, counts=False)


def test_the_second_of_two_is_told_of_the_first(begun, works, monkeypatch):
    outcomes = overtake(monkeypatch, (evidence, "needs_second"), works)
    assert [type(row) for row in outcomes] == [Decision, EvidenceOutdated]
    assert [row.counts for row in Decision.objects.all()] == [True]
    assert begun.attempt.answers.count() == 1


def test_control_without_the_lock_the_second_word_takes_the_first_back_unseen(begun, works, monkeypatch):
    monkeypatch.setattr(
        evidence, "_lock", lambda decision: type(begun.attempt).objects.get(pk=begun.attempt.pk)
    )
    outcomes = overtake(monkeypatch, (evidence, "needs_second"), works)
    assert [type(row) for row in outcomes] == [Decision, Decision]
