"""One candidate, several pages and seats, and a network that loses, repeats, splits and reorders."""

from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule

from lms.exams.api import (
    NewEvent,
    Seat,
    admit_candidates,
    close_overdue_attempts,
    decide_seat_request,
    hand_in,
    save_events,
    take_lease,
)
from lms.exams.errors import SeatInUse
from lms.exams.models import AnswerCurrent, Attempt, PaperKey, SeatRequest
from lms.exams.sittings.errors import OtherPage
from lms.exams.sittings.operations import Page
from lms.exams.sittings.operations.leftovers import take_leftovers
from lms.exams.sittings.queries import get_terminal_paper
from lms.exams.sittings.rules import clock_of
from tests.exams.test_leftovers import content_of, sealed
from tests.factories.accounts import trainee_at
from tests.factories.courses import NOW, enrol
from tests.factories.exams import ACTOR, OTHER_SEAT, SEAT, attempt_of, ref_of
from tests.factories.rooms import INVIGILATOR

STRANGE_SEAT = Seat(holder="terminal:strange", label="Z9")
# What may stand in nothing that goes to a terminal before the release.
SECRETS = {
    "key",
    "keys",
    "also",
    "weights",
    "rationale",
    "correct",
    "is_correct",
    "score",
    "percent",
    "passed",
}
# A question, the answer, whether it is a mark for later instead, and on which page: the newest or the one before.
CHANGES = st.tuples(
    st.integers(0, 3),
    st.sampled_from([True, False, None]),
    st.sampled_from([None, None, None, True, False]),
    st.sampled_from([0, 0, 0, 1]),
)


def names_in(value):
    """Return every name in a nested value."""
    if isinstance(value, dict):
        return set(value).union(*map(names_in, value.values()))
    return set().union(*map(names_in, value)) if isinstance(value, list) else set()


