"""A holder makes a link and closes it; opening one is counted. Lock order: credential, link, audit chain."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.queries import HELD
from certificates.sharing import rules
from certificates.sharing.errors import CannotShare, NotAChoice, ShareLinkNotFound
from certificates.sharing.models import SharedField, ShareLink
from certificates.sharing.queries import digest_of, live_links
from lms.core import audit
from lms.core.actor import Actor
from lms.core.ids import new_public_token
from lms.core.unseen import as_one_line, has_unseen


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a link is to show, for how many days, with which passcode (empty: none); how its holder calls it."""

    fields: Collection[str]
    days: int
    passcode: str = ""
    label: str = ""


def make_link(
    *, credential_uuid: UUID, person_id: int, wanted: Wanted, actor: Actor, now: datetime
) -> ShareLink:
    """Make a link for one's own certificate.

    :raises ShareLinkNotFound: when the certificate is not this person's.
    :raises CannotShare: when it is not in force, or there are enough open links.
    :raises NotAChoice: for a field, a number of days or a passcode that is not on offer, or an unreadable label.
    """
    fields, label = _chosen(wanted), _readable(wanted.label)
    passcode = make_password(rules.read_passcode(wanted.passcode)) if wanted.passcode else ""
    token = new_public_token()
    with transaction.atomic(durable=True):
        credential = _lock_own(credential_uuid, person_id)
        _refuse_unless_shareable(credential, now=now)
        link = ShareLink.objects.create(
            credential=credential,
            token=token,
            token_hash=digest_of(token),
            fields=fields,
            passcode=passcode,
            label=label,
            created_at=now,
            expires_at=rules.ends_at(days=wanted.days, now=now),
        )
        after = {"fields": fields, "days": wanted.days, "passcode": bool(passcode)}
        audit.record(actor=actor, action=AuditAction.MAKE_SHARE_LINK, target=link, after=after, now=now)
    return link


def close_link(*, link_uuid: UUID, person_id: int, actor: Actor, now: datetime) -> ShareLink:
    """Close one's own link; from this commit on its address answers as if there were none. Again: no change.

    :raises ShareLinkNotFound: when it is not there, or somebody else's.
    """
    with transaction.atomic(durable=True):
        own = ShareLink.objects.select_for_update(of=("self",)).filter(credential__person_id=person_id)
        link = own.filter(uuid=link_uuid).first()
        if link is None:
            raise ShareLinkNotFound
        if link.closed_at is None:
            link.closed_at = now
            link.save(update_fields=["closed_at"])
            audit.record(actor=actor, action=AuditAction.CLOSE_SHARE_LINK, target=link, now=now)
    return link


def open_with(link: ShareLink, passcode: str, *, now: datetime) -> bool:
    """Return whether the passcode opens the link; a link without one opens with anything.

    A try is taken before it is compared, so that many at one moment have no more tries than one after the other.
    """
    if not link.passcode:
        return True
    mine = live_links(now=now).filter(pk=link.pk)
    if not mine.update(wrong_passcodes=F("wrong_passcodes") + 1):
        return False
    if not check_password(rules.read_passcode(passcode), link.passcode):
        return False
    ShareLink.objects.filter(pk=link.pk).update(wrong_passcodes=F("wrong_passcodes") - 1)
    return True


def count_opening(link: ShareLink) -> None:
    """Add one to the times a link was opened: a number for its holder, which says nothing of who it was."""
    ShareLink.objects.filter(pk=link.pk).update(openings=F("openings") + 1)


def _chosen(wanted: Wanted) -> list[str]:
    if unknown := set(wanted.fields) - set(SharedField.values):
        raise NotAChoice(_("Not on offer: %(field)s") % {"field": min(unknown)[:40]}, field="fields")
    if wanted.days not in rules.DAYS:
        raise NotAChoice(_("Choose one of the periods."), field="days")
    if wanted.passcode and not rules.is_passcode(rules.read_passcode(wanted.passcode)):
        words = _("A passcode has %(least)d to %(most)d Latin letters or digits.")
        bounds = {"least": rules.PASSCODE_SHORTEST, "most": rules.PASSCODE_LONGEST}
        raise NotAChoice(words % bounds, field="passcode")
    return [value for value in SharedField.values if value in set(wanted.fields)]


def _readable(label: str) -> str:
    words = as_one_line(label)
    if has_unseen(words) or len(words) > rules.LONGEST_LABEL:
        raise NotAChoice(_("This is too long, or holds a character that nobody sees."), field="label")
    return words


def _lock_own(credential_uuid: UUID, person_id: int) -> Credential:
    own = Credential.objects.select_for_update().filter(person_id=person_id, state__in=HELD)
    credential = own.filter(uuid=credential_uuid).first()
    if credential is None:
        raise ShareLinkNotFound
    return credential


def _refuse_unless_shareable(credential: Credential, *, now: datetime) -> None:
    if credential.state != CredentialState.ISSUED:
        raise CannotShare(_("This certificate is not in force any more, so it cannot be shared."))
    live = live_links(now=now).filter(credential=credential)
    if live.count() >= rules.LINKS_AT_ONCE:
        words = _("There are %(count)d open links for this certificate. Close one first.")
        raise CannotShare(words % {"count": rules.LINKS_AT_ONCE})
