"""What people say to being followed up: alone at a terminal, or on paper; a no binds at once."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from certificates.models import FollowUp, FollowUpAnswer
from certificates.referrals.followup import operations, queries
from certificates.referrals.followup.agreeing import OwnAnswer, answer_follow_up
from certificates.referrals.followup.errors import FollowUpNotFound, FollowUpRefused, UnusableFollowUp
from lms.accounts.models import User
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.organisations.models import Site
from tests.factories.accounts import PIN, a_person, a_user, registrar_at, trainee_at
from tests.factories.follow_ups import a_caller, a_contact_form, a_district, acting
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return a_site()


@pytest.fixture
def trainee(site) -> User:
    return trainee_at(site)


def say(user: User, *, agrees: bool, secret: str = PIN) -> FollowUpAnswer:
    said = OwnAnswer(agrees, secret if agrees else "")
    return answer_follow_up(said=said, by=user, **acting(user, Role.TRAINEE))


def release(trainee: User, *, agrees: bool = True, days: int = 0) -> FollowUp:
    site = trainee.person.site
    form = a_contact_form(a_district(site, officer=a_caller(site)), agrees=agrees, days=days)
    who = acting(registrar_at(site), Role.REGISTRAR)
    return operations.begin_follow_up(person=trainee.person, form=form, client_key=uuid4(), **who)


def test_a_yes_needs_the_own_pin(trainee) -> None:
    with pytest.raises(UnusableFollowUp):
        say(trainee, agrees=True, secret="000000")
    assert not FollowUpAnswer.objects.exists()
    answers = [say(trainee, agrees=True) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0].text.sha256
    assert AuditEntry.objects.filter(action="certificates.answer_follow_up").count() == 1


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.PLACEMENT_OFFICER, Role.STATION_WORKER])
def test_no_staff_answers_for_a_person(site, role) -> None:
    staff = a_user(role, site, person=a_person(site))
    with pytest.raises(FollowUpNotFound):
        say(staff, agrees=True)


def test_the_contact_form_rests_on_what_was_said_at_the_terminal(trainee) -> None:
    answer = say(trainee, agrees=True)
    assert release(trainee).answer == answer
    assert FollowUpAnswer.objects.count() == 1


def test_paper_is_for_who_has_said_nothing_at_a_terminal_and_is_marked_so(trainee) -> None:
    assert release(trainee).answer.way == "paper"
    assert AuditEntry.objects.filter(action="certificates.answer_follow_up").count() == 1


def test_no_paper_overrules_a_no_at_the_terminal(trainee) -> None:
    say(trainee, agrees=False)
    with pytest.raises(FollowUpRefused):
        release(trainee)
    follow_up = release(trainee, agrees=False)
    assert (follow_up.stop_reason, follow_up.phone) == ("not_agreed", "")
    say(trainee, agrees=True)
    answer = queries.answer_of(trainee.person_id)
    assert answer is not None
    assert answer.agrees


def test_a_yes_can_be_taken_back_on_the_day_of_release(trainee) -> None:
    say(trainee, agrees=True)
    follow_up = release(trainee, agrees=False)
    assert (follow_up.answer.agrees, follow_up.answer.way) == (False, "paper")


def test_a_no_at_the_terminal_ends_at_once_what_runs(trainee) -> None:
    follow_up = release(trainee)
    say(trainee, agrees=False)
    follow_up.refresh_from_db()
    assert (follow_up.stop_reason, follow_up.phone, follow_up.others) == ("asked", "", "")


def test_answers_stay_as_they_were(trainee) -> None:
    answer = say(trainee, agrees=True)
    rows = FollowUpAnswer.objects.filter(pk=answer.pk)
    for change in (rows.delete, lambda: rows.update(agrees=False)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
