"""Writes of files of questions: look, take in, undo; the dialogue of the pages before that; files that go out."""

from lms.exams.intake.operations.exports import (
    discard_export,
    fetch_export,
    make_export,
    request_export,
    retry_export,
)
from lms.exams.intake.operations.reading import read_upload
from lms.exams.intake.operations.steps import NewTransfer
from lms.exams.intake.operations.taking import ImportedFile, look_over, take_in
from lms.exams.intake.operations.tidying import tidy_files
from lms.exams.intake.operations.undoing import undo_import
from lms.exams.intake.operations.uploads import (
    ToCorrect,
    ToMap,
    confirm_upload,
    correct_upload,
    discard_upload,
    map_upload,
    map_upload_as_saved,
    receive_upload,
    retry_upload,
    tidy_unreadable,
)
from lms.exams.intake.operations.writing import take_upload

__all__ = [
    "ImportedFile",
    "NewTransfer",
    "ToCorrect",
    "ToMap",
    "confirm_upload",
    "correct_upload",
    "discard_export",
    "discard_upload",
    "fetch_export",
    "look_over",
    "make_export",
    "map_upload",
    "map_upload_as_saved",
    "read_upload",
    "receive_upload",
    "request_export",
    "retry_export",
    "retry_upload",
    "take_in",
    "take_upload",
    "tidy_files",
    "tidy_unreadable",
    "undo_import",
]
