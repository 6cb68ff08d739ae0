"""Planning a practical examination: its room, its candidates, its panel; and what sittings see of it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.enrolments.api import Achievement, record_achievement
from lms.exams.api import admit_candidates, schedule_sitting
from lms.exams.errors import CandidateRefused, ReasonMissing, SittingRefused
from lms.exams.models import MarkSheet, PracticalExamination, TakenBack
from lms.exams.practical.admission import named_against
from lms.exams.practical.conflicts import conflicted
from lms.exams.practical.errors import PracticalNotFound, PracticalRefused, UnusablePractical
from lms.exams.practical.officer_queries import list_practicals
from lms.exams.practical.operations import (
    NewPractical,
    admit_to_practical,
    call_assessor,
    close_practical,
    declare_conflict,
    name_assessor,
    note_absence,
    open_practical,
    schedule_practical,
    take_back_absence,
    take_back_conflict,
    try_again,
)
from lms.exams.practical.standing import DECIDED, standing_of
from lms.exams.sittings.operations import NewRule, assign_invigilators, set_admission_rule
from tests.factories.accounts import a_user, sign_in, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, a_new_sitting, a_scheme, passed_sitting
from tests.factories.organisations import a_room, a_site
from tests.factories.practical import WHO, a_practical, a_practical_scheme, an_open_practical, signed

pytestmark = pytest.mark.django_db


def another(world, *, hours=0, room=None):
    """Plan the same examination so many hours later, in a room of its own."""
    row = world.examination
    when = row.starts_at + timedelta(hours=hours)
    new = NewPractical(row.scheme, room or a_room(row.site), when, uuid4())
    return schedule_practical(new=new, **WHO)


def admit(row, *enrolments):
    return admit_to_practical(examination_uuid=row.uuid, enrolment_uuids=[e.uuid for e in enrolments], **WHO)


def why_not(row, *enrolments):
    with pytest.raises(PracticalRefused) as refusal:
        admit(row, *enrolments)
    return " ".join(refusal.value.reasons)


def a_theory_sitting(world, *, hours=0, room=None):
    """Plan a sitting at the same site."""
    new = a_new_sitting(world.examination.site, scheme=a_scheme(code="THEORY"))
    shift = timedelta(hours=hours)
    new = replace(new, opens_at=new.opens_at + shift, closes_at=new.closes_at + shift)
    return schedule_sitting(sitting=replace(new, room=room) if room else new, **WHO)


def test_a_room_holds_one_practical_examination_until_all_tries_of_the_day_are_over():
    world = a_practical()
    with pytest.raises(PracticalRefused) as refusal:
        another(world, hours=1, room=world.examination.room)
    assert world.examination.title in refusal.value.reasons[0]
    assert another(world, hours=2, room=world.examination.room).pk


def test_sittings_and_practical_examinations_see_each_other_in_a_room():
    world = a_practical()
    with pytest.raises(SittingRefused):
        a_theory_sitting(world, hours=1, room=world.examination.room)
    sitting = a_theory_sitting(world)
    with pytest.raises(PracticalRefused):
        another(world, room=sitting.room)


def test_no_more_come_than_the_room_has_places():
    world = a_practical()
    row = another(world, hours=5, room=a_room(world.examination.site, seats=1))
    version = world.enrolments[0].version
    others = [enrol(trainee_at(row.site), version) for _ in range(2)]
    assert "1" in why_not(row, *others)
    assert admit(row, others[0])
    assert why_not(row, others[1])


def test_nobody_is_examined_in_two_places_at_once():
    world = a_practical()
    (candidate,) = world.enrolments
    assert world.examination.title in why_not(another(world, hours=1), candidate)
    assert admit(another(world, hours=2), candidate)


def test_who_is_at_a_practical_examination_sits_nowhere_else():
    world = a_practical()
    version = a_version(scheme="THEORY")
    second = enrol(world.enrolments[0].person.user, version)
    sitting = a_theory_sitting(world)
    with pytest.raises(CandidateRefused) as refusal:
        admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[second.uuid], **WHO)
    assert world.examination.title in refusal.value.reasons[0]
    note_absence(candidate_uuid=open_it(world).candidate().uuid, **WHO)
    assert admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[second.uuid], **WHO)


def open_it(world):
    open_practical(examination_uuid=world.examination.uuid, **WHO)
    return world


def test_one_person_is_admitted_once_by_whichever_enrolment():
    world = a_practical()
    person = world.enrolments[0].person
    second = enrol(person.user, a_version(scheme=world.examination.scheme.code))
    assert person.full_name in why_not(world.examination, second)


def test_the_practical_examination_comes_after_the_theory_where_the_rule_says_so():
    world = a_practical()
    code = world.examination.scheme.code
    rule = NewRule(code, NOW.date(), {"zh": "先理论后实操"}, after="SCHEME")
    set_admission_rule(rule=rule, **WHO)
    row = another(world, hours=5)
    newcomer = enrol(trainee_at(row.site), world.enrolments[0].version)
    assert "SCHEME" in why_not(row, newcomer)
    passed_sitting(enrol(newcomer.person.user, a_version()))
    assert admit(row, newcomer)


@pytest.mark.parametrize(("days", "counts"), [(360, True), (370, False)])
def test_the_pass_in_theory_counts_for_the_months_of_the_rule(days, counts):
    world = a_practical(candidates=0)
    person = trainee_at(world.examination.site)
    other = enrol(person, a_version(scheme="THEORY"))
    requirement = other.version.requirements.get(examination_scheme="THEORY")
    proof = Achievement(requirement, "test", uuid4(), percent=Decimal(90), is_met=True)
    at = NOW - timedelta(days=days)
    record_achievement(enrolment_uuid=other.uuid, achievement=proof, actor=ACTOR, now=at)
    code = world.examination.scheme.code
    rule = NewRule(code, NOW.date(), {"zh": "理论成绩12个月内有效"}, after="THEORY", after_months=12)
    set_admission_rule(rule=rule, **WHO)
    mine = [enrol(person, a_version(scheme=code))]
    assert bool(named_against(world.examination, mine)) is not counts


def test_a_place_at_another_practical_examination_is_a_try():
    world = a_practical()
    rule = NewRule(world.examination.scheme.code, NOW.date(), {"zh": "办法"}, resits=0)
    set_admission_rule(rule=rule, **WHO)
    assert "1" in why_not(another(world, hours=5), world.enrolments[0])


def test_an_assessor_works_at_one_examination_at_a_time():
    world = a_practical()
    busy = world.assessors[0]
    meanwhile, later = another(world, hours=1), another(world, hours=2)
    with pytest.raises(PracticalRefused) as refusal:
        name_assessor(examination_uuid=meanwhile.uuid, assessor=busy, **WHO)
    assert world.examination.title in refusal.value.reasons[0]
    assert name_assessor(examination_uuid=later.uuid, assessor=busy, **WHO)


def test_an_assessor_who_watches_at_a_sitting_does_not_mark_then():
    world = a_practical()
    both = a_user(Role.ASSESSOR, world.examination.site)
    watcher = a_user(Role.INVIGILATOR, world.examination.site)
    sitting = a_theory_sitting(world)
    sitting.watches.create(user=both)
    assign_invigilators(sitting_uuid=sitting.uuid, user_uuids=[watcher.uuid], **WHO)
    assert name_assessor(examination_uuid=world.examination.uuid, assessor=both, **WHO)
    fourth = a_user(Role.ASSESSOR, world.examination.site)
    sitting.watches.create(user=fourth)
    with pytest.raises(PracticalRefused):
        name_assessor(examination_uuid=world.examination.uuid, assessor=fourth, **WHO)


def test_a_further_try_is_marked_without_who_declared_a_conflict_since():
    world = an_open_practical()
    for assessor in world.assessors:
        signed(world, assessor, "10")
    first = world.candidate()
    assert standing_of(first).state == DECIDED
    gone = world.assessors[0]
    declare_conflict(assessor=gone, person=world.enrolments[0].person, reason="亲属", **WHO)
    again = try_again(candidate_uuid=first.uuid, **WHO)
    marking = MarkSheet.objects.filter(candidate=again).values_list("member__assessor", flat=True)
    assert set(marking) == {row.pk for row in world.assessors[1:]}
    assert standing_of(again).needs == ("too_few",)
    fourth = a_user(Role.ASSESSOR, world.examination.site)
    assert call_assessor(candidate_uuid=again.uuid, assessor=fourth, **WHO).candidate == again


# --- taking back what was noted by mistake ------------------------------------------------------------------------


def states(world, candidate):
    return list(candidate.sheets.order_by("pk").values_list("state", flat=True))


def test_who_did_appear_after_all_is_marked_by_the_same_panel():
    world = an_open_practical()
    candidate = world.candidate()
    note_absence(candidate_uuid=candidate.uuid, **WHO)
    with pytest.raises(ReasonMissing):
        take_back_absence(candidate_uuid=candidate.uuid, reason=" ", **WHO)
    for _again in range(2):
        take_back_absence(candidate_uuid=candidate.uuid, reason="点名时漏看", **WHO)
    assert (TakenBack.objects.count(), states(world, candidate)) == (1, ["open"] * 3)
    assert AuditEntry.objects.get(action="exams.take_back_absence").reason == "点名时漏看"
    for assessor in world.assessors:
        signed(world, assessor, "90")
    assert standing_of(world.candidate()).decision.passed


def test_who_has_an_unfinished_try_elsewhere_is_named_before_the_next_is_given(client):
    world = an_open_practical()
    new = NewPractical(
        world.examination.scheme, a_room(world.examination.site), NOW + timedelta(days=3), uuid4()
    )
    other = schedule_practical(new=new, **WHO)
    sign_in(client, world.officers[0])
    client.cookies["language"] = "en"
    address = reverse("exams:practical_candidates", args=[other.uuid])
    person = world.enrolments[0].person
    named = f"{person.full_name} {person.user.username}: is being marked on another day"
    assert named in client.get(address).content.decode()
    note_absence(candidate_uuid=world.candidate().uuid, **WHO)
    assert "is being marked on another day" not in client.get(address).content.decode()


def test_an_absence_is_not_taken_back_once_the_results_are_settled():
    world = an_open_practical()
    note_absence(candidate_uuid=world.candidate().uuid, **WHO)
    close_practical(examination_uuid=world.examination.uuid, **WHO)
    with pytest.raises(PracticalRefused):
        take_back_absence(candidate_uuid=world.candidate().uuid, reason="看错了人", **WHO)


def declared(world, place=0):
    person = world.enrolments[0].person
    return declare_conflict(assessor=world.assessors[place], person=person, reason="亲属", **WHO)


def take_back(world, conflict):
    return take_back_conflict(
        examination_uuid=world.examination.uuid, conflict_uuid=conflict.uuid, reason="同名，不是亲属", **WHO
    )


def test_a_conflict_declared_by_mistake_is_taken_back_and_may_be_declared_again():
    world = an_open_practical()
    conflict = declared(world)
    assert states(world, world.candidate()) == ["set_aside", "open", "open"]
    take_back(world, conflict)
    take_back(world, conflict)
    assert (states(world, world.candidate()), TakenBack.objects.count()) == (["open"] * 3, 1)
    assert declared(world) != conflict
    assert states(world, world.candidate()) == ["set_aside", "open", "open"]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        TakenBack.objects.update(reason="x")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        type(conflict).objects.update(reason="x")


def test_a_sheet_stays_aside_where_another_assessor_was_called():
    world = an_open_practical()
    conflict = declared(world)
    fourth = a_user(Role.ASSESSOR, world.examination.site)
    call_assessor(candidate_uuid=world.candidate().uuid, assessor=fourth, **WHO)
    take_back(world, conflict)
    assert states(world, world.candidate()) == ["set_aside", "open", "open", "open"]


def test_an_absence_taken_back_leaves_aside_who_may_not_mark():
    world = an_open_practical()
    declared(world)
    note_absence(candidate_uuid=world.candidate().uuid, **WHO)
    take_back_absence(candidate_uuid=world.candidate().uuid, reason="点名时漏看", **WHO)
    assert states(world, world.candidate()) == ["set_aside", "open", "open"]


def test_a_conflict_of_another_examination_is_not_taken_back_here():
    world, other = an_open_practical(), an_open_practical()
    with pytest.raises(PracticalNotFound):
        take_back(world, declared(other))


def test_whom_an_assessor_may_mark_is_asked_at_once_for_everybody(django_assert_max_num_queries):
    world = a_practical(candidates=6)
    with django_assert_max_num_queries(3):
        assert conflicted(world.assessors[0], world.enrolments) == []


def test_a_time_that_is_over_cannot_be_planned():
    with pytest.raises(UnusablePractical) as refusal:
        schedule_practical(
            new=NewPractical(a_practical_scheme(), a_room(a_site()), NOW - timedelta(days=3), uuid4()), **WHO
        )
    assert refusal.value.field == "starts_at"
    assert not PracticalExamination.objects.exists()


def test_the_list_begins_with_what_comes_next():
    later, soon = (
        a_practical(starts_at=NOW + timedelta(days=9)),
        a_practical(starts_at=NOW + timedelta(days=2)),
    )
    over = a_practical(starts_at=NOW + timedelta(days=5))
    # Numbers of the state alone: what the list does with it is looked at here.
    PracticalExamination.objects.filter(pk=over.examination.pk).update(state="closed")
    PracticalExamination.objects.update(site=soon.examination.site)
    listed = [row.pk for row in list_practicals(soon.officers[0])]
    assert listed == [soon.examination.pk, later.examination.pk, over.examination.pk]
