"""Examinations in Wagtail's interface: what each part of the app puts there."""

from lms.exams.paperdesk import hooks as _papers  # noqa: F401 - registers the pages of examinations and papers
