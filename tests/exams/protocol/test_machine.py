"""The protocol as a state machine: whatever order, repetition, reload, seat, pause, outage, reopening and decision.

Which of the fifteen invariants it proves, and where the others are, stands in docs/security.md.
"""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from lms.exams.models import Attempt, PaperKey, PaperVersion, RoomAct
from lms.exams.sittings.checking import differences_of
from lms.exams.sittings.rules import answers_digest, clock_of, is_mark
from tests.exams.protocol.office import Office, worth
from tests.factories.courses import NOW
from tests.factories.exams import started_attempt

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Protocol(Office):
    """Everybody at once, and what must hold after every step."""

    @rule(what=st.sampled_from(["stranger", "older page", "bit", "rebuild"]), place=st.integers(0, 100_000))
    def attack(self, what, place):
        """What must change nothing."""
        if what == "stranger":
            self.somebody_else_reaches()
        elif what == "older page":
            self.older_page_hands_in()
        elif what == "bit":
            self.flip_a_bit(place)
        else:
            self.rebuild()

    @invariant()
    def all_of_it_holds(self):
        self.attempt = Attempt.objects.get(pk=self.attempt.pk)
        self.rows = list(self.attempt.events.order_by("position"))
        self.newest = self.projection()
        self.nothing_vanishes_and_the_log_only_grows()
        self.the_answers_are_the_newest_that_count_whatever_came_first()
        self.nothing_made_after_the_deadline_counts_without_a_decision_of_two()
        self.epochs_rise_one_by_one_and_one_seat_is_live()
        self.the_deadline_is_what_the_acts_made_it()
        self.receipts_only_become_more_and_the_last_covers_what_counts()
        self.marks_are_of_what_a_receipt_covers_and_follow_from_their_key()
        self.the_paper_and_its_keys_stay_as_they_were()

    def nothing_vanishes_and_the_log_only_grows(self):
        assert {(row.epoch, row.seq) for row in self.rows} == set(self.sent)
        assert all(row.response == self.sent[row.epoch, row.seq].content for row in self.rows)
        hashes = [row.hash for row in self.rows]
        assert hashes[: len(self.log)] == self.log
        self.log = hashes
        assert list(differences_of(self.attempt)) == []

    def the_answers_are_the_newest_that_count_whatever_came_first(self):
        newest, accepted = {}, self.accepted()
        for row in self.rows:
            place = (row.epoch, row.seq)
            is_marking = self.sent[place].marked is not None
            assert is_mark(row.held) == is_marking
            is_elsewhere = place in self.strange or self.was_made_elsewhere(row)
            assert is_elsewhere == row.held.endswith("other_seat")
            if not is_marking and (row.held == "" or row.position in accepted):
                newest[row.item_uuid] = max(newest.get(row.item_uuid, place), place)
        assert self.newest == newest

    def was_made_elsewhere(self, row):
        """Whether the candidate sat at another seat by then; what came after the time was up is held for that."""
        left = [at for epoch, at in self.granted.items() if self.is_other(epoch, than=row.epoch)]
        made = NOW + timedelta(seconds=self.granted[row.epoch], milliseconds=row.client_monotonic_ms)
        is_late = row.held.endswith("after_deadline")
        return not is_late and bool(left) and min(made, row.received_at) > NOW + timedelta(seconds=min(left))

    def is_other(self, epoch, *, than):
        return epoch > than and self.holders[epoch] != self.holders[than]

    def accepted(self):
        """The positions that count although they were held."""
        found = {}
        for positions, counts in self.attempt.decisions.order_by("pk").values_list("positions", "counts"):
            found.update(dict.fromkeys(positions, counts))
        return {position for position, counts in found.items() if counts}

    def nothing_made_after_the_deadline_counts_without_a_decision_of_two(self):
        deadline = clock_of(self.attempt.time_events.all()).deadline_at(self.now())
        standing = set(self.newest.values())
        agreed = RoomAct.objects.filter(attempt=self.attempt, kind="count", state="done")
        by_two = {
            place
            for places, one, other in agreed.values_list("positions", "asked_by", "decided_by")
            for place in places
            if one and other and one != other
        }
        for row in self.rows:
            made = NOW + timedelta(seconds=self.granted[row.epoch], milliseconds=row.client_monotonic_ms)
            in_time = min(made, row.received_at) <= deadline
            if row.held == "":
                assert in_time
                assert row.received_at <= deadline + timedelta(seconds=60)
            elif (row.epoch, row.seq) in standing:
                assert in_time or row.position in by_two

    def epochs_rise_one_by_one_and_one_seat_is_live(self):
        leases = dict(self.attempt.leases.values_list("epoch", "holder"))
        assert leases == {epoch: seat.holder for epoch, seat in self.holders.items()}
        assert sorted(leases) == list(range(1, self.attempt.lease_epoch + 1))

    def the_deadline_is_what_the_acts_made_it(self):
        assert clock_of(self.attempt.time_events.all()).deadline == NOW + timedelta(seconds=self.deadline)

    def receipts_only_become_more_and_the_last_covers_what_counts(self):
        rows = list(self.attempt.receipts.order_by("number"))
        assert [row.number for row in rows] == list(range(1, len(self.receipts) + 1))
        assert [(row.payload, row.signature, row.short_code) for row in rows] == self.receipts
        assert (self.attempt.state != "in_progress") == self.ended
        if self.ended:
            assert rows[-1].payload["answers"] == answers_digest(self.answers())

    def marks_are_of_what_a_receipt_covers_and_follow_from_their_key(self):
        for row in self.attempt.results.all():
            answers = self.covered[row.receipt_number]
            assert row.answers_digest == self.receipts[row.receipt_number - 1][0]["answers"]
            assert (row.score, row.max_score) == worth(self.keys[row.key_version], answers)
            assert 0 <= row.score <= row.max_score

    def the_paper_and_its_keys_stay_as_they_were(self):
        paper = PaperVersion.objects.get(pk=self.paper.pk)
        assert (paper.sha256, paper.content) == self.frozen
        assert self.attempt.paper_id == paper.pk
        assert dict(PaperKey.objects.filter(paper=paper).values_list("version", "key")) == self.keys


