"""Keeping and dropping a search: two posts that lead back to the list."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.generic import View

from lms.accounts.errors import SearchRefused
from lms.accounts.queries import actor_of
from lms.accounts.searches.listings import Listing, find_listing
from lms.accounts.searches.operations import NewSearch, drop_search, keep_search
from lms.core.access import AccessMixin, Roles
from lms.core.clock import now
from lms.core.enums import STAFF_ROLES
from lms.core.errors import DomainError


class SearchDeed(AccessMixin, View):
    """One deed at one's own searches of a list that one may open."""

    access = Roles(*STAFF_ROLES)
    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        listing = find_listing(request.POST.get("listing", ""))
        if listing is None:
            raise SearchRefused(_("There is no such list."))
        if not listing.access.admits(request.user):
            raise Http404
        try:
            url = self.act(request, listing)
        except DomainError as error:
            messages.error(request, error.message)
            url = listing.url(listing.query_of(request.POST.get("query", "")))
        return HttpResponseRedirect(url)

    def act(self, request: HttpRequest, listing: Listing) -> str:
        """Do it, and return where to go on."""
        raise NotImplementedError


class KeepSearch(SearchDeed):
    """Keeps what the list shows under a name."""

    def act(self, request: HttpRequest, listing: Listing) -> str:
        new = NewSearch(listing, request.POST.get("title", ""), request.POST.get("query", ""))
        row = keep_search(new=new, user=_user(request), actor=actor_of(request), now=now())
        messages.success(request, _("The search “%(title)s” is kept.") % {"title": row.title})
        return listing.url(row.query)


class DropSearch(SearchDeed):
    """Drops one of one's own searches."""

    def act(self, request: HttpRequest, listing: Listing) -> str:
        try:
            uuid = UUID(request.POST.get("search", ""))
        except ValueError as error:
            raise Http404 from error
        drop_search(uuid=uuid, user=_user(request), actor=actor_of(request), now=now())
        messages.success(request, _("The search is dropped."))
        return listing.url(listing.query_of(request.POST.get("query", "")))


def _user(request: HttpRequest) -> Any:
    return request.user
