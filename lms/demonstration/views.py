"""The page of the demonstration that shows what it would have sent."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.core.access import Public, access
from lms.demonstration.letters import list_letters


@access(Public)
@never_cache
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Show the letters written last, in place of mailboxes. Not in production, even if it were mounted."""
    if not settings.DEMONSTRATION:
        raise Http404
    return render(request, "demonstration/letters.html", {"letters": list_letters()})
