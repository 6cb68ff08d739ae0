"""Registers: mark, sign, lock, correct; and the ledger that follows them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.delivery.api import (
    Decision,
    MarkWish,
    Said,
    decide_correction,
    find_differences,
    hours_of,
    leave_cohort,
    lock_due_registers,
    lock_register,
    propose_correction,
    save_marks,
    sign_register,
)
from lms.delivery.errors import (
    CorrectionRefused,
    LeavingRefused,
    LittleTaught,
    NotOnRoster,
    OwnMark,
    ReasonMissing,
    RegisterLocked,
    RegisterNotReady,
    SecondPersonNeeded,
    SignedMeanwhile,
    UnusableMark,
)
from lms.delivery.hours.operations import enter_register
from lms.delivery.models import AttendanceMark, HoursEntry, Register, RegisterState
from lms.delivery.register.operations import Beside, Wish, locking
from lms.enrolments.api import withdraw_enrolment
from tests.factories.courses import NOW
from tests.factories.teaching import ACTOR, EVENING, MONDAY, NINE, a_class, locked, mark, planned

pytestmark = pytest.mark.django_db
HERE = Said("present")
ONE, OTHER = Actor(uuid4(), "instructor"), Actor(uuid4(), "registrar")


@pytest.fixture
def group():
    return a_class(people=2)


@pytest.fixture
def session(group):
    return planned(group)[0]


def its_own(enrolment):
    """Return the one in training as somebody who acts."""
    return Actor(enrolment.person.user.uuid, "instructor")


def test_nobody_says_of_oneself_who_was_present(group, session):
    own, other = group.people
    with pytest.raises(OwnMark):
        mark(session, (other, HERE), (own, HERE), actor=its_own(own))
    assert not AttendanceMark.objects.exists()
    mark(session, (other, HERE), actor=its_own(own))
    assert AttendanceMark.objects.get().enrolment == other


def test_nobody_corrects_what_is_said_of_oneself(group, session):
    own = group.people[0]
    locked(session, (own, Said("absent")), (group.people[1], HERE))
    wish = Wish(session.uuid, own.uuid, HERE, "签到表")
    with pytest.raises(OwnMark):
        propose_correction(wish=wish, actor=its_own(own), now=EVENING)
    row = propose_correction(wish=wish, actor=ONE, now=EVENING)
    with pytest.raises(OwnMark):
        decide_correction(correction_uuid=row.uuid, decision=Decision(True), actor=its_own(own), now=EVENING)
    decide_correction(correction_uuid=row.uuid, decision=Decision(True), actor=OTHER, now=EVENING)
    assert minutes(own)[2] == 90


def minutes(enrolment):
    """Return planned, delivered, attended and counted minutes of theory."""
    row = hours_of(enrolment).standings[0]
    return row.planned, row.delivered, row.attended, row.counted


def test_a_locked_register_is_in_the_ledger_and_an_open_or_signed_one_is_not(group, session):
    first, second = group.people
    mark(session, (first, HERE), (second, Said("present", late=10)))
    sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)
    assert minutes(first) == (0, 0, 0, 0)
    lock_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)
    assert minutes(first) == (90, 90, 90, 90)
    assert minutes(second) == (90, 90, 80, 80)
    assert find_differences(group.people) == []


def test_less_was_taught_than_planned(group, session):
    first, second = group.people
    locked(session, (first, HERE), (second, Said("absent")), delivered=60)
    assert minutes(first) == (90, 60, 60, 60)
    assert minutes(second) == (90, 60, 0, 0)


def test_hours_beyond_the_plan_do_not_count(group):
    first, second = group.people
    for week in range(6):  # 6 x 90 minutes of theory, the plan has 450
        day = MONDAY + timedelta(weeks=week)
        row = planned(group, first=day, last=day)[0]
        locked(row, (first, HERE), (second, HERE), now=EVENING + timedelta(weeks=week))
    assert minutes(first) == (540, 540, 540, 450)


def test_nobody_is_forgotten_when_signing(group, session):
    mark(session, (group.people[0], HERE))
    with pytest.raises(RegisterNotReady) as refused:
        sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)
    assert refused.value.reasons == (group.people[1].person.full_name,)


def test_a_register_waits_for_its_session_and_its_signature(group, session):
    with pytest.raises(RegisterNotReady):
        mark(session, (group.people[0], HERE), now=NINE - timedelta(minutes=1))
    mark(session, (group.people[0], HERE))
    with pytest.raises(RegisterNotReady):
        lock_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)


def test_nothing_is_signed_as_taught_that_was_not_taught_yet(group, session):
    """90 minutes from nine o'clock: at the end, or near it, they count; before, only what has gone by."""
    mark(session, *((person, HERE) for person in group.people))
    signing = {"session_uuid": session.uuid, "actor": ACTOR}
    for gone, delivered in ((6, 90), (6, None), (74, 75)):
        with pytest.raises(RegisterNotReady, match=str(gone)):
            sign_register(delivered_minutes=delivered, now=NINE + timedelta(minutes=gone), **signing)
    assert Register.objects.get().state == RegisterState.OPEN
    early = NINE + timedelta(minutes=6)
    register = sign_register(delivered_minutes=6, beside=Beside("停电"), now=early, **signing)
    assert (register.delivered_minutes, register.short_because) == (6, "停电")
    later = {"beside": Beside("停电", register.signature), "now": NINE + timedelta(minutes=75)}
    register = sign_register(delivered_minutes=90, **later, **signing)
    assert (register.delivered_minutes, register.short_because) == (90, "")