class Candidate(RuleBasedStateMachine):
    """What a candidate and the pages do. The time is reckoned here a second time, in whole seconds."""

    events = Bundle("events")
    begun = None  # one sitting for all examples; each example is a new candidate

    @initialize(target=events, changes=st.lists(CHANGES, min_size=2, max_size=5))
    def start(self, changes):
        enrolment = enrol(trainee_at(self.begun.enrolment.site), self.begun.enrolment.version)
        admit_candidates(
            sitting_uuid=self.begun.sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=NOW
        )
        self.attempt = attempt_of(self.begun.sitting, enrolment)
        # Former examples are over: an outage of this one is none of theirs.
        others = Attempt.objects.filter(candidate__sitting=self.begun.sitting).exclude(pk=self.attempt.pk)
        others.update(state="voided", ended_at=NOW)
        self.paper = self.begun.sitting.papers.get()
        self.frozen = (self.paper.sha256, self.paper.content)
        self.keys = dict(PaperKey.objects.filter(paper=self.paper).values_list("version", "key"))
        items = self.paper.content["items"]
        self.items = [UUID(item["uuid"]) for item in items if item["kind"] == "true_false"]
        self.seconds, self.made, self.sent, self.strange, self.ended = 0, {}, {}, set(), False
        self.deadline, self.paused, self.closed = 1800, None, None
        self.next_seq, self.granted, self.holders, self.log = {}, {}, {}, []
        self.receipts, self.covered = [], {}
        self.has_lease(take_lease(ref=self.ref_at(SEAT), actor=ACTOR, now=self.now()))
        return multiple(*(self.new_event(*change) for change in changes))

    def now(self):
        return NOW + timedelta(seconds=self.seconds)

    def ref_at(self, seat, page_of=0):
        return ref_of(self.attempt, seat=seat, page_of=page_of)

    @property
    def live(self):
        """The newest epoch."""
        return max(self.holders, default=0)

    @property
    def ref(self):
        """The attempt as the live seat asks for it."""
        return self.ref_at(self.holders[self.live])

    def is_over(self):
        return self.ended or clock_of(self.attempt.time_events.all()).is_over(self.now())

    def has_lease(self, lease):
        """A new page: a higher epoch than all before, and a paper that tells nothing of its key."""
        assert lease.epoch == self.live + 1
        self.holders[lease.epoch] = SEAT if lease.holder == SEAT.holder else OTHER_SEAT
        self.next_seq[lease.epoch], self.granted[lease.epoch] = 1, self.seconds
        paper = get_terminal_paper(self.ref)
        assert paper.epoch == lease.epoch
        assert not names_in(paper.items) & SECRETS
        assert "RATIONALE" not in str(paper.items)
        with pytest.raises(SeatInUse):
            get_terminal_paper(self.ref_at(STRANGE_SEAT))

    @rule()
    def reload(self):
        if not self.is_over():
            self.has_lease(take_lease(ref=self.ref, actor=ACTOR, now=self.now()))

    @rule(approve=st.booleans())
    def another_seat(self, approve):
        """The candidate sits down elsewhere: nothing is given there before the invigilator agrees."""
        if self.is_over():
            return
        seat = OTHER_SEAT if self.holders[self.live] == SEAT else SEAT
        ref, who = self.ref_at(seat), {"actor": ACTOR, "now": self.now()}
        with pytest.raises(SeatInUse):
            take_lease(ref=ref, asks_again=True, **who)
        asked = SeatRequest.objects.get(attempt=self.attempt, holder=seat.holder, is_used=False)
        place = {"request_uuid": asked.uuid, "sitting_uuid": self.begun.sitting.uuid}
        decide_seat_request(**place, approve=approve, actor=INVIGILATOR, now=self.now())
        if approve:
            self.has_lease(take_lease(ref=ref, **who))
        else:
            with pytest.raises(SeatInUse):
                take_lease(ref=ref, **who)

    @rule(target=events, changes=st.lists(CHANGES, min_size=1, max_size=4))
    def answer(self, changes):
        """The candidate answers or marks for later, on an older page too that does not know of the newer one."""
        return multiple(*(self.new_event(*change) for change in changes))

    def new_event(self, place, response, marked, older):
        epoch = max(self.live - older, 1)
        made = 1000 * (self.seconds - self.granted[epoch])
        # A mark for later comes without an answer, as the page writes it and both doors ask.
        said = response if marked is None else None
        event = NewEvent(self.next_seq[epoch], self.items[place], said, made, marked=marked)
        self.next_seq[epoch] += 1
        self.made[epoch, event.seq] = event
        return epoch, event

    @rule(
        batch=st.lists(events, max_size=6),
        rest=st.booleans(),
        twice=st.booleans(),
        way=st.sampled_from(["own", "own", "live", "strange"]),
    )
    def deliver(self, batch, rest, twice, way):
        """Any of the events arrive in any order, perhaps again; also when their page is at another seat meanwhile.

        Without the page of the lease that seat keeps nothing: it neither makes an answer nor uses up a number.
        """
        if rest:
            lacking = [
                (epoch, self.made[epoch, seq]) for epoch, seq in self.made if (epoch, seq) not in self.sent
            ]
            batch = [*batch, *lacking[::-1]]
        for epoch in sorted({epoch for epoch, _event in batch}):
            unique = list({event.seq: event for number, event in batch if number == epoch}.values())
            seat = {"own": self.holders[epoch], "live": self.holders[self.live]}.get(way, STRANGE_SEAT)
            if way == "strange":
                self.nobody_writes_without_the_page(epoch, unique)
            reply = self.save(epoch, unique, seat)
            fresh = {(epoch, event.seq): event for event in unique if (epoch, event.seq) not in self.sent}
            self.strange |= set(fresh) if way == "strange" else set()
            self.sent.update(fresh)
            # What is acknowledged is there: the first invariant, as far as nothing crashes.
            assert all((epoch, seq) in self.sent for seq in range(1, reply.acknowledged[epoch] + 1))
            assert reply.lease_is_live == (epoch == self.live and seat == self.holders[epoch])
            assert not names_in(asdict(reply)) & SECRETS
            if twice:
                before = self.standing()
                assert self.save(epoch, unique[::-1], seat).acknowledged == reply.acknowledged
                assert self.standing() == before

    def save(self, epoch, events, seat):
        ref = self.ref_at(seat, page_of=epoch)
        reply = save_events(ref=ref, epoch=epoch, events=events, actor=ACTOR, now=self.now())
        self.note_receipts()
        return reply

    def nobody_writes_without_the_page(self, epoch, events):
        """A second session of the candidate, which waits for consent, brings the same and changes nothing."""
        before, other = self.standing(), epoch % self.live + 1
        pages = [0] if self.holders[other] == self.holders[epoch] else [0, other]
        for page in pages:
            ref = self.ref_at(STRANGE_SEAT, page_of=page)
            with pytest.raises(OtherPage):
                save_events(ref=ref, epoch=epoch, events=events, actor=ACTOR, now=self.now())
        assert self.standing() == before

    @rule(batch=st.lists(events, min_size=1, max_size=4))
    def bring_leftovers(self, batch):
        """A machine brings its sealed journal before anybody signs in; it may forget only what has a receipt."""
        records = [sealed(self.attempt.uuid, content_of(event, epoch)) for epoch, event in batch]
        outcome = take_leftovers(records=records, actor=ACTOR, now=self.now())
        self.note_receipts()
        assert {record.name for record in outcome.taken} == {record.name for record in records}
        self.sent.update({(epoch, event.seq): event for epoch, event in batch})
        assert outcome.ended == ([self.attempt.uuid] if self.ended else [])
        assert bool(self.receipts) or not outcome.ended

    @rule(seconds=st.sampled_from([1, 20, 300, 1500, 3000]))
    def wait(self, seconds):
        self.seconds += seconds

    @rule(gives_up=st.booleans())
    def end(self, gives_up):
        """The page hands in what it has numbered; what the server would never take, it names as left out."""
        epoch, final = self.live, self.next_seq[self.live] - 1
        lacking = set(range(1, final + 1)) - {seq for number, seq in self.sent if number == epoch}
        page = Page(epoch, frozenset(lacking if gives_up else ()))
        outcome = hand_in(ref=self.ref, final_seq=final, page=page, actor=ACTOR, now=self.now())
        self.note_receipts()
        if not self.ended:
            assert (outcome.receipt is None) == bool(lacking and not gives_up)
            if outcome.receipt is not None:
                named = outcome.receipt.payload.get("left_out", {}).get(str(epoch), [])
                assert named == sorted(lacking)
                self.has_ended()

    def older_page_hands_in(self):
        """A page that was fenced does not end what a newer one writes."""
        older = self.live - 1
        if self.ended or not older:
            return
        with pytest.raises(SeatInUse):
            hand_in(
                ref=self.ref_at(self.holders[older]),
                final_seq=0,
                page=Page(older),
                actor=ACTOR,
                now=self.now(),
            )

    @rule()
    def sweep(self):
        """The worker looks whose time is up."""
        is_due = not self.ended and self.paused is None and self.seconds > self.deadline + 60
        close_overdue_attempts(actor=ACTOR, now=self.now())
        self.note_receipts()
        if is_due:
            self.has_ended()

    def has_ended(self):
        self.give_pause_back()
        self.ended, self.closed = True, self.seconds

    def give_pause_back(self):
        if self.paused is not None:
            self.deadline, self.paused = self.deadline + self.seconds - self.paused, None

    def note_receipts(self):
        """Remember of each receipt what it said when it was new, and which answers it was about."""
        for row in self.attempt.receipts.filter(number__gt=len(self.receipts)).order_by("number"):
            self.receipts.append((row.payload, row.signature, row.short_code))
            self.covered[row.number] = self.answers()

    def answers(self):
        rows = AnswerCurrent.objects.filter(attempt=self.attempt)
        return {str(item): response for item, response in rows.values_list("item_uuid", "response")}

    def projection(self):
        rows = AnswerCurrent.objects.filter(attempt=self.attempt)
        return {row.item_uuid: (row.epoch, row.seq) for row in rows}

    def standing(self):
        """Everything that a delivery could change."""
        row = Attempt.objects.get(pk=self.attempt.pk)
        kept = (row.state, row.lease_epoch, row.log_count, row.log_head, row.receipts.count())
        return (*kept, row.decisions.count(), row.time_events.count(), self.projection())
