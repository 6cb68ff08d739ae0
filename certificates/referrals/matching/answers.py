"""Where matching meets consent: who said no to an employer before, and asking who was proposed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from certificates.referrals.consent.models import ConsentAnswer, ConsentRequest, ConsentWithdrawal
from certificates.referrals.consent.operations import ask
from certificates.referrals.consent.rules import Field
from certificates.referrals.matching.models import Proposal
from lms.core.actor import Actor

# What the platform knows by itself. The others an officer has to write into a question of its own.
FIELDS = (
    Field.NAME,
    Field.SCHOOLING,
    Field.MAJOR,
    Field.CERTIFICATES,
    Field.SKILLS,
    Field.WISH,
    Field.AVAILABILITY,
)


def who_refused(people: QuerySet[Any], employer_id: int) -> set[int]:
    """Return who of these people said no to this employer, or took a yes back. Two queries."""
    return {person for person, employer in _noes(person__in=people, employer=employer_id)}


def employers_refused(person_id: int) -> set[int]:
    """Return to which employers a person said no, or took a yes back. Two queries."""
    return {employer for person, employer in _noes(person=person_id)}


def _noes(**asked: Any) -> list[tuple[int, int]]:
    """Who said no and then yes has not refused; who took the yes back has."""
    rows = ConsentRequest.objects.filter(**asked).order_by()
    noes = rows.filter(pk__in=ConsentAnswer.objects.values("request"), consent__isnull=True)
    withdrawn = rows.filter(consent__in=ConsentWithdrawal.objects.values("consent"))
    return [*noes.values_list("person_id", "employer_id"), *withdrawn.values_list("person_id", "employer_id")]


def ask_for_consent(proposal: Proposal, fields: Iterable[str], *, actor: Actor, now: datetime) -> None:
    """Ask the person; nothing reaches the employer before a yes.

    :raises ConsentRefused: the person was asked for this opening already, or said no lately.
    """
    ask(
        opening=proposal.opening,
        person=proposal.person,
        fields=fields,
        by=actor,
        key=proposal.uuid,
        now=now,
    )
