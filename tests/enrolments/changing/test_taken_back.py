"""A withdrawal that is taken back restores what it ended; what comes along is told, and read where it belongs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.core.clock import local_date
from lms.delivery.api import Said
from lms.enrolments.admission.operations.leaving import Leaving, end_stay
from lms.enrolments.changing.kept import kept_by
from lms.enrolments.changing.operations import NewInterruption, interrupt_enrolment, record_return
from lms.enrolments.changing.queries import list_interruptions, open_interruption
from lms.enrolments.completion.counting import facts_of
from lms.enrolments.completion.rules import days_in_training
from lms.enrolments.file.happenings import Kind
from lms.enrolments.file.queries import file_of, get_person_on_file
from lms.enrolments.models import Enrolment, Interruption
from tests.enrolments.changing.deeds import again, another_enrolment, leave, take_up
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.organisations import a_school_paired_with, a_site
from tests.factories.stays import a_stay
from tests.factories.teaching import ACTOR, EVENING, MONDAY, a_class, locked, planned

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def row() -> Enrolment:
    group = a_class(people=1)
    locked(planned(group)[0], (group.people[0], Said("present")))
    return group.people[0]


def let_rest(row: Enrolment) -> Interruption:
    new = NewInterruption(local_date(EVENING + DAY), "clinic", uuid4(), note="门诊意见")
    return interrupt_enrolment(enrolment_uuid=row.uuid, new=new, actor=ACTOR, now=EVENING + DAY)


def test_who_rested_rests_on_when_a_withdrawal_by_mistake_is_taken_back(row) -> None:
    rested = let_rest(row)
    leave(row, now=EVENING + 2 * DAY)
    assert open_interruption(row) is None
    take_up(row, now=EVENING + 5 * DAY)
    goes_on = open_interruption(row)
    assert goes_on is not None
    assert (goes_on.reason, goes_on.note, goes_on.expected_on) == (
        rested.reason,
        rested.note,
        rested.expected_on,
    )
    assert goes_on.began_on == local_date(EVENING + 2 * DAY)
    record_return(
        enrolment_uuid=row.uuid, on=local_date(EVENING + 6 * DAY), actor=ACTOR, now=EVENING + 6 * DAY
    )
    assert open_interruption(row) is None


def test_who_was_back_does_not_rest(row) -> None:
    let_rest(row)
    back = EVENING + 2 * DAY
    record_return(enrolment_uuid=row.uuid, on=local_date(back), actor=ACTOR, now=back)
    leave(row, now=EVENING + 4 * DAY)
    take_up(row, now=EVENING + 4 * DAY)
    assert open_interruption(row) is None
    leave(row, now=EVENING + 6 * DAY)
    again(row, now=EVENING + 9 * DAY)
    assert open_interruption(row) is None


def test_who_rested_rests_on_when_enrolled_again_elsewhere_too_and_is_told_before(row) -> None:
    rested = let_rest(row)
    leave(row, now=EVENING + 2 * DAY)
    (kept,) = kept_by([row], today=local_date(EVENING + 9 * DAY))
    assert kept.rests == rested
    row.person.site = a_site()
    row.person.save(update_fields=["site"])
    again(row, school=a_school_paired_with(row.person.site), now=EVENING + 9 * DAY)
    goes_on = open_interruption(row)
    assert goes_on is not None
    assert (goes_on.reason, goes_on.began_on) == ("clinic", local_date(EVENING + 2 * DAY))
    assert [note for _row, note, _cut in list_interruptions(Enrolment.objects.get(pk=row.pk))] == ["", ""]


def test_a_withdrawal_writes_no_first_day_back(row) -> None:
    let_rest(row)
    client = sign_in(Client(), registrar_at(row.site))
    leave(row, now=EVENING + 2 * DAY)
    ((_rest, _note, is_cut_short),) = list_interruptions(row)
    page = client.get(reverse("enrolled:enrolment", args=[row.uuid])).content.decode()
    assert is_cut_short
    assert f"随{local_date(EVENING + 2 * DAY)}退出而止" in page
    again(row, now=EVENING + 9 * DAY)
    back = EVENING + 10 * DAY
    record_return(enrolment_uuid=row.uuid, on=local_date(back), actor=ACTOR, now=back)
    assert [cut for *_all, cut in list_interruptions(row)] == [True, False]


def test_a_file_does_not_say_that_who_was_withdrawn_while_resting_is_back(row) -> None:
    let_rest(row)
    leave(row, now=EVENING + 2 * DAY)
    registrar = registrar_at(row.site)
    told = [one.text for one in file_of(registrar, get_person_on_file(registrar, row.person.uuid)).happenings]
    assert str(_("Back in training")) not in told


def test_hours_that_no_requirement_asks_for_come_along_and_are_told(row) -> None:
    leave(row)
    (kept,) = kept_by([row], today=MONDAY)
    assert any("2" in text and ("学时" in text or "class hours" in text) for text in kept.done)


def test_the_former_site_reads_nothing_of_what_was_taken_up_elsewhere_on_the_day_of_leaving(row) -> None:
    """Released, moved and enrolled again on one day: that it goes on, and where, is the other site's matter."""
    registrar, stay = registrar_at(row.site), a_stay(row.person)
    leave(row, now=EVENING)
    end_stay(admission_uuid=stay.uuid, leaving=Leaving(MONDAY), actor=ACTOR, now=EVENING)
    row.person.site = a_site()
    row.person.save(update_fields=["site"])
    person = get_person_on_file(registrar, row.person.uuid)
    known = file_of(registrar, person).happenings
    row.refresh_from_db()
    again(row, school=a_school_paired_with(row.person.site), now=EVENING)
    assert file_of(registrar, person).happenings == known
    there = registrar_at(row.person.site)
    assert Kind.TRANSFER in {one.kind for one in file_of(there, person).happenings}


