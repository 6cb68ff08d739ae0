"""The save protocol as a state machine: whatever order, repetition and reload, the invariants of the protocol hold."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from lms.exams.api import NewEvent, admit_candidates, find_broken_event, hand_in, save_events, take_lease
from lms.exams.models import AnswerCurrent
from lms.exams.sittings.operations import rebuild_answers
from lms.exams.sittings.rules import clock_of, fold_answers
from tests.factories.accounts import trainee_at
from tests.factories.courses import NOW, enrol
from tests.factories.exams import ACTOR, attempt_of, ref_of, started_attempt

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def true_false_items(begun):
    content = begun.sitting.papers.get().content["items"]
    return [UUID(item["uuid"]) for item in content if item["kind"] == "true_false"]


class SaveProtocol(RuleBasedStateMachine):
    """One candidate, several page loads, a network that loses, repeats and reorders."""

    events = Bundle("events")
    begun = None  # one sitting for all examples; each example is a new candidate

    @initialize()
    def start(self):
        enrolment = enrol(trainee_at(self.begun.enrolment.site), self.begun.enrolment.version)
        admit_candidates(
            sitting_uuid=self.begun.sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=NOW
        )
        self.attempt = attempt_of(self.begun.sitting, enrolment)
        self.ref = ref_of(self.attempt)
        self.seconds, self.sent, self.ended = 0, {}, False
        self.next_seq = {}
        self.reload()

    def now(self):
        return NOW + timedelta(seconds=self.seconds)

    @rule()
    def reload(self):
        """A new page load: a higher epoch, the same deadline."""
        if self.ended or clock_of(self.attempt.time_events.all()).is_over(self.now()):
            return
        before = self.attempt.lease_epoch
        take_lease(ref=self.ref, actor=ACTOR, now=self.now())
        self.attempt.refresh_from_db()
        assert self.attempt.lease_epoch == before + 1
        self.next_seq[self.attempt.lease_epoch] = 1
        self.granted = {**getattr(self, "granted", {}), self.attempt.lease_epoch: self.seconds}

    @rule(target=events, place=st.integers(0, 3), response=st.sampled_from([True, False, None]))
    def answer(self, place, response):
        """The candidate answers; the page numbers the event and keeps it."""
        epoch = max(self.next_seq)
        made = 1000 * (self.seconds - self.granted[epoch])
        event = NewEvent(self.next_seq[epoch], true_false_items(self.begun)[place], response, made)
        self.next_seq[epoch] += 1
        return multiple((epoch, event))

    @rule(batch=st.lists(events, max_size=6), twice=st.booleans())
    def deliver(self, batch, twice):
        """Any of the events arrive, in any order, perhaps again."""
        for epoch in sorted({epoch for epoch, _event in batch}):
            wanted = [event for number, event in batch if number == epoch]
            unique = list({event.seq: event for event in wanted}.values())
            for _time in range(1 + twice):
                reply = save_events(ref=self.ref, epoch=epoch, events=unique, actor=ACTOR, now=self.now())
            self.sent.update({(epoch, event.seq): event for event in unique})
            assert all((epoch, seq) in self.sent for seq in range(1, reply.acknowledged[epoch] + 1))

    @rule(seconds=st.sampled_from([1, 20, 300, 1500]))
    def wait(self, seconds):
        self.seconds += seconds

    @rule()
    def end(self):
        """The candidate hands in what the page has numbered in this epoch."""
        epoch = max(self.next_seq)
        final = self.next_seq[epoch] - 1
        outcome = hand_in(ref=self.ref, final_seq=final, actor=ACTOR, now=self.now())
        present = {seq for number, seq in self.sent if number == epoch}
        assert self.ended or (outcome.receipt is None) == bool(set(range(1, final + 1)) - present)
        self.ended = self.ended or outcome.receipt is not None

    @invariant()
    def nothing_vanishes_and_the_chain_fits(self):
        self.attempt.refresh_from_db()
        rows = {(row.epoch, row.seq): row for row in self.attempt.events.all()}
        assert set(rows) == set(self.sent)
        assert all(rows[place].response == event.response for place, event in self.sent.items())
        assert find_broken_event(self.attempt) is None

    @invariant()
    def the_answers_are_the_fold_of_the_log_in_any_order(self):
        rows = list(self.attempt.events.all())
        expected = {item: (row.epoch, row.seq) for item, row in fold_answers(reversed(rows)).items()}
        assert self.projection() == expected
        rebuild_answers(attempt=self.attempt)
        assert self.projection() == expected

    @invariant()
    def nothing_made_after_the_deadline_counts(self):
        deadline = NOW + timedelta(minutes=30)
        for row in self.attempt.events.filter(held=""):
            made = NOW + timedelta(seconds=self.granted[row.epoch], milliseconds=row.client_monotonic_ms)
            assert min(made, row.received_at) <= deadline
            assert row.received_at <= deadline + timedelta(seconds=60)

    @invariant()
    def the_deadline_does_not_move(self):
        assert clock_of(self.attempt.time_events.all()).deadline == NOW + timedelta(minutes=30)

    def projection(self):
        rows = AnswerCurrent.objects.filter(attempt=self.attempt)
        return {row.item_uuid: (row.epoch, row.seq) for row in rows}


def test_the_invariants_of_the_save_protocol_hold():
    SaveProtocol.begun = started_attempt()
    run_state_machine_as_test(
        SaveProtocol,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
