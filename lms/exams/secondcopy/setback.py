"""What the database has no more of what stands in a file: taken away by people, or the whole database set back."""

from lms.exams.secondcopy.files import CopyFile, Values, taken_away
from lms.exams.secondcopy.kinds import KINDS, LOGS, TAKEN_AWAY
from lms.exams.sittings.arrangements import TakenOut
from lms.exams.sittings.models import Attempt, Sitting, SittingCandidate


class SetBack(ValueError):
    """The database is from before the copy, and goes on without it: what only the copy has must not be lost there."""


def rows_gone(sitting: Sitting, file: CopyFile) -> list[Values]:
    """Return what is to be written of rows that planning took away since they were copied; after a look at all rows.

    :raises SetBack: rows are missing that nobody takes away, or a log is shorter than its copy.
    """
    gone = {model: file.gone(model._meta.label_lower) for model in KINDS if model not in LOGS}
    lost = any(keys for model, keys in gone.items() if model not in TAKEN_AWAY)
    # Each that is taken out leaves a row, and had one attempt.
    told = TakenOut._meta.label_lower
    out = len(file.here[told]) - len(file.known[told])
    is_told = len(gone[SittingCandidate]) <= out and len(gone[Attempt]) <= len(gone[SittingCandidate])
    if lost or not is_told or _is_shorter(sitting, file):
        raise SetBack(f"The database knows less of sitting {sitting.uuid} than its copy: it was set back.")
    return [taken_away(model._meta.label_lower, key) for model in TAKEN_AWAY for key in sorted(gone[model])]


def _is_shorter(sitting: Sitting, file: CopyFile) -> bool:
    attempts = Attempt.objects.filter(candidate__sitting=sitting)
    return any(count < file.events[pk] for pk, count in attempts.values_list("pk", "log_count"))
