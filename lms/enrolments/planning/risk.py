"""Who will not reach the target rule by what is forecast: with the programmes somebody is on, without anything new."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from lms.enrolments.planning.facts import Person, Programme, Site, TargetRule
from lms.enrolments.planning.personal import PersonPlan, for_person


class Danger(Enum):
    """Why somebody is at risk."""

    IMPOSSIBLE = "impossible"
    """Nothing that is offered reaches the target in time any more."""
    NOT_BEGUN = "not_begun"
    """It can be reached, but what the person is on now is not enough."""
    INCOMPLETE = "incomplete"
    """Nobody has said yet what decides it: a date of birth, fitness, or when training goes on."""
    NO_FORECAST = "no_forecast"
    """Nobody says when the release is, so nothing can be promised."""
    FORECAST_OVER = "forecast_over"
    """The forecast release is over, and the person is still here."""


@dataclass(frozen=True, slots=True)
class Risk:
    """One person at risk: why, and what can still be done."""

    danger: Danger
    plan: PersonPlan


def risk_of(
    person: Person, programmes: Iterable[Programme], site: Site, rule: TargetRule, on: frozenset[str]
) -> Risk | None:
    """Return the risk of a person who is on these programmes; None for who is at the target or on the way to it."""
    offered = list(programmes)
    plan = for_person(person, offered, site, rule)
    if plan.missing == 0:
        return None
    if person.release is None:
        return Risk(Danger.NO_FORECAST, plan)
    if person.is_overdue_on(site.begin):
        return Risk(Danger.FORECAST_OVER, plan)
    if not plan.reaches:
        return Risk(Danger.INCOMPLETE if plan.unknown else Danger.IMPOSSIBLE, plan)
    as_it_is = for_person(person, [one for one in offered if one.code in on], site, rule)
    return None if as_it_is.reaches else Risk(Danger.NOT_BEGUN, plan)
