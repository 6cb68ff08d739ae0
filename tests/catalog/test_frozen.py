"""The database itself refuses every change to a published version, whoever asks; a draft is free."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from courses.catalog.equipment import EquipmentNeed
from courses.catalog.frozen import freeze_operations, thaw_operations
from courses.catalog.models import (
    Course,
    CoursePrerequisite,
    ProgrammeVersion,
    RecognitionCredit,
    RecognitionTable,
    Requirement,
    Unit,
    UnitLesson,
    VersionState,
)
from courses.catalog.operations import create_draft_version
from lms.core.actor import Actor
from tests.factories.courses import NOW, a_diploma_version, a_version
from tests.factories.equipment import a_version_needing

PARTS = (
    Course,
    CoursePrerequisite,
    Unit,
    UnitLesson,
    Requirement,
    RecognitionTable,
    RecognitionCredit,
    EquipmentNeed,
)
MIGRATION = import_module("courses.catalog.migrations.0008_versions_name_equipment")
# A column of each table that may be set to itself: even a change of nothing is refused.
COLUMN = {
    CoursePrerequisite: "course",
    UnitLesson: "position",
    RecognitionTable: "cap_percent",
    RecognitionCredit: "credits",
}


def _refused(change):
    with pytest.raises(DatabaseError, match="published version"), transaction.atomic():
        change()


def _again(row):
    """Add a copy of the row."""
    row.pk, row._state.adding = None, True
    row.save(force_insert=True)


def _assert_frozen():
    a_diploma_version()
    a_version_needing()
    for model in PARTS:
        row, column = model.objects.first(), COLUMN.get(model, "position")
        same = {column: getattr(row, column)}
        _refused(lambda model=model, row=row, same=same: model.objects.filter(pk=row.pk).update(**same))
        _refused(lambda model=model, row=row: model.objects.filter(pk=row.pk)._raw_delete("default"))
        _refused(lambda row=row: _again(row))
    version = ProgrammeVersion.objects.first()
    for change in ({"standard": "x"}, {"state": VersionState.DRAFT}):
        _refused(lambda change=change: ProgrammeVersion.objects.filter(pk=version.pk).update(**change))
    _refused(lambda: ProgrammeVersion.objects.filter(pk=version.pk)._raw_delete("default"))


def _assert_nothing_moves_in_or_out():
    published = a_version()
    draft = create_draft_version(programme_uuid=published.programme.uuid, actor=Actor.system("test"), now=NOW)
    _refused(lambda: Unit.objects.filter(course__version=draft).update(course=published.courses.get()))
    _refused(lambda: Unit.objects.filter(course__version=published).update(course=draft.courses.get()))
    Unit.objects.filter(course__version=draft).update(theory_minutes=1)


@pytest.mark.django_db
def test_no_part_of_a_published_version_is_changed_removed_or_added():
    _assert_frozen()


@pytest.mark.django_db
def test_nothing_is_moved_between_a_draft_and_a_published_version():
    _assert_nothing_moves_in_or_out()


def _step(operations, way):
    """Run the operations of a migration, or take them back."""
    editor = connection.SchemaEditorClass(connection)
    for operation in operations:
        getattr(operation, way)(apps, editor)


def _assert_taken_back_and_applied_again():
    unit = a_version().courses.get().units.get()
    freeze, thaw = freeze_operations(MIGRATION.OWNERS), thaw_operations(MIGRATION.OWNERS)
    _step(freeze, "reverse_code")
    _step(thaw, "code")  # some are gone, or all: no mistake
    Unit.objects.filter(pk=unit.pk).update(theory_minutes=1)
    _step(thaw, "reverse_code")
    _assert_frozen()


@pytest.mark.django_db
def test_freezing_is_taken_back_and_applied_again():
    _assert_taken_back_and_applied_again()


def test_the_migration_itself_says_what_it_freezes():
    assert set(MIGRATION.OWNERS) == {model._meta.db_table for model in PARTS}


@pytest.mark.django_db
@pytest.mark.postgres
def test_postgresql_refuses_the_same():
    assert connection.vendor == "postgresql"
    _assert_frozen()
    _assert_nothing_moves_in_or_out()
    _assert_taken_back_and_applied_again()
