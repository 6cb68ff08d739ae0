"""Reads of share links: a holder's own, and the one behind an address."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from certificates.issuing.models import Credential
from certificates.issuing.public_records import PublishedCredential
from certificates.issuing.queries import list_credentials_of
from certificates.sharing import rules
from certificates.sharing.errors import ShareLinkNotFound
from certificates.sharing.models import ShareLink


def digest_of(token: str) -> str:
    """Return the digest under which a link is found; case does not count, because QR codes carry capitals."""
    return hashlib.sha256(token.upper().encode("utf-8", "replace")).hexdigest()


def own_credential(*, person_id: int | None, credential_uuid: UUID) -> Credential:
    """Return a certificate that this person holds or held.

    :raises ShareLinkNotFound: when it is not there, or somebody else's.
    """
    credential = list_credentials_of(person_id).filter(uuid=credential_uuid).first()
    if credential is None:
        raise ShareLinkNotFound
    return credential


def links_of(credential: Credential) -> QuerySet[ShareLink]:
    """Return every link that was made for a certificate, the newest first."""
    return credential.share_links.all()  # each knows its certificate without asking


def own_link(*, person_id: int | None, link_uuid: UUID) -> ShareLink:
    """Return a link that this person made.

    :raises ShareLinkNotFound: when it is not there, or somebody else's.
    """
    if person_id is None:
        raise ShareLinkNotFound
    links = ShareLink.objects.select_related("credential")
    link = links.filter(uuid=link_uuid, credential__person_id=person_id).first()
    if link is None:
        raise ShareLinkNotFound
    return link


def live_links(*, now: datetime) -> QuerySet[ShareLink]:
    """Return the links that answer at this instant."""
    return ShareLink.objects.filter(
        closed_at__isnull=True, expires_at__gt=now, wrong_passcodes__lt=rules.WRONG_PASSCODES
    )


def open_link(token: str, *, now: datetime) -> ShareLink | None:
    """Return the link behind an address while it is open; unknown, closed, ended and locked ones look alike."""
    links = live_links(now=now).select_related("credential")
    return links.filter(token_hash=digest_of(token)).first()


def public_record_of(link: ShareLink) -> PublishedCredential | None:
    """Return what the public may learn of the certificate behind a link."""
    return PublishedCredential.objects.filter(number=link.credential.number_id).first()
