"""Puts names and words beside the keys and codes of the tables behind an audit, so that people can read them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from courses.catalog.api import (
    Block,
    Course,
    Lesson,
    ProgrammeKind,
    ProgrammeVersion,
    Requirement,
    RequirementKind,
    Unit,
)
from lms.delivery.hours.models import Measure
from lms.delivery.register.models import AttendanceState, CorrectionState, ExcuseKind, RegisterState
from lms.delivery.timetable.models import SessionState, TeachingKind
from lms.enrolments.api import EnrolmentState, Table, code_texts

# Words for a code that a column holds: by table and column, or by column alone.
Names = Mapping[Any, str]
NAME = "_name"
# The key of a table's own rows, which its other columns name.
OWN = {"people": "enrolment", "sessions": "session"}


def with_names(tables: Sequence[Table]) -> list[Table]:
    """Return the tables with a column of names behind each column of keys or codes; five queries.

    Of a class elsewhere no more is named than the tables say themselves.
    """
    found = {table.name: table for table in tables}
    known = {**_titles(tables), **_labels(), **_people(found["people"]), **_sessions(found["sessions"])}
    return [_named(table, known) for table in tables]


def _named(table: Table, known: Mapping[Any, Names]) -> Table:
    """Return a table with the names."""
    own = OWN.get(table.name)
    names = [
        None if column == own else known.get((table.name, column), known.get(column)) for column in table.head
    ]

    def widened(row: Iterable[Any], name: Any) -> list[Any]:
        found = []
        for value, texts in zip(row, names, strict=True):
            found += [value] if texts is None else [value, name(texts, value)]
        return found

    head = widened(table.head, lambda _texts, column: f"{column}{NAME}")
    return Table(
        table.name, head, [widened(row, lambda texts, key: texts.get(key, "")) for row in table.rows]
    )


def _column(table: Table, name: str) -> list[Any]:
    place = table.head.index(name)
    return [row[place] for row in table.rows]


def _people(table: Table) -> dict[str, Names]:
    rows = zip(*(_column(table, name) for name in ("enrolment", "name", "number")), strict=True)
    return {"enrolment": {key: f"{name} {number}".strip() for key, name, number in rows}}


def _sessions(table: Table) -> dict[str, Names]:
    rows = zip(*(_column(table, name) for name in ("session", "cohort", "begins")), strict=True)
    return {
        "session": {
            key: f"{datetime.fromisoformat(begins):%Y-%m-%d %H:%M} · {cohort}" for key, cohort, begins in rows
        }
    }


def _titles(tables: Sequence[Table]) -> dict[Any, Names]:
    """Return the titles of what the tables name by codes; of several versions the newest says it."""
    models: dict[str, Any] = {"course": Course, "unit": Unit, "lesson": Lesson, "requirement": Requirement}
    columns = {("courses", "code"): "course", ("requirements", "code"): "requirement"}
    codes: dict[str, set[Any]] = {name: set() for name in (*models, "version")}
    for table in tables:
        for column in table.head:
            name = columns.get((table.name, column), column)
            if name in codes:
                codes[name] |= set(_column(table, column))
    found: dict[Any, Names] = {
        name: {row.code: row.title for row in model.objects.filter(code__in=codes[name]).order_by("pk")}
        for name, model in models.items()
    }
    keys = codes["version"] - {"", "other"}  # of another one's course only that is said
    versions = ProgrammeVersion.objects.filter(uuid__in=keys).select_related("programme")
    found["version"] = {
        str(row.uuid): f"{row.programme.title} · {_('version %(number)d') % {'number': row.number}}"
        for row in versions
    }
    return {**found, **{key: found[name] for key, name in columns.items()}}


def _labels() -> dict[Any, Names]:
    attendance = _words(AttendanceState)
    return {
        "block": _words(Block),
        "kind": _words(TeachingKind),
        "measure": _words(Measure),
        "excuse": _words(ExcuseKind),
        "decision": _words(CorrectionState),
        "before_state": attendance,
        ("people", "programme_kind"): _words(ProgrammeKind),
        ("people", "state"): _words(EnrolmentState),
        ("requirements", "kind"): _words(RequirementKind),
        ("sessions", "state"): _words(SessionState),
        ("sessions", "register"): _words(RegisterState),
        ("marks", "state"): attendance,
        ("corrections", "state"): attendance,
        **code_texts(),
    }


def _words(choices: type[TextChoices]) -> Names:
    return {code: str(label) for code, label in choices.choices}
