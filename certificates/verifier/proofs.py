"""The checks of a credential's JSON: its form, its signature, who issued it, its days, and its bit in the status list.

Canonical JSON-LD is read by PyLD; without it nothing is said of the signature.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from certificates.verifier.known import Known
from certificates.verifier.results import Check, Outcome, gettext_noop
from certificates.verifier.status import CannotTell, is_revoked, pick_list
from certificates.verifier.strict import Refused, read_credential

CREDENTIAL = gettext_noop("digital credential")
SIGNATURE = gettext_noop("signature of the credential")
ISSUER = gettext_noop("who issued it")
DAYS = gettext_noop("period of validity")
STATUS = gettext_noop("status list")

FORM_FITS = gettext_noop("The credential has the form of those that are issued here.")
NO_ISSUER = gettext_noop("No document of the issuer was given to compare.")
OTHER_ISSUER = gettext_noop("It names another issuer, whose keys are not known here.")
UNPROVEN = gettext_noop("Anybody can write down a name: without a good signature it says nothing.")
NO_LIBRARY = gettext_noop("The signature was not checked: the library PyLD is not installed here.")
OTHER_KEY = gettext_noop("It names a key that the issuer does not publish.")
BAD = gettext_noop("The signature does not fit: the credential was changed, or somebody else signed it.")
GOOD = gettext_noop("The credential is as it was signed.")
PROVEN = gettext_noop("It was issued by %(school)s (%(issuer)s).")
PROVEN_UNNAMED = gettext_noop("It was issued by %(issuer)s.")
NO_DAYS = gettext_noop("It does not say since when it is valid.")
TOO_EARLY = gettext_noop("It is not valid yet.")
TOO_LATE = gettext_noop("It has expired.")
IN_TIME = gettext_noop("It is valid today.")
REVOKED = gettext_noop("The status list says that it was revoked.")
NOT_REVOKED = gettext_noop("The status list does not say that it was revoked.")


class CannotProve(Exception):
    """A proof could not be looked at; the message says why."""


class BadProof(Exception):
    """A proof was looked at and is not good; the message says why."""


def examine_credential(content: bytes, known: Known) -> tuple[list[Check], str]:
    """Return the checks of a credential, and the name it has when its signature is good."""
    try:
        credential = read_credential(content)
    except Refused as error:
        return [Check(CREDENTIAL, Outcome.FAILED, error.words, error.values)], ""
    return examined(credential, known, lambda: prove(credential, known.issuer))


def examined(
    credential: Mapping[str, Any], known: Known, prove_it: Callable[[], None]
) -> tuple[list[Check], str]:
    """Return the checks of a credential that was read strictly, whatever form it came in; `prove_it` is as `prove`."""
    proofs = of_the_proof(credential, prove_it)
    checks = [
        Check(CREDENTIAL, Outcome.OK, FORM_FITS),
        *proofs,
        of_the_days(credential, known.now),
        of_the_status(credential, known),
    ]
    is_proven = all(check.outcome is Outcome.OK for check in proofs)
    return checks, str(credential.get("id", "")) if is_proven else ""


def issuer_of(document: Mapping[str, Any]) -> Any:
    """Return the name of the issuer that a document claims."""
    issuer = document.get("issuer")
    return issuer.get("id") if isinstance(issuer, dict) else issuer


def prove(document: dict[str, Any], issuer: Mapping[str, Any] | None) -> None:
    """Check a document's one proof against the keys that its issuer publishes.

    :raises CannotProve: when there is nothing to compare with, or no library that reads it.
    :raises BadProof: when another key signed, or other words.
    """
    named = named_issuer(document, issuer)
    try:
        from certificates.verifier.digital import integrity
    except ImportError:
        raise CannotProve(NO_LIBRARY) from None
    public = _key_of(document, named)
    try:
        integrity.check_proof(document, public)
    except MemoryError:
        raise
    except Exception:
        # Hostile graphs make the library fail in many ways; each is one answer.
        raise BadProof(BAD) from None


def named_issuer(document: Mapping[str, Any], issuer: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return the issuer's document when it is the one that a document names.

    :raises CannotProve: when it is not, or there is none.
    """
    if issuer is None:
        raise CannotProve(NO_ISSUER)
    if issuer_of(document) != issuer.get("id"):
        raise CannotProve(OTHER_ISSUER)
    return issuer


