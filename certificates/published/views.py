"""What programs of others read to check a credential: the issuer's keys and the status list. The same for everybody."""

import json

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
def status_list(request: HttpRequest, name: str) -> HttpResponse:
    """Send the signed status list as it is kept."""
    content = public_state().status_list(name)
    if content is None:
        raise Http404
    return _for_everybody(content)


def _for_everybody(content: bytes) -> HttpResponse:
    """Answer pages of other origins too: verifiers run in browsers."""
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": f"public, max-age={KEPT_SECONDS}"}
    return HttpResponse(content, content_type="application/json", headers=headers)
