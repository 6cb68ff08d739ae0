"""Tables of questions (.xlsx, .xls, .ods, .csv, .tsv): looked at, read by a mapping, and written.

`look` says what a file holds and proposes a mapping; `apply_mapping` reads its rows by one.
"""

from lms.exams.interchange.tables.applying import apply_mapping
from lms.exams.interchange.tables.exporting import left_out, write_template, write_xlsx
from lms.exams.interchange.tables.files import read_workbook
from lms.exams.interchange.tables.looking import expect_questions, look, look_at
from lms.exams.interchange.tables.mapping import (
    Mapping,
    Problem,
    SheetMapping,
    UnusableMapping,
    check_file,
    check_mapping,
    from_json,
    to_json,
)
from lms.exams.interchange.tables.seen import Certainty, Decision, Look
from lms.exams.interchange.tables.showing import look_as_json
from lms.exams.interchange.tables.unread import unread_sheets

__all__ = [
    "Certainty",
    "Decision",
    "Look",
    "Mapping",
    "Problem",
    "SheetMapping",
    "UnusableMapping",
    "apply_mapping",
    "check_file",
    "check_mapping",
    "expect_questions",
    "from_json",
    "left_out",
    "look",
    "look_as_json",
    "look_at",
    "read_workbook",
    "to_json",
    "unread_sheets",
    "write_template",
    "write_xlsx",
]
