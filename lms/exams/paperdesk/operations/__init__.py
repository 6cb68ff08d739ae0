"""Use cases of the examinations officer's desk."""

from lms.exams.paperdesk.operations.schemes import write_scheme

__all__ = ["write_scheme"]
