"""Reads of what became of people: the facts that count, and how each stands on a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from certificates.referrals.outcomes.models import Outcome
from certificates.referrals.outcomes.rules import Fact, Grade, Kind, StateOnDay, is_at_odds, state_on
from lms.enrolments.api import Admission


def outcomes_that_count(person_ids: Iterable[int] | QuerySet) -> QuerySet[Outcome]:
    """Return the facts about people that nobody corrected or took back, by day."""
    rows = Outcome.objects.filter(person__in=person_ids, corrected_by__isnull=True, is_void=False)
    return rows.order_by("person", "day", "pk")


def history_of(person_id: int) -> list[Outcome]:
    """Return everything that was ever written about a person, the newest first, with what stands for it now."""
    rows = Outcome.objects.filter(person=person_id).select_related("employer", "occupation", "corrected_by")
    return list(rows.order_by("-at", "-pk"))


def starts_of(person_id: int) -> list[date]:
    """Return the days on which a person's work began, by the facts that count."""
    return list(outcomes_that_count([person_id]).filter(kind=Kind.START).values_list("day", flat=True))


def at_odds_with(person_id: int, starts: Iterable[date]) -> tuple[date, date | None] | None:
    """Return the first of these starts of work that the person's open stay denies, and when that is expected to end.

    None where nothing denies one. One query.
    """
    stay = Admission.objects.filter(person=person_id, left_date__isnull=True).order_by().first()
    if stay is None:
        return None
    until = stay.forecast_date
    denied = (day for day in starts if is_at_odds(day, stays_from=stay.admitted_date, stays_until=until))
    first = min(denied, default=None)
    return None if first is None else (first, until)


def facts_of(person_ids: Iterable[int] | QuerySet) -> dict[int, list[Fact]]:
    """Return the facts that count, by person; one query."""
    columns = ("person", "kind", "day", "grade", "employer", "employer_name")
    found = defaultdict(list)
    for person, kind, day, grade, employer, name in outcomes_that_count(person_ids).values_list(*columns):
        at = f"#{employer}" if employer else name
        found[person].append(Fact(Kind(kind), day, Grade(grade), at))
    return dict(found)


def states_on_days(days: Mapping[int, date]) -> dict[int, StateOnDay]:
    """Return how each person stands on a day of their own; one query. Who is not known of is unknown."""
    facts = facts_of(list(days))
    return {person: state_on(facts.get(person, []), day) for person, day in days.items()}
