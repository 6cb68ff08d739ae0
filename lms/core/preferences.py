"""How a reader wants to see pages: text size and colours, kept in cookies that name nobody."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from lms.core.access import Public, access
from lms.core.context import TEXT_SIZES, THEMES

A_YEAR = 365 * 24 * 3600
ALLOWED = {"theme": THEMES, "text_size": TEXT_SIZES}


@access(Public)
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep what the reader chose and go back to the same page; an unknown value means "as usual"."""
    response = HttpResponseRedirect(_way_back(request))
    for name, allowed in ALLOWED.items():
        if name not in request.POST:
            continue
        if request.POST[name] in allowed:
            response.set_cookie(
                name,
                request.POST[name],
                max_age=A_YEAR,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
        else:
            response.delete_cookie(name, samesite="Lax")
    return response


def _way_back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"
