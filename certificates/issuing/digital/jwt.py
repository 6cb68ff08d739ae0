"""The same credential as a VC-JWT (ES256), for verifiers that read no Data Integrity proof."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any


def to_jwt(credential: dict[str, Any], *, method: str, sign: Callable[[bytes], bytes]) -> str:
    """Return the compact form; `sign` returns the 64 bytes r and s of ES256.

    The key is named by the issuer's document and never put into the header, where it would prove nothing.
    """
    head = {"alg": "ES256", "kid": method, "typ": "JWT"}
    message = f"{_part(head)}.{_part(claims(credential))}"
    return f"{message}.{_base64(sign(message.encode()))}"


def claims(credential: dict[str, Any]) -> dict[str, Any]:
    """Return the credential without its proof, with the registered claims that repeat it; `exp` only where it ends."""
    body = {name: value for name, value in credential.items() if name != "proof"}
    registered: dict[str, Any] = {
        "iss": body["issuer"]["id"],
        "jti": body["id"],
        "sub": body["credentialSubject"]["id"],
        "nbf": _seconds(body["validFrom"]),
    }
    if "validUntil" in body:
        registered["exp"] = _seconds(body["validUntil"])
    return {**body, **registered}


def _seconds(moment: str) -> int:
    """Return an instant as seconds; compared as instants, whatever zone they are written in."""
    return int(datetime.fromisoformat(moment).timestamp())


def _part(value: dict[str, Any]) -> str:
    return _base64(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
