"""A withdrawn enrolment goes on: by a button, and when the person is enrolled again; nothing counts twice."""

from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils.translation import override

from courses.catalog.api import load_programme_version, plan_of
from lms.core.clock import local_date
from lms.core.models import AuditEntry
from lms.delivery.api import Said, complete_lesson, count_completed_lessons, hours_of
from lms.enrolments.admission.operations.leaving import Leaving, end_stay
from lms.enrolments.api import (
    Eligibility,
    Question,
    audit_of,
    get_enrolment,
)
from lms.enrolments.completion.counting import facts_of
from lms.enrolments.errors import AlreadyEnrolled, ClientKeyReused, EnrolmentEnded, TakeUpRefused
from lms.enrolments.file.own import of_enrolments
from lms.enrolments.file.printing import sections_of
from lms.enrolments.file.queries import file_of, get_person_on_file
from lms.enrolments.models import (
    Continuation,
    Enrolment,
    EnrolmentMove,
    EnrolmentState,
    Interruption,
    Resumption,
    Transfer,
    Withdrawal,
)
from tests.enrolments.changing.deeds import a_move_elsewhere, again, another_enrolment, leave, take_up
from tests.factories.accounts import registrar_at, trainee_at
from tests.factories.courses import a_lender_and_a_borrower, enrol, enrolled_trainee, lessons_of
from tests.factories.organisations import a_school_paired_with, a_site
from tests.factories.stays import a_stay
from tests.factories.teaching import ACTOR, EVENING, MONDAY, a_class, join, locked, planned

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def group():
    """A class whose first person has attended a lesson."""
    group = a_class(people=2)
    locked(planned(group)[0], *((row, Said("present")) for row in group.people))
    return group


@pytest.fixture
def row(group):
    return group.people[0]


def test_who_is_enrolled_again_goes_on_with_the_hours_and_joins_a_class(group, row) -> None:
    hours = hours_of(row)
    assert sum(one.counted_attended for one in hours.standings) > 0
    leave(row)
    same = again(row)
    assert (same, hours_of(same)) == (row, hours)
    assert Enrolment.objects.filter(person=row.person).count() == 1
    join(group.cohort, same, on=local_date(EVENING + DAY))


def test_who_took_it_up_when_and_why_stays_beside_the_withdrawal(row) -> None:
    key = uuid4()
    leave(row)
    assert take_up(row, key=key) == take_up(row, key=key) == row
    row.refresh_from_db()
    made = Resumption.objects.get()
    assert (row.state, row.withdrawn_at) == (EnrolmentState.ACTIVE, None)
    assert (made.withdrawal.reason, made.reason, made.note, made.at) == (
        "own_wish",
        "mistake",
        "点错了人",
        EVENING,
    )
    entry = AuditEntry.objects.get(action="enrolments.take_up_enrolment")
    assert (entry.target_uuid, entry.reason) == (row.uuid, "mistake · 点错了人")
    with override("en"):
        told = [one.text for one in of_enrolments([get_enrolment(row.uuid)])]
    assert told[1:] == ["Withdrawn: Own wish", "Taken up again: Withdrawn by mistake"]


