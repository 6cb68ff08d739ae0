"""What can go wrong with the browser that a sitting asks for, whose page writes, and what a page had not seen."""

from lms.core.errors import Conflict, InvalidInput, NotAllowed


class SafeBrowserNeeded(NotAllowed):
    """The sitting is written in Safe Exam Browser only, and the request does not come from it."""

    code = "exams.attempt.safe_browser_needed"


class OtherPage(NotAllowed):
    """Answers under the numbers of a page that is not the one that sends them."""

    code = "exams.attempt.other_page"


class UnusableBrowserKey(InvalidInput):
    code = "exams.sitting.unusable_browser_key"


class EvidenceOutdated(Conflict):
    """Somebody decided on held answers of this attempt, or asked for it, since the page was drawn."""

    code = "exams.evidence.outdated"
