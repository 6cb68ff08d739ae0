"""Employers write, send in, close openings; officers approve, refuse. Lock order: employer, opening, audit chain."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.referrals import rules
from certificates.referrals.errors import (
    OpeningChangedMeanwhile,
    OpeningNotFound,
    OpeningRefused,
    UnusableOpening,
)
from certificates.referrals.models import Opening, OpeningDecision
from certificates.referrals.queries import is_of_own_employer, offer_of
from certificates.referrals.rules import Offer, State, Step
from certificates.referrals.telling import said_beyond, site_in
from certificates.referrals.words import OWN_EMPLOYER, why_not
from courses.catalog.api import list_occupations
from lms.accounts.api import acting_for_employers, write_to_people_of
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.unseen import has_unseen_in_lines
from lms.organisations.api import Employer

_ACTION_OF = {
    Step.CHANGE: AuditAction.WRITE_OPENING,
    Step.SUBMIT: AuditAction.SUBMIT_OPENING,
    Step.APPROVE: AuditAction.APPROVE_OPENING,
    Step.REFUSE: AuditAction.REFUSE_OPENING,
    Step.CLOSE: AuditAction.CLOSE_OPENING,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """Which opening is meant, and the revision that the page showed, as the form brought it back."""

    opening_uuid: UUID
    revision: str


@dataclass(frozen=True, slots=True)
class _Said:
    """A step with what goes along with it."""

    step: Step
    offer: Offer | None = None
    reason: str = ""


def write_opening(
    *, employer_id: int, offer: Offer, client_key: UUID, actor: Actor, now: datetime
) -> Opening:
    """Begin a draft; the same form again gives the same one.

    :raises UnusableOpening: a value cannot be kept.
    :raises OpeningRefused: who does not act for a verified employer, or it has as many openings as it may have.
    """
    refuse_unusable(offer, today=local_date(now))
    with transaction.atomic(durable=True):
        by = _lock_employer_of(employer_id, actor)
        known = Opening.objects.filter(client_key=client_key).first()
        if known is not None:
            if known.employer_id != employer_id:
                raise OpeningNotFound
            return known
        _refuse_flood(employer_id)
        opening = Opening(employer_id=employer_id, client_key=client_key, state=State.DRAFT, revision=0)
        _keep(opening, _Said(Step.CHANGE, offer), state=State.DRAFT, by=by, now=now)
        _record(opening, _Said(Step.CHANGE), actor=actor, now=now)
    return opening


def change_opening(*, employer_id: int, seen: Seen, offer: Offer, actor: Actor, now: datetime) -> Opening:
    """Write something else; what was approved has to be approved again.

    :raises UnusableOpening: a value cannot be kept.
    :raises OpeningNotFound: when it is not there, or another employer's.
    :raises OpeningRefused: who does not act for a verified employer, or it is closed.
    :raises OpeningChangedMeanwhile: somebody changed it since the page was opened.
    """
    refuse_unusable(offer, today=local_date(now))
    return _employers_step(employer_id, seen, _Said(Step.CHANGE, offer), actor=actor, now=now)


def submit_opening(*, employer_id: int, seen: Seen, actor: Actor, now: datetime) -> Opening:
    """Send a draft in for approval.

    :raises OpeningNotFound: when it is not there, or another employer's.
    :raises OpeningRefused: it is no draft, or its last day is over.
    :raises OpeningChangedMeanwhile: somebody changed it since the page was opened.
    """
    return _employers_step(employer_id, seen, _Said(Step.SUBMIT), actor=actor, now=now)


def close_opening(*, employer_id: int, seen: Seen, actor: Actor, now: datetime) -> Opening:
    """Close an opening for ever; it can be copied.

    :raises OpeningNotFound: when it is not there, or another employer's.
    :raises OpeningRefused: it is closed already.
    :raises OpeningChangedMeanwhile: somebody changed it since the page was opened.
    """
    return _employers_step(employer_id, seen, _Said(Step.CLOSE), actor=actor, now=now)


def approve_opening(*, seen: Seen, actor: Actor, now: datetime) -> Opening:
    """Approve what the page showed.

    :raises OpeningNotFound: when it is not there.
    :raises OpeningRefused: it does not wait, has ended, its employer is suspended, or is the officer's own; or a
        referral sheet with its words would tell where or why somebody learnt.
    :raises OpeningChangedMeanwhile: somebody changed it since the page was opened.
    """
    return _officers_step(seen, _Said(Step.APPROVE), actor=actor, now=now)


def refuse_opening(*, seen: Seen, reason: str, actor: Actor, now: datetime) -> Opening:
    """Refuse an opening, or take an approval back; the employer reads the reason.

    :raises UnusableOpening: when the reason is missing, cannot be kept, names a training site, or says a word that
        would tell where or why somebody learnt and that the opening itself does not say.
    :raises OpeningNotFound: when it is not there.
    :raises OpeningRefused: it neither waits nor is approved, has no reason, or is of the officer's own employer.
    :raises OpeningChangedMeanwhile: somebody changed it since the page was opened.
    """
    words = rules.several_lines(reason)
    if not words or len(words) > rules.LONGEST_REASON or has_unseen_in_lines(words):
        raise UnusableOpening(_("Give the reason."), field="reason")
    if site_in(words):
        raise UnusableOpening(_("The employer reads this: name no training site."), field="reason")
    _refuse_telling(words, seen)
    return _officers_step(seen, _Said(Step.REFUSE, reason=words), actor=actor, now=now)


def _refuse_telling(reason: str, seen: Seen) -> None:
    said = ("title", "district", "text", "employer__name_zh", "employer__name_en")
    texts = Opening.objects.filter(uuid=seen.opening_uuid).values_list(*said).first()
    if word := said_beyond(texts or (), reason):
        words = _(
            "The employer reads this: “%(word)s” would tell where or why somebody learnt. Only what the opening "
            "itself says may be quoted."
        )
        raise UnusableOpening(words % {"word": word}, field="reason")


def refuse_unusable(offer: Offer, *, today: date) -> None:
    """Let an offer pass that can be kept.

    :raises UnusableOpening: a value cannot be.
    """
    words = {
        "missing": _("This is missing."),
        "too_long": _("This is too long."),
        "not_printable": _("This holds a character that cannot be printed."),
        "pay": _("The lower pay comes first; say both, in yuan a month."),
        "number": _("Say how many people you look for: 1 to 999."),
        "dates": _("The last day follows the first, by at most 180 days."),
        "far": _("The first day is at most a year away."),
        "level": _("A level belongs to a skill-level certificate."),
    }
    for field, code in rules.reasons_against(offer, today=today):
        raise UnusableOpening(words[code], field=field)


def _employers_step(employer_id: int, seen: Seen, said: _Said, *, actor: Actor, now: datetime) -> Opening:
    with transaction.atomic(durable=True):
        by = _lock_employer_of(employer_id, actor)
        opening = _locked(seen)
        if opening.employer_id != employer_id:
            raise OpeningNotFound
        return _step(opening, seen, said, by=by, actor=actor, now=now)


def _officers_step(seen: Seen, said: _Said, *, actor: Actor, now: datetime) -> Opening:
    by = _person(actor)
    with transaction.atomic(durable=True):
        behind = Opening.objects.filter(uuid=seen.opening_uuid).values("employer")
        employer = Employer.objects.select_for_update().filter(pk__in=behind).first()
        if employer is None:
            raise OpeningNotFound
        opening = _locked(seen)
        if is_of_own_employer(opening, by):
            raise OpeningRefused(str(OWN_EMPLOYER))
        opening.employer = employer
        before = opening.revision
        opening = _step(opening, seen, said, by=by, actor=actor, now=now)
        if opening.revision != before:  # a form that is sent twice writes once
            _tell(opening, said.step)
    return opening


def _tell(opening: Opening, step: Step) -> None:
    """Write to who works for the employer how it was decided; the reason stands on the opening's page alone."""
    letter = f"certificates/openings/email/{'approved' if step is Step.APPROVE else 'refused'}"
    write_to_people_of(
        opening.employer_id, letter, page="certificates:openings", about={"opening": opening.title}
    )


