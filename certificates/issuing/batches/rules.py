"""Pure decisions of batches: where a batch and its entries may go from where they stand. No Django."""

from enum import StrEnum


class BatchStep(StrEnum):
    PREPARED = "prepared"
    APPROVED = "approved"
    CANCELLED = "cancelled"


class EntryStep(StrEnum):
    WAITING = "waiting"
    ISSUED = "issued"
    FAILED = "failed"
    DROPPED = "dropped"


BATCHES: dict[BatchStep, frozenset[BatchStep]] = {
    BatchStep.PREPARED: frozenset({BatchStep.APPROVED, BatchStep.CANCELLED}),
    BatchStep.APPROVED: frozenset(),
    BatchStep.CANCELLED: frozenset(),
}
# A try that failed may have been the first of two at once: who comes second with a success is right.
ENTRIES: dict[EntryStep, frozenset[EntryStep]] = {
    EntryStep.WAITING: frozenset({EntryStep.ISSUED, EntryStep.FAILED}),
    EntryStep.FAILED: frozenset({EntryStep.WAITING, EntryStep.ISSUED, EntryStep.FAILED, EntryStep.DROPPED}),
    EntryStep.ISSUED: frozenset(),
    EntryStep.DROPPED: frozenset(),
}


def batch_can_become(present: str, wanted: BatchStep) -> bool:
    """Return whether a batch may go from one state to the other."""
    return wanted in BATCHES[BatchStep(present)]


def entry_can_become(present: str, wanted: EntryStep) -> bool:
    """Return whether an entry may go from one state to the other."""
    return wanted in ENTRIES[EntryStep(present)]
