"""Tells an employer that somebody took a consent back. No letter names the person: it would outlive the consent."""

from datetime import datetime

from certificates.referrals.consent.models import Consent, Disclosure
from certificates.referrals.consent.queries import opening_as_read
from lms.accounts.api import write_to_people_of
from lms.core.actor import Actor


def tell_employer(consent: Consent, actor: Actor, now: datetime) -> None:
    """Write to who works for the employer, when it has received something: what has to be deleted is on its page."""
    if Disclosure.objects.filter(consent=consent).exists():
        write_to_people_of(
            consent.employer_id,
            "certificates/consents/email/taken_back",
            page="certificates:consents_received",
            about={"number": consent.reference, "opening": opening_as_read(consent.request).title},
        )
