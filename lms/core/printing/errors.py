"""What can go wrong at the press."""

from lms.core.errors import Refused


class NotPrintable(Refused):
    """A character has no glyph in the documents' typeface, or the press complains; nothing is printed."""

    code = "core.not_printable"
