"""A school's own words: one officer writes a version, another approves it (invariant I9)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing.batches.policies import refuse_officer_of
from certificates.issuing.closings import closing_of, refuse_settled
from certificates.issuing.errors import SamePerson, UnusableWording, WordingNotFound
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.places import betrays, site_names
from certificates.issuing.texts import tidy
from certificates.issuing.wordings.models import MOST, Wording, WordingApproval, WordingClosing
from certificates.issuing.wordings.preview import preview_of_nobody
from certificates.issuing.wordings.words import KINDS, SEAL, Words
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.unseen import has_unseen
from lms.organisations.api import School


@dataclass(frozen=True, slots=True)
class NewWording:
    """For which school and kind, from which day on, and the words."""

    school: School
    kind: CredentialKind
    from_date: date
    words: Words


def propose_wording(new: NewWording, *, actor: Actor, now: datetime) -> Wording:
    """Write down a version, which holds when another officer approves it.

    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises UnusableWording: as `checked` does.
    :raises NotPrintable: when a character has no glyph or a text does not fit.
    """
    words = checked(new, now=now)
    preview_of_nobody(new.school, new.kind, words, day=new.from_date)
    with transaction.atomic(durable=True):
        refuse_officer_of(actor, new.school.pk)
        said = {**asdict(words), "by": actor.user_uuid, "made_at": now}
        row = Wording.objects.create(school=new.school, kind=new.kind, from_date=new.from_date, **said)
        after = {"kind": new.kind, "from": new.from_date.isoformat(), **asdict(words)}
        audit.record(actor=actor, action=AuditAction.PROPOSE_WORDING, target=row, after=after, now=now)
    return row


def approve_wording(*, wording_uuid: UUID, actor: Actor, now: datetime) -> Wording:
    """Let a version hold: what is issued from now on, and from its day on, says it.

    :raises WordingNotFound: when there is none.
    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises SamePerson: when whoever wrote it approves it.
    :raises WrongState: when it is approved or closed already.
    """
    with transaction.atomic(durable=True):
        row = _locked(wording_uuid)
        refuse_officer_of(actor, row.school_id)
        if actor.user_uuid is None or actor.user_uuid == row.by:
            raise SamePerson(_("Another officer than the one who wrote it approves a wording."))
        said = {"by": actor.user_uuid, "approved_at": now}
        refuse_settled(row)
        WordingApproval.objects.create(wording=row, **said)
        audit.record(actor=actor, action=AuditAction.APPROVE_WORDING, target=row, now=now)
    return row


def close_wording(*, wording_uuid: UUID, reason: str, actor: Actor, now: datetime) -> WordingClosing:
    """End a version without approval: who wrote it withdraws it, another officer refuses it; both say why.

    :raises WordingNotFound: when there is none.
    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises ReasonMissing: when the reason cannot be.
    :raises WrongState: when it is approved or closed already.
    """
    with transaction.atomic(durable=True):
        row = _locked(wording_uuid)
        refuse_officer_of(actor, row.school_id)
        refuse_settled(row)
        said = closing_of(reason, by=actor.user_uuid, now=now)
        closing = WordingClosing.objects.create(wording=row, **said)
        close, why = AuditAction.CLOSE_WORDING, closing.reason
        audit.record(actor=actor, action=close, target=row, reason=why, now=now)
    return closing


def _locked(wording_uuid: UUID) -> Wording:
    row = Wording.objects.select_for_update().filter(uuid=wording_uuid).first()
    if row is None:
        raise WordingNotFound
    return row


def checked(new: NewWording, *, now: datetime) -> Words:
    """Return the words as they are kept.

    :raises UnusableWording: when the kind takes none, the day is past, or the words cannot be on a certificate.
    """
    if new.kind not in KINDS:
        raise UnusableWording(_("This kind is worded by what the audit found."), field="kind")
    if new.from_date < local_date(now):
        raise UnusableWording(_("Words hold from today on or from a later day."), field="from_date")
    words = Words(**{name: tidy(text) for name, text in asdict(new.words).items()})
    sites = site_names()
    for name, text in asdict(words).items():
        if len(text) > MOST[name]:
            raise UnusableWording(_("This text is too long."), field=name)
        if has_unseen(text):
            raise UnusableWording(_("This text has characters that cannot be seen."), field=name)
        if betrays(text, sites):
            raise UnusableWording(_("A certificate never tells where or why somebody learnt."), field=name)
    if words.seal_words and not SEAL.fullmatch(words.seal_words):
        raise UnusableWording(_("Two to eight Chinese characters."), field="seal_words")
    return words
