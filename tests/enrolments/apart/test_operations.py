"""Groups are added and closed, people put into them with history; what cannot be changes nothing."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from lms.core.models import AuditEntry
from lms.enrolments.apart.operations import MOST_GROUPS, Placing, add_group, close_group, place_people
from lms.enrolments.apart.queries import codes_on, list_placings
from lms.enrolments.errors import AdmissionNotFound, GroupKnown, GroupNotFound, GroupRefused, PlacingRefused
from lms.enrolments.models import Admission, GroupPlacing, SeparateGroup
from tests.factories.accounts import registrar_at, trainee_at
from tests.factories.apart import ACTOR, SINCE, a_group, placed
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def stays(site) -> list[Admission]:
    return [a_stay(trainee_at(site).person) for _number in range(2)]


def codes(site, stays, day=TODAY) -> list[str]:
    found = codes_on(site.pk, [stay.person_id for stay in stays], day)
    return [found.get(stay.person_id, "") for stay in stays]


def test_people_are_in_a_group_from_the_day_on_and_the_history_stays(site, stays) -> None:
    one, other = a_group(site, "A"), a_group(site, "B2")
    placed(*stays, group=one)
    placed(stays[0], group=other, on=SINCE + timedelta(days=3))
    placed(stays[0], group=None, on=SINCE + timedelta(days=5))
    assert codes(site, stays) == ["", "A"]
    assert codes(site, stays, SINCE + timedelta(days=4)) == ["B2", "A"]
    assert codes(site, stays, SINCE - timedelta(days=1)) == ["", ""]
    history = [(row.group and row.group.code, row.from_date) for row in list_placings(stays[0])]
    assert history == [(None, date(2026, 5, 25)), ("B2", date(2026, 5, 23)), ("A", SINCE)]


def test_a_group_ends_with_the_stay_and_another_stay_begins_in_none(site, stays) -> None:
    placed(*stays, group=a_group(site))
    Admission.objects.filter(pk=stays[0].pk).update(left_date=date(2026, 5, 25))
    a_stay(stays[0].person, number="700", admitted_date=date(2026, 5, 27))
    assert codes(site, stays) == ["", "A"]
    assert codes(site, stays, date(2026, 5, 24)) == ["A", "A"]


def test_what_one_site_keeps_says_nothing_at_another(site, stays) -> None:
    placed(*stays, group=a_group(site))
    assert codes(a_site(), stays) == ["", ""]


def test_the_same_form_twice_is_one_and_who_is_there_already_gets_no_second_row(site, stays) -> None:
    group, key = a_group(site), uuid4()
    new = Placing((stays[0].uuid,), group.uuid, SINCE, registrar_at(site), key)
    for _ in range(2):
        assert place_people(placing=new, actor=ACTOR, now=NOW) == [stays[0]]
    assert placed(*stays, group=group, on=SINCE + timedelta(days=1)) == [stays[1]]
    assert GroupPlacing.objects.count() == 2


def test_the_audit_trail_says_that_and_of_whom_but_not_which_group(site, stays) -> None:
    placed(*stays, group=a_group(site, "Q7"))
    entries = AuditEntry.objects.filter(action="enrolments.place_in_group")
    assert {entry.target_uuid for entry in entries} == {stay.uuid for stay in stays}
    assert not any("Q7" in str(vars(entry)) for entry in entries)


@pytest.mark.parametrize("on", [NOW.date() + timedelta(days=2), date(2026, 5, 10), date(2026, 5, 19)])
def test_a_day_to_come_before_the_admission_or_before_the_last_change_is_refused_for_all(
    site, stays, on
) -> None:
    group, other = a_group(site), a_group(site, "B")
    placed(stays[0], group=group)
    with pytest.raises(PlacingRefused):
        placed(*stays, group=other, on=on)
    assert GroupPlacing.objects.count() == 1


def test_the_refusal_names_whom_it_is_about(site, stays) -> None:
    Admission.objects.filter(pk=stays[1].pk).update(left_date=date(2026, 5, 30))
    with pytest.raises(PlacingRefused) as refusal:
        placed(*stays, group=a_group(site))
    (reason,) = refusal.value.reasons
    assert reason.startswith(stays[1].person.full_name)


def test_people_of_two_sites_and_groups_of_another_site_are_not_found(site, stays) -> None:
    elsewhere = a_site()
    guest = a_stay(trainee_at(elsewhere).person)
    with pytest.raises(AdmissionNotFound):
        placed(stays[0], guest, group=a_group(site))
    with pytest.raises(GroupNotFound):
        placed(stays[0], group=a_group(elsewhere))
    assert not GroupPlacing.objects.exists()


@pytest.mark.parametrize("code", ["HIV", "", "a", "患病", "A<b>", "=A1"])
def test_a_code_that_could_be_read_as_a_reason_is_refused(site, code) -> None:
    with pytest.raises(GroupRefused):
        a_group(site, code)
    assert not SeparateGroup.objects.exists()


def test_a_code_is_one_group_for_good_at_one_site(site) -> None:
    close_group(group_uuid=a_group(site).uuid, actor=ACTOR, now=NOW)
    with pytest.raises(GroupKnown):
        a_group(site)
    assert a_group(a_site()).code == "A"


def test_a_site_has_so_many_groups_and_no_more(site) -> None:
    for number in range(MOST_GROUPS):
        add_group(site=site, code=f"A{number}", actor=ACTOR, now=NOW)
    with pytest.raises(GroupRefused):
        a_group(site, "B")


def test_a_group_closes_when_nobody_is_in_it_and_then_takes_nobody(site, stays) -> None:
    group, other = a_group(site), a_group(site, "B")
    placed(*stays, group=group)
    with pytest.raises(GroupRefused):
        close_group(group_uuid=group.uuid, actor=ACTOR, now=NOW)
    placed(stays[0], group=other)
    Admission.objects.filter(pk=stays[1].pk).update(left_date=date(2026, 5, 30))
    assert close_group(group_uuid=group.uuid, actor=ACTOR, now=NOW).closed_at == NOW
    with pytest.raises(PlacingRefused):
        placed(stays[0], group=group, on=SINCE + timedelta(days=1))


def test_no_placing_is_changed_or_taken_away(site, stays) -> None:
    placed(*stays, group=a_group(site))
    for deed in (
        lambda: GroupPlacing.objects.update(from_date=date(2026, 5, 12)),
        GroupPlacing.objects.all().delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
