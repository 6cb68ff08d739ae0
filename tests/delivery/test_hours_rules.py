"""The arithmetic of registers and ledger, tried with generated values."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.delivery.hours import rules
from lms.delivery.hours.rules import ATTENDED, LEARNT, Entry, LockedRow, Part
from lms.delivery.register.rules import EXCUSES, Kept, Said, attended, decide_mark, faults_of, taught_by

THEORY, PRACTICE = Part("C", "U", "theory"), Part("C", "U", "practice")
OTHER = Part("D", "", "theory")
minutes = st.integers(0, 480)
parts = st.sampled_from([THEORY, PRACTICE, OTHER])


@st.composite
def sessions(draw):
    """A session's planned and delivered minutes, and a mark that is possible in it."""
    planned = draw(st.integers(1, 480))
    late = draw(st.integers(0, planned - 1))
    early = draw(st.integers(0, planned - 1 - late))
    said = draw(
        st.sampled_from(
            [Said("present", late, early), Said("absent"), Said("punished"), Said("excused", excuse="legal")]
        )
    )
    return planned, draw(st.integers(0, planned)), said


@given(sessions())
def test_nobody_attends_more_than_was_delivered_or_less_than_nothing(session):
    planned, delivered, said = session
    assert faults_of(said, planned) == []
    assert 0 <= attended(said, planned=planned, delivered=delivered) <= delivered


def test_minutes_attended():
    full = {"planned": 90, "delivered": 90}
    assert attended(Said("present"), **full) == 90
    assert attended(Said("present", late=10), **full) == 80
    assert attended(Said("present", late=10, left_early=20), **full) == 60
    # Teaching ended 30 minutes before the plan, so who left 20 minutes before the plan missed nothing.
    assert attended(Said("present", left_early=20), planned=90, delivered=60) == 60
    assert attended(Said("excused", excuse="medical"), **full) == 0


def test_marks_that_cannot_be():
    assert faults_of(Said("absent", late=5), 90) == ["minutes_of_absent"]
    assert faults_of(Said("present", late=90), 90) == ["minutes"]
    assert faults_of(Said("present", late=-1), 90) == ["minutes"]
    assert faults_of(Said("excused"), 90) == ["excuse"]
    assert faults_of(Said("present", excuse="medical"), 90) == ["excuse"]
    assert faults_of(Said("excused", excuse="mood"), 90) == ["excuse"]
    assert faults_of(Said("asleep"), 90) == ["state"]
    assert all(faults_of(Said("excused", excuse=kind), 90) == [] for kind in EXCUSES)


def test_what_becomes_of_a_wish():
    kept = Kept(Said("present"), 3)
    assert decide_mark(None, Said("absent"), 0) == "write"
    assert decide_mark(kept, Said("present"), 1) == "same"
    assert decide_mark(kept, Said("absent"), 3) == "write"
    assert decide_mark(kept, Said("absent"), 2) == "conflict"
    assert decide_mark(kept, Said("absent"), 2, is_signature_unseen=True) == "signed"
    assert decide_mark(kept, Said("absent"), 3, is_signature_unseen=True) == "signed"
    assert decide_mark(None, Said("absent"), 0, is_signature_unseen=True) == "signed"
    assert decide_mark(kept, Said("present"), 3, is_signature_unseen=True) == "same"


def entered(rows):
    """Return the ledger rows of locked registers."""
    return [Entry(*key, count) for key, count in rules.fold(rows).items()]


@st.composite
def locked_rows(draw):
    """Rows of different registers, planned >= delivered >= attended."""
    found = []
    for register in range(draw(st.integers(0, 6))):
        planned = draw(minutes)
        delivered = draw(st.integers(0, planned))
        attended_minutes = draw(st.integers(0, delivered))
        found.append(
            LockedRow(register, draw(st.integers(1, 3)), draw(parts), planned, delivered, attended_minutes)
        )
    return found


@given(locked_rows())
def test_the_ledger_is_the_fold_of_the_locked_rows(rows):
    # Written out, not by `fold`: what is compared with itself agrees always.
    ledger = [
        Entry(row.register, row.person, row.part, measure, count)
        for row in rows
        for measure, count in (
            ("planned", row.planned),
            ("delivered", row.delivered),
            ("attended", row.attended),
        )
    ]
    assert rules.sums(ledger) == rules.fold(rows)


@given(locked_rows(), st.data())
def test_any_order_of_corrections_gives_the_same_sums(rows, data):
    wished = {row.register: data.draw(st.integers(0, row.delivered)) for row in rows}
    orders = [data.draw(st.permutations(sorted(wished))) for _turn in range(2)]
    # However the rows are read: a sum that takes the last row for the truth would be right in their order only.
    ledgers = [data.draw(st.permutations(corrected_in(order, rows, wished))) for order in orders]
    results = [rules.sums(ledger) for ledger in ledgers]
    after = [
        LockedRow(row.register, row.person, row.part, row.planned, row.delivered, wished[row.register])
        for row in rows
    ]
    assert results[0] == results[1] == rules.fold(after)


