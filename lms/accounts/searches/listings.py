"""Lists whose searches can be kept: each app names its own when it starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from lms.accounts.searches.models import LONGEST_QUERY
from lms.core.access import Rule

_LONGEST_VALUE = 100


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its name, the name of its address, who may open it, and which parts of an address are a search."""

    name: str
    address: str
    access: Rule
    asked: tuple[str, ...]

    def query_of(self, sent: str) -> str:
        """Return what of the end of an address is a search of this list; pages and what is unknown are left out."""
        query = QueryDict(sent[:LONGEST_QUERY])
        parts = {name: query.get(name, "").strip()[:_LONGEST_VALUE] for name in self.asked}
        return urlencode({name: value for name, value in parts.items() if value})[:LONGEST_QUERY]

    def url(self, query: str = "") -> str:
        """Return the address of the list, with a search; never one that somebody sent."""
        return f"{reverse(self.address)}?{query}" if query else reverse(self.address)


_listings: dict[str, Listing] = {}


def register_listing(listing: Listing) -> None:
    """Let searches of a list be kept; called once by the app that has it, when it starts."""
    _listings[listing.name] = listing


def find_listing(name: str) -> Listing | None:
    """Return the list of a name, if there is one."""
    return _listings.get(name)


def all_listings() -> Mapping[str, Listing]:
    """Return all lists by their names."""
    return dict(_listings)
