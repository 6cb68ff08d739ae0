"""Sends circuit diagrams, and draws the author's preview."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.pages.operations import circuit_svg
from lms.core.access import Public, Roles, access
from lms.core.circuits import draw_circuit
from lms.core.enums import Role
from lms.core.media import INERT


@access(Public)
@require_safe
def serve_circuit(request: HttpRequest, digest: str) -> HttpResponse:
    """Answer with one diagram; its address names its content, so that a browser may keep it for ever."""
    svg = circuit_svg(digest)
    if svg is None:
        raise Http404
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = INERT
    return response


@access(Roles(Role.INSTRUCTOR, Role.CONTENT_REVIEWER))
@require_POST
def preview_circuit(request: HttpRequest) -> JsonResponse:
    """Draw what an author is writing; nothing is kept. A wrong line is answered as a problem that names it."""
    svg = draw_circuit(request.POST.get("spec", ""))
    return JsonResponse({"svg": svg, "message": _("The diagram is drawn.")})