def corrected_in(order, rows, wished):
    ledger, by_register = entered(rows), {row.register: row for row in rows}
    for register in order:
        row = by_register[register]
        steps = rules.corrected(row.attended, wished[register])
        ledger += [Entry(register, row.person, row.part, ATTENDED, step) for step in steps]
    return ledger


@st.composite
def ledgers(draw):
    """A ledger with what it was made of: registers of whole lessons, corrections, learning accepted and taken back."""
    rows = draw(locked_rows())
    full = st.sampled_from([90, 180, 480])
    rows += [
        LockedRow(10 + place, 1, part, minutes_, minutes_, minutes_)
        for place, (part, minutes_) in enumerate(draw(st.lists(st.tuples(parts, full), max_size=4)))
    ]
    wished = {row.register: draw(st.integers(0, row.delivered)) for row in rows if draw(st.booleans())}
    due = dict.fromkeys((THEORY, PRACTICE, OTHER), 0)
    for row in rows:
        due[row.part] += wished.get(row.register, row.attended)
    learnt = draw(
        st.lists(st.tuples(st.sampled_from([THEORY, OTHER]), st.integers(1, 200), st.booleans()), max_size=4)
    )
    entries = corrected_in(sorted(wished), rows, wished)
    for part, count, is_taken_back in learnt:
        entries += [Entry(0, 1, part, LEARNT, count), *[Entry(0, 1, part, LEARNT, -count)] * is_taken_back]
        due[part] += 0 if is_taken_back else count
    return entries, due


@settings(max_examples=300)
@given(ledgers(), st.dictionaries(parts, st.integers(0, 200), min_size=1, max_size=3))
def test_hours_never_exceed_the_plan(ledger, plan):
    entries, due = ledger
    standings = rules.against_plan(plan, entries)
    assert {row.part: row.counted for row in standings} == {
        part: min(due[part], asked) for part, asked in plan.items()
    }
    assert all(0 <= row.counted_attended <= row.counted <= row.plan for row in standings)
    assert 0 <= rules.percent_of_plan(standings) <= 100
    for kind in ("theory", "practice"):
        asked = sum(minutes_ for part, minutes_ in plan.items() if part.kind == kind)
        assert rules.counted(standings, kind) <= asked
    is_all = sum(plan.values()) > 0 and all(due[part] >= asked for part, asked in plan.items())
    assert (rules.percent_of_plan(standings) == 100) == is_all
    towards = rules.towards(standings, {"theory": 60, "practice": 30})
    assert towards["theory"] <= 60
    assert towards["practice"] <= 30


def test_standing_is_against_the_plan_and_not_against_the_sessions_so_far():
    row = LockedRow(1, 1, THEORY, 90, 90, 90)
    standings = rules.against_plan({THEORY: 900, PRACTICE: 100}, entered([row]))
    assert rules.percent_of_plan(standings) == 9
    assert (rules.counted(standings, "theory"), rules.counted(standings, "practice")) == (90, 0)
    assert rules.percent_of_plan([]) == 0


def test_what_no_part_of_the_plan_asks_for_is_told_apart():
    row = LockedRow(1, 1, PRACTICE, 90, 90, 45)
    assert rules.outside_plan({THEORY: 900}, entered([row])) == 45
    assert rules.outside_plan({PRACTICE: 10}, entered([row])) == 0


def test_minutes_of_registers_beyond_the_plan_are_not_counted_as_such():
    row = LockedRow(1, 1, THEORY, 90, 90, 90)
    standings = rules.against_plan({THEORY: 60}, [*entered([row]), Entry(0, 1, THEORY, LEARNT, 30)])
    assert rules.counted_attended(standings, "theory") == rules.counted(standings, "theory") == 60


def test_learning_that_the_plan_has_no_part_for_is_outside_of_it_too():
    learnt = Entry(0, 1, THEORY, LEARNT, 30)
    assert rules.outside_plan({PRACTICE: 900}, [learnt]) == 30
    assert rules.outside_plan({THEORY: 10}, [learnt]) == 0


@pytest.mark.parametrize(
    ("planned", "gone", "taught"),
    [(90, 74, 74), (90, 75, 90), (45, 29, 29), (45, 30, 45), (12, 1, 1), (12, 7, 7), (12, 8, 12), (12, 0, 0)],
)
def test_a_short_class_is_not_over_when_it_begins(planned, gone, taught):
    begins = datetime(2026, 3, 2, 1, tzinfo=UTC)
    now = begins + timedelta(minutes=gone)
    assert taught_by(now, begins_at=begins, planned=planned) == taught
