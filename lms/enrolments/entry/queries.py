"""Reads for entry: what is known of people, the rule of a version, and what they could enter instead."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Sum

from courses.catalog.api import Course, ProgrammeVersion, Unit, newest_published_versions
from lms.accounts.api import Person
from lms.enrolments.admission.fitness import with_fitness_on
from lms.enrolments.admission.models import Admission
from lms.enrolments.entry.rules import Applicant, EntryRule, Offer, judge, nearest, read_entry_rules, rule_for
from lms.enrolments.models import Enrolment, EnrolmentState


def entry_rule_of(version: ProgrammeVersion, *, day: date) -> EntryRule:
    """Return who may enter a version on a day."""
    programme = version.programme
    rules = read_entry_rules(settings.ENTRY_RULES)
    return rule_for(rules, code=programme.code, kind=programme.kind, day=day)


def applicants_of(people: Iterable[Person], *, day: date) -> dict[int, Applicant]:
    """Return what is known of each person by its last stay, of fitness as it was said by the day; one query."""
    listed = list(people)
    stays: dict[int, Any] = {}
    rows = Admission.objects.filter(person__in=[row.pk for row in listed]).order_by("admitted_date", "pk")
    rows = rows.only("person_id", "schooling", "left_date", "forecast_date")
    for stay in with_fitness_on(day, rows):
        stays[stay.person_id] = stay
    return {row.pk: _applicant(row, stays.get(row.pk)) for row in listed}


def _applicant(person: Person, stay: Any | None) -> Applicant:
    if stay is None:
        return Applicant(person.birth_date)
    is_here = stay.left_date is None
    return Applicant(
        person.birth_date,
        stay.schooling,
        stay.fit_then,
        has_stay=is_here,
        leaves=stay.forecast_date if is_here else None,
    )


def programmes_of(people: Iterable[Person]) -> dict[int, frozenset[int]]:
    """Return the programmes that each person is on or has completed; one query."""
    listed = [row.pk for row in people]
    rows = Enrolment.objects.filter(person__in=listed).exclude(state=EnrolmentState.WITHDRAWN)
    found: dict[int, set[int]] = {key: set() for key in listed}
    for person, programme in rows.order_by().values_list("person_id", "version__programme_id"):
        found[person].add(programme)
    return {key: frozenset(programmes) for key, programmes in found.items()}


class Alternatives:
    """What is offered at present, read once for many people: three queries."""

    def __init__(self, wanted: ProgrammeVersion, *, today: date, exam: date | None) -> None:
        self._today, self._exam = today, exam
        rows = {row.pk: row for row in newest_published_versions()} | {wanted.pk: wanted}
        minutes = _minutes_of(rows)
        self._versions: Mapping[int, ProgrammeVersion] = rows
        self._rules = {row.pk: entry_rule_of(row, day=today) for row in rows.values()}
        self._offers = {row.pk: _offer(row, minutes.get(row.pk, 0)) for row in rows.values()}
        self._wanted = wanted

    def for_person(self, applicant: Applicant, on: frozenset[int]) -> ProgrammeVersion | None:
        """Return the nearest other programme that somebody may enter; `on` are the programmes that the person is on."""
        possible = [
            self._offers[pk]
            for pk, row in self._versions.items()
            if row.programme_id != self._wanted.programme_id
            and row.programme_id not in on
            and not judge(applicant, self._rules[pk], today=self._today, exam=self._exam).against
        ]
        found = nearest(self._offers[self._wanted.pk], possible)
        return self._versions[found.key] if found else None


def _offer(row: ProgrammeVersion, minutes: int) -> Offer:
    programme = row.programme
    trade = str(programme.occupation_id or "")
    return Offer(row.pk, programme.code, programme.kind, trade, programme.level, minutes)


def _minutes_of(keys: Iterable[int]) -> dict[int, int]:
    """Return the planned minutes of versions: their units', and those of courses without units."""
    listed: Sequence[int] = list(keys)
    found: dict[int, int] = {}
    both = Sum("theory_minutes"), Sum("practice_minutes")
    units = Unit.objects.filter(course__version__in=listed).order_by().values_list("course__version")
    bare = Course.objects.filter(version__in=listed, units__isnull=True).order_by().values_list("version")
    for key, theory, practice in [*units.annotate(*both), *bare.annotate(*both)]:
        found[key] = found.get(key, 0) + (theory or 0) + (practice or 0)
    return found
