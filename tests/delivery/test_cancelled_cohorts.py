"""A cohort that was opened by mistake is cancelled as long as nothing was taught; all that it held is free again."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lms.core.models import AuditEntry
from lms.delivery.api import (
    CohortChange,
    Count,
    Counted,
    NewTool,
    Said,
    add_tool,
    change_cohort,
    count_tools,
    leave_cohort,
    open_cohort,
    sign_register,
    undo_changes,
)
from lms.delivery.classdesk.doors import doors
from lms.delivery.classdesk.queries.cohorts import members_of
from lms.delivery.cohorts.cancelling import Cancelling, cancel_cohort, going_with
from lms.delivery.cohorts.operations import NewCohort
from lms.delivery.cohorts.takeover import TakeOver, find_opened, outlook_of, take_over
from lms.delivery.errors import (
    CancellingOutdated,
    CohortRefused,
    JoiningRefused,
    ReasonMissing,
    SessionsRefused,
)
from lms.delivery.models import Cohort, CohortMember, SessionChange
from lms.delivery.tellings import tell_teaching
from lms.enrolments.api import Enrolment, get_proposed_class
from tests.factories.courses import NOW
from tests.factories.organisations import a_school_paired_with
from tests.factories.proposals import a_planned_site
from tests.factories.takeover import a_plan_of
from tests.factories.teaching import (
    ACTOR,
    EVENING,
    LAST_DAY,
    MONDAY,
    Group,
    a_class,
    an_enrolment,
    join,
    mark,
    planned,
)

pytestmark = pytest.mark.django_db


def cancel(group, *, reason="opened twice", seen=None):
    digest = going_with(group.cohort).digest if seen is None else seen
    return cancel_cohort(cancelling=Cancelling(group.cohort.uuid, reason, digest), actor=ACTOR, now=NOW)


def beside(group) -> Group:
    """Return another cohort of the same programme, school and site, under the same code."""
    old = group.cohort
    new = NewCohort(old.code, old.version, old.school, old.site, 20, MONDAY, LAST_DAY)
    return Group(open_cohort(cohort=new, actor=ACTOR, now=NOW), group.room, group.instructor, [], [])


def test_people_room_instructor_and_code_are_free_again_and_all_of_it_is_recorded():
    group = a_class(people=2)
    (session,) = planned(group)
    row = cancel(group)
    assert (row.cancelled_at, row.cancelled_because) == (NOW, "opened twice")
    session.refresh_from_db()
    assert session.state == "cancelled"
    assert SessionChange.objects.get(session=session).reason == "opened twice"
    other = beside(group)
    for person in group.people:
        join(other.cohort, person)  # from the same day on
    assert planned(other)  # in the same room, by the same instructor, at the same time
    audited = AuditEntry.objects.filter(action="delivery.cancel_cohort").get()
    assert audited.reason == "opened twice"
    assert AuditEntry.objects.filter(action="delivery.leave_cohort").count() == 2
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"active"}


@pytest.mark.parametrize("is_signed", [False, True])
def test_what_was_taught_is_not_cancelled_and_the_day_is_named(is_signed):
    group = a_class(people=1)
    (session,) = planned(group)
    mark(session, (group.people[0], Said("present")))
    if is_signed:
        sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)
    with pytest.raises(CohortRefused) as refused:
        cancel(group)
    assert "2026-06-01" in refused.value.reasons[0]
    assert not CohortMember.objects.filter(left_on__isnull=False).exists()
    assert Cohort.objects.filter(cancelled_at__isnull=False).count() == 0


def test_tools_that_are_out_come_back_first():
    group = a_class(people=1)
    (session,) = planned(group)
    tool = add_tool(tool=NewTool(group.cohort.site, "水果刀", 5), actor=ACTOR, now=NOW)
    count_tools(counted=Counted(session.uuid, {tool.uuid: Count(2)}, 0), actor=ACTOR, now=EVENING)
    with pytest.raises(CohortRefused):
        cancel(group)


def test_only_what_was_seen_goes_for_a_reason_and_once():
    group = a_class(people=1)
    seen = going_with(group.cohort).digest
    with pytest.raises(ReasonMissing):
        cancel(group, reason=" ")
    join(group.cohort, an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school))
    with pytest.raises(CancellingOutdated):
        cancel(group, seen=seen)
    first = cancel(group)
    again = cancel(group, reason="another")
    assert again.cancelled_because == first.cancelled_because == "opened twice"
    assert AuditEntry.objects.filter(action="delivery.cancel_cohort").count() == 1


def test_nothing_is_done_any_more_with_a_cancelled_cohort():
    group = a_class(people=1)
    planned(group)
    cancel(group)
    with pytest.raises(JoiningRefused):
        join(group.cohort, group.people[0])
    with pytest.raises(SessionsRefused):
        planned(group)
    batch = SessionChange.objects.get().batch
    with pytest.raises(SessionsRefused):
        undo_changes(batch=batch, undo=uuid4(), actor=ACTOR, now=NOW)
    change = CohortChange(5, MONDAY, LAST_DAY)
    with pytest.raises(CohortRefused):
        change_cohort(cohort_uuid=group.cohort.uuid, change=change, actor=ACTOR, now=NOW)


def test_a_cohort_without_people_and_sessions_is_cancelled_too():
    assert cancel(a_class(people=0)).cancelled_at == NOW


def test_its_people_have_no_stay_on_any_day_and_their_file_says_why():
    group = a_class(people=1)
    cancel(group)
    member = CohortMember.objects.get()
    assert member.left_on == member.joined_on
    assert member.left_text == "班级已取消"
    (told,) = tell_teaching(group.people)
    assert "取消" in told.text


@pytest.mark.parametrize("left", [MONDAY + timedelta(days=3), MONDAY - timedelta(days=4)])
def test_who_had_left_keeps_the_day_and_the_reason_and_can_join_another_class_of_those_days(left):
    group = a_class(people=0)
    gone = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
    stay = join(group.cohort, gone, on=MONDAY)
    CohortMember.objects.update(joined_on=MONDAY - timedelta(days=7))  # NOW is before the first day
    leave_cohort(member_uuid=stay.uuid, left_on=left, reason="转到晚班", actor=ACTOR, now=NOW)
    audited = AuditEntry.objects.filter(action="delivery.leave_cohort").count()
    assert not going_with(group.cohort).members
    cancel(group)
    stay.refresh_from_db()
    assert (stay.left_on, stay.left_text) == (left, "转到晚班")
    assert AuditEntry.objects.filter(action="delivery.leave_cohort").count() == audited
    assert not members_of(Cohort.objects.get(), today=MONDAY).now
    assert join(beside(group).cohort, gone).joined_on == MONDAY


def test_a_class_of_a_plan_that_was_cancelled_is_opened_again():
    site = a_planned_site(people=1, trades=1)
    site.school = a_school_paired_with(site.site)
    proposed = get_proposed_class(site.registrar, a_plan_of(site).uuid, 0)
    group = [opened(site, proposed) for _time in range(3)][-1]
    assert find_opened(proposed) == group
    assert Cohort.objects.count() == 3


def opened(site, proposed):
    """Open a class of a plan; one that is open already is cancelled before."""
    known = find_opened(proposed)
    if known:
        seen = going_with(known).digest
        cancel_cohort(cancelling=Cancelling(known.uuid, "twice", seen), actor=ACTOR, now=NOW)
        assert find_opened(proposed) is None
    wish = NewCohort("2026-1", proposed.version, site.school, site.site, 20, proposed.first, proposed.last)
    order = TakeOver(proposed, wish, outlook_of(proposed, wish, now=NOW).digest)
    row = take_over(order=order, actor=ACTOR, now=NOW)
    assert row.members.count() == 1
    door = doors(proposed.plan, {0: proposed.keys})[0]
    assert str(row.uuid) in door.address
    return row
