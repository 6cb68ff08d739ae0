"""Reads of searches: a user's own, for the list that is looked at."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from lms.accounts.searches.listings import Listing
from lms.accounts.searches.models import LONGEST_TITLE, SavedSearch


@dataclass(frozen=True, slots=True)
class Shown:
    """What the box of searches beside a list shows: those that are kept, and the search that is looked at."""

    listing: Listing
    kept: tuple[tuple[SavedSearch, str, bool], ...]
    query: str
    longest: int = LONGEST_TITLE


def searches_beside(request: HttpRequest, listing: Listing) -> Shown:
    """Return a user's searches of a list by their names, each with its address and whether it is shown. One query."""
    rows: Any = SavedSearch.objects.filter(user=request.user, listing=listing.name)  # type: ignore[misc]
    now = listing.query_of(request.GET.urlencode())
    kept = tuple(
        (row, listing.url(row.query), row.query == now) for row in sorted(rows, key=lambda one: one.title)
    )
    return Shown(listing, kept, now)
