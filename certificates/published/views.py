"""What programs of others read to check a credential: the issuer's keys and the status list. The same for everybody."""

import json

from asn1crypto.pem import armor
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from certificates.published.state import public_state
from lms.core.access import Public, access

KEPT_SECONDS = 300


@access(Public)
@require_safe
def issuer(request: HttpRequest) -> HttpResponse:
    """Send the issuer's document (did:web)."""
    document = public_state().issuer()
    if document is None:
        raise Http404
    return _for_everybody(json.dumps(document).encode())


@access(Public)
@require_safe
def second_keys(request: HttpRequest) -> HttpResponse:
    """Send the public keys of second signatures (PEM, newest first), each behind its name."""
    keys = public_state().second_keys()
    if not keys:
        raise Http404
    blocks = (name.encode() + b"\n" + armor("PUBLIC KEY", key) for name, key in keys.items())
    return _for_everybody(b"\n".join(blocks), kind="text/plain; charset=utf-8")


@access(Public)
@require_safe
def status_list(request: HttpRequest, name: str) -> HttpResponse:
    """Send the signed status list as it is kept."""
    content = public_state().status_list(name)
    if content is None:
        raise Http404
    return _for_everybody(content)


def _for_everybody(content: bytes, kind: str = "application/json") -> HttpResponse:
    """Answer pages of other origins too: verifiers run in browsers."""
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": f"public, max-age={KEPT_SECONDS}"}
    return HttpResponse(content, content_type=kind, headers=headers)
