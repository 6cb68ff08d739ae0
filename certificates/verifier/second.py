"""The check of a second signature (SM2/SM3): a file of its own over the very bytes of a credential's JSON.

No certificate needs one, and the first signature stands without it: that there is none leaves every verdict as it is.
"""

from collections.abc import Mapping

from cryptography.exceptions import UnsupportedAlgorithm

from certificates.verifier import sm2
from certificates.verifier.results import Check, Outcome, gettext_noop

SECOND = gettext_noop("second signature (SM2/SM3)")
NONE = gettext_noop("There is none over these very bytes. No certificate needs one.")
NO_JSON = gettext_noop("It is over the JSON of the digital credential, which this file does not hold.")
NO_KEY = gettext_noop("No key of the school for second signatures was given to compare.")
NO_SM3 = gettext_noop("It was not checked: the library that is installed here has no SM3.")
OTHER = gettext_noop("This is no signature of SM2 (DER).")
BAD = gettext_noop(
    "It does not fit: it is over other bytes, or by a key that the school does not publish or has withdrawn."
)
GOOD = gettext_noop("The very bytes of the digital credential were signed with %(key)s, too.")


def check_second(content: bytes, signature: bytes | None, keys: Mapping[str, bytes]) -> Check:
    """Return what is to be said of a second signature over the JSON of a credential; empty: the file holds none.

    `keys`: public keys (DER) by name, as the school publishes them.
    """
    if signature is None:
        return Check(SECOND, Outcome.ABSENT, NONE)
    if not content:
        return Check(SECOND, Outcome.UNCHECKED, NO_JSON)
    if not keys:
        return Check(SECOND, Outcome.UNCHECKED, NO_KEY)
    if not is_one(signature):
        return Check(SECOND, Outcome.FAILED, OTHER)
    try:
        signer = sm2.name_of_signer(keys, content, signature)
    except UnsupportedAlgorithm:
        return Check(SECOND, Outcome.UNCHECKED, NO_SM3)
    if not signer:
        return Check(SECOND, Outcome.FAILED, BAD)
    return Check(SECOND, Outcome.OK, GOOD, {"key": signer})


def is_one(content: bytes) -> bool:
    """Return whether a file has the form of a second signature."""
    try:
        sm2.read_signature(content)
    except sm2.NotSm2:
        return False
    return True
