"""Building blocks: let a row take its next step with an audit row, and see whether its work broke off."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import TextChoices

from lms.core import audit, jobs
from lms.core.actor import Actor
from lms.core.ids import new_uuid
from lms.core.models import Job, JobState
from lms.core.transfers.files import KeptFiles
from lms.core.transfers.models import Transfer
from lms.core.transfers.rules import Steps, may_become, shown_name


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """Who asks for a transfer, and the key of the form, which makes sending it twice one transfer."""

    key: UUID
    by: Any

    def about(self, file: File, *, actor: Actor, now: datetime, kept: timedelta) -> dict[str, Any]:
        """Return what is written down of every file that is brought; its name is for the eye only."""
        return {
            "uuid": new_uuid(),
            "key": self.key,
            "by": self.by,
            "role": actor.role,
            "at": now,
            "name": shown_name(file.name or ""),
            "size": file.size,
            "expires_at": now + kept,
        }


@dataclass(frozen=True, slots=True)
class Way:
    """What one kind of transfer goes through: its steps, the states that still need its file, and where that is."""

    steps: Steps
    with_file: frozenset[str]
    files: KeptFiles


@dataclass(frozen=True, slots=True)
class Step:
    """The state that a row takes, and what the audit trail calls it; `facts` go there, too."""

    state: str
    action: TextChoices
    facts: tuple[tuple[str, Any], ...] = ()


def take_step(row: Transfer, step: Step, way: Way, *, actor: Actor, now: datetime, **values: Any) -> None:
    """Give the row its next state and further values, with the audit row; its file goes when nobody needs it."""
    if not may_become(way.steps, row.state, step.state):
        raise ValueError(f"{row._meta.label} {row.uuid}: {row.state} cannot become {step.state}")
    before = {"state": str(row.state)}
    for name, value in {"state": step.state, **values}.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *values])
    after = {"state": str(step.state), **dict(step.facts)}
    audit.record(actor=actor, action=step.action, target=row, before=before, after=after, now=now)
    if step.state not in way.with_file:
        uuid, sha256 = row.uuid, row.sha256
        transaction.on_commit(lambda: way.files.forget(uuid, sha256))


def add_with_file(row: Transfer, file: File, files: KeptFiles, add: Callable[[Transfer], None]) -> bool:
    """Keep a file and add its row, in a transaction of `add`; return False if another click was first.

    A file whose row was not added goes again.
    """
    row.sha256 = files.keep(row.uuid, file)
    try:
        add(row)
    except IntegrityError:
        files.forget(row.uuid, row.sha256)
        return False
    except BaseException:
        files.forget(row.uuid, row.sha256)
        raise
    return True


def ask_for(kind: str, row: Transfer, round_: int, *, now: datetime) -> None:
    """Ask a worker for the next piece of work on a row; each round is a job of its own."""
    jobs.enqueue(kind=kind, key=f"{row.uuid}:{round_}", payload={"transfer": str(row.uuid)}, now=now)


def is_given_up(job: Job | None) -> bool:
    """Return whether nobody will do this work any more."""
    return job is None or job.state == JobState.FAILED