def a_room_for_many():
    """A begun sitting; where an example fails, hundreds more are tried to find a short one."""
    begun = started_attempt()
    begun.sitting.room.seats = 30_000
    begun.sitting.room.save()
    return begun


@pytest.mark.invariant(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15)
def test_the_invariants_of_the_protocol_hold():
    Protocol.begun = a_room_for_many()
    run_state_machine_as_test(
        Protocol,
        settings=settings(
            max_examples=14,
            stateful_step_count=26,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


YES, NO, LATER = (0, True, None, 0), (1, False, None, 0), (2, None, True, 0)
A_LONG_WAY = [
    ("deliver", {"batch": [], "rest": True, "twice": True, "way": "own"}),
    ("reload", {}),
    ("answer", {"changes": [NO, (3, True, None, 1)]}),
    ("deliver", {"batch": [], "rest": True, "twice": False, "way": "live"}),
    ("attack", {"what": "older page", "place": 0}),
    ("change_the_time", {"what": "behind"}),
    ("change_the_time", {"what": "ahead"}),
    ("change_the_time", {"what": "pause"}),
    ("wait", {"seconds": 300}),
    ("change_the_time", {"what": "pause"}),
    ("change_the_time", {"what": "much"}),
    ("outage", {"length": 600, "approve": True}),
    ("another_seat", {"approve": False}),
    ("another_seat", {"approve": True}),
    # Made at the seat that was left, which did not learn of it.
    ("wait", {"seconds": 1}),
    ("answer", {"changes": [(2, False, None, 1)]}),
    ("deliver", {"batch": [], "rest": True, "twice": True, "way": "own"}),
    ("attack", {"what": "stranger", "place": 0}),
    ("wait", {"seconds": 3000}),
    ("wait", {"seconds": 3000}),
    # Made after the end of the time, at a seat that has no lease: two people let it count.
    ("answer", {"changes": [(0, False, None, 0)]}),
    ("deliver", {"batch": [], "rest": True, "twice": True, "way": "strange"}),
    ("sweep", {}),
    ("mark", {"counts": None}),
    ("decide", {"counts": True}),
    ("mark", {"counts": None}),
    ("change", {"place": 0, "is_key": True}),
    ("change", {"place": 0, "is_key": False}),
    ("reopen", {}),
    ("change_the_time", {"what": "extra"}),
    ("answer", {"changes": [YES, (1, True, None, 0), LATER]}),
    ("end", {"gives_up": False}),
    ("end", {"gives_up": True}),
    ("mark", {"counts": None}),
    # What was left out comes after all: it waits for a decision, which gives a further receipt and a further mark.
    ("deliver", {"batch": [], "rest": True, "twice": True, "way": "own"}),
    ("decide", {"counts": True}),
    ("mark", {"counts": None}),
    ("change", {"place": 1, "is_key": True}),
    ("attack", {"what": "bit", "place": 12_345}),
    ("attack", {"what": "rebuild", "place": 0}),
]


@pytest.mark.invariant(5, 7, 8, 9, 10)
def test_a_long_way_that_chance_seldom_takes():
    Protocol.begun = a_room_for_many()
    machine = Protocol()
    machine.start(changes=[YES, NO, LATER])
    for name, how in A_LONG_WAY:
        getattr(machine, name)(**how)
        machine.all_of_it_holds()
    machine.bring_leftovers(batch=[(epoch, event) for (epoch, _seq), event in machine.made.items()])
    machine.all_of_it_holds()
    assert len(machine.receipts) == 4
    results = machine.attempt.results.order_by("pk").values_list("receipt_number", "key_version")
    assert list(results) == [(2, 1), (2, 2), (3, 2), (4, 2), (4, 3)]
