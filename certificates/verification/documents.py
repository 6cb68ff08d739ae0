"""Checks one file of a stranger against what issuing published: the page and the command ask here, nobody else does.

The file stays in memory: it is neither stored nor logged.
"""

from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.issuing import public_records
from certificates.issuing.authority import trusted_roots
from certificates.issuing.keys.did import did_document, issuer_did
from certificates.issuing.keys.queries import known_certificates
from certificates.issuing.register.queries import standing_of
from certificates.issuing.status.queries import all_lists
from certificates.verifier.documents import Examined, digest_of, examine_within_limits
from certificates.verifier.known import Known
from certificates.verifier.proofs import DAYS, STATUS
from certificates.verifier.results import Check, Verdict, verdict_of
from lms.core.errors import Busy

SAYS_IT_ENDED = {DAYS, STATUS}
AT_ONCE = 2
_places = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """What was found: the verdict, each check, the word of the register, and the public record if it may be shown."""

    verdict: Verdict
    checks: list[Check]
    register: str  # "unknown", "issued", "revoked", "replaced"
    record: public_records.PublishedCredential | None
    sha256: str


def check_document(content: bytes, *, now: datetime) -> CheckedDocument:
    """Check a PDF or a credential (JSON). At most so many queries, whatever the file holds.

    :raises Busy: when this process reads as many files as it may at once.
    """
    examined = _examine(content, now=now)
    digests = examined.digests
    if examined.identifier:
        digests = [*digests, *public_records.document_digests(digests, examined.identifier)]
    standing = standing_of(digests)
    record = public_records.find_by_document(digests) if _is_genuine(examined) else None
    checks = [*examined.checks, standing.check]
    return CheckedDocument(verdict_of(checks), checks, standing.state, record, digest_of(content))


def _is_genuine(examined: Examined) -> bool:
    """Return whether the file is what was issued, even if it ended since: of no other file is anything shown."""
    about_the_file = [check for check in examined.checks if check.name not in SAYS_IT_ENDED]
    return verdict_of(about_the_file) is Verdict.VALID


def _clocks() -> list[bytes]:
    """Return whose time-stamps are believed; where the file cannot be read, they "could not be checked"."""
    try:
        return trusted_roots()
    except (OSError, ValueError):
        return []


def _examine(content: bytes, *, now: datetime) -> Examined:
    known = Known(
        seals=known_certificates(),
        issuer=did_document(issuer_did(settings.PUBLIC_BASE_URL)),
        lists=all_lists(),
        now=now,
        clocks=_clocks(),
    )
    if not _places.acquire(blocking=False):
        raise Busy(_("Other files are being checked. Please try again in a few seconds."))
    try:
        return examine_within_limits(content, known)
    finally:
        _places.release()
