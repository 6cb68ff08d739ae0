"""Appeals against practical results: filed, reviewed by somebody without a part, decided; a try that does not count."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation

from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.delivery.api import complete_lesson
from lms.enrolments.models import Evidence
from lms.exams.appeals.errors import AppealNotFound, AppealRefused, PartTaken, UnusableAppeal
from lms.exams.appeals.operations import (
    NewAppealRule,
    set_appeal_rule,
    withdraw_appeal,
)
from lms.exams.appeals.practical_case import practical_case_of
from lms.exams.errors import ReasonMissing
from lms.exams.models import Appeal, AppealPart, PracticalResult
from lms.exams.practical.admission import tries_of
from lms.exams.practical.errors import PracticalRefused
from lms.exams.practical.operations import (
    NewPractical,
    admit_to_practical,
    declare_conflict,
    open_practical,
    schedule_practical,
    try_again,
)
from lms.exams.sittings.operations import NewRule, set_admission_rule
from tests.factories.accounts import a_user
from tests.factories.appeals import a_released
from tests.factories.courses import NOW, lessons_of
from tests.factories.exams import ACTOR
from tests.factories.organisations import a_room
from tests.factories.practical import a_practical, an_open_practical, signed
from tests.factories.practical_appeals import Work, apart, settle, work_that_failed
from tests.factories.results import as_actor

pytestmark = pytest.mark.django_db
SET_ASIDE = {"outcome": "upheld", "remedy": "try"}


@pytest.fixture(autouse=True)
def in_english(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


def test_a_candidate_appeals_once_and_the_same_again_is_the_same():
    work, key = work_that_failed(), uuid4()
    code = work.result.parts[0]["code"]
    appeal = work.file(client_key=key, parts=[code])
    assert work.file(client_key=key, parts=[code]) == appeal
    assert (appeal.state, appeal.parts, appeal.told, appeal.attempt) == ("filed", [code], work.result, None)
    assert appeal.answer_by == (NOW + timedelta(days=15)).date()
    with pytest.raises(AppealRefused):
        work.file()
    assert AuditEntry.objects.filter(action="exams.file_appeal").count() == 1


def test_until_the_last_day_by_the_rule_of_the_examination():
    work = work_that_failed()
    with pytest.raises(AppealRefused, match="over"):
        work.file(now=NOW + timedelta(days=31))
    code, day = work.practical.examination.scheme.code, (NOW - timedelta(days=1)).date()
    rule = NewAppealRule(code, day, {"zh": "考务办法"}, 10, 7)
    set_appeal_rule(rule=rule, actor=ACTOR, now=NOW - timedelta(days=2))
    with pytest.raises(AppealRefused, match="over"):
        work.file(now=NOW + timedelta(days=11))
    last = work.file(now=NOW + timedelta(days=10))
    assert last.answer_by == (NOW + timedelta(days=17)).date()


@pytest.mark.parametrize(
    "values",
    [{"ground": "luck"}, {"ground": "other", "text": " "}, {"parts": ["short_answer"]}, {"text": "x" * 601}],
)
def test_what_is_no_appeal_is_refused(values):
    with pytest.raises(UnusableAppeal):
        work_that_failed().file(**values)
    assert not Appeal.objects.exists()


def test_before_the_release_and_as_another_kind_there_is_nothing_to_appeal():
    practical = an_open_practical()
    for assessor in practical.assessors:
        signed(practical, assessor, "60")
    work = work_that_failed()
    with pytest.raises(AppealNotFound):
        work.file(result_uuid=uuid4())
    with pytest.raises(AppealNotFound):
        work.file(is_practical=False)
    PracticalResult.objects.create(
        candidate=practical.candidate(),
        percent=60,
        is_vetoed=False,
        passed=False,
        parts=[],
        digest="0" * 64,
        calculated_at=NOW,
    )
    with pytest.raises(AppealNotFound):
        work.file(result_uuid=PracticalResult.objects.get(candidate=practical.candidate()).uuid)


def test_an_officer_files_for_the_candidate_with_a_reason_and_does_not_decide_then():
    work = work_that_failed()
    officer = as_actor(work.reviewer)
    with pytest.raises(ReasonMissing):
        work.file(actor=officer)
    appeal = work.file(actor=officer, behalf_reason="本人手部受伤")
    with pytest.raises(PartTaken) as refusal:
        work.take(appeal)
    assert list(refusal.value.reasons) == ["filed the appeal"]


def test_withdrawn_and_filed_anew():
    work = work_that_failed()
    own = Actor(work.candidate.uuid, Role.TRAINEE)
    withdraw_appeal(appeal_uuid=work.file().uuid, actor=own, now=NOW)
    again = work.take(work.file())
    with pytest.raises(AppealRefused):
        withdraw_appeal(appeal_uuid=again.uuid, actor=own, now=NOW)


def test_who_had_any_part_does_not_take_it():
    work = apart()
    appeal, practical = work.file(), work.practical
    site, enrolment = practical.examination.site, practical.enrolments[0]
    teacher, kin = a_user(Role.INSTRUCTOR, site), a_user(Role.ASSESSOR, site)
    complete_lesson(
        enrolment_uuid=enrolment.uuid,
        lesson_uuid=lessons_of(enrolment)[0].uuid,
        actor=Actor(teacher.uuid, Role.INSTRUCTOR),
        now=NOW,
    )
    declare_conflict(assessor=kin, person=enrolment.person, reason="亲属", actor=ACTOR, now=NOW)
    closed, released, caller = practical.officers
    expected = {
        **dict.fromkeys(practical.assessors, "marked or decided on marks"),
        closed: "moderated or released the result",
        released: "moderated or released the result",
        caller: "called a further assessor or decided in the workshop",
        teacher: "taught the candidate or declared a conflict",
        kin: "taught the candidate or declared a conflict",
        work.candidate: "is the candidate",
    }
    for user, words in expected.items():
        with pytest.raises(PartTaken) as refusal:
            work.take(appeal, by=user)
        assert list(refusal.value.reasons) == [words]
    assert work.take(appeal).reviewer == work.reviewer.uuid
    assert set(AppealPart.objects.values_list("user_uuid", flat=True)) >= {user.uuid for user in expected}


def test_who_drew_the_tasks_does_not_take_it():
    practical = a_practical()
    drew = a_user(Role.EXAMINATIONS_OFFICER, practical.examination.site)
    practical.examination = open_practical(
        examination_uuid=practical.examination.uuid, actor=as_actor(drew), now=NOW
    )
    for assessor in practical.assessors:
        signed(practical, assessor, "60")
    settle(practical)
    work = Work(practical, drew)
    with pytest.raises(PartTaken) as refusal:
        work.take(work.file())
    assert list(refusal.value.reasons) == ["opened the practical examination and drew the tasks"]


def test_who_noted_a_conflict_of_an_assessor_of_the_panel_does_not_take_it():
    work = apart()
    noted = a_user(Role.EXAMINATIONS_OFFICER, work.practical.examination.site)
    person, assessor = work.practical.enrolments[0].person, work.practical.assessors[0]
    declare_conflict(assessor=assessor, person=person, reason="亲属", actor=as_actor(noted), now=NOW)
    with pytest.raises(PartTaken) as refusal:
        work.take(work.file(), by=noted)
    assert list(refusal.value.reasons) == ["called a further assessor or decided in the workshop"]


def test_the_database_keeps_who_had_a_part_from_deciding_and_marks_as_they_are():
    work = work_that_failed()
    appeal = work.take(work.file())
    rows = Appeal.objects.filter(pk=appeal.pk)
    other = work_that_failed().result
    decided = {"state": "decided", "outcome": "upheld", "answer": "x", "decided_at": NOW}
    refused = [
        {"reviewer": work.practical.assessors[0].uuid},
        {"text": "anders"},
        {"practical_result": other},
        {"state": "withdrawn", "withdrawn_at": NOW},
        {**decided, "remedy": "marking", "decided_by": work.reviewer.uuid},
        {**decided, "remedy": "key", "decided_by": work.reviewer.uuid},
    ]
    for values in refused:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**values)
    work.decide(appeal)
    for change in ({"remedy": "nothing"}, {"answer": "anders"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_the_database_wants_one_result_of_one_kind():
    work, appealed = work_that_failed(), a_released()
    common = {
        "ground": "room",
        "filed_by": uuid4(),
        "filed_at": NOW,
        "answer_by": NOW.date(),
        "client_key": uuid4(),
    }
    both = {"result": appealed.result, "attempt": appealed.attempt, "practical_result": work.result}
    for about in ({}, both, {"result": appealed.result}, {"attempt": appealed.attempt}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.create(**common, **about)
    Appeal.objects.create(**common, practical_result=work.result)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(**{**common, "client_key": uuid4()}, practical_result=work.result)


@pytest.mark.parametrize(
    "values",
    [
        {"remedy": "marking"},
        {"remedy": "key"},
        {"outcome": "rejected"},
        {"outcome": "maybe"},
        {"answer": "no"},
    ],
)
def test_a_decision_that_does_not_fit_is_refused(values):
    work = work_that_failed()
    appeal = work.take(work.file())
    with pytest.raises(UnusableAppeal):
        work.decide(appeal, **values)
    assert Appeal.objects.get().state == "in_review"


def tries(work: Work, practical=None) -> int:
    enrolment = work.practical.enrolments[0]
    other = practical or again_on(work)
    return tries_of(other.scheme.code, [enrolment.pk], elsewhere=other)["tries"][enrolment.pk]


def again_on(work: Work):
    """Return a later examination of the same kind at the same site."""
    examination = work.practical.examination
    new = NewPractical(examination.scheme, a_room(examination.site), NOW + timedelta(days=40), uuid4())
    return schedule_practical(new=new, actor=ACTOR, now=NOW)


def test_a_try_that_does_not_count_lets_the_candidate_come_again():
    work = work_that_failed()
    rule = NewRule(work.practical.examination.scheme.code, NOW.date(), {"zh": "办法"}, resits=0)
    set_admission_rule(rule=rule, actor=ACTOR, now=NOW)
    again, enrolment = again_on(work), work.practical.enrolments[0]
    admit = {"examination_uuid": again.uuid, "enrolment_uuids": [enrolment.uuid], "actor": ACTOR, "now": NOW}
    with pytest.raises(PracticalRefused):
        admit_to_practical(**admit)
    before = list(PracticalResult.objects.values_list("uuid", "percent", "passed", "digest"))
    proved = list(Evidence.objects.order_by("pk").values_list("uuid", "is_met"))
    appeal = work.take(work.file())
    assert tries(work, again) == 1
    work.decide(appeal)
    assert tries(work, again) == 0
    (candidate,) = admit_to_practical(**admit)
    assert candidate.enrolment == enrolment
    # Nothing that was told or proved has changed.
    assert list(PracticalResult.objects.values_list("uuid", "percent", "passed", "digest")) == before
    assert list(Evidence.objects.order_by("pk").values_list("uuid", "is_met")) == proved


@pytest.mark.parametrize(("outcome", "remedy"), [("rejected", "nothing"), ("in_part", "nothing")])
def test_where_the_result_stays_the_try_counts(outcome, remedy):
    work = work_that_failed()
    work.decide(work.take(work.file()), outcome=outcome, remedy=remedy)
    assert tries(work) == 1


def test_a_try_of_somebody_else_counts_on():
    work = work_that_failed(candidates=2)
    work.decide(work.take(work.file()))
    other = work.practical.enrolments[1]
    later = again_on(work)
    assert tries_of(later.scheme.code, [other.pk], elsewhere=later)["tries"][other.pk] == 1


def test_a_pass_is_not_left_out():
    work = work_that_failed(value="90")
    appeal = work.take(work.file())
    with pytest.raises(UnusableAppeal, match="passed"):
        work.decide(appeal, **SET_ASIDE)
    assert work.decide(appeal, outcome="rejected", remedy="nothing").state == "decided"


def two_tries(second: str) -> Work:
    """Return a released day of two tries: the first failed, the second got so many of 100."""
    practical = an_open_practical()
    for assessor in practical.assessors:
        signed(practical, assessor, "60")
    candidate = practical.candidate()
    officer = a_user(Role.EXAMINATIONS_OFFICER, practical.examination.site)
    again = try_again(candidate_uuid=candidate.uuid, actor=as_actor(officer), now=NOW)
    practical.sheet = lambda assessor, place=0: again.sheets.get(member__assessor=assessor)
    for assessor in practical.assessors:
        signed(practical, assessor, second)
    practical.officers.append(officer)
    settle(practical)
    practical.examination.refresh_from_db()
    return Work(practical, a_user(Role.EXAMINATIONS_OFFICER, practical.examination.site))


def test_the_tries_of_a_day_count_as_one_and_who_gave_another_has_a_part():
    work = two_tries("50")
    appeal = work.file()
    with pytest.raises(PartTaken) as refusal:
        work.take(appeal, by=work.practical.officers[-1])
    assert list(refusal.value.reasons) == ["opened the practical examination and drew the tasks"]
    assert len(practical_case_of(appeal).tries) == 2
    work.decide(work.take(appeal))
    assert tries(work) == 0
    other = PracticalResult.objects.exclude(pk=work.result.pk).get()
    with pytest.raises(AppealRefused, match="does not count any more"):
        work.file(result_uuid=other.uuid)


def test_a_failed_try_of_a_day_that_was_passed_is_not_left_out():
    work = two_tries("95")
    appeal = work.take(work.file())
    with pytest.raises(UnusableAppeal, match="passed"):
        work.decide(appeal, **SET_ASIDE)
