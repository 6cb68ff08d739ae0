"""Which rooms an examination at computers can be held in."""

from django.db.models import Exists, OuterRef, Q

from lms.accounts.api import Terminal
from lms.organisations.api import may_have_computers


def holds_theory() -> Q:
    """Return what holds of rooms with registered computers, or in which some may stand: of no workshop."""
    registered = Terminal.objects.filter(room=OuterRef("pk"), withdrawn_at__isnull=True)
    return Exists(registered) | may_have_computers()
