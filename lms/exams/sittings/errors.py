"""What can go wrong with the browser that a sitting asks for, and with whose page writes."""

from lms.core.errors import InvalidInput, NotAllowed


class SafeBrowserNeeded(NotAllowed):
    """The sitting is written in Safe Exam Browser only, and the request does not come from it."""

    code = "exams.attempt.safe_browser_needed"


class OtherPage(NotAllowed):
    """Answers under the numbers of a page that is not the one that sends them."""

    code = "exams.attempt.other_page"


class UnusableBrowserKey(InvalidInput):
    code = "exams.sitting.unusable_browser_key"
