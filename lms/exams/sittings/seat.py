"""Says where a request comes from, as leases name it."""

import hashlib

from django.http import HttpRequest

from lms.exams.sittings.operations.locking import AT_TERMINAL, Seat


def seat_of(request: HttpRequest) -> Seat:
    """Return the registered terminal, or the browser session where terminals are not registered."""
    terminal = getattr(request, "terminal", None)
    if terminal is not None:
        return Seat(holder=f"{AT_TERMINAL}{terminal.uuid}", label=terminal.seat, room_pk=terminal.room_id)
    key = request.session.session_key or ""
    return Seat(holder=f"session:{hashlib.sha256(key.encode()).hexdigest()}", label="")