@pytest.mark.parametrize(("delivered", "is_asked"), [(0, True), (44, True), (45, False), (90, False)])
def test_far_less_than_planned_is_signed_only_with_a_reason(group, session, delivered, is_asked):
    mark(session, *((person, HERE) for person in group.people))
    signing = {"session_uuid": session.uuid, "delivered_minutes": delivered, "actor": ACTOR, "now": EVENING}
    if is_asked:
        with pytest.raises(LittleTaught) as refused:
            sign_register(beside=Beside(" "), **signing)
        assert refused.value.field == "short_because"
        assert Register.objects.get().state == RegisterState.OPEN
        sign_register(beside=Beside("停电"), **signing)
        entry = AuditEntry.objects.filter(action="delivery.sign_register").get()
        assert entry.reason == "停电"
    else:
        sign_register(**signing)
    assert Register.objects.get().delivered_minutes == delivered


def test_why_so_little_was_taught_is_put_right_by_who_saw_it_and_the_same_again_changes_nothing(
    group, session
):
    mark(session, *((person, HERE) for person in group.people))
    signing = {"session_uuid": session.uuid, "delivered_minutes": 10, "actor": ACTOR}
    first = sign_register(beside=Beside("停电"), now=EVENING, **signing)
    later = EVENING + timedelta(minutes=5)
    for again in ("停电", ""):
        assert sign_register(beside=Beside(again), now=later, **signing).signed_at == EVENING
    with pytest.raises(SignedMeanwhile):
        sign_register(beside=Beside("停水"), now=later, **signing)
    sign_register(beside=Beside("停水", first.signature), now=later, **signing)
    assert Register.objects.values_list("short_because", "signed_at").get() == ("停水", later)


