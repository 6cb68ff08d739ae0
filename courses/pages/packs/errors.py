"""What can be wrong with a content pack."""

from lms.core.errors import InvalidInput


class PackError(InvalidInput):
    """The pack cannot be used; the message names the file and the place."""

    code = "pages.pack.unusable"