def published_key(name: Any, kind: str, issuer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the issuer publishes of the key that a proof names.

    :raises BadProof: when it publishes none of this name and kind.
    """
    published = issuer.get("verificationMethod", ()) if name in issuer.get("assertionMethod", ()) else ()
    for method in published:
        if method.get("id") == name and method.get("type") == kind:
            return method
    raise BadProof(OTHER_KEY)


def _key_of(document: Mapping[str, Any], issuer: Mapping[str, Any]) -> bytes:
    from certificates.verifier.digital import multibase

    proof = document.get("proof")
    proof = proof[0] if isinstance(proof, list) and len(proof) == 1 else proof
    if (
        not isinstance(proof, dict)
        or proof.get("type") != "DataIntegrityProof"
        or proof.get("proofPurpose") != "assertionMethod"
    ):
        raise BadProof(BAD)
    method = published_key(proof.get("verificationMethod"), "Multikey", issuer)
    return multibase.decode(method["publicKeyMultibase"]).removeprefix(multibase.ED25519_PUBLIC)


def of_the_proof(credential: Mapping[str, Any], prove_it: Callable[[], None]) -> list[Check]:
    """Return whether a signature is good and who issued it, by what proves it.

    `prove_it` raises CannotProve or BadProof.
    """
    try:
        prove_it()
    except CannotProve as error:
        return [Check(name, Outcome.UNCHECKED, str(error)) for name in (SIGNATURE, ISSUER)]
    except BadProof as error:
        return [Check(SIGNATURE, Outcome.FAILED, str(error)), Check(ISSUER, Outcome.UNCHECKED, UNPROVEN)]
    return [Check(SIGNATURE, Outcome.OK, GOOD), _proven(credential)]


def _proven(credential: Mapping[str, Any]) -> Check:
    """Return who issued it: the school's name stands in what was signed, too."""
    issuer, named = credential.get("issuer"), {"issuer": str(issuer_of(credential))}
    school = issuer.get("name") if isinstance(issuer, dict) else None
    if isinstance(school, str) and school:
        return Check(ISSUER, Outcome.OK, PROVEN, {"school": school, **named})
    return Check(ISSUER, Outcome.OK, PROVEN_UNNAMED, named)


def of_the_days(credential: Mapping[str, Any], now: datetime) -> Check:
    """Return whether a credential is valid at an instant."""
    try:
        begin = read_instant(credential["validFrom"])
        end = read_instant(credential["validUntil"]) if "validUntil" in credential else None
    except (KeyError, ValueError):
        return Check(DAYS, Outcome.FAILED, NO_DAYS)
    if now < begin:
        return Check(DAYS, Outcome.FAILED, TOO_EARLY)
    if end is not None and end <= now:
        return Check(DAYS, Outcome.FAILED, TOO_LATE)
    return Check(DAYS, Outcome.OK, IN_TIME)


def read_instant(value: Any) -> datetime:
    """Return an instant of a credential; instants are compared, not texts.

    :raises ValueError: when it is none, or names no zone.
    """
    instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    if instant is None or instant.tzinfo is None:
        raise ValueError("no instant")
    return instant


def of_the_status(credential: Mapping[str, Any], known: Known) -> Check:
    """Return what the list that a credential names says; only a list that is proven and fresh says anything."""
    try:
        entry, found = pick_list(credential, known.lists)
        _prove_list(found, credential, known)
        revoked = is_revoked(found, entry)
    except CannotTell as error:
        return Check(STATUS, Outcome.UNCHECKED, str(error))
    return Check(STATUS, Outcome.FAILED if revoked else Outcome.OK, REVOKED if revoked else NOT_REVOKED)


def _prove_list(found: dict[str, Any], credential: Mapping[str, Any], known: Known) -> None:
    if issuer_of(found) != issuer_of(credential):
        raise CannotTell(gettext_noop("The status list is of another issuer."))
    try:
        prove(found, known.issuer)
    except (CannotProve, BadProof):
        raise CannotTell(gettext_noop("The signature of the status list could not be confirmed.")) from None
    try:
        is_fresh = read_instant(found["validFrom"]) <= known.now < read_instant(found["validUntil"])
    except (KeyError, ValueError):
        is_fresh = False
    if not is_fresh:
        raise CannotTell(gettext_noop("The status list is out of date."))
