"""The same certificate recorded twice at the same moment, for two people: the constraint lets one through."""

from dataclasses import replace
from uuid import uuid4

import pytest

from lms.enrolments.external import operations
from lms.enrolments.external.models import ExternalCertificate
from tests.concurrency.overtaking import overtake
from tests.concurrency.test_enrolments import at_once
from tests.factories.accounts import a_person
from tests.factories.organisations import a_site
from tests.factories.outside import record, skill_paper

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def both():
    """Return the works of two registrars who hold the same paper."""
    paper = skill_paper(a_person(a_site()))
    other = replace(paper, person=a_person(a_site()), client_key=uuid4())
    return lambda: record(paper), lambda: record(other)


def test_recorded_for_two_people_at_once_it_is_kept_once_and_the_other_is_told(monkeypatch):
    outcomes = overtake(monkeypatch, (operations, "_insert"), both())
    assert sorted(type(one).__name__ for one in outcomes) == ["CertificateKnown", "ExternalCertificate"]
    assert ExternalCertificate.objects.count() == 1


def test_control_without_its_words_the_constraint_alone_stops_the_second(monkeypatch):
    monkeypatch.setattr(operations, "IntegrityError", KeyError)
    outcomes = overtake(monkeypatch, (operations, "_insert"), both())
    assert sorted(type(one).__name__ for one in outcomes) == ["ExternalCertificate", "IntegrityError"]


def test_the_same_request_twice_at_once_is_one_row():
    paper = skill_paper(a_person(a_site()))
    outcomes = at_once(lambda: record(paper), lambda: record(paper))
    assert {type(one).__name__ for one in outcomes} == {"ExternalCertificate"}
    assert ExternalCertificate.objects.count() == 1
