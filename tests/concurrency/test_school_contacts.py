"""Two officers keep a school's contact at one moment: PostgreSQL lets one come first, and the other reads of it."""

import pytest
from django.db.models import QuerySet

from lms.core.actor import Actor
from lms.core.clock import now
from lms.organisations import operations
from lms.organisations.errors import ContactChangedMeanwhile
from lms.organisations.models import School
from lms.organisations.operations import NewContact, SchoolContact, contact_of, keep_school_contact
from tests.concurrency.overtaking import overtake
from tests.factories.organisations import a_school_paired_with, a_site

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def kept(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Keep two addresses over the same empty contact; the first is held after its last check."""
    school = a_school_paired_with(a_site())
    seen, at = contact_of(school).digest(), now()

    def keep(address: str) -> School:
        new = NewContact(SchoolContact(address), seen)
        return keep_school_contact(school=school, new=new, actor=Actor.system("test"), now=at)

    works = (lambda: keep("甲办公室"), lambda: keep("乙办公室"))
    return [
        *overtake(monkeypatch, (operations.audit, "record"), works),
        School.objects.get(pk=school.pk).contact,
    ]


def test_the_second_one_reads_of_the_first(monkeypatch) -> None:
    first, second, contact = kept(monkeypatch)
    assert isinstance(first, School)
    assert isinstance(second, ContactChangedMeanwhile)
    assert contact == "甲办公室"


def test_control_without_the_lock_the_first_is_overwritten_unread(monkeypatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows.all())
    first, second, contact = kept(monkeypatch)
    assert isinstance(first, School)
    assert isinstance(second, School)
    assert contact == "乙办公室"
