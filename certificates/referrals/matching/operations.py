"""Officers propose people for an opening: a row for each, and the person is asked. Lock order: employer, opening."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.referrals.consent.errors import ConsentRefused
from certificates.referrals.errors import OpeningNotFound
from certificates.referrals.matching.answers import FIELDS, ask_for_consent
from certificates.referrals.matching.errors import (
    PersonNotPlaced,
    ProposalRefused,
    ProposedAlready,
    UnusableProposal,
)
from certificates.referrals.matching.facts import known_of, work_of
from certificates.referrals.matching.models import LONGEST_WHY, Proposal
from certificates.referrals.matching.queries import why_not_now
from certificates.referrals.matching.reasons import match_of
from certificates.referrals.matching.rules import Match
from certificates.referrals.models import Opening
from certificates.referrals.operations import Seen, refuse_unseen
from certificates.referrals.wishes.policies import people_placed_by
from lms.accounts.api import Person, User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.unseen import as_one_line, has_unseen
from lms.organisations.api import Employer

# In one go; more is a slip of the mouse.
MOST_AT_ONCE = 50


class Picked(NamedTuple):
    """Whom an officer picked for which opening, and why; the form's own key; what consent is asked for.

    `seen` says which opening, and at which revision the page showed it.
    """

    seen: Seen
    people: Sequence[UUID]
    why: str
    client_key: UUID
    fields: Sequence[str] = FIELDS


def propose(*, picked: Picked, actor: Actor, now: datetime) -> list[Proposal]:
    """Keep that these people are proposed, and let each be asked; the same form again gives the same rows.

    :raises UnusableProposal: nobody or too many are picked, or it does not say why.
    :raises OpeningNotFound: when it is not there.
    :raises PersonNotPlaced: somebody is not at a place of this officer.
    :raises ProposalRefused: the opening does not run, its employer is suspended or the officer's own, or somebody
        may not be asked for it now.
    :raises OpeningChangedMeanwhile: the opening reads otherwise than the page showed it.
    :raises ProposedAlready: somebody was proposed for it already, as it reads now.
    :raises UnusableConsent: a field is none that an employer may be told.
    """
    why = _why(picked)
    officer = _officer(actor)
    with transaction.atomic(durable=True):
        opening = _locked(picked.seen.opening_uuid)
        known = list(Proposal.objects.filter(opening=opening, client_key=picked.client_key, by=officer.uuid))
        people = _people(officer, picked)
        if known and {row.person_id for row in known} == {person.pk for person in people}:
            return known
        _refuse_unfit(opening, officer, now)
        refuse_unseen(opening, picked.seen)
        _refuse_again(opening, people)
        rows = _rows(opening, people, why, picked=picked, officer=officer, now=now)
        after = {"opening": str(opening.uuid)}
        changes = [audit.Change(row, None, after | {"group": str(row.group)}) for row in rows]
        audit.record_all(actor=actor, action=AuditAction.PROPOSE_PERSON, changes=changes, now=now)
        for row in rows:
            _ask(row, picked.fields, actor=actor, now=now)
    return rows


def _ask(row: Proposal, fields: Sequence[str], *, actor: Actor, now: datetime) -> None:
    try:
        ask_for_consent(row, fields, actor=actor, now=now)
    except ConsentRefused as error:
        # Among many: who it is.
        raise ProposalRefused(
            _("%(name)s: %(why)s") % {"name": row.person.full_name, "why": error.message}
        ) from error


def _why(picked: Picked) -> str:
    why = as_one_line(picked.why)
    if not why or len(why) > LONGEST_WHY or has_unseen(why):
        raise UnusableProposal(_("Say why."), field="why")
    if not 0 < len(set(picked.people)) <= MOST_AT_ONCE:
        raise UnusableProposal(_("Choose one person or more, at most %(count)d.") % {"count": MOST_AT_ONCE})
    return why


def _officer(actor: Actor) -> User:
    if actor.user_uuid is None:
        raise ValueError("A person does this.")
    return User.objects.get(uuid=actor.user_uuid)


def _locked(opening_uuid: UUID) -> Opening:
    behind = Opening.objects.filter(uuid=opening_uuid).values("employer")
    list(Employer.objects.select_for_update().filter(pk__in=behind).values_list("pk"))
    rows = Opening.objects.select_for_update(of=("self",)).select_related("employer", "occupation")
    opening = rows.filter(uuid=opening_uuid).first()
    if opening is None:
        raise OpeningNotFound
    return opening


def _people(officer: User, picked: Picked) -> list[Person]:
    people = list(people_placed_by(officer).filter(uuid__in=picked.people).order_by("pk"))
    if len(people) != len(set(picked.people)):
        raise PersonNotPlaced(_("There is nothing at this address."))
    return people


def _refuse_unfit(opening: Opening, officer: User, now: datetime) -> None:
    words = why_not_now(officer, opening, today=local_date(now))
    if words:
        raise ProposalRefused(words)


def _refuse_again(opening: Opening, people: Sequence[Person]) -> None:
    rows = Proposal.objects.filter(opening=opening, revision=opening.revision, person__in=people)
    known = set(rows.values_list("person_id", flat=True))
    names = [person.full_name for person in people if person.pk in known]
    if names:
        words = _("Proposed for this opening already: %(names)s") % {"names": _(", ").join(names)}
        raise ProposedAlready(words)


def _rows(
    opening: Opening,
    people: Sequence[Person],
    why: str,
    *,
    picked: Picked,
    officer: User,
    now: datetime,
) -> list[Proposal]:
    matches = matches_of(opening, people, now)
    rows = [
        Proposal(
            opening=opening,
            revision=opening.revision,
            person=person,
            group=matches[person.pk].group,
            reasons=[str(reason.code) for reason in matches[person.pk].reasons],
            why=why,
            by=officer.uuid,
            at=now,
            client_key=picked.client_key,
        )
        for person in people
    ]
    return Proposal.objects.bulk_create(rows)


def matches_of(opening: Opening, people: Sequence[Person], now: datetime) -> dict[int, Match]:
    """Return by person how each stands to an opening."""
    work, today = work_of(opening), local_date(now)
    keys = [person.pk for person in people]
    known = known_of(Person.objects.filter(pk__in=keys).values("pk"), opening)
    return {key: match_of(work, known.facts(key), today=today) for key in keys}
