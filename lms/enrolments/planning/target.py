"""The target rule (domain notes A3): a diploma, or enough certificates that count as different ones."""

from collections.abc import Iterable
from datetime import date, timedelta

from lms.enrolments.planning.facts import Award, Certainty, Distinct, Outcome, Person, TargetRule

Key = tuple[str, ...]


def key_of(award: Award, distinct: Distinct) -> Key:
    """Return what makes this certificate another one; equal keys count once."""
    if distinct is Distinct.OCCUPATION:
        return (award.occupation,)
    if distinct is Distinct.KIND:
        return (award.kind,)
    if distinct is Distinct.OCCUPATION_OR_KIND:
        return (award.kind, award.occupation)
    return (award.kind, award.occupation, str(award.level))


def counts(award: Award, rule: TargetRule) -> bool:
    """Return whether the rule counts papers of this kind."""
    return award.outcome is Outcome.DIPLOMA or rule.kinds is None or award.kind in rule.kinds


def missing(awards: Iterable[Award], rule: TargetRule) -> int:
    """Return how many certificates are missing; none with a diploma."""
    listed = [award for award in awards if counts(award, rule)]
    if any(award.outcome is Outcome.DIPLOMA for award in listed):
        return 0
    return max(0, rule.certificates - len({key_of(award, rule.distinct) for award in listed}))


def safe_until(person: Person, rule: TargetRule) -> date | None:
    """Return the last day on which a certificate still counts: the release less a margin if it is unsure."""
    if person.release is None:
        return None
    margin = {Certainty.LIKELY: rule.margin_likely, Certainty.UNCERTAIN: rule.margin_uncertain}
    return person.release.on - timedelta(days=margin.get(person.release.certainty, 0))
