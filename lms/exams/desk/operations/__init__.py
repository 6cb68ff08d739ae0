"""Writes to drafts of questions: by those who write them, and by their second readers.

Lock order (ADR 0156): bank, draft, items, audit chain.
"""

from lms.exams.desk.operations.drafting import (
    NewAttachment,
    NewDraft,
    Wording,
    begin_draft,
    begin_next_wording,
    change_draft,
    discard_draft,
    fetch_draft,
    submit_draft,
    take_back_draft,
)
from lms.exams.desk.operations.many import MOST_AT_ONCE, SubmitReport, submit_many
from lms.exams.desk.operations.reviewing import (
    BulkReport,
    approve_draft,
    approve_many,
    note_reading,
    send_back_draft,
)
from lms.exams.desk.operations.sorting import Plan, Planned, plan_sorting, sort_many
from lms.exams.desk.operations.topics import (
    delete_topic,
    make_topic,
    make_topics_of_words,
    name_topic,
    rename_topic,
)

__all__ = [
    "MOST_AT_ONCE",
    "BulkReport",
    "NewAttachment",
    "NewDraft",
    "Plan",
    "Planned",
    "Wording",
    "SubmitReport",
    "approve_draft",
    "approve_many",
    "begin_draft",
    "begin_next_wording",
    "change_draft",
    "delete_topic",
    "discard_draft",
    "fetch_draft",
    "make_topic",
    "make_topics_of_words",
    "name_topic",
    "note_reading",
    "plan_sorting",
    "rename_topic",
    "send_back_draft",
    "sort_many",
    "submit_draft",
    "submit_many",
    "take_back_draft",
]
