"""The door to the auditors' pages for other apps."""

from lms.auditing.queries.checks import has_broken_chain

__all__ = ["has_broken_chain"]