def _step(opening: Opening, seen: Seen, said: _Said, *, by: UUID, actor: Actor, now: datetime) -> Opening:
    """Take a step with a locked opening. A form that was sent twice is one step."""
    if _is_taken_already(opening, seen, said, by):
        return opening
    refuse_unseen(opening, seen)
    state = rules.next_state(State(opening.state), said.step)
    words = why_not(opening, said.step, today=local_date(now))
    if words or state is None:
        raise OpeningRefused(words)
    _keep(opening, said, state=state, by=by, now=now)
    _record(opening, said, actor=actor, now=now)
    return opening


def refuse_unseen(opening: Opening, seen: Seen) -> None:
    """Let a locked opening pass that is as the page showed it.

    :raises OpeningChangedMeanwhile: a step was taken with it since.
    """
    if seen.revision != str(opening.revision):
        raise OpeningChangedMeanwhile(
            _("Somebody changed this opening since you opened the page. Look at it again.")
        )


def _is_taken_already(opening: Opening, seen: Seen, said: _Said, by: UUID) -> bool:
    if seen.revision != str(opening.revision - 1):
        return False
    last = opening.decisions.get(revision=opening.revision)
    is_same = (last.step, last.by, last.reason) == (said.step, by, said.reason)
    return is_same and (said.offer is None or said.offer == offer_of(opening))


