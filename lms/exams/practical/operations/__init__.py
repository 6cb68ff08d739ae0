"""Writes of practical examinations: schemes, preparation, the day, marks, signatures, results."""

from lms.exams.practical.operations.locking import MarkRef
from lms.exams.practical.operations.marking import (
    MarkReply,
    NewMark,
    Place,
    find_broken_mark,
    open_device,
    save_marks,
)
from lms.exams.practical.operations.opening import note_absence, open_practical, try_again
from lms.exams.practical.operations.results import (
    call_assessor,
    close_practical,
    may_release,
    record_proofs,
    release_practical,
)
from lms.exams.practical.operations.scheduling import (
    NewPractical,
    admit_to_practical,
    cancel_practical,
    declare_conflict,
    name_assessor,
    remove_assessor,
    schedule_practical,
)
from lms.exams.practical.operations.schemes import (
    NewPracticalScheme,
    faults_of_practical,
    load_practical_scheme,
)
from lms.exams.practical.operations.signing import Final, Signing, sign_sheet
from lms.exams.practical.operations.undoing import take_back_absence, take_back_conflict

__all__ = [
    "Final",
    "MarkRef",
    "MarkReply",
    "NewMark",
    "NewPractical",
    "NewPracticalScheme",
    "Place",
    "Signing",
    "admit_to_practical",
    "call_assessor",
    "cancel_practical",
    "close_practical",
    "declare_conflict",
    "faults_of_practical",
    "find_broken_mark",
    "load_practical_scheme",
    "name_assessor",
    "note_absence",
    "open_device",
    "open_practical",
    "record_proofs",
    "may_release",
    "release_practical",
    "remove_assessor",
    "save_marks",
    "schedule_practical",
    "sign_sheet",
    "take_back_absence",
    "take_back_conflict",
    "try_again",
]
