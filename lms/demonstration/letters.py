"""What the demonstration would send: its mail backend writes files, and a page shows them.

Whoever reaches a demonstration may read them, links for new passwords, too: its sign-ins stand on the sign-in page.
"""

import email
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings

SHOWN = 20
# Django's backend writes this line after each letter.
_END = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a letter; `path` leads to our own page that it names."""

    text: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter as its reader sees it."""

    to: str
    subject: str
    sent_at: datetime | None
    lines: list[Line]


def list_letters() -> list[ShownLetter]:
    """Return the letters that were written last, the newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)
    raw = (
        piece for file in files[:SHOWN] for piece in reversed(file.read_bytes().split(_END)) if piece.strip()
    )
    return [_shown(piece) for piece in raw][:SHOWN]


def _shown(raw: bytes) -> ShownLetter:
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    date = message["date"]
    return ShownLetter(
        to=str(message["to"]),
        subject=str(message["subject"]),
        sent_at=_moment(date.datetime) if date else None,
        lines=[_line(text) for text in message.get_content().strip().splitlines()],
    )


def _moment(written: datetime) -> datetime:
    """Return when it was; Django writes UTC as -0000, which comes back without any zone."""
    return written if written.tzinfo else written.replace(tzinfo=UTC)


def _line(text: str) -> Line:
    """Return a line; one that is an address of ours leads there, by whatever name the reader reached this machine."""
    own = f"{settings.PUBLIC_BASE_URL.rstrip('/')}/"
    is_own = text.startswith(own) and " " not in text
    return Line(text, "/" + text.removeprefix(own).lstrip("/\\") if is_own else "")
