"""What invigilators do, what the server's clock does, and who else reaches for the attempt."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from lms.exams.api import (
    AttemptRef,
    NewDecision,
    NewEvent,
    decide_evidence,
    hand_in,
    keep_time,
    save_events,
    take_lease,
)
from lms.exams.errors import AttemptNotFound, ClockDoubted, UnknownEpoch
from lms.exams.models import KeptTime, RoomAct
from lms.exams.sittings.answer_rows import held_back
from lms.exams.sittings.operations import confirm_clock, rebuild_answers
from lms.exams.sittings.operations.leftovers import take_leftovers
from lms.exams.sittings.queries import get_terminal_paper
from lms.exams.sittings.sealing import journal_key
from tests.exams.protocol.candidate import Candidate
from tests.exams.test_leftovers import content_of, sealed
from tests.factories.exams import ACTOR
from tests.factories.rooms import INVIGILATOR, agree, do


class Room(Candidate):
    """Invigilators act, the clock is set, somebody else is at the same machine."""

    def act(self, kind, **how):
        row = do(self.begun, kind, attempt=self.attempt, after=self.now() - self.begun.began, **how)
        return agree(row, at=self.now()) if row.state == "waiting" else row

    @precondition(lambda self: not self.ended)
    @rule(what=st.sampled_from(["pause", "pause", "extra", "much", "behind", "ahead"]))
    def change_the_time(self, what):
        """An invigilator, or whoever sets the server's clock."""
        if what == "pause":
            self.pause_or_resume()
        elif what in ("extra", "much"):
            self.extend(31 if what == "much" else 5)
        else:
            self.clock_jumps(1 if what == "ahead" else -1)

    def pause_or_resume(self):
        """The invigilator stops the clock, or lets it go on."""
        self.act("pause" if self.paused is None else "resume")
        if self.paused is None:
            self.paused = self.seconds
        else:
            self.give_pause_back()

    def extend(self, minutes):
        """More time, by one person or, where it is much, by two."""
        self.act("extra", minutes=minutes)
        self.deadline += 60 * minutes

    @rule(length=st.sampled_from([40, 600]), approve=st.booleans())
    def outage(self, length, approve):
        """The server was away; what the server proposes is decided on by an invigilator."""
        since = self.now()
        took_time = not self.ended and self.paused is None and self.seconds <= self.deadline
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
        self.note_receipts()
        if approve and took_time:
            self.deadline += length

    def clock_jumps(self, days):
        """Somebody sets the server's clock: nothing is taken by it until an invigilator says what time it is."""
        keep_time(is_web=True, now=self.now())
        wrong, before = self.now() + timedelta(days=days), self.standing()
        keep_time(is_web=True, now=wrong)
        who = {"ref": self.ref, "actor": ACTOR, "now": wrong}
        event = NewEvent(self.next_seq[self.live], self.items[0], True, 0)
        with pytest.raises(ClockDoubted):
            save_events(epoch=self.live, events=[event], **who)
        for act in (take_lease, lambda **at: hand_in(final_seq=0, **at)):
            with pytest.raises(ClockDoubted):
                act(**who)
        confirm_clock(reason="对过时钟", actor=INVIGILATOR, now=self.now())
        KeptTime.objects.all().delete()  # the process that counts is not part of this machine
        assert self.standing() == before

    @precondition(lambda self: self.ended)
    @rule()
    def reopen(self):
        """Two people let the candidate go on with the time that was left."""
        self.act("reopen")
        self.deadline = self.seconds + max(self.deadline - self.closed, 0)
        self.ended, self.closed = False, None

    @rule(counts=st.booleans())
    def decide(self, counts):
        """Invigilators decide on everything that is held."""
        held = tuple(held_back(self.attempt.events.all()).values_list("position", flat=True))
        if held:
            place = (self.attempt.uuid, self.begun.sitting.uuid, held)
            row = decide_evidence(
                decision=NewDecision(*place, counts, "看过", uuid4()), actor=INVIGILATOR, now=self.now()
            )
            if isinstance(row, RoomAct):
                agree(row, at=self.now())
            self.note_receipts()

    def rebuild(self):
        """The answers made again from the log are the same."""
        before = self.projection()
        rebuild_answers(attempt=self.attempt)
        assert self.projection() == before

    def somebody_else_reaches(self):
        """The next person at the same machine, with its seat and epoch, neither reads nor writes anything."""
        before, epoch = self.standing(), self.live
        ref = AttemptRef(self.attempt.uuid, self.begun.enrolment.person_id, self.holders[epoch])
        who = {"actor": ACTOR, "now": self.now()}
        event = NewEvent(self.next_seq[epoch], self.items[0], True, 0)
        for reach in (
            lambda: get_terminal_paper(ref),
            lambda: take_lease(ref=ref, **who),
            lambda: save_events(ref=ref, epoch=epoch, events=[event], **who),
            lambda: hand_in(ref=ref, final_seq=0, **who),
        ):
            with pytest.raises(AttemptNotFound):
                reach()
        with pytest.raises(UnknownEpoch):
            save_events(ref=self.ref, epoch=epoch + 1, events=[event], **who)
        foreign = journal_key(self.begun.attempt.uuid, 1)
        record = sealed(self.attempt.uuid, content_of(event, epoch), key=foreign)
        outcome = take_leftovers(records=[record], **who)
        assert (outcome.taken, outcome.refused, outcome.ended) == ([], [], [])
        assert self.standing() == before
