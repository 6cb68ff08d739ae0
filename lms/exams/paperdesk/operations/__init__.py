"""Use cases of the examinations officer's desk."""

from lms.exams.paperdesk.operations.orders import (
    DRAW_JOB,
    NewOrder,
    cancel_order,
    draw_ordered,
    has_broken_off,
    is_at_work,
    job_of,
    order_papers,
    retry_order,
)
from lms.exams.paperdesk.operations.proposals import (
    apply_proposal,
    correction_of,
    may_see_key,
    propose_key,
    withdraw_proposal,
)
from lms.exams.paperdesk.operations.releasing import is_over, release_paper
from lms.exams.paperdesk.operations.schemes import write_scheme

__all__ = [
    "DRAW_JOB",
    "NewOrder",
    "apply_proposal",
    "cancel_order",
    "correction_of",
    "draw_ordered",
    "has_broken_off",
    "is_at_work",
    "is_over",
    "job_of",
    "may_see_key",
    "order_papers",
    "propose_key",
    "release_paper",
    "retry_order",
    "withdraw_proposal",
    "write_scheme",
]
