"""Which step a file of questions may take, and which refusals somebody can mend by saying more. No Django."""

from lms.core.transfers.rules import Steps

READING, MAPPING, STUCK, READY, TAKING, MAKING = "reading", "mapping", "stuck", "ready", "taking", "making"
_OVER = frozenset({"discarded", "expired"})
# State of an upload -> what it may become; what is not named is the end.
UPLOAD_STEPS: Steps = {
    READING: frozenset({MAPPING, STUCK, READY, "refused"}) | _OVER,
    MAPPING: frozenset({READING}) | _OVER,
    STUCK: frozenset({READING}) | _OVER,
    READY: frozenset({READING, TAKING}) | _OVER,
    TAKING: frozenset({"taken", "refused"}) | _OVER,
    "refused": frozenset({"discarded"}),  # somebody puts it out of the list
}
EXPORT_STEPS: Steps = {MAKING: frozenset({READY, "refused"}) | _OVER, READY: _OVER}
AT_WORK = frozenset({READING, TAKING, MAKING})
WITH_FILE = frozenset({READING, MAPPING, STUCK, READY, TAKING, MAKING})
# What waits for somebody or a worker; a file that could not be read only lies there until its day is over.
ON_THE_WAY = WITH_FILE - {STUCK}
# What nobody can take in as it is.
UNREADABLE = frozenset({STUCK, "refused"})
# What another format or encoding may mend; with anything else the file itself has to be changed.
MENDABLE = frozenset({"encoding_unknown", "not_this_format", "broken", "empty", "version_unknown"})


def is_at_work(state: str) -> bool:
    """Return whether a worker has to do something next."""
    return state in AT_WORK
