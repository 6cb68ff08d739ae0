"""The seam to consent: who refused an employer before, and asking who was proposed; consent registers itself here."""

from collections.abc import Callable
from typing import Any, Protocol

from django.db.models import QuerySet

from certificates.referrals.matching.models import Proposal


class Refusals(Protocol):
    """Given people and an employer's key: the keys of who refused that employer, or withdrew."""

    def __call__(self, people: QuerySet[Any], employer_id: int) -> set[int]: ...


_refusals: list[Refusals] = []
_asked: list[Callable[[Proposal], None]] = []


def register_refusals(refusals: Refusals) -> None:
    """Name who knows the answers of people; called once, when the app starts."""
    _refusals[:] = [refusals]


def register_question(ask: Callable[[Proposal], None]) -> None:
    """Name what asks a proposed person, in the transaction of the proposal; called once, when the app starts."""
    _asked[:] = [ask]


def who_refused(people: QuerySet[Any], employer_id: int) -> set[int]:
    """Return who of these people refused this employer before; nobody where no part keeps answers."""
    return _refusals[0](people, employer_id) if _refusals else set()


def ask_for_consent(proposal: Proposal) -> None:
    """Let the person be asked; nothing reaches the employer before the person has agreed."""
    for ask in _asked:
        ask(proposal)
