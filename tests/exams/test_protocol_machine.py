"""The protocol as a state machine: whatever order, repetition, reload, pause, outage, reopening and decision.

The time is reckoned a second time here, in whole seconds and without the code under test.
"""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lms.exams.api import (
    NewDecision,
    NewEvent,
    admit_candidates,
    close_overdue_attempts,
    decide_evidence,
    hand_in,
    save_events,
    take_lease,
)
from lms.exams.models import AnswerCurrent, Attempt, RoomAct
from lms.exams.sittings.answer_rows import held_back
from lms.exams.sittings.checking import differences_of
from lms.exams.sittings.operations import rebuild_answers
from lms.exams.sittings.rules import accepted_in, answers_digest, clock_of, fold_answers, is_mark
from tests.factories.accounts import trainee_at
from tests.factories.courses import NOW, enrol
from tests.factories.exams import ACTOR, attempt_of, ref_of, started_attempt
from tests.factories.rooms import INVIGILATOR, agree, do

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def true_false_items(begun):
    content = begun.sitting.papers.get().content["items"]
    return [UUID(item["uuid"]) for item in content if item["kind"] == "true_false"]


class Protocol(RuleBasedStateMachine):
    """One candidate, several page loads, a network that loses, repeats and reorders, and invigilators who act."""

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
        # Former examples are over: an outage of this one is none of theirs.
        others = Attempt.objects.filter(candidate__sitting=self.begun.sitting).exclude(pk=self.attempt.pk)
        others.update(state="voided", ended_at=NOW)
        self.seconds, self.sent, self.ended = 0, {}, False
        self.deadline, self.paused, self.closed = 1800, None, None
        self.next_seq, self.receipts = {}, 0
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

    @rule(
        target=events,
        place=st.integers(0, 3),
        response=st.sampled_from([True, False, None]),
        marked=st.sampled_from([None, None, True, False]),
    )
    def answer(self, place, response, marked):
        """The candidate answers or marks for later; the page numbers the event and keeps it."""
        epoch = max(self.next_seq)
        made = 1000 * (self.seconds - self.granted[epoch])
        event = NewEvent(
            self.next_seq[epoch], true_false_items(self.begun)[place], response, made, marked=marked
        )
        self.next_seq[epoch] += 1
        return multiple((epoch, event))

    @rule(batch=st.lists(events, max_size=6), twice=st.booleans())
    def deliver(self, batch, twice):
        """Any of the events arrive, in any order, perhaps again."""
        for epoch in sorted({epoch for epoch, _event in batch}):
            wanted = [event for number, event in batch if number == epoch]
            unique = list({event.seq: event for event in wanted}.values())
            for _time in range(1 + twice):
                before = self.attempt.receipts.count()
                reply = save_events(ref=self.ref, epoch=epoch, events=unique, actor=ACTOR, now=self.now())
            self.sent.update({(epoch, event.seq): event for event in unique})
            assert all((epoch, seq) in self.sent for seq in range(1, reply.acknowledged[epoch] + 1))
            assert not twice or self.attempt.receipts.count() == before

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
        if outcome.receipt is not None and not self.ended:
            self.has_ended()

    @rule()
    def sweep(self):
        """The worker looks whose time is up."""
        is_due = not self.ended and self.paused is None and self.seconds > self.deadline + 60
        close_overdue_attempts(actor=ACTOR, now=self.now())
        if is_due:
            self.has_ended()

    def has_ended(self):
        self.give_pause_back()
        self.ended, self.closed = True, self.seconds

    def give_pause_back(self):
        if self.paused is not None:
            self.deadline, self.paused = self.deadline + self.seconds - self.paused, None

    @precondition(lambda self: not self.ended)
    @rule()
    def pause_or_resume(self):
        """The invigilator stops the clock, or lets it go on."""
        kind = "pause" if self.paused is None else "resume"
        do(self.begun, kind, attempt=self.attempt, after=self.now() - self.begun.began)
        if self.paused is None:
            self.paused = self.seconds
        else:
            self.give_pause_back()

    @rule(length=st.sampled_from([40, 600]), approve=st.booleans())
    def outage(self, length, approve):
        """The server was away; what the server proposes is decided on by an invigilator."""
        since = self.now()
        self.seconds += length
        act = RoomAct.objects.create(
            sitting=self.begun.sitting,
            kind="outage",
            state="waiting",
            needs_second=True,
            since=since,
            until=self.now(),
            client_key=uuid4(),
            asked_at=self.now(),
        )
        agree(act, actor=INVIGILATOR, approve=approve, at=self.now())
        if approve and not self.ended and self.paused is None:
            self.deadline += length

    @precondition(lambda self: self.ended)
    @rule()
    def reopen(self):
        """Two people let the candidate go on with the time that was left."""
        agree(
            do(self.begun, "reopen", attempt=self.attempt, after=self.now() - self.begun.began), at=self.now()
        )
        self.deadline = self.seconds + max(self.deadline - self.closed, 0)
        self.ended, self.closed = False, None

    @rule(counts=st.booleans())
    def decide(self, counts):
        """An invigilator decides on everything that is held."""
        held = list(held_back(self.attempt.events.all()).values_list("position", flat=True))
        if held:
            place = (self.attempt.uuid, self.begun.sitting.uuid, tuple(held))
            decision = NewDecision(*place, counts, "看过", uuid4())
            row = decide_evidence(decision=decision, actor=INVIGILATOR, now=self.now())
            if isinstance(row, RoomAct):
                agree(row, at=self.now())

    @invariant()
    def nothing_vanishes_and_the_chain_fits(self):
        self.attempt.refresh_from_db()
        rows = {(row.epoch, row.seq): row for row in self.attempt.events.all()}
        assert set(rows) == set(self.sent)
        assert all(rows[place].response == event.content for place, event in self.sent.items())
        assert list(differences_of(self.attempt)) == []

    @invariant()
    def the_answers_are_the_fold_of_the_log_in_any_order(self):
        rows = list(self.attempt.events.all())
        accepted = accepted_in(self.attempt.decisions.order_by("pk").values_list("positions", "counts"))
        folded = fold_answers(reversed(rows), accepted)
        expected = {item: (row.epoch, row.seq) for item, row in folded.items()}
        assert self.projection() == expected
        rebuild_answers(attempt=self.attempt)
        assert self.projection() == expected

    @invariant()
    def marks_are_kept_and_are_never_answers(self):
        held = {(row.epoch, row.seq): row.held for row in self.attempt.events.all()}
        assert all(is_mark(held[place]) == (event.marked is not None) for place, event in self.sent.items())
        answers = {(row.epoch, row.seq) for row in AnswerCurrent.objects.filter(attempt=self.attempt)}
        assert not any(is_mark(held[place]) for place in answers)

    @invariant()
    def nothing_made_after_the_deadline_counts_without_a_decision(self):
        deadline = clock_of(self.attempt.time_events.all()).deadline_at(self.now())
        for row in self.attempt.events.filter(held=""):
            made = NOW + timedelta(seconds=self.granted[row.epoch], milliseconds=row.client_monotonic_ms)
            assert min(made, row.received_at) <= deadline
            assert row.received_at <= deadline + timedelta(seconds=60)

    @invariant()
    def the_deadline_is_what_the_acts_made_it(self):
        assert clock_of(self.attempt.time_events.all()).deadline == NOW + timedelta(seconds=self.deadline)

    @invariant()
    def receipts_only_become_more_and_the_last_covers_what_counts(self):
        receipts = list(self.attempt.receipts.order_by("number"))
        assert [row.number for row in receipts] == list(range(1, len(receipts) + 1))
        assert len(receipts) >= self.receipts
        self.receipts = len(receipts)
        assert (self.attempt.state != "in_progress") == self.ended
        if self.ended:
            answers = {str(row.item_uuid): row.response for row in self.attempt.answers.all()}
            assert receipts[-1].payload["answers"] == answers_digest(answers)

    def projection(self):
        rows = AnswerCurrent.objects.filter(attempt=self.attempt)
        return {row.item_uuid: (row.epoch, row.seq) for row in rows}


def test_the_invariants_of_the_protocol_hold():
    Protocol.begun = started_attempt()
    run_state_machine_as_test(
        Protocol,
        settings=settings(
            max_examples=14,
            stateful_step_count=24,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
