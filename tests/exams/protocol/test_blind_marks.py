"""The marks of a panel as a state machine: nobody sees another's, and the result follows from the marks alone."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.serializers.json import DjangoJSONEncoder
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

from lms.exams.practical.errors import PracticalNotFound, SheetIncomplete, UnusableMark
from lms.exams.practical.operations import (
    Final,
    NewMark,
    Place,
    find_broken_mark,
    open_device,
    save_marks,
    sign_sheet,
)
from lms.exams.practical.queries import get_marking
from lms.exams.practical.standing import standing_of
from tests.factories.courses import NOW
from tests.factories.practical import actor_for, an_open_practical

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = 5
ASSESSORS = (0, 1, 2)
# As the scheme of the tests has it: the weight of each group, and from which spread on another assessor is called.
WEIGHTS, SPREAD = {"K1": 40, "K2": 60}, 15


class Panel(RuleBasedStateMachine):
    """Three assessors mark one candidate on tablets; each example is another candidate."""

    marks = Bundle("marks")
    worlds = ()  # of all examples: the examinations, and how many candidates were taken
    taken = 0

    @initialize()
    def start(self):
        if Panel.taken % EXAMPLES == 0:
            Panel.worlds = (*Panel.worlds, an_open_practical(candidates=EXAMPLES))
        self.world, self.place = Panel.worlds[-1], Panel.taken % EXAMPLES
        Panel.taken += 1
        self.candidate = self.world.candidate(self.place)
        self.tasks = list(self.candidate.tasks.select_related("rubric").order_by("position"))
        self.sheets = [self.world.sheet(one, self.place) for one in self.world.assessors]
        # A tablet of its own for each example: what another one never sent is not missed.
        self.epochs = [open_device(ref=self.ref(who), **self.by(who)).epoch for who in ASSESSORS]
        self.written, self.counting, self.signed = {who: [] for who in ASSESSORS}, {}, set()
        self.here = set()

    def ref(self, who):
        return self.world.ref(self.world.assessors[who])

    def by(self, who):
        return {"actor": actor_for(self.world.assessors[who]), "now": NOW}

    def new_mark(self, who, task, line, percent):
        criterion = self.tasks[task].rubric.criteria[line]
        value = f"{Decimal(criterion['marks']) * percent / 100:.2f}"
        place = Place(self.sheets[who].uuid, self.tasks[task].uuid, criterion["id"])
        mark = NewMark(len(self.written[who]) + 1, place, value, 1000)
        self.written[who].append(mark)
        return who, mark

    @rule(
        target=marks,
        who=st.sampled_from(ASSESSORS),
        place=st.tuples(st.integers(0, 1), st.integers(0, 1)),
        percent=st.integers(60, 100),
    )
    def write(self, who, place, percent):
        """An assessor writes a mark; the tablet numbers it and keeps it."""
        return multiple(self.new_mark(who, *place, percent))

    @rule(target=marks, who=st.sampled_from(ASSESSORS), percent=st.integers(80, 95))
    def mark_everything(self, who, percent):
        """An assessor marks every criterion, and all that the tablet holds is sent, the newest first."""
        made = [self.new_mark(who, task, line, percent) for task in (0, 1) for line in (0, 1)]
        self.send(who, self.written[who][::-1])
        return multiple(*made)

    @rule(batch=st.lists(marks, max_size=8))
    def deliver(self, batch):
        """Any marks arrive in any order, perhaps again."""
        for who in sorted({who for who, _mark in batch}):
            self.send(who, list({mark.seq: mark for number, mark in batch if number == who}.values()))

    def send(self, who, marks):
        save_marks(ref=self.ref(who), epoch=self.epochs[who], marks=marks, **self.by(who))
        for mark in marks:
            is_new = (who, mark.seq) not in self.here
            self.here.add((who, mark.seq))
            known = self.counting.get((who, str(mark.place)))
            if is_new and who not in self.signed and (known is None or mark.seq > known.seq):
                self.counting[who, str(mark.place)] = mark

    def own(self, who):
        """What counts of an assessor's marks, by place."""
        return {place: mark.value for (number, place), mark in self.counting.items() if number == who}

    @rule(who=st.sampled_from(ASSESSORS))
    def sign(self, who):
        """Signed is what is here whole; again changes nothing."""
        numbers = {mark.seq for mark in self.written[who]}
        is_missing = any((who, number) not in self.here for number in numbers)
        final = Final(self.epochs[who], len(numbers), self.own(who))
        sign = {"ref": self.ref(who), "sheet_uuid": self.sheets[who].uuid, "final": final, **self.by(who)}
        if who not in self.signed and not is_missing and len(self.own(who)) < 4:
            with pytest.raises(SheetIncomplete):
                sign_sheet(**sign)
            return
        signing = sign_sheet(**sign)
        assert (signing.signature is None) == (is_missing and who not in self.signed)
        if signing.signature is not None:
            self.signed.add(who)

    @rule(who=st.sampled_from(ASSESSORS))
    def reach_over(self, who):
        """Another's sheet can be neither written nor signed."""
        other = self.sheets[(who + 1) % 3]
        criterion = self.tasks[0].rubric.criteria[0]
        mark = NewMark(
            len(self.written[who]) + 1, Place(other.uuid, self.tasks[0].uuid, criterion["id"]), "1", 0
        )
        with pytest.raises(UnusableMark):
            save_marks(ref=self.ref(who), epoch=self.epochs[who], marks=[mark], **self.by(who))
        final = Final(self.epochs[who], 0, {})
        with pytest.raises(PracticalNotFound):
            sign_sheet(ref=self.ref(who), sheet_uuid=other.uuid, final=final, **self.by(who))

    @invariant()
    def everybody_sees_the_own_marks_and_no_others(self):
        for who, assessor in enumerate(self.world.assessors):
            member = self.world.examination.panel.get(assessor=assessor)
            assert find_broken_mark(member) is None
            seen = get_marking(member, epoch=self.epochs[who], now=NOW)
            mine = str(self.sheets[who].uuid)
            marks = {place: one["response"] for place, one in seen["marks"].items() if place.startswith(mine)}
            assert marks == self.own(who)
            text = json.dumps(seen, cls=DjangoJSONEncoder)
            assert not any(str(self.sheets[other].uuid) in text for other in ASSESSORS if other != who)

    @invariant()
    def the_result_is_what_the_signed_marks_make_it(self):
        standing = standing_of(self.candidate)
        assert standing.signed == len(self.signed)
        if len(self.signed) < len(ASSESSORS):
            assert (standing.decision, standing.outcomes, standing.opinions) == (None, {}, {})
            return
        total, is_of_one_mind = Fraction(), True
        for task in self.tasks:
            found = [
                sum(Fraction(value) for place, value in self.own(who).items() if str(task.uuid) in place)
                for who in ASSESSORS
            ]
            is_of_one_mind &= max(found) - min(found) <= SPREAD
            total += Fraction(WEIGHTS[task.group], 100) * sum(found) / len(found)
        assert (standing.decision.total if standing.decision else None) == (total if is_of_one_mind else None)


@pytest.mark.invariant(3, 14)
def test_marks_are_blind_and_the_result_follows_from_them():
    Panel.worlds, Panel.taken = (), 0
    run_state_machine_as_test(
        Panel,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=14,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
