"""How the chain stands: its head, what checks found, and whether one is under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.auditing.models import ChainCheck
from lms.auditing.queries.entries import newest_entry
from lms.core.audit import PLATFORM_CHAIN
from lms.core.models import AuditChain, AuditEntry, Job, JobState

LISTED = 31
OVERDUE = timedelta(hours=50)  # two nights without a check


@dataclass(frozen=True, slots=True)
class ChainState:
    """How long the chain is, its head, its last instant, the newest checks, and the newest work on one."""

    length: int
    head: str
    last_at: datetime | None
    checks: Sequence[ChainCheck]
    work: Job | None
    now: datetime

    @property
    def newest(self) -> ChainCheck | None:
        """Return the newest check."""
        return self.checks[0] if self.checks else None

    @property
    def is_overdue(self) -> bool:
        """Return whether nobody has looked for two nights."""
        return self.newest is not None and self.newest.made_at < self.now - OVERDUE

    @property
    def is_under_way(self) -> bool:
        """Return whether a check waits or is made now."""
        return self.work is not None and self.work.state in (JobState.QUEUED, JobState.RUNNING)

    @property
    def has_given_up(self) -> bool:
        """Return whether the newest check broke off and is not tried again."""
        return self.work is not None and self.work.state == JobState.FAILED


def state_of_chain(*, kind: str, now: datetime) -> ChainState:
    """Return how the chain stands; `kind` names the work that checks it. A fixed number of queries."""
    chain = AuditChain.objects.filter(name=PLATFORM_CHAIN).first()
    last = newest_entry()
    return ChainState(
        length=chain.last_seq if chain else 0,
        head=chain.last_hash if chain else "",
        last_at=last.at if last else None,
        checks=list(ChainCheck.objects.order_by("-pk")[:LISTED]),
        work=Job.objects.filter(kind=kind).order_by("-pk").first(),
        now=now,
    )


def newest_check(*, good: bool = False) -> ChainCheck | None:
    """Return the newest check, or the newest that found nothing wrong."""
    rows = ChainCheck.objects.order_by("-pk")
    return (rows.filter(broken_seq__isnull=True) if good else rows).first()


def is_still_there(check: ChainCheck) -> bool:
    """Return whether the last row that a check saw is the same today."""
    rows = AuditEntry.objects.filter(chain__name=PLATFORM_CHAIN, seq=check.length, hash=check.last_hash)
    return check.length == 0 or rows.exists()


def has_broken_chain() -> bool:
    """Return whether the newest check found a row that does not fit. One query."""
    newest = ChainCheck.objects.order_by("-pk").values_list("broken_seq", flat=True).first()
    return newest is not None
