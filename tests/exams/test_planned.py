"""Planned examinations of who is transferred or has completed: named, left or kept; nothing written is lost."""

from datetime import timedelta

import pytest

from lms.core.clock import local_date
from lms.core.models import AuditEntry
from lms.enrolments.admission.operations import Leaving, end_stay
from lms.enrolments.api import withdraw_enrolment
from lms.enrolments.changing.examinations import Agreed, Choice, digest_of, planned_for
from lms.enrolments.errors import ExaminationsUnseen
from lms.enrolments.models import Transfer
from lms.exams.api import hand_in, save_events, schedule_sitting
from lms.exams.models import AnswerEvent, Attempt, PracticalCandidate, SittingCandidate
from lms.exams.sittings.arrangements import TakenOut
from lms.exams.sittings.operations import NewIncident, note_incident
from tests.enrolments.changing.deeds import seen, to_school, to_site
from tests.factories.certificates import complete
from tests.factories.courses import NOW
from tests.factories.exams import (
    ACTOR,
    MINUTE,
    a_new_sitting,
    a_sitting,
    attempt_of,
    enrolled_trainee,
    started_attempt,
)
from tests.factories.practical import a_practical
from tests.factories.stays import a_stay

pytestmark = pytest.mark.django_db
SOON = NOW + 2 * MINUTE


@pytest.fixture
def row():
    return enrolled_trainee()[1]


def test_what_was_not_named_is_named_and_nobody_is_transferred(row) -> None:
    sitting, stay = a_sitting(row), a_stay(row.person)
    for move in (lambda: to_school(row, now=SOON), lambda: to_site(stay, now=SOON)):
        with pytest.raises(ExaminationsUnseen) as told:
            move()
        (words,) = told.value.reasons
        assert words.endswith(sitting.title)
    row.refresh_from_db()
    stay.refresh_from_db()
    assert stay.left_date is None
    assert not Transfer.objects.exists()
    assert SittingCandidate.objects.count() == 1


def test_to_another_site_nobody_stays_on_the_list(row) -> None:
    sitting = a_sitting(row)
    to_site(a_stay(row.person), now=SOON, agreed=seen(row, choice=Choice.STAY))
    assert not SittingCandidate.objects.exists()
    assert not Attempt.objects.exists()
    kept = TakenOut.objects.get()
    assert (kept.sitting, kept.enrolment, kept.number) == (sitting, row, 1)
    row.refresh_from_db()
    assert planned_for([row]) == []


@pytest.mark.parametrize(("choice", "left"), [(Choice.STAY, 1), (Choice.OFF, 0)])
def test_to_another_school_of_the_site_one_stays_on_the_list_or_leaves_it(row, choice, left) -> None:
    a_sitting(row)
    to_school(row, now=SOON, agreed=seen(row, choice=choice))
    assert Transfer.objects.count() == 1
    assert SittingCandidate.objects.count() == left


@pytest.mark.parametrize(("choice", "left"), [(Choice.STAY, 1), (Choice.OFF, 0)])
def test_a_practical_examination_is_named_too(choice, left) -> None:
    row = a_practical(starts_at=NOW + timedelta(days=1)).enrolments[0]
    with pytest.raises(ExaminationsUnseen):
        to_school(row, now=SOON)
    to_school(row, now=SOON, agreed=seen(row, choice=choice))
    assert PracticalCandidate.objects.count() == left
    assert AuditEntry.objects.filter(action="exams.take_off_practical").count() == 1 - left


def test_a_yes_to_another_list_is_none(row) -> None:
    a_sitting(row)
    before = seen(row)
    new = a_new_sitting(row.site, scheme=SittingCandidate.objects.get().sitting.scheme)
    other = schedule_sitting(sitting=new, actor=ACTOR, now=NOW)
    SittingCandidate.objects.update(sitting=other)
    with pytest.raises(ExaminationsUnseen):
        to_school(row, now=SOON, agreed=before)
    assert not Transfer.objects.exists()


def test_what_was_written_stays_with_every_answer() -> None:
    begun = started_attempt()
    save_events(ref=begun.ref, epoch=1, events=[begun.answer(1)], actor=ACTOR, now=NOW + MINUTE)
    hand_in(ref=begun.ref, final_seq=1, actor=ACTOR, now=SOON)
    row, stay = begun.enrolment, a_stay(begun.enrolment.person)
    answers = list(AnswerEvent.objects.values())
    assert planned_for([row]) == []
    to_site(stay, now=SOON)
    assert list(AnswerEvent.objects.values()) == answers != []
    assert SittingCandidate.objects.get().sitting == begun.sitting


def test_who_has_completed_sits_nothing_of_it_any_more(row) -> None:
    a_sitting(row)
    complete(row)
    assert not SittingCandidate.objects.exists()
    assert TakenOut.objects.get().enrolment == row


def test_who_has_completed_is_at_no_practical_examination(row) -> None:
    place = a_practical(starts_at=NOW + timedelta(days=1))
    complete(place.enrolments[0])
    assert not PracticalCandidate.objects.exists()


def test_a_place_that_an_incident_names_holds_up_no_completion(row) -> None:
    sitting = a_sitting(row)
    note = NewIncident(sitting.uuid, "illness", "Felt ill at the door", attempt_of(sitting, row).uuid)
    note_incident(incident=note, actor=ACTOR, now=NOW)
    assert complete(row).state == "completed"
    assert SittingCandidate.objects.count() == 1


def test_nothing_planned_has_no_digest(row) -> None:
    assert digest_of(planned_for([row])) == Agreed().seen == ""


def test_who_is_withdrawn_sits_nothing_of_it_any_more(row) -> None:
    a_sitting(row)
    withdraw_enrolment(enrolment_uuid=row.uuid, reason="", actor=ACTOR, now=SOON)
    assert not SittingCandidate.objects.exists()


def test_who_leaves_the_site_keeps_the_places_of_what_goes_on_only(row) -> None:
    a_sitting(row)
    other = a_practical(trainee=row.person.user, starts_at=NOW + timedelta(days=1)).enrolments[0]
    stay = a_stay(row.person)
    leaving = Leaving(local_date(NOW), frozenset([other.uuid]))
    end_stay(admission_uuid=stay.uuid, leaving=leaving, actor=ACTOR, now=SOON)
    assert not SittingCandidate.objects.exists()
    assert PracticalCandidate.objects.get().enrolment == other