class TestASignatureThatIsTakenBack:
    """A change after the signature takes it back: never unseen, and told until somebody signs again."""

    @pytest.fixture
    def signed(self, group, session):
        mark(session, *((person, HERE) for person in group.people))
        return sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)

    def change(self, session, enrolment, *, signature, said=Said("absent"), actor=ONE):  # noqa: B008
        wishes = [MarkWish(enrolment.uuid, said, 1, signature)]
        return save_marks(session_uuid=session.uuid, wishes=wishes, actor=actor, now=EVENING)

    def test_by_a_page_that_showed_it(self, group, session, signed):
        saved = self.change(session, group.people[1], signature=signed.signature)
        assert saved.conflicts == []
        register = Register.objects.get()
        assert (register.state, register.signature) == (RegisterState.OPEN, "")
        assert (register.reopened_at, register.reopened_by) == (EVENING, ONE.user_uuid)
        entry = AuditEntry.objects.get(action="delivery.reopen_register")
        assert entry.actor_uuid == ONE.user_uuid
        register = sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)
        assert (register.reopened_at, register.reopened_by) == (None, None)

    @pytest.mark.parametrize("seen", ["", "2020-01-01T00:00:00+00:00"])
    def test_not_by_a_page_that_did_not(self, group, session, signed, seen):
        saved = self.change(session, group.people[1], signature=seen)
        assert saved.marks == []
        assert [(row.enrolment.pk, row.is_signed) for row in saved.conflicts] == [(group.people[1].pk, True)]
        assert Register.objects.get().state == RegisterState.SIGNED
        assert {row.state for row in AttendanceMark.objects.all()} == {"present"}

    def test_what_says_the_same_takes_nothing_back(self, group, session, signed):
        saved = self.change(session, group.people[1], signature="", said=HERE)
        assert (saved.marks, saved.conflicts) == ([], [])
        assert Register.objects.get().state == RegisterState.SIGNED

    def test_other_minutes_are_not_signed_unseen(self, session, signed):
        signing = {"session_uuid": session.uuid, "delivered_minutes": 60, "actor": ACTOR, "now": EVENING}
        with pytest.raises(SignedMeanwhile, match="90"):
            sign_register(**signing)
        assert sign_register(beside=Beside(signature=signed.signature), **signing).delivered_minutes == 60


def test_a_tablet_that_was_away_cannot_write_over_what_it_has_not_seen(group, session):
    first, second = group.people
    mark(session, (first, HERE), (second, HERE))
    mark(session, (first, Said("absent")), based_on=1)
    saved = mark(session, (first, Said("present", late=5)), (second, Said("present", late=7)), based_on=1)
    assert [row.wish.enrolment_uuid for row in saved.conflicts] == [first.uuid]
    assert saved.conflicts[0].kept.state == "absent"
    kept = dict(AttendanceMark.objects.values_list("enrolment", "late"))
    assert kept == {first.pk: 0, second.pk: 7}
    again = mark(session, (second, Said("present", late=7)), based_on=1)
    assert (again.conflicts, again.marks) == ([], [])


def test_marks_that_cannot_be_and_people_who_do_not_belong(group, session):
    stranger = a_class(people=1).people[0]
    with pytest.raises(NotOnRoster):
        mark(session, (stranger, HERE))
    with pytest.raises(UnusableMark):
        mark(session, (group.people[0], HERE), (group.people[1], Said("excused")))
    assert not AttendanceMark.objects.exists()


def test_who_was_withdrawn_before_is_not_on_the_roster(group, session):
    first, second = group.people
    withdraw_enrolment(enrolment_uuid=second.uuid, reason="released", actor=ACTOR, now=NINE)
    with pytest.raises(NotOnRoster):
        mark(session, (second, HERE))
    mark(session, (first, HERE))
    sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)


def test_who_is_named_in_a_register_does_not_leave_before_it(group, session):
    mark(session, (group.people[0], HERE))
    leave = {"reason": "transfer", "actor": ACTOR, "now": EVENING}
    with pytest.raises(LeavingRefused):
        leave_cohort(member_uuid=group.members[0].uuid, left_on=MONDAY, **leave)
    leave_cohort(member_uuid=group.members[0].uuid, left_on=MONDAY + timedelta(days=1), **leave)
    # Of this one the register says nothing so far; it is being kept, and the day is theirs all the same.
    leave_cohort(member_uuid=group.members[1].uuid, left_on=MONDAY + timedelta(days=1), **leave)
    with pytest.raises(RegisterNotReady):
        sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)
    mark(session, (group.people[1], Said("transferred")))
    sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)


def propose(session, enrolment, said, **other):
    wish = Wish(session.uuid, enrolment.uuid, said, other.pop("reason", "seen on the sheet"))
    return propose_correction(wish=wish, actor=ONE, now=EVENING)


def decide(row, *, is_right=True, actor=OTHER):
    decision = Decision(is_right, "the sheet says otherwise")
    return decide_correction(correction_uuid=row.uuid, decision=decision, actor=actor, now=EVENING)


