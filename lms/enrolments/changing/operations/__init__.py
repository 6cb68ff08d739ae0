"""Writes on the way of an enrolment. Lock order: the person, the enrolments, the stay; the audit chain last."""

from lms.enrolments.changing.operations.resting import (
    NewInterruption,
    interrupt_enrolment,
    record_return,
)
from lms.enrolments.changing.operations.resuming import TakeUp, take_up_again
from lms.enrolments.changing.operations.transferring import (
    SchoolOrder,
    SiteOrder,
    change_school,
    move_to_site,
)

__all__ = [
    "NewInterruption",
    "SchoolOrder",
    "SiteOrder",
    "TakeUp",
    "change_school",
    "interrupt_enrolment",
    "move_to_site",
    "record_return",
    "take_up_again",
]
