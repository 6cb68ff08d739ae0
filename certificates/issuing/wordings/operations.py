"""Makes a version of a school's words. Of two for the same day the second is refused."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing.batches.policies import refuse_officer_of
from certificates.issuing.errors import UnusableWording, WordingTaken
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.places import names_one_of, site_names
from certificates.issuing.texts import has_unseen, tidy
from certificates.issuing.wordings.models import MOST, Wording
from certificates.issuing.wordings.preview import preview_words
from certificates.issuing.wordings.words import KINDS, SEAL, Words
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.organisations.api import School


@dataclass(frozen=True, slots=True)
class NewWording:
    """For which school and kind, from which day on, and the words."""

    school: School
    kind: CredentialKind
    from_date: date
    words: Words


def set_wording(new: NewWording, *, actor: Actor, now: datetime) -> Wording:
    """Make a version; what was issued keeps its words.

    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises UnusableWording: as `checked` does.
    :raises WordingTaken: when there is a version of that day.
    :raises NotPrintable: when a character has no glyph or a text does not fit.
    """
    words = checked(new, now=now)
    preview_words(new.school, new.kind, words, day=new.from_date)
    with transaction.atomic(durable=True):
        refuse_officer_of(actor, new.school.pk)
        said = {**asdict(words), "by": actor.user_uuid, "made_at": now}
        row, is_new = Wording.objects.get_or_create(
            school=new.school, kind=new.kind, from_date=new.from_date, defaults=said
        )
        if not is_new:
            raise WordingTaken(_("There are words for this kind from that day on already."))
        after = {"kind": new.kind, "from": new.from_date.isoformat(), **asdict(words)}
        audit.record(actor=actor, action=AuditAction.SET_WORDING, target=row, after=after, now=now)
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
        if names_one_of(text, sites):
            raise UnusableWording(_("A certificate names no training site."), field=name)
    if words.seal_words and not SEAL.fullmatch(words.seal_words):
        raise UnusableWording(_("Two to eight Chinese characters."), field="seal_words")
    return words
