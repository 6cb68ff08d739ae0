"""Two people at one name of saved column settings, or one who deletes what another renames: each is told."""

import pytest
from django.utils import timezone

from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.exams.errors import MappingNotFound, UnusableName
from lms.exams.intake import mappings
from lms.exams.intake.models import SavedMapping
from tests.concurrency.overtaking import overtake

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def who() -> dict:
    return {"actor": Actor.system("test"), "now": timezone.now()}


def a_mapping(name: str) -> SavedMapping:
    return mappings.save_mapping(name=name, content={}, by=None, **who())


def rename(row: SavedMapping, name: str) -> None:
    mappings.rename_mapping(uuid=row.uuid, name=name, **who())


def delete(row: SavedMapping) -> None:
    mappings.delete_mapping(uuid=row.uuid, **who())


def unlocked(uuid: object) -> SavedMapping:
    """Return a row as somebody would who forgot the lock."""
    return SavedMapping.objects.get(uuid=uuid)


def test_of_two_that_get_one_name_the_second_is_refused(monkeypatch) -> None:
    rows = [a_mapping("a"), a_mapping("b")]
    works = (lambda: rename(rows[0], "school"), lambda: rename(rows[1], "school"))
    results = overtake(monkeypatch, (mappings, "refuse_name"), works)
    assert sum(isinstance(result, UnusableName) for result in results) == 1
    assert sorted(mappings.list_mappings())[-1] == "school"
    assert SavedMapping.objects.count() == 2


def test_who_renames_what_is_being_deleted_is_told_that_it_is_gone(monkeypatch) -> None:
    row = a_mapping("a")
    works = (lambda: delete(row), lambda: rename(row, "b"))
    results = overtake(monkeypatch, (mappings.audit, "record"), works)
    assert isinstance(results[1], MappingNotFound)
    assert not SavedMapping.objects.exists()
    assert not AuditEntry.objects.filter(action="exams.rename_mapping").exists()


def test_without_the_lock_a_name_would_be_given_to_what_is_gone(monkeypatch) -> None:
    row = a_mapping("a")
    monkeypatch.setattr(mappings, "_locked", unlocked)
    works = (lambda: delete(row), lambda: rename(row, "b"))
    results = overtake(monkeypatch, (mappings.audit, "record"), works)
    assert results[1] is None, "who renamed was told that it was done"
    assert not SavedMapping.objects.exists()