@pytest.fixture
def closed(group, session):
    locked(session, (group.people[0], HERE), (group.people[1], Said("absent")))
    return session


def test_a_locked_register_changes_by_two_persons_only(group, closed):
    with pytest.raises(RegisterLocked):
        mark(closed, (group.people[0], Said("absent")), based_on=1)
    with pytest.raises(ReasonMissing):
        propose(closed, group.people[0], Said("absent"), reason=" ")
    row = propose(closed, group.people[0], Said("present", late=30))
    with pytest.raises(CorrectionRefused):
        propose(closed, group.people[0], Said("absent"))
    with pytest.raises(SecondPersonNeeded):
        decide(row, actor=ONE)
    assert minutes(group.people[0]) == (90, 90, 90, 90)
    decide(row)
    assert minutes(group.people[0]) == (90, 90, 60, 60)
    assert find_differences(group.people) == []
    with pytest.raises(CorrectionRefused):
        decide(row)
    audited = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"delivery.propose_correction", "delivery.decide_correction"} <= audited


def test_corrections_are_reversals_and_never_edits(group, closed):
    for said in (Said("present", late=30), Said("excused", excuse="medical"), HERE):
        decide(propose(closed, group.people[0], said))
    rows = HoursEntry.objects.filter(enrolment=group.people[0], measure="attended").order_by("pk")
    assert list(rows.values_list("minutes", flat=True)) == [90, -90, 60, -60, 0, 0, 90]
    assert minutes(group.people[0]) == (90, 90, 90, 90)
    assert find_differences(group.people) == []


def test_a_refused_correction_changes_nothing(group, closed):
    decide(propose(closed, group.people[1], HERE), is_right=False)
    assert minutes(group.people[1]) == (90, 90, 0, 0)
    with pytest.raises(CorrectionRefused):
        propose(closed, group.people[1], Said("absent"))


def test_the_database_itself_keeps_the_ledger(group, closed):
    for write in (lambda: HoursEntry.objects.update(minutes=1), lambda: HoursEntry.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    row = propose(closed, group.people[0], Said("absent"))
    with pytest.raises(DatabaseError), transaction.atomic():
        type(row).objects.update(decision="approved", decided_by=row.proposed_by, decided_at=NOW)


def test_a_difference_between_ledger_and_registers_is_found(group, closed):
    AttendanceMark.objects.filter(enrolment=group.people[0]).update(late=15)
    assert [row[1:] for row in find_differences(group.people)] == [(group.people[0].pk, 15)]


def test_a_register_that_cannot_be_locked_holds_up_no_other_and_is_seen(group, session, monkeypatch, caplog):
    week = timedelta(days=7)
    others = planned(group, first=MONDAY + week, last=MONDAY + week)
    for one in (session, *others):
        mark(one, *[(row, HERE) for row in group.people], now=EVENING + week)
        sign_register(session_uuid=one.uuid, actor=ACTOR, now=EVENING + week)

    def broken(*, register, session, now):
        if session.begins_at.date() == MONDAY:
            raise DatabaseError("a row that nobody foresaw")
        return enter_register(register=register, session=session, now=now)

    monkeypatch.setattr(locking, "enter_register", broken)
    with caplog.at_level("ERROR"), pytest.raises(locking.RegistersNotLocked):
        lock_due_registers(actor=ACTOR, now=EVENING + timedelta(days=60))
    assert str(session.uuid) in caplog.text
    assert "nobody foresaw" not in caplog.text
    states = Register.objects.order_by("session__begins_at").values_list("state", flat=True)
    assert list(states) == ["signed", "locked"]


def test_signed_registers_lock_when_their_days_are_over(group, session):
    mark(session, *[(row, HERE) for row in group.people])
    sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)
    three_days = EVENING + timedelta(days=3)
    assert lock_due_registers(actor=ACTOR, now=three_days - timedelta(seconds=1)) == 0
    assert lock_due_registers(actor=ACTOR, now=three_days) == 1
    assert lock_due_registers(actor=ACTOR, now=three_days) == 0
    assert minutes(group.people[0]) == (90, 90, 90, 90)
