"""Links as pages show them, in the reader's language."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.documents.qr import code_as_data_uri, public_address
from certificates.issuing.ending.rules import IDENTITY, PHOTO, RECORDS
from certificates.issuing.ending.words import FIELDS
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.queries import award_of_credential
from certificates.sharing import rules
from certificates.sharing.models import SharedField, ShareLink
from lms.core.language import pick
from lms.core.sentences import enumerated

# What some certificates print of their holder besides name, number and day.
PERSONAL = ("sex", "birth_date", IDENTITY, PHOTO, RECORDS)
STATES = {
    rules.LinkState.OPEN: (pgettext_lazy("share link", "Open"), "success"),
    rules.LinkState.CLOSED: (pgettext_lazy("share link", "Closed"), "neutral"),
    rules.LinkState.ENDED: (pgettext_lazy("share link", "Ended"), "neutral"),
    rules.LinkState.LOCKED: (_("Locked: too many wrong passcodes"), "danger"),
}
# It opens and says that the certificate is no longer in force.
ENDED_CERTIFICATE = (pgettext_lazy("share link", "Open, certificate no longer in force"), "danger")


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link as its holder sees it.

    `until` is the local instant at which it ends; `besides` says what its PDF tells, whatever else was chosen.
    """

    link: ShareLink
    state: str
    kind: str
    is_open: bool
    shown: str
    besides: str
    until: str


def link_row(link: ShareLink, *, now: datetime) -> LinkRow:
    """Return the row of one link."""
    state = rules.state_of(
        expires_at=link.expires_at,
        closed_at=link.closed_at,
        wrong_passcodes=link.wrong_passcodes,
        now=now,
    )
    words, kind = STATES[state]
    if state == rules.LinkState.OPEN and link.credential.state != CredentialState.ISSUED:
        words, kind = ENDED_CERTIFICATE
    shown = enumerated([SharedField(value).label for value in link.fields]) or str(_("Only the least"))
    return LinkRow(
        link=link,
        state=str(words),
        kind=kind,
        is_open=state == rules.LinkState.OPEN,
        shown=shown,
        besides=told_by_document(link.credential) if SharedField.DOCUMENT in link.fields else "",
        until=date_format(localtime(link.expires_at), "DATETIME_FORMAT"),
    )


def told_by_document(credential: Credential) -> str:
    """Return in one sentence what the PDF of a certificate tells besides programme and school."""
    award = award_of_credential(credential)
    printed = [FIELDS[field] for field in PERSONAL if getattr(award, field)]
    words = _("The PDF shows all that is printed on the certificate, whatever else is chosen: %(printed)s.")
    told = [SharedField.NAME.label, SharedField.NUMBER.label, SharedField.AWARDED.label, *printed]
    return str(words) % {"printed": enumerated(told)}


def certificate_of(link: ShareLink) -> str:
    """Return which certificate a link is for, so that two slips can be told apart."""
    award = award_of_credential(link.credential)
    return f"{pick(award, 'title')} · {pick(award, 'school')}"


def address_of(link: ShareLink) -> str:
    """Return the address that the holder passes on; its host is the platform's own setting, never a request's."""
    return f"{award_of_credential(link.credential).verify_at}/s/{link.token}/"


def code_of(link: ShareLink) -> str:
    """Return the square code of the address as the source of a picture."""
    base = award_of_credential(link.credential).verify_at
    return code_as_data_uri(public_address(base, link.token, folder="S"))
