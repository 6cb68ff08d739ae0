"""What is said of appeals; codes are stable, words may change."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.exams.audit_actions import AuditAction

# What the same choices are called where work in a workshop was marked.
GROUND_OF_WORK: Mapping[str, Any] = {
    "marks": _("My work was marked wrongly or too low"),
    "question": _("A task, a tool or the material was wrong"),
    "room": _("Something went wrong in the workshop"),
}
REMEDY_OF_WORK: Mapping[str, Any] = {
    "try": _("This try does not count: the examination can be done again"),
}
# What is done around a practical examination, as the case of an appeal tells it.
ACTS_OF_WORK: Mapping[str, Any] = {
    AuditAction.SCHEDULE_PRACTICAL: _("Planned the examination"),
    AuditAction.ADMIT_TO_PRACTICAL: _("Admitted the candidate"),
    AuditAction.NAME_ASSESSOR: _("Named an assessor"),
    AuditAction.OPEN_PRACTICAL: _("Opened the examination; the tasks were drawn"),
    AuditAction.TRY_PRACTICAL_AGAIN: _("Gave another try, with tasks drawn anew"),
    AuditAction.NOTE_PRACTICAL_ABSENCE: _("Noted that the candidate did not appear"),
    AuditAction.TAKE_BACK_ABSENCE: _("Took back that the candidate did not appear"),
    AuditAction.DECLARE_CONFLICT: _("Declared a conflict of interest"),
    AuditAction.TAKE_BACK_CONFLICT: _("Took back a conflict of interest"),
    AuditAction.ADD_PHOTO: _("Added a photo"),
    AuditAction.STRIKE_PHOTO: _("Struck out a photo"),
    AuditAction.SIGN_MARKS: _("Signed a sheet"),
    AuditAction.CALL_ASSESSOR: _("Called a further assessor"),
    AuditAction.MARK_CONFLICT: _("Sent two different marks under one number"),
    AuditAction.CALCULATE_PRACTICAL: _("Calculated the result"),
    AuditAction.CLOSE_PRACTICAL: _("Settled the results"),
    AuditAction.RELEASE_PRACTICAL: _("Released the results"),
}
HELD_MARKS: Mapping[str, Any] = {
    "after_signature": _("it came after the signature"),
    "set_aside": _("the sheet was set aside"),
}
AGAINST_FILING: Mapping[str, Any] = {
    "replaced": _("Another result has taken the place of this one."),
    "appealed": _("There is an appeal against this result already."),
    "answered": _("This result was looked at after an appeal. It cannot be appealed again."),
    "set_aside": _("This try does not count any more: an appeal has set it aside."),
    "too_late": _("The time for an appeal against this result is over."),
}
AGAINST_DECISION: Mapping[str, Any] = {
    "remedy_without_reason": _("A rejected appeal changes nothing: choose that the result stays."),
    "try_of_a_pass": _("The candidate has passed: the examination is not taken again."),
    "nothing_to_mark": _("No answer here can be marked by a further person."),
    "not_for_work": _(
        "Work that was done cannot be marked again: the result stays, or the try does not count."
    ),
    "no_items": _("Choose at least one question that a further person marks."),
}