def _keep(opening: Opening, said: _Said, *, state: State, by: UUID, now: datetime) -> None:
    if said.offer is not None:
        values = asdict(said.offer) | {"occupation": _occupation(said.offer.occupation)}
        for name, value in values.items():
            setattr(opening, name, value)
    opening.state, opening.revision, opening.changed_at = state, opening.revision + 1, now
    opening.save()
    offer = asdict(offer_of(opening))
    days = {name: offer[name].isoformat() for name in ("from_date", "until_date")}
    OpeningDecision.objects.create(
        opening=opening,
        revision=opening.revision,
        step=said.step,
        state=state,
        offer=offer | days,
        reason=said.reason,
        by=by,
        at=now,
    )


def _occupation(code: str) -> object | None:
    found = list_occupations().filter(code=code).first() if code else None
    if code and found is None:
        raise UnusableOpening(_("Choose one of the list."), field="occupation")
    return found


def _record(opening: Opening, said: _Said, *, actor: Actor, now: datetime) -> None:
    action, after = _ACTION_OF[said.step], {"revision": opening.revision, "state": str(opening.state)}
    audit.record(actor=actor, action=action, target=opening, reason=said.reason[:200], after=after, now=now)


def _locked(seen: Seen) -> Opening:
    opening = Opening.objects.select_for_update().filter(uuid=seen.opening_uuid).first()
    if opening is None:
        raise OpeningNotFound
    return opening


def _lock_employer_of(employer_id: int, actor: Actor) -> UUID:
    """Lock the employer; return who acts for it.

    :raises OpeningRefused: who does not, or it is not verified.
    """
    by = _person(actor)
    Employer.objects.select_for_update().filter(pk=employer_id).first()
    if not acting_for_employers().filter(employer=employer_id, user__uuid=by).exists():
        raise OpeningRefused(_("Your organisation is not registered, or its registration is suspended."))
    return by


def _person(actor: Actor) -> UUID:
    if actor.user_uuid is None:
        raise ValueError("A person does this.")
    return actor.user_uuid


def _refuse_flood(employer_id: int) -> None:
    kept = Opening.objects.filter(employer=employer_id).exclude(state=State.CLOSED).count()
    if kept >= rules.MOST_OPEN:
        words = _("Your organisation has %(count)d openings. Close one first.")
        raise OpeningRefused(words % {"count": rules.MOST_OPEN})
