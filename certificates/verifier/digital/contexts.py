"""The JSON-LD contexts of our credentials, kept beside this file and pinned by digest; nothing is ever fetched."""

import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

# Read as a resource: auditors get these modules packed into one file.
FOLDER = files(__package__) / "contexts"
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
# Address: file and SHA-256 of its bytes. A context that changes would change what old signatures cover.
PINNED = {
    CREDENTIALS: (
        "credentials-v2.json",
        "8a9f494a89ecc51db093e90e84713e07e84d6d9204364a9b3c7868b21751236f",
    ),
    OPEN_BADGES: (
        "open-badges-3.0.3.json",
        "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761",
    ),
}


class UnknownContext(ValueError):
    """A document names a context that is not kept here, or the kept file is not the pinned one."""


@cache
def context(address: str) -> dict[str, Any]:
    """Return the kept context.

    :raises UnknownContext: when none is kept for this address, or its bytes are other ones.
    """
    if address not in PINNED:
        raise UnknownContext(address)
    name, digest = PINNED[address]
    content = (FOLDER / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise UnknownContext(f"{address}: the kept file is not the pinned one")
    return json.loads(content)


def load(address: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
    """Answer the JSON-LD processor from the kept files.

    :raises UnknownContext: for every other address.
    """
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": context(address),
    }
