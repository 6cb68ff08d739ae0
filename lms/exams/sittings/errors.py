"""What can go wrong with the browser that a sitting asks for."""

from lms.core.errors import InvalidInput, NotAllowed


class SafeBrowserNeeded(NotAllowed):
    """The sitting is written in Safe Exam Browser only, and the request does not come from it."""

    code = "exams.attempt.safe_browser_needed"


class UnusableBrowserKey(InvalidInput):
    code = "exams.sitting.unusable_browser_key"