def test_a_withdrawal_follows_a_resumption_and_never_a_withdrawal(row) -> None:
    for day in range(3):
        leave(row, now=EVENING + day * DAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            Withdrawal.objects.create(enrolment=row, reason="other", at=EVENING)
        take_up(row, now=EVENING + day * DAY)
    first, second, third = Withdrawal.objects.filter(enrolment=row)
    assert (first.after, second.after, third.after) == (None, first.resumption, second.resumption)
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.create(enrolment=row, after=first.resumption, reason="other", at=EVENING)


def test_nothing_is_taken_up_that_is_not_withdrawn_or_not_there_any_more(row) -> None:
    with pytest.raises(TakeUpRefused):
        take_up(row)
    leave(row)
    other = row.person.site
    row.person.site = a_site()
    row.person.save(update_fields=["site"])
    with pytest.raises(TakeUpRefused):
        take_up(row)
    row.person.site = other
    row.person.save(update_fields=["site"])
    row.school.pairings.update(valid_until=MONDAY - 20 * DAY)
    with pytest.raises(TakeUpRefused):
        take_up(row)
    assert Enrolment.objects.get(pk=row.pk).state == EnrolmentState.WITHDRAWN


def test_the_older_one_is_not_taken_up_beside_a_newer_one(row) -> None:
    leave(row)
    newer = another_enrolment(row)
    with pytest.raises(TakeUpRefused):
        take_up(row)
    with pytest.raises(AlreadyEnrolled):
        again(row)
    leave(newer, now=EVENING + DAY)
    assert take_up(row, now=EVENING + DAY) == row


def test_the_days_between_are_days_of_rest_but_for_that_of_the_withdrawal(row) -> None:
    begun = local_date(row.enrolled_at)
    leave(row)
    again(row, now=EVENING + 10 * DAY)
    pause = Interruption.objects.get(enrolment=row)
    assert (pause.began_on, pause.ended_on) == (MONDAY + DAY, MONDAY + 10 * DAY)
    assert facts_of([row], MONDAY)[row.pk].rests == [(pause.began_on, pause.ended_on)]
    assert begun < MONDAY
    leave(row, now=EVENING + 20 * DAY)
    take_up(row, now=EVENING + 20 * DAY)
    assert Interruption.objects.count() == 1


def test_another_school_or_site_goes_on_by_a_transfer(row) -> None:
    leave(row)
    site = a_site()
    school = a_school_paired_with(site)
    row.person.site = site
    row.person.save(update_fields=["site"])
    same = again(row, school=school)
    assert (same.pk, same.school, same.site) == (row.pk, school, site)
    moved = Transfer.objects.get()
    assert (moved.reason, moved.to_school) == ("resumed", school)
    assert (moved.on, moved.ended_on) == (MONDAY + DAY, MONDAY)


def test_at_the_same_site_a_transfer_has_no_end_before(row) -> None:
    leave(row)
    again(row, school=a_school_paired_with(row.site))
    moved = Transfer.objects.get()
    assert (moved.on, moved.ended_on) == (MONDAY + DAY, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_move_elsewhere(row, on=MONDAY, ended_on=MONDAY + DAY)


def test_the_last_day_at_the_former_site_is_not_moved_by_what_goes_on_elsewhere(row) -> None:
    """Withdrawn on the first day, there until the fourth, enrolled elsewhere on the tenth."""
    before, stay = registrar_at(row.site), a_stay(row.person)
    leave(row)
    end_stay(admission_uuid=stay.uuid, leaving=Leaving(MONDAY + 3 * DAY), actor=ACTOR, now=EVENING + 3 * DAY)
    row.person.site = a_site()
    row.person.save(update_fields=["site"])
    again(row, school=a_school_paired_with(row.person.site), now=EVENING + 9 * DAY)
    moved, read = Transfer.objects.get(), file_of(before, get_person_on_file(before, row.person.uuid))
    assert (moved.ended_on, read.until, moved.on) == (MONDAY, MONDAY + 3 * DAY, MONDAY + 9 * DAY)
    assert "taken up" not in str(read.happenings).casefold()
    assert (sections_of(read)[0].ended, read.courses[0].is_elsewhere) == (MONDAY, True)


def test_of_whom_only_the_enrolment_is_kept_the_former_site_reads_until_the_withdrawal(row) -> None:
    before = registrar_at(row.site)
    leave(row)
    row.person.site = a_site()
    row.person.save(update_fields=["site"])
    again(row, school=a_school_paired_with(row.person.site), now=EVENING + 9 * DAY)
    assert file_of(before, get_person_on_file(before, row.person.uuid)).until == MONDAY


def test_the_site_where_it_was_withdrawn_reads_on_as_it_did(row) -> None:
    before, stay = registrar_at(row.site), a_stay(row.person)
    end_stay(admission_uuid=stay.uuid, leaving=Leaving(MONDAY), actor=ACTOR, now=EVENING)
    row.person.site = a_site()
    row.person.save(update_fields=["site"])
    person = get_person_on_file(before, row.person.uuid)
    known = file_of(before, person)
    again(row, school=a_school_paired_with(row.person.site), now=EVENING + 9 * DAY)
    later = file_of(before, person)
    assert later.happenings == known.happenings
    shown, was = sections_of(later)[0], sections_of(known)[0]
    assert (shown.schools, shown.ended, shown.state) == (was.schools, was.ended, was.state)
    assert later.until == MONDAY


def test_a_newer_version_takes_the_enrolment_along_as_a_move_does(row) -> None:
    hours = hours_of(row)
    new = load_programme_version(plan=replace(plan_of(row.version), number=2), actor=ACTOR, now=EVENING)
    leave(row)
    key = uuid4()
    same = again(row, version=new, client_key=key)
    assert (same, same.version, hours_of(same)) == (row, new, hours)
    assert EnrolmentMove.objects.get().to_version == new
    assert again(row, version=new, client_key=key) == row
    with pytest.raises(ClientKeyReused):
        again(row, client_key=key)


def test_of_a_newer_version_nothing_goes_on_and_the_older_one_begins(row) -> None:
    old = row.version
    new = load_programme_version(plan=replace(plan_of(old), number=2), actor=ACTOR, now=EVENING)
    other = enrol(trainee_at(row.site), new)
    leave(other)
    fresh = again(other, version=old)
    assert fresh != other


def test_a_request_whose_enrolment_was_withdrawn_since_is_no_success(row) -> None:
    leave(row)
    with pytest.raises(EnrolmentEnded):
        again(row, client_key=row.client_key)


def test_what_it_rests_on_is_looked_at_anew_and_both_are_kept(row) -> None:
    leave(row)
    exam = MONDAY + 60 * DAY
    again(row, eligibility=Eligibility(exam, "work", "工作证明"))
    first, last = row.bases.all()
    assert (first.resumption, last.resumption) == (None, Resumption.objects.get())
    assert (last.exam_date, last.ground, last.proof) == (exam, "work", "工作证明")


def test_what_was_learnt_elsewhere_meanwhile_counts() -> None:
    lender, borrower = a_lender_and_a_borrower()
    user, left = enrolled_trainee(borrower)
    leave(left)
    beside = enrol(user, lender)
    shared = lessons_of(left)[0]
    complete_lesson(enrolment_uuid=beside.uuid, lesson_uuid=shared.uuid, actor=ACTOR, now=EVENING)
    assert count_completed_lessons(take_up(left)) == (1, 2)


def test_what_ended_with_the_stay_by_mistake_goes_on_after_the_release(row) -> None:
    stay = a_stay(row.person)
    end_stay(admission_uuid=stay.uuid, leaving=Leaving(MONDAY), actor=ACTOR, now=EVENING)
    take_up(row)
    going = Continuation.objects.get()
    assert (going.enrolment, going.admission, going.from_date) == (row, stay, MONDAY)
    audited = audit_of(get_enrolment(row.uuid), Question(MONDAY))
    assert audited.enrolment.state == EnrolmentState.ACTIVE


def test_what_was_withdrawn_before_withdrawals_were_rows_is_taken_up_too(row) -> None:
    Enrolment.objects.filter(pk=row.pk).update(state=EnrolmentState.WITHDRAWN, withdrawn_at=EVENING)
    migration = import_module("lms.enrolments.migrations.0026_every_withdrawal_has_a_row")
    for _ in range(2):
        migration.write(apps, None)
    written = Withdrawal.objects.get()
    assert (written.enrolment, written.reason, written.at) == (row, "other", EVENING)
    assert take_up(row, now=EVENING + DAY) == row
