"""Certificates of our own issuing, asked for by the target rule: the app that issues says once what people hold."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from lms.enrolments.models import Enrolment
from lms.enrolments.target.rules import DIPLOMA, Held


class Issuer(Protocol):
    """Given people by their keys: what each of them holds of our own certificates, in force.

    A diploma that was revoked is told with its last day: the completion behind it counts as none any more.
    """

    def __call__(self, person_ids: Sequence[int]) -> Mapping[int, Sequence[Held]]: ...


_issuers: list[Issuer] = []


def register_issuer(issuer: Issuer) -> None:
    """Name who knows certificates of our own; called once by the app that issues them, when it starts."""
    if issuer not in _issuers:
        _issuers.append(issuer)


def issued_here(person_ids: Sequence[int]) -> dict[int, list[Held]]:
    """Return what these people hold of our own certificates."""
    found: dict[int, list[Held]] = {key: [] for key in person_ids}
    for issuer in _issuers:
        for key, held in issuer(person_ids).items():
            found[key].extend(held)
    return found


def has_paper(issued: Iterable[Held], enrolment: Enrolment) -> bool:
    """Return whether a diploma was ever issued here for an enrolment, in force or not.

    Then it counts as long as it is in force, and not the completion behind it (ADR 0193).
    """
    return any(one.kind == DIPLOMA and one.enrolment == enrolment.pk for one in issued)
