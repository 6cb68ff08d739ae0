"""Checks one file of a stranger against what issuing published: the page and the command ask here, nobody else does.

The file stays in memory: it is neither stored nor logged.
"""

from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore

from django.utils.translation import gettext as _

from certificates.published.state import PublicRecord, PublicState, public_state
from certificates.verification.freshness import freshness
from certificates.verifier.documents import Examined, digest_of, examine_within_limits
from certificates.verifier.known import Known
from certificates.verifier.proofs import DAYS, STATUS
from certificates.verifier.results import Check, Verdict, verdict_of
from certificates.verifier.second import check_second
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
    record: PublicRecord | None
    sha256: str


def check_document(content: bytes, *, now: datetime) -> CheckedDocument:
    """Check a PDF or a credential (JSON). At most so many queries, whatever the file holds.

    :raises Busy: when this process reads as many files as it may at once.
    """
    state = public_state()
    examined = _examine(content, state.known(now=now))
    sha256 = digest_of(content)
    # What could not be read, or is of another kind, has no digest: the register has no word about it.
    if not examined.digests:
        return CheckedDocument(verdict_of(examined.checks), examined.checks, "unknown", None, sha256)
    found = state.look_up(examined.digests, examined.identifier, with_record=_is_genuine(examined))
    checks = [
        *examined.checks,
        *_of_second(state, examined),
        found.standing.check,
        *freshness(state.age(now=now)),
    ]
    return CheckedDocument(verdict_of(checks), checks, found.standing.state, found.record, sha256)


def _of_second(state: PublicState, examined: Examined) -> list[Check]:
    """Return nothing where the school makes no second signatures, or the file holds no JSON that one could be over."""
    if not examined.credential:
        return []
    keys, signature = state.second_signature(digest_of(examined.credential))
    return [check_second(examined.credential, signature, keys)] if keys else []


def _is_genuine(examined: Examined) -> bool:
    """Return whether the file is what was issued, even if it ended since: of no other file is anything shown."""
    about_the_file = [check for check in examined.checks if check.name not in SAYS_IT_ENDED]
    return verdict_of(about_the_file) is Verdict.VALID


def _examine(content: bytes, known: Known) -> Examined:
    if not _places.acquire(blocking=False):
        raise Busy(_("Other files are being checked. Please try again in a few seconds."))
    try:
        return examine_within_limits(content, known)
    finally:
        _places.release()
