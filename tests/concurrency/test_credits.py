"""Two registrars at once: credits for one course, or for a certificate just struck out; and without the locks."""

import pytest

from lms.enrolments.credits import operations
from lms.enrolments.credits.models import CreditRow
from lms.enrolments.external import operations as external
from lms.enrolments.models import Enrolment
from tests.concurrency.overtaking import overtake
from tests.enrolments.completion.test_credits import courses, give
from tests.factories.courses import NOW, a_diploma_version, enrolled_trainee
from tests.factories.outside import ACTOR, confirm, record, skill_paper

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def both():
    enrolment = enrolled_trainee(a_diploma_version())[1]
    course = courses(enrolment)[0]
    return lambda: give(enrolment, course), lambda: give(enrolment, course, source="schooling")


def test_one_course_given_twice_at_once_counts_once_and_the_other_is_told(monkeypatch):
    outcomes = overtake(monkeypatch, (operations, "_kept"), both())
    assert [type(one).__name__ for one in outcomes] == ["CreditRow", "CreditsKnown"]
    assert CreditRow.objects.count() == 1


def test_control_without_the_lock_only_the_constraint_stops_the_second(monkeypatch):
    monkeypatch.setattr(operations, "lock_enrolment_in_force", lambda uuid: Enrolment.objects.get(uuid=uuid))
    outcomes = overtake(monkeypatch, (operations, "_kept"), both())
    assert sorted(type(one).__name__ for one in outcomes) == ["CreditRow", "IntegrityError"]
    assert CreditRow.objects.count() == 1


def recognising_what_is_struck_out():
    """Return the works: a certificate is recognised, and struck out as forged meanwhile; and whose credits they are."""
    enrolment = enrolled_trainee(a_diploma_version(courses=60))[1]
    row = record(skill_paper(enrolment.person))
    confirm(row)
    who = {"actor": ACTOR, "now": NOW}
    works = (
        lambda: operations.recognise_certificate(enrolment_uuid=enrolment.uuid, certificate=row, **who),
        lambda: external.strike_certificate(uuid=row.uuid, reason="forged", **who),
    )
    return works, CreditRow.objects.filter(enrolment=enrolment, reversed_at=None)


def test_a_certificate_struck_out_while_it_is_recognised_leaves_no_credits(monkeypatch):
    works, standing = recognising_what_is_struck_out()
    overtake(monkeypatch, (operations, "_kept"), works)
    assert not standing.exists()


def test_control_without_the_lock_credits_of_a_struck_certificate_stand(monkeypatch):
    monkeypatch.setattr(external, "_lock_enrolments_of_holder", lambda uuid: None)
    works, standing = recognising_what_is_struck_out()
    overtake(monkeypatch, (operations, "_kept"), works)
    assert standing.exists()
