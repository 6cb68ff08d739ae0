"""What may be wrong with a second copy that is to be replayed."""

from lms.core.errors import InvalidInput


class UnusableCopy(InvalidInput):
    """A file that was altered, is another installation's, or does not go with this database."""

    code = "exams.copy.unusable"