def test_the_way_to_take_it_up_stands_only_where_it_leads_somewhere(row) -> None:
    leave(row)
    client = sign_in(Client(), registrar_at(row.site))
    page, way = reverse("enrolled:enrolment", args=[row.uuid]), reverse("enrolled:take_up", args=[row.uuid])
    assert way in client.get(page).content.decode()
    another_enrolment(row)
    assert way not in client.get(page).content.decode()


def test_nor_does_it_at_the_site_that_the_person_has_left_for_another(row) -> None:
    leave(row)
    client = sign_in(Client(), registrar_at(row.site))
    row.person.site = a_site()
    row.person.save(update_fields=["site"])
    page = client.get(reverse("enrolled:enrolment", args=[row.uuid]))
    assert page.status_code == 200
    assert reverse("enrolled:take_up", args=[row.uuid]) not in page.content.decode()


def test_of_a_release_that_is_recorded_late_the_days_since_are_no_days_of_training(row) -> None:
    stay, late, registrar = a_stay(row.person), EVENING + 10 * DAY, registrar_at(row.site)
    end_stay(admission_uuid=stay.uuid, leaving=Leaving(MONDAY), actor=ACTOR, now=late)
    pause = Interruption.objects.get()
    assert (pause.reason, pause.began_on, pause.ended_on) == ("left", MONDAY + DAY, MONDAY + 10 * DAY)
    assert pause.back_on is None  # the page of the enrolment says of nobody who left that they are back
    begun, until = local_date(row.enrolled_at), local_date(late)
    rests = facts_of([row], until)[row.pk].rests
    assert days_in_training(begun, until, rests) == (MONDAY - begun).days + 1
    told = [one.kind for one in file_of(registrar, get_person_on_file(registrar, row.person.uuid)).happenings]
    assert Kind.REST not in told
    take_up(row, now=late + 5 * DAY)
    assert open_interruption(row) is None
    assert Interruption.objects.filter(reason="withdrawn").get().began_on == MONDAY + 11 * DAY


def test_one_that_is_recorded_on_its_day_or_the_next_leaves_no_days(row) -> None:
    stay = a_stay(row.person)
    end_stay(admission_uuid=stay.uuid, leaving=Leaving(MONDAY), actor=ACTOR, now=EVENING + DAY)
    assert not Interruption.objects.exists()


def test_who_rested_before_a_late_release_rests_on_for_that_reason_when_it_is_taken_back(row) -> None:
    let_rest(row)
    stay, late = a_stay(row.person), EVENING + 10 * DAY
    end_stay(admission_uuid=stay.uuid, leaving=Leaving(MONDAY + 3 * DAY), actor=ACTOR, now=late)
    take_up(row, now=late + DAY)
    goes_on = open_interruption(row)
    assert goes_on is not None
    assert (goes_on.reason, goes_on.began_on) == ("clinic", local_date(late))
