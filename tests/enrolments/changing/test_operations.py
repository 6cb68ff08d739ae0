"""Interruption, withdrawal and transfer on the database, with the class that is left or rests."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils.translation import override

from lms.core.models import AuditEntry
from lms.delivery.api import ClassSession, Said, hours_of, leave_cohort, sign_register
from lms.delivery.classdesk.queries.cohorts import members_of
from lms.delivery.errors import JoiningRefused, LeavingRefused, RegisterNotReady, ReturnRefused
from lms.delivery.models import CohortMember
from lms.delivery.register.queries import roster_of, unsigned
from lms.enrolments.admission.queries import was_moved
from lms.enrolments.api import EnrolmentState, withdraw_enrolment
from lms.enrolments.changing.operations import change_school, move_to_site, record_return
from lms.enrolments.errors import ChangeOutdated, ChangeRefused, EnrolmentEnded
from lms.enrolments.models import Admission, Interruption, Transfer, Withdrawal
from tests.enrolments.changing.deeds import rest, school_order, site_order, to_school, to_site
from tests.factories.certificates import complete
from tests.factories.organisations import a_school, a_school_paired_with, a_site
from tests.factories.stays import a_stay
from tests.factories.teaching import (
    ACTOR,
    EVENING,
    MONDAY,
    NINE,
    a_class,
    an_enrolment,
    join,
    locked,
    mark,
    planned,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def group():
    return a_class(people=1)


@pytest.fixture
def row(group):
    return group.people[0]


def test_who_rests_is_in_no_register_and_keeps_the_place(group, row) -> None:
    session = planned(group)[0]
    rest(row)
    assert roster_of(session) == {}
    assert CohortMember.objects.get().left_on is None
    record_return(enrolment_uuid=row.uuid, on=MONDAY + DAY, actor=ACTOR, now=EVENING + DAY)
    assert roster_of(session) == {}  # the day itself stays a day of rest
    assert Interruption.objects.get().ended_on == MONDAY + DAY


def test_the_class_says_who_rests(group, row) -> None:
    [member] = members_of(group.cohort, today=MONDAY).now
    assert not member.rests
    rest(row)
    [member] = members_of(group.cohort, today=MONDAY).now
    assert member.rests
    [before] = members_of(group.cohort, today=MONDAY - DAY).now
    assert not before.rests


def test_a_stay_that_went_on_elsewhere_is_not_called_a_release(row) -> None:
    stay = a_stay(row.person)
    assert not was_moved(stay)
    to_site(stay)
    stay.refresh_from_db()
    assert was_moved(stay)
    assert not was_moved(a_stay(a_class(people=1).people[0].person, left_date=stay.left_date))


def test_the_first_day_back_is_a_day_of_class(group, row) -> None:
    rest(row)
    record_return(enrolment_uuid=row.uuid, on=MONDAY, actor=ACTOR, now=EVENING)
    assert list(roster_of(planned(group)[0])) == [row.pk]


def test_an_interruption_from_a_day_on_which_a_register_names_the_person_is_refused(group, row) -> None:
    mark(planned(group)[0], (row, Said("present")))
    first = f"Registers name the person until {MONDAY}. The first possible day is {MONDAY + DAY}"
    with pytest.raises(LeavingRefused) as today, override("en"):
        rest(row)
    assert str(today.value) == f"{first}: record it on that day, not before."
    with pytest.raises(LeavingRefused) as next_day, override("en"):
        rest(row, now=EVENING + DAY, on=MONDAY)
    assert str(next_day.value) == f"{first}."
    rest(row, on=MONDAY + DAY, now=EVENING + DAY)


def test_nobody_rests_twice_or_in_the_future_or_returns_unasked(row) -> None:
    with pytest.raises(ChangeRefused):
        record_return(enrolment_uuid=row.uuid, on=MONDAY, actor=ACTOR, now=EVENING)
    with pytest.raises(ChangeRefused):
        rest(row, on=MONDAY + DAY)
    with pytest.raises(ChangeRefused):
        rest(row, expected_on=MONDAY)
    with pytest.raises(ChangeRefused, match="十年"):
        rest(row, expected_on=MONDAY.replace(year=9999))
    rest(row)
    with pytest.raises(ChangeRefused):
        rest(row)
    with pytest.raises(ChangeRefused):
        record_return(enrolment_uuid=row.uuid, on=MONDAY - DAY, actor=ACTOR, now=EVENING)


def test_who_rests_joins_no_class(group, row) -> None:
    other = a_class(people=1, site=group.cohort.site)
    new = other.people[0]
    CohortMember.objects.filter(enrolment=new).delete()
    rest(new)
    with pytest.raises(JoiningRefused):
        join(other.cohort, new)


def test_a_withdrawal_has_a_coded_reason_and_frees_the_place(row) -> None:
    rest(row)
    withdraw_enrolment(enrolment_uuid=row.uuid, reason="调岗", code="own_wish", actor=ACTOR, now=EVENING)
    row.refresh_from_db()
    assert row.state == EnrolmentState.WITHDRAWN
    assert (Withdrawal.objects.get().reason, Withdrawal.objects.get().note) == ("own_wish", "调岗")
    assert CohortMember.objects.get().left_on == MONDAY
    assert Interruption.objects.get().ended_on == MONDAY
    with pytest.raises(EnrolmentEnded):
        to_school(row)
    entry = AuditEntry.objects.get(action="enrolments.withdraw_enrolment")
    assert entry.target_uuid == row.uuid


def test_who_was_to_leave_later_leaves_when_the_training_goes_elsewhere(row) -> None:
    member = CohortMember.objects.get()
    leave_cohort(member_uuid=member.uuid, left_on=MONDAY + 90 * DAY, reason="退出", actor=ACTOR, now=EVENING)
    to_school(row)
    member.refresh_from_db()
    assert (member.left_on, member.left_because) == (MONDAY, "cooperation")


def test_who_was_in_class_today_leaves_it_tomorrow(group, row) -> None:
    mark(planned(group)[0], (row, Said("present")))
    to_school(row)
    assert CohortMember.objects.get().left_on == MONDAY + DAY
    assert CohortMember.objects.get().left_because == "cooperation"


def test_a_transfer_before_a_register_that_names_the_person_is_refused(group, row) -> None:
    mark(planned(group)[0], (row, Said("present")))
    with pytest.raises(LeavingRefused):
        to_school(row, on=MONDAY - DAY, now=EVENING)
    assert not Transfer.objects.exists()


def test_a_transfer_of_schools_is_kept_and_counts_on(group, row) -> None:
    locked(planned(group)[0], (row, Said("present")))
    before, old = hours_of(row), row.school
    order = school_order(row)
    for _ in range(2):  # sent twice it is one
        change_school(order=order, actor=ACTOR, now=EVENING)
    row.refresh_from_db()
    assert row.school == order.to
    kept = Transfer.objects.get()
    assert (kept.from_school, kept.to_school, kept.on) == (old, order.to, MONDAY)
    assert hours_of(row) == before
    assert sum(part.attended for part in before.standings) == 90


def test_a_transfer_never_changes(row) -> None:
    to_school(row)
    kept = Transfer.objects.get()
    kept.note = "other"
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.save()


def test_a_school_that_does_not_teach_there_or_is_the_same_is_refused(row) -> None:
    with pytest.raises(ChangeRefused):
        to_school(row, to=a_school())
    with pytest.raises(ChangeRefused):
        to_school(row, to=row.school)


def test_who_looked_at_another_school_is_told(row) -> None:
    order = school_order(row)
    to_school(row)
    with pytest.raises(ChangeOutdated):
        change_school(order=order, actor=ACTOR, now=EVENING)


def test_a_person_goes_on_at_another_site_with_stay_role_and_number(row) -> None:
    stay = a_stay(row.person, notice_date=MONDAY, consent="given")
    there = to_site(stay)
    stay.refresh_from_db()
    row.refresh_from_db()
    person = row.person
    person.refresh_from_db()
    assert stay.left_date == MONDAY
    assert (there.number, there.consent, there.forecast_date) == (stay.number, "given", stay.forecast_date)
    assert person.site == row.site == there.site
    roles = person.user.role_assignments.filter(ended_at=None)
    assert [role.site for role in roles] == [there.site]
    assert CohortMember.objects.get().left_on == MONDAY
    assert there.answers.count() == there.forecasts.count() == 1


def test_a_school_that_teaches_at_both_sites_goes_on_by_itself(row) -> None:
    stay, site = a_stay(row.person), a_site()
    site.pairings.create(school=row.school, valid_from=MONDAY)
    to_site(stay, to=site)
    school = row.school
    row.refresh_from_db()
    assert row.school == school
    assert row.site == site


def test_nobody_moves_where_nobody_teaches_the_programme(row) -> None:
    stay, there = a_stay(row.person), a_site()
    with pytest.raises(ChangeRefused) as nobody, override("en"):
        to_site(stay, to=there, school=a_school())
    assert "no other school does on that day" in str(nobody.value)
    school = a_school_paired_with(there)
    with pytest.raises(ChangeRefused) as other, override("en"):
        to_site(stay, to=there, school=a_school())
    with override("en"):
        told = f"Choose who goes on with “{row.version.programme.title}”: {school.name}."
    assert str(other.value).endswith(told)
    stay.refresh_from_db()
    assert stay.left_date is None
    assert Admission.objects.count() == 1


def test_a_stay_that_has_ended_moves_nowhere(row) -> None:
    stay = a_stay(row.person)
    order = site_order(stay)
    to_site(stay)
    with pytest.raises(ChangeOutdated):
        move_to_site(order=order, actor=ACTOR, now=EVENING)


def test_who_completes_while_training_rests_does_not_rest_any_more(row) -> None:
    rest(row)
    complete(row)
    assert row.state == EnrolmentState.COMPLETED
    assert Interruption.objects.get().ended_on is not None


def test_a_transfer_while_a_register_of_the_day_is_kept_names_the_lesson(row, group) -> None:
    session = planned(group)[0]
    join(group.cohort, other := an_enrolment(group.cohort.version, row.site, row.school))
    mark(session, (other, Said("present")))
    with pytest.raises(LeavingRefused) as told:
        to_school(row)
    assert told.value.reasons[0] == f"{group.cohort.code} · 09:00"
    mark(session, (row, Said("present")))
    to_school(row)
    assert CohortMember.objects.get(enrolment=row).left_on == MONDAY + DAY


def test_a_register_that_says_something_of_everybody_is_in_no_way_of_the_next_day(row, group) -> None:
    join(group.cohort, other := an_enrolment(group.cohort.version, row.site, row.school))
    mark(planned(group)[0], (other, Said("present")))
    to_school(row, on=MONDAY + DAY, now=EVENING + DAY)
    assert CohortMember.objects.get(enrolment=row).left_on == MONDAY + DAY


def test_a_lesson_whose_register_nobody_opened_still_names_who_is_transferred_that_day(row, group) -> None:
    session = planned(group)[0]
    to_school(row)
    assert CohortMember.objects.get().left_on == MONDAY + DAY
    assert list(roster_of(session)) == [row.pk]
    assert list(unsigned(ClassSession.objects.all(), EVENING)) == [session]
    with pytest.raises(RegisterNotReady):
        sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)
    mark(session, (row, Said("transferred")))


def test_a_lesson_that_has_not_begun_does_not_name_who_is_transferred_that_day(row, group) -> None:
    session = planned(group)[0]
    to_school(row, now=NINE - timedelta(minutes=1))
    assert CohortMember.objects.get().left_on == MONDAY
    assert roster_of(session) == {}


def test_an_unopened_register_of_the_day_a_withdrawal_is_recorded_names_the_person(row, group) -> None:
    session = planned(group)[0]
    withdraw_enrolment(enrolment_uuid=row.uuid, reason="", actor=ACTOR, now=EVENING)
    assert list(roster_of(session)) == [row.pk]


def test_nobody_comes_back_before_registers_that_are_signed_without_them(row, group) -> None:
    join(group.cohort, other := an_enrolment(group.cohort.version, row.site, row.school))
    first, second = planned(group, first=MONDAY, last=MONDAY + 7 * DAY)
    rest(row, on=MONDAY)
    locked(first, (other, Said("present")))
    mark(second, (other, Said("present")), now=EVENING + 7 * DAY)
    back = {"enrolment_uuid": row.uuid, "actor": ACTOR, "now": EVENING + 8 * DAY}
    with pytest.raises(ReturnRefused) as told:
        record_return(on=MONDAY, **back)
    assert str(MONDAY + DAY) in str(told.value)
    assert Interruption.objects.get().ended_on is None
    record_return(on=MONDAY + DAY, **back)
    assert set(roster_of(second)) == {row.pk, other.pk}  # this one is still kept, and names the person again


def test_registers_of_a_class_that_was_left_before_are_in_no_way_of_the_return(row, group) -> None:
    join(group.cohort, other := an_enrolment(group.cohort.version, row.site, row.school))
    session = planned(group)[0]
    CohortMember.objects.filter(enrolment=row).update(left_on=MONDAY)
    rest(row, on=MONDAY)
    locked(session, (other, Said("present")))
    record_return(enrolment_uuid=row.uuid, on=MONDAY, actor=ACTOR, now=EVENING)
    assert Interruption.objects.get().ended_on == MONDAY
