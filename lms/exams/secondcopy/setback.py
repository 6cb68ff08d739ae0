"""What the database has no more of what stands in a file: taken away by people, or the whole database set back."""

from collections.abc import Sequence

from django.db.models import QuerySet

from lms.exams.practical.models import PanelMember, PracticalExamination
from lms.exams.practical.photo_models import WorkPhoto
from lms.exams.secondcopy.files import CopyFile, Values, sha256_of, taken_away
from lms.exams.secondcopy.kinds import KINDS, LOGS, PHOTO_KINDS, PRACTICAL_KINDS, TAKEN_AWAY, as_values
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
    attempts = Attempt.objects.filter(candidate__sitting=sitting)
    if lost or not is_told or _is_shorter(attempts, file):
        raise SetBack(f"The database knows less of sitting {sitting.uuid} than its copy: it was set back.")
    return [taken_away(model._meta.label_lower, key) for model in TAKEN_AWAY for key in sorted(gone[model])]


def refuse_set_back(examination: PracticalExamination, file: CopyFile, photos: Sequence[WorkPhoto]) -> None:
    """Go on in the file of a practical examination only where the database knows all of it; after a look at all rows.

    From its opening on, when its copy begins, nobody takes anything of it away. `photos` are those to be copied.

    :raises SetBack: rows are missing, or a log is shorter than its copy.
    """
    gone = [file.gone(model._meta.label_lower) for model in PRACTICAL_KINDS if model not in LOGS]
    if any(gone) or _are_photos_lost(examination, file, photos) or _is_shorter(examination.panel.all(), file):
        words = f"The database knows less of practical examination {examination.uuid} than its copy"
        raise SetBack(f"{words}: it was set back.")


def _are_photos_lost(examination: PracticalExamination, file: CopyFile, photos: Sequence[WorkPhoto]) -> bool:
    """Return whether photographs or their strikings are gone, or another photograph has got the key of one."""
    copied = file.known[WorkPhoto._meta.label_lower]
    if any(copied.get(row["pk"], sha256_of(row)) != sha256_of(row) for row in as_values(photos, WorkPhoto)):
        return True
    for model, way in PHOTO_KINDS.items():
        known = set(file.known[model._meta.label_lower])
        rows = model._default_manager.filter(**{way: examination.pk}).order_by()
        if known and known - set(rows.values_list("pk", flat=True)):
            return True
    return False


def _is_shorter(heads: QuerySet[Attempt] | QuerySet[PanelMember], file: CopyFile) -> bool:
    return any(count < file.events[pk] for pk, count in heads.values_list("pk", "log_count"))
