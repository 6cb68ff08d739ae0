"""Links to certificates that an employer gets under a consent: made with a disclosure, closed by the withdrawal."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.issuing.queries import award_of_credential
from certificates.referrals.consent.models import Consent, ConsentLink, Way
from certificates.referrals.consent.operations import disclose
from certificates.referrals.consent.rules import Field
from certificates.sharing import rules
from certificates.sharing.errors import CannotShare
from certificates.sharing.models import SharedField, ShareLink
from certificates.sharing.operations import Wanted, add_link, close_links
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date

# What shows the name, too.
NAMED = frozenset({SharedField.NAME.value, SharedField.DOCUMENT.value})


def share_under(
    *, consent: Consent, credential_uuid: UUID, shows: Collection[str], actor: Actor, now: datetime
) -> ShareLink:
    """Make a link to a certificate for the employer of a consent; it ends with it at the latest.

    :raises NoLiveConsent: when the consent does not hold, or names no certificates, or not the name that is shown.
    :raises ShareLinkNotFound: when the certificate is another person's.
    :raises CannotShare: when it is not in force, or there are enough open links.
    """
    told = [Field.CERTIFICATES, *([Field.NAME] if NAMED & set(shows) else [])]
    wanted = Wanted(fields=shows, days=max(rules.DAYS))
    with (
        transaction.atomic(),
        audit.at_the_end(),
    ):  # the chain is the last lock, after that of the certificate
        disclose(consent=consent, fields=told, way=Way.LINK, actor=actor, now=now, what=str(credential_uuid))
        link = add_link(
            credential_uuid=credential_uuid,
            person_id=consent.person_id,
            wanted=wanted,
            actor=actor,
            now=now,
            until=consent.expires_at,
        )
        if award_of_credential(link.credential).is_over(local_date(now)):
            raise CannotShare(_("This certificate is not in force any more, so it cannot be shared."))
        ConsentLink.objects.create(consent=consent, link=link)
    return link


def close_links_of(consent: Consent, actor: Actor, now: datetime) -> None:
    """Close every link that hangs on a consent: from now on it answers 410."""
    mine = ConsentLink.objects.filter(consent=consent).values_list("link", flat=True)
    close_links(links=mine, actor=actor, now=now)
