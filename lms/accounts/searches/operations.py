"""Keeps and drops searches. The user is locked, so that two windows do not pass the limit together."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.audit_actions import AuditAction
from lms.accounts.errors import SearchNotFound, SearchRefused
from lms.accounts.models import User
from lms.accounts.searches.listings import Listing
from lms.accounts.searches.models import LONGEST_TITLE, SavedSearch
from lms.core import audit
from lms.core.actor import Actor
from lms.core.crypto import lookup_hash

MOST_SEARCHES = 20


@dataclass(frozen=True, slots=True)
class NewSearch:
    """Which list, under which name, and the end of the address that is looked at."""

    listing: Listing
    title: str
    query: str


def keep_search(*, new: NewSearch, user: User, actor: Actor, now: datetime) -> SavedSearch:
    """Keep a search under a name; under a name that is there already the new search takes its place.

    :raises SearchRefused: no name, nothing is searched for, or as many are kept as can be.
    """
    title, query = _as_title(new.title), new.listing.query_of(new.query)
    if not title:
        raise SearchRefused(_("Give the search a name."))
    if not query:
        raise SearchRefused(_("Choose a filter first: this list shows everybody."))
    with transaction.atomic(durable=True):
        lock_user(user)
        own = SavedSearch.objects.filter(user=user, listing=new.listing.name)
        name = lookup_hash(title, purpose=f"search:{user.uuid}")
        known = own.filter(title_hash=name).first()
        if known is None and own.count() >= MOST_SEARCHES:
            words = _("At most %(most)d searches are kept for one list. Drop one first.")
            raise SearchRefused(words % {"most": MOST_SEARCHES})
        row = known or SavedSearch(user=user, listing=new.listing.name, title=title, title_hash=name)
        row.query, row.kept_at = query, now
        row.save()
        audit.record(actor=actor, action=AuditAction.KEEP_SEARCH, target=row, now=now)
    return row


def _as_title(typed: str) -> str:
    """Return a name in one line; what cannot be printed is left out, as no database keeps all of it."""
    printed = "".join(sign if sign.isprintable() else " " for sign in typed)
    return " ".join(printed.split())[:LONGEST_TITLE]


def drop_search(*, uuid: UUID, user: User, actor: Actor, now: datetime) -> str:
    """Drop one's own search, and return the name of its list.

    :raises SearchNotFound: there is none, or it is somebody else's; the two look alike.
    """
    with transaction.atomic(durable=True):
        lock_user(user)
        row = SavedSearch.objects.filter(user=user, uuid=uuid).first()
        if row is None:
            raise SearchNotFound(_("This search is not there any more."))
        audit.record(actor=actor, action=AuditAction.DROP_SEARCH, target=row, now=now)
        row.delete()
    return row.listing


def lock_user(user: User) -> None:
    """Let what one user does in two windows wait for each other."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
