"""Who may come to a sitting: passes, tries, clashes, arrangements, one person twice; taking somebody out."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils.translation import override

from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.models import AuditEntry
from lms.enrolments.models import Evidence
from lms.exams.api import (
    ActKind,
    NewAct,
    admit_candidates,
    close_sitting,
    do_act,
    hand_in,
    open_sitting,
    schedule_sitting,
    sit_for_demonstration,
    take_lease,
)
from lms.exams.errors import (
    ArrangementRefused,
    CandidateRefused,
    ReasonMissing,
    SittingNotFound,
    SittingRefused,
    UnusableRule,
)
from lms.exams.models import AdmissionRule, Attempt, AttemptState, IncidentEvent, Result, ResultSet, TakenOut
from lms.exams.results.operations import SetDecision, release_results
from lms.exams.sittings import operations, reasons
from lms.exams.sittings.operations import (
    ActDecision,
    NewIncident,
    NewRule,
    decide_act,
    note_incident,
)
from lms.exams.sittings.standings import judged_for, who_is_asked
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, a_new_sitting, a_scheme, attempt_of, ref_of
from tests.factories.organisations import a_room
from tests.factories.planning import BEFORE, admit, arrange, elsewhere, planned, why_not
from tests.factories.practical import a_practical_scheme
from tests.factories.results import written

pytestmark = pytest.mark.django_db
WHO = {"actor": ACTOR, "now": BEFORE}
A_MONTH_LATER = NOW + timedelta(days=30)


def test_who_passed_or_used_up_all_tries_cannot_come():
    plan = planned(candidates=0)
    rule = NewRule(plan.scheme.code, BEFORE.date(), {"zh": "办法第九条"}, resits=0)
    operations.set_admission_rule(rule=rule, **WHO)
    passed, failed = plan.another_trainee(), plan.another_trainee()
    earlier = replace(
        a_new_sitting(plan.site, scheme=plan.scheme),
        opens_at=NOW - timedelta(days=2),
        closes_at=NOW - timedelta(days=2) + timedelta(hours=1),
    )
    sitting = schedule_sitting(sitting=earlier, **WHO)
    uuids = [passed.uuid, failed.uuid]
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=uuids, **WHO)
    at = earlier.opens_at
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=at)
    for enrolment, right in ((passed, 10), (failed, 0)):
        sit_for_demonstration(
            sitting_uuid=sitting.uuid, enrolment_uuid=enrolment.uuid, right_answers=right, now=at
        )
    assert "已合格" in why_not(plan, passed)
    assert "用完" in why_not(plan, failed)
    codes = {
        one.enrolment.pk: one.judgement.against
        for one in judged_for(plan.sitting, who_is_asked(plan.sitting))
    }
    assert codes == {passed.pk: ("passed",), failed.pk: ("no_resits",)}


def earlier(plan, *enrolments, days=2):
    """Return a sitting of the same examination some days before, opened, with these candidates."""
    new = a_new_sitting(plan.site, scheme=plan.scheme)
    opens = NOW - timedelta(days=days)
    new = replace(new, opens_at=opens, closes_at=opens + timedelta(hours=1))
    about = {"actor": ACTOR, "now": opens - timedelta(days=1)}
    sitting = schedule_sitting(sitting=new, **about)
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[row.uuid for row in enrolments], **about)
    return open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=opens)


def sit(sitting, enrolment, *, right):
    at = sitting.opens_at
    sit_for_demonstration(
        sitting_uuid=sitting.uuid, enrolment_uuid=enrolment.uuid, right_answers=right, now=at
    )
    return attempt_of(sitting, enrolment)


def declare_void(sitting, attempt):
    """Ask for it and agree to it, as two persons."""
    asked = NewAct(sitting.uuid, ActKind.VOID, "Had help from outside", uuid4(), attempt.uuid)
    act = do_act(act=asked, actor=Actor(uuid4(), "invigilator"), now=sitting.opens_at)
    agreed = ActDecision(sitting.uuid, act.uuid, approve=True, reason="Seen by two")
    decide_act(decision=agreed, actor=Actor(uuid4(), "examinations_officer"), now=sitting.opens_at)


def test_a_pass_does_not_outlive_its_attempt():
    plan = planned(candidates=0)
    enrolment = plan.another_trainee()
    sitting = earlier(plan, enrolment)
    attempt = sit(sitting, enrolment, right=10)
    assert "已合格" in why_not(plan, enrolment)
    declare_void(sitting, attempt)
    assert admit(plan, enrolment)


def test_a_pass_counts_from_the_day_of_the_examination_and_not_of_its_release():
    sat = written(right=(10,))
    decision = SetDecision(sat.freeze().uuid, ResultSet.objects.get().digest)
    release_results(
        decision=decision, actor=Actor(sat.second.uuid, "examinations_officer"), now=A_MONTH_LATER
    )
    enrolment = sat.enrolments[0]
    assert local_date(Evidence.objects.get(enrolment=enrolment, is_met=True).recorded_at) > NOW.date()
    new = a_new_sitting(sat.sitting.site, scheme=sat.sitting.scheme)
    again = replace(new, opens_at=A_MONTH_LATER, closes_at=A_MONTH_LATER + timedelta(hours=1))
    (judged,) = judged_for(schedule_sitting(sitting=again, **WHO), [enrolment])
    assert judged.standing.passed_on == local_date(sat.sitting.opens_at) == NOW.date()


def test_what_comes_before_is_not_passed_by_an_attempt_that_is_void():
    plan = planned(candidates=0)
    enrolment = plan.another_trainee()
    sitting = earlier(plan, enrolment)
    attempt = sit(sitting, enrolment, right=10)
    after = NewRule("AFTER", BEFORE.date(), {"zh": "先理论"}, after=plan.scheme.code)
    operations.set_admission_rule(rule=after, **WHO)
    next_one = replace(
        a_new_sitting(plan.site, scheme=a_scheme(code="AFTER")),
        opens_at=NOW,
        closes_at=NOW + timedelta(hours=1),
    )
    other = schedule_sitting(sitting=next_one, **WHO)
    before = lambda: judged_for(other, [enrolment])[0].standing.before_on  # noqa: E731
    assert before() is not None
    declare_void(sitting, attempt)
    assert before() is None


def test_nobody_sits_in_two_rooms_at_once():
    plan = planned(candidates=1)
    other = schedule_sitting(sitting=elsewhere(plan, hours=1, room=a_room(plan.site)), **WHO)
    with pytest.raises(CandidateRefused) as refusal:
        admit_candidates(sitting_uuid=other.uuid, enrolment_uuids=[plan.enrolments[0].uuid], **WHO)
    assert plan.sitting.title in " ".join(refusal.value.reasons)


def test_more_time_makes_an_examination_longer_for_who_has_it_and_for_the_room():
    plan = planned(candidates=2)
    slow, quick = plan.enrolments
    arrange(plan, plan.candidates()[0], extra_minutes=60)
    next_one = elsewhere(plan, hours=3)
    with pytest.raises(SittingRefused):
        schedule_sitting(sitting=next_one, **WHO)
    other = schedule_sitting(sitting=replace(next_one, room=a_room(plan.site)), **WHO)
    with pytest.raises(CandidateRefused) as refusal:
        admit_candidates(sitting_uuid=other.uuid, enrolment_uuids=[slow.uuid], **WHO)
    assert plan.sitting.title in refusal.value.reasons[0]
    assert admit_candidates(sitting_uuid=other.uuid, enrolment_uuids=[quick.uuid], **WHO)


@pytest.mark.parametrize("what", ["room", "candidate"])
def test_more_time_does_not_reach_into_what_is_planned_next(what):
    plan = planned(candidates=1)
    room = plan.sitting.room if what == "room" else a_room(plan.site)
    other = schedule_sitting(sitting=elsewhere(plan, hours=3, room=room), **WHO)
    if what == "candidate":
        admit_candidates(sitting_uuid=other.uuid, enrolment_uuids=[plan.enrolments[0].uuid], **WHO)
    (candidate,) = plan.candidates()
    arrange(plan, candidate, extra_minutes=10)
    with pytest.raises(ArrangementRefused) as refusal:
        arrange(plan, candidate, extra_minutes=60)
    assert other.title in refusal.value.reasons[0]
    candidate.refresh_from_db()
    assert candidate.arrangement.extra_minutes == 10


def test_doors_that_open_early_take_the_room_too():
    plan = planned(candidates=0)
    early = replace(elsewhere(plan, hours=3), doors_at=NOW + timedelta(hours=2))
    with pytest.raises(SittingRefused):
        schedule_sitting(sitting=early, **WHO)


def test_one_person_is_admitted_once_by_whichever_enrolment():
    plan = planned(candidates=0)
    first = plan.another_trainee()
    second = enrol(first.person.user, a_version())
    with pytest.raises(CandidateRefused) as refusal:
        admit(plan, first, second)
    assert first.person.full_name in " ".join(refusal.value.reasons)
    admit(plan, first)
    assert "另一" in why_not(plan, second)
    assert plan.sitting.candidates.count() == 1


def test_what_comes_before_must_have_been_passed():
    plan = planned(candidates=0)
    rule = NewRule(plan.scheme.code, BEFORE.date(), {"zh": "先理论后实操"}, after="THEORY", after_months=12)
    operations.set_admission_rule(rule=rule, **WHO)
    assert "THEORY" in why_not(plan, plan.another_trainee())


def test_what_comes_before_is_named_by_its_title_in_the_language_of_the_reader():
    plan = planned(candidates=0)
    practical = a_practical_scheme(title={"zh": "电工技能考核", "en": "Skill test of electricians"})
    rule = NewRule(plan.scheme.code, BEFORE.date(), {"zh": "先实操后理论"}, after=practical.code)
    operations.set_admission_rule(rule=rule, **WHO)
    trainee = plan.another_trainee()
    for language, title in (("zh-hans", "电工技能考核"), ("en", "Skill test of electricians")):
        with override(language):
            words = why_not(plan, trainee)
        assert title in words
        assert practical.code not in words


def test_who_waits_writes_or_has_handed_in_elsewhere_is_named_with_the_sitting():
    plan = planned(candidates=0)
    waits, writes, done, failed, fresh = (plan.another_trainee() for _person in range(5))
    other = earlier(plan, waits, writes, done)
    take_lease(ref=ref_of(attempt_of(other, writes)), actor=ACTOR, now=other.opens_at)
    judged = {one.enrolment: one for one in judged_for(plan.sitting, who_is_asked(plan.sitting))}
    assert judged[waits].standing.going_on == "waits"
    assert judged[writes].standing.going_on == "writes"
    handing_in = ref_of(attempt_of(other, done))
    take_lease(ref=handing_in, actor=ACTOR, now=other.opens_at)
    hand_in(ref=handing_in, final_seq=0, actor=ACTOR, now=other.opens_at)
    # A released result is a try that is over: a resit is what the list is for.
    sit(earlier(plan, failed, days=1), failed, right=0)
    judged = {one.enrolment: one for one in judged_for(plan.sitting, who_is_asked(plan.sitting))}
    assert (judged[done].standing.going_on, judged[failed].standing.going_on) == ("unmarked", "")
    proposed = {row for row, one in judged.items() if one.judgement.is_proposed}
    assert proposed == {failed, fresh}
    assert other.title in reasons.warnings(judged[done])[0]


def test_whose_last_attempt_was_void_is_named_and_not_proposed_by_itself():
    plan = planned(candidates=0)
    cheated, fresh = plan.another_trainee(), plan.another_trainee()
    other = earlier(plan, cheated)
    take_lease(ref=ref_of(attempt_of(other, cheated)), actor=ACTOR, now=other.opens_at)
    Attempt.objects.filter(candidate__enrolment=cheated).update(
        state=AttemptState.VOIDED, ended_at=other.opens_at
    )
    judged = {one.enrolment: one for one in judged_for(plan.sitting, who_is_asked(plan.sitting))}
    assert other.title in reasons.warnings(judged[cheated])[0]
    assert {row for row, one in judged.items() if one.judgement.is_proposed} == {fresh}
    assert judged[cheated].judgement.is_eligible
    sit(earlier(plan, cheated, days=1), cheated, right=0)
    judged = {one.enrolment: one for one in judged_for(plan.sitting, who_is_asked(plan.sitting))}
    assert judged[cheated].standing.void_in == ""


def test_a_rule_is_set_once_a_day_and_never_edited():
    rule = NewRule("SCHEME", BEFORE.date(), {"zh": "办法"}, resits=1)
    first = operations.set_admission_rule(rule=rule, **WHO)
    assert operations.set_admission_rule(rule=rule, **WHO) == first
    for wrong in (
        replace(rule, resits=2),
        replace(rule, basis={"zh": " "}, valid_from=NOW.date()),
        replace(rule, after="SCHEME", valid_from=NOW.date()),
        replace(rule, after_months=3, valid_from=NOW.date()),
    ):
        with pytest.raises(UnusableRule):
            operations.set_admission_rule(rule=wrong, **WHO)


def test_no_two_people_of_a_sitting_ever_have_the_same_number():
    plan = planned(candidates=2)
    last = plan.candidates()[-1]
    out = {"candidate_uuid": last.uuid, "sitting_uuid": plan.sitting.uuid, "reason": "Ill"}
    operations.take_out_candidate(**out, **WHO)
    # The slip of whom was taken out, and the booklet in a sealed packet, say 2.
    (other,) = admit(plan, plan.another_trainee())
    assert other.number == 3


def test_a_candidate_is_taken_out_with_a_reason_that_the_trail_keeps():
    plan = planned(candidates=2)
    first, second = plan.candidates()
    take = {"candidate_uuid": first.uuid, "sitting_uuid": plan.sitting.uuid}
    with pytest.raises(ReasonMissing):
        operations.take_out_candidate(**take, reason="", **WHO)
    operations.take_out_candidate(**take, reason="Ill", **WHO)
    assert plan.candidates() == [second]
    kept = TakenOut.objects.get()
    assert (kept.reason, kept.number, kept.enrolment) == ("Ill", 1, first.enrolment)
    assert AuditEntry.objects.get(action="exams.take_out_candidate").target_uuid == kept.uuid
    (again,) = admit(plan, first.enrolment)
    assert again.number == 3
    with pytest.raises(SittingNotFound):
        operations.take_out_candidate(**take, reason="Ill", **WHO)


def test_who_has_started_is_not_taken_out():
    plan = planned(candidates=1)
    open_sitting(sitting_uuid=plan.sitting.uuid, actor=ACTOR, now=NOW)
    take_lease(ref=ref_of(attempt_of(plan.sitting, plan.enrolments[0])), actor=ACTOR, now=NOW)
    with pytest.raises(CandidateRefused):
        operations.take_out_candidate(
            candidate_uuid=plan.candidates()[0].uuid,
            sitting_uuid=plan.sitting.uuid,
            reason="Ill",
            actor=ACTOR,
            now=NOW,
        )


def test_whom_an_incident_names_is_not_taken_out():
    plan = planned(candidates=1)
    open_sitting(sitting_uuid=plan.sitting.uuid, actor=ACTOR, now=NOW)
    attempt = attempt_of(plan.sitting, plan.enrolments[0])
    note_incident(
        incident=NewIncident(plan.sitting.uuid, "illness", "Felt ill at the door", attempt.uuid),
        actor=ACTOR,
        now=NOW,
    )
    with pytest.raises(CandidateRefused) as refusal:
        operations.take_out_candidate(
            candidate_uuid=plan.candidates()[0].uuid,
            sitting_uuid=plan.sitting.uuid,
            reason="Ill",
            actor=ACTOR,
            now=NOW,
        )
    assert IncidentEvent.objects.get().get_category_display() in refusal.value.reasons
    assert (plan.sitting.candidates.count(), TakenOut.objects.count()) == (1, 0)


def test_a_place_that_waits_or_that_nobody_took_is_a_try_as_the_rule_says():
    plan = planned(candidates=0)
    waiting, missed, excused = (plan.another_trainee() for _person in range(3))
    rule = NewRule(plan.scheme.code, BEFORE.date() - timedelta(days=9), {"zh": "办法第九条"}, resits=0)
    operations.set_admission_rule(rule=rule, **WHO)
    past = earlier(plan, missed, excused)
    taken = past.candidates.get(enrolment=excused)
    operations.take_out_candidate(
        candidate_uuid=taken.uuid, sitting_uuid=past.uuid, reason="Ill, with a note", **WHO
    )
    assert "另有安排1次" in why_not(plan, missed), "while the room is open the place still waits"
    close_sitting(sitting_uuid=past.uuid, actor=ACTOR, now=past.closes_at)
    later = schedule_sitting(sitting=elsewhere(plan, hours=9), **WHO)
    admit_candidates(sitting_uuid=later.uuid, enrolment_uuids=[waiting.uuid], **WHO)
    assert "缺考1次" in why_not(plan, missed)
    assert "另有安排1次" in why_not(plan, waiting)
    assert admit(plan, excused)
    operations.cancel_sitting(sitting_uuid=later.uuid, reason="The power is off", **WHO)
    assert admit(plan, waiting)
    operations.set_admission_rule(rule=replace(rule, valid_from=NOW.date(), absence_counts=False), **WHO)
    assert admit(plan, missed)


def test_logs_of_planning_only_grow():
    plan = planned(candidates=1)
    operations.set_admission_rule(rule=NewRule("SCHEME", BEFORE.date(), {"zh": "办法"}, resits=1), **WHO)
    operations.take_out_candidate(
        candidate_uuid=plan.candidates()[0].uuid, sitting_uuid=plan.sitting.uuid, reason="Ill", **WHO
    )
    sit(earlier(plan, passed := plan.another_trainee()), passed, right=10)
    for model in (AdmissionRule, TakenOut, Result):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model.objects.update(uuid=F("uuid"))
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model.objects.all()._raw_delete("default")
