"""Who works at the desk of the item bank. Keys are there: nobody else comes in, invigilators and assessors least."""

from lms.core.access import Roles
from lms.core.enums import Role
from lms.exams.intake.policies import BRING

# Who writes questions; who reads what others wrote and takes it into the bank. Examinations officers do both, never
# with the same question (the operations ask that).
WRITERS = (Role.INSTRUCTOR, Role.EXAMINATIONS_OFFICER)
APPROVERS = (Role.CONTENT_REVIEWER, Role.EXAMINATIONS_OFFICER)

WRITE = Roles(*WRITERS)
APPROVE = Roles(*APPROVERS)
# Who may say of an item what is no wording: that it has twins. Who only reads one day is not among them.
WRITE_OR_APPROVE = Roles(*dict.fromkeys((*WRITERS, *APPROVERS)))
# Who takes files with keys out: those who may bring them, here as there. Who only reads does it on the page.
TAKE_OUT = BRING
READ = Roles(*dict.fromkeys((*WRITERS, *APPROVERS)))
