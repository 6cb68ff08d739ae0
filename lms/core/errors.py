"""The tree of errors that a use case may answer with; faces map it once (lms.core.faces).

DomainError
+-- NotFound      404  it is not there, or not for this person (the two look alike)
+-- NotAllowed    403  this person may not do it
+-- InvalidInput  422  a field has a value that cannot be
+-- Refused       409  a rule says no; `reasons` say why and what would help
+-- Conflict      409  somebody else was first, or the same key came with another body
+-- TooLarge      413  the body is over the limit
+-- TooMany       429  slowed down; `retry_after` says for how many seconds
+-- Gone          410  it was there and has been withdrawn
+-- Busy          503  the database is busy; nothing was done, try again
"""

from collections.abc import Sequence


class DomainError(Exception):
    """Say what went wrong in the reader's language, with a stable code for machines."""

    code = "core.error"
    status = 400

    def __init__(
        self,
        message: str = "",
        *,
        code: str | None = None,
        field: str | None = None,
        reasons: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.field = field
        self.reasons = tuple(reasons)


class LinkedReason(str):
    """A reason with the address of what it names, shown as a link; to programs it is text like any other."""

    __slots__ = ("url",)

    def __new__(cls, text: str, url: str) -> "LinkedReason":
        reason = super().__new__(cls, text)
        reason.url = url
        return reason


class NotFound(DomainError):
    code = "core.not_found"
    status = 404


class NotAllowed(DomainError):
    code = "core.not_allowed"
    status = 403


class InvalidInput(DomainError):
    code = "core.invalid"
    status = 422


class Refused(DomainError):
    code = "core.refused"
    status = 409


class Conflict(DomainError):
    code = "core.conflict"
    status = 409


class TooLarge(DomainError):
    code = "core.too_large"
    status = 413


class TooMany(DomainError):
    code = "core.too_many"
    status = 429
    retry_after = 60


class Gone(DomainError):
    code = "core.gone"
    status = 410


class Busy(DomainError):
    code = "core.busy"
    status = 503
