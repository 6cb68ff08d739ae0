"""What can go wrong with recordings."""

from lms.core.errors import InvalidInput, NotFound, Refused


class UnusableRecording(InvalidInput):
    """The file or its captions cannot be used; the message says what to do."""

    code = "pages.recording.unusable"


class RecordingNotFound(NotFound):
    code = "pages.recording.not_found"


class RecordingInUse(Refused):
    """A lesson shows it."""

    code = "pages.recording.in_use"
