"""What can go wrong with photographs of work; the rest of practical examinations stands in `lms.exams.errors`."""

from lms.core.errors import InvalidInput


class UnusablePhoto(InvalidInput):
    """The file is no photograph that can be kept."""

    code = "exams.photos.unusable"
