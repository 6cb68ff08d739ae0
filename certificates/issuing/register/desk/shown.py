"""What staff see of the register: whether it agrees, how far it is signed and stamped, and by which keys."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet, Window
from django.db.models.functions import Lag

from certificates.issuing.authority import is_configured
from certificates.issuing.keys.models import Purpose, SigningKey
from certificates.issuing.register.checking import last_check
from certificates.issuing.register.models import (
    RegisterCheck,
    RegisterCheckpoint,
    RegisterHead,
    WaitingEvent,
)
from certificates.issuing.register.operations import REGISTER
from certificates.issuing.register.queries import newest_checkpoint
from certificates.issuing.second.queries import SecondState, state_of_second


@dataclass(frozen=True, slots=True)
class RegisterState:
    """What the monitor said last, how many entries there are, how far they are signed, and by which keys.

    `noted` events become entries with the next checkpoint.
    """

    check: RegisterCheck | None
    size: int
    noted: int
    newest: RegisterCheckpoint | None
    keys: Sequence[SigningKey]
    is_stamped: bool  # an authority for time-stamps is named
    second: SecondState | None

    @property
    def waiting(self) -> int:
        """Return how many events no checkpoint covers yet."""
        return self.noted + self.size - (self.newest.size if self.newest else 0)


def state_of_register() -> RegisterState:
    """Return how the register stands now. A fixed number of queries."""
    size = RegisterHead.objects.filter(name=REGISTER).values_list("size", flat=True).first() or 0
    keys = list(SigningKey.objects.filter(purpose=Purpose.LOG).order_by("-pk"))
    noted = WaitingEvent.objects.count()
    return RegisterState(
        check=last_check(),
        size=size,
        noted=noted,
        newest=newest_checkpoint(),
        keys=keys,
        is_stamped=is_configured(),
        second=state_of_second(),
    )


def list_checkpoints() -> QuerySet[RegisterCheckpoint]:
    """Return all checkpoints, newest first, each with how many entries it has more than the one `before`."""
    before = Window(Lag("size", default=0), order_by=F("due_at").asc())
    rows = RegisterCheckpoint.objects.select_related("anchor").annotate(grown=F("size") - before)
    return rows.order_by("-due_at")


def in_groups(root: str) -> list[str]:
    """Return the digits of a root in groups of eight, as people compare them."""
    return [root[place : place + 8] for place in range(0, len(root), 8)]
