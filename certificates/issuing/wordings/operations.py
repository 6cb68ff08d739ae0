"""A school's own words: one officer writes a version, another approves it (invariant I9)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from certificates.issuing.errors import UnusableWording
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.places import betrays, site_names
from certificates.issuing.proposals.operations import approve, close, propose
from certificates.issuing.texts import tidy
from certificates.issuing.wordings.frame import WORDINGS
from certificates.issuing.wordings.models import MOST, Wording, WordingClosing
from certificates.issuing.wordings.preview import preview_of_nobody
from certificates.issuing.wordings.words import HAN, KINDS, SEAL, Words
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
    said = {"school": new.school, "kind": new.kind.value, "from_date": new.from_date, **asdict(words)}
    row: Wording = propose(WORDINGS, said, actor=actor, now=now)
    return row


def approve_wording(*, wording_uuid: UUID, actor: Actor, now: datetime) -> Wording:
    """Let a version hold; it raises what `approve` does."""
    row: Wording = approve(WORDINGS, wording_uuid, actor=actor, now=now)
    return row


def close_wording(*, wording_uuid: UUID, reason: str, actor: Actor, now: datetime) -> WordingClosing:
    """End a version without approval; it raises what `close` does."""
    closing: WordingClosing = close(WORDINGS, wording_uuid, reason, actor=actor, now=now)
    return closing


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
    if bool(words.deed_zh) != bool(words.deed_en):
        empty = "deed_en" if words.deed_zh else "deed_zh"
        raise UnusableWording(
            _("Write it in both languages, or in none: the paper would say two different things."),
            field=empty,
        )
    if HAN.search(words.deed_en):
        raise UnusableWording(_("There are Chinese characters in the English sentence."), field="deed_en")
    if words.seal_words and not SEAL.fullmatch(words.seal_words):
        raise UnusableWording(_("Two to eight Chinese characters."), field="seal_words")
    return words
