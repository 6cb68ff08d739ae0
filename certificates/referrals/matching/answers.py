"""Where matching meets consent: who said no to an employer before, who was asked, and asking who was proposed."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from certificates.referrals.consent.models import ConsentAnswer, ConsentRequest, ConsentWithdrawal
from certificates.referrals.consent.operations import ask
from certificates.referrals.consent.queries import is_as_asked, standing_at
from certificates.referrals.consent.rules import Field, Standing
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


# While it stands so, nobody asks once more.
OPEN = (Standing.WAITING, Standing.LIVE)


class Question(NamedTuple):
    """What somebody was asked last for an opening, whoever asked and by which page, and how it stands."""

    uuid: UUID
    standing: Standing
    is_as_asked: bool

    @property
    def is_open(self) -> bool:
        """Return whether it stands against asking once more: a yes for other words does not (ADR 0220)."""
        return self.is_as_asked and self.standing in OPEN


def turns_counted(of: str = "") -> Count:
    """Return how a person's turns are counted over questions: openings asked for, by whichever page.

    Asked again for other words of the same opening, nobody has had another turn. `of` leads from a person to
    the questions.
    """
    return Count(f"{of}opening", distinct=True)


def turns_had(people: QuerySet[Any]) -> dict[int, tuple[int, str]]:
    """Return by person how many turns each has had, as `turns_counted` says, and when the last of them began.

    When is the database's text, which sorts as the instants do: ten thousand of them are compared, and fifty read
    (`rules.instant_of`). One query, with a row for each person who had one.
    """
    before = ConsentRequest.objects.filter(
        person=OuterRef("person"), opening=OuterRef("opening"), pk__lt=OuterRef("pk")
    )
    began = ConsentRequest.objects.filter(~Exists(before), person__in=people).order_by()
    counted = began.values_list("person_id").annotate(
        times=Count("pk"), last=Cast(Max("asked_at"), CharField())
    )
    return {person: (times, last) for person, times, last in counted}


def questions_for(opening_id: int, people: Collection[int], *, at: datetime) -> dict[int, Question]:
    """Return by person what each was asked last for an opening; one query."""
    return {row.person_id: _question(row, at) for row in _asked(opening=opening_id, person__in=people)}


def questions_to(person_id: int, openings: Collection[int], *, at: datetime) -> dict[int, Question]:
    """Return by opening what a person was asked last; one query."""
    return {row.opening_id: _question(row, at) for row in _asked(person=person_id, opening__in=openings)}


def _asked(**narrowed: Any) -> QuerySet[ConsentRequest]:
    rows = ConsentRequest.objects.filter(**narrowed).select_related(
        "opening", "refusal", "consent__withdrawal"
    )
    return rows.order_by("asked_at", "pk")


def _question(row: ConsentRequest, at: datetime) -> Question:
    return Question(row.uuid, standing_at(row, at), is_as_asked(row))


def who_refused(people: QuerySet[Any], employer_id: int) -> set[int]:
    """Return who of these people said no to this employer, or took a yes back. One query."""
    return {person for person, employer in _noes(person__in=people, employer=employer_id)}


def employers_refused(person_id: int) -> set[int]:
    """Return to which employers a person said no, or took a yes back. One query."""
    return {employer for person, employer in _noes(person=person_id)}


def _noes(**asked: Any) -> Iterable[tuple[int, int]]:
    """Who said no and then yes has not refused; who took the yes back has."""
    no = Q(pk__in=ConsentAnswer.objects.values("request"), consent__isnull=True)
    withdrawn = Q(consent__in=ConsentWithdrawal.objects.values("consent"))
    rows = ConsentRequest.objects.filter(no | withdrawn, **asked).order_by()
    return rows.values_list("person_id", "employer_id")


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
