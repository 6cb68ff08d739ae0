"""Answers as programs get them, and keys as pages show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates.bulkcheck.checking import Checked
from certificates.employerapi.models import EmployerKey
from certificates.employerapi.rules import KeyState, state_of
from certificates.employerapi.schemas import Answer, Line
from certificates.issuing.names import EXPIRED, PublicStatus
from certificates.published.state import PublicRecord, public_state
from certificates.verification import answers, freshness

UNCHECKED = "unchecked"
# As components/verdict.html says them.
TITLES = {
    PublicStatus.VALID: gettext_lazy("Valid"),
    PublicStatus.REVOKED: gettext_lazy("Revoked: no longer valid"),
    PublicStatus.REPLACED: gettext_lazy("Replaced by a newer document"),
    EXPIRED: gettext_lazy("Expired"),
}
STATES = {
    KeyState.IN_FORCE: (gettext_lazy("In force"), "success"),
    KeyState.REVOKED: (pgettext_lazy("key", "Revoked"), "neutral"),
    KeyState.ENDED: (pgettext_lazy("key", "Ended"), "neutral"),
    KeyState.DEAD: (
        gettext_lazy("Not accepted: who made it has left, or the registration is suspended"),
        "danger",
    ),
}


def answer_about(record: PublicRecord | None, *, with_name: bool, now: datetime) -> Answer:
    """Return what the public page says of a record, or its one answer for a miss."""
    said = answers.about(record, with_name=with_name, now=now)
    said = freshness.told(said, public_state().age(now=now))
    has_ended = said.state in (PublicStatus.REVOKED, PublicStatus.REPLACED)
    return Answer(
        state=said.state,
        title=said.title or str(TITLES[said.state]),
        text=said.text,
        note=said.note,
        checked_at=now,
        awarded_on=record.awarded_date if record and said.items else None,
        valid_until=record.valid_until if record and said.items else None,
        ended_on=record.status_date if record and has_ended else None,
        lines=[_line(item) for item in said.items],
    )


def answer_of(checked: Checked, *, now: datetime) -> Answer:
    """Return the answer for one certificate of many."""
    if not checked.must_wait:
        return answer_about(checked.record, with_name=True, now=now)
    text = _("Too many checks of this number. Try again later.")
    empty: dict[str, Any] = {
        "note": "",
        "awarded_on": None,
        "valid_until": None,
        "ended_on": None,
        "lines": [],
    }
    return Answer(state=UNCHECKED, title=_("Not checked"), text=text, checked_at=now, **empty)


def _line(item: dict[str, Any]) -> Line:
    return Line(
        key=item["key"], term=str(item["term"]), value=str(item["value"]), beside=str(item.get("hint", ""))
    )


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key as it is listed; `kind` is the colour of its tag."""

    key: EmployerKey
    state: str
    kind: str
    can_be_revoked: bool


def key_row(key: EmployerKey, *, now: datetime) -> KeyRow:
    """Return the row of one key that knows its standing (`queries.with_standing`)."""
    is_held = key.is_held  # type: ignore[attr-defined]  # annotated
    state = state_of(expires_at=key.expires_at, revoked_at=key.revoked_at, is_held=is_held, now=now)
    words, kind = STATES[state]
    return KeyRow(key, str(words), kind, can_be_revoked=state in (KeyState.IN_FORCE, KeyState.DEAD))
