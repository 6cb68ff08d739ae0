"""What the public page says about a record: with the token alone the name stays masked, with number and name not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from certificates.issuing.names import EXPIRED, PublicStatus
from certificates.issuing.studies.rules import STUDIED, TRANSCRIPT
from certificates.published.state import PublicRecord
from lms.core.clock import local_date
from lms.core.language import pick

BEIJING = ZoneInfo("Asia/Shanghai")
UNCONFIRMED = "unconfirmed"
UNTIL = "until"
# Their papers call it so; it is the programme of all others.
OF_A_MAJOR = STUDIED | {TRANSCRIPT}
LEAST = frozenset({"kind", "programme", "school"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One verdict as the page shows it; `state` is a state of components/verdict.html, `note` says how old it is."""

    state: str
    title: str
    text: str
    checked_at: datetime
    items: list[dict[str, Any]] = field(default_factory=list)
    note: str = ""

    @property
    def checked_words(self) -> str:
        """Return when it was checked, in Beijing time."""
        return f"{self.checked_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"

    @property
    def where(self) -> str:
        """Return the address at which anybody can check again: on paper it says who answered."""
        return f"{settings.PUBLIC_BASE_URL.rstrip('/')}{reverse('certificates:verify')}"


def no_match(*, now: datetime) -> Answer:
    """Return the one answer for an unknown number, a wrong name, an unknown code."""
    return Answer(
        state=UNCONFIRMED,
        title=_("Nothing matches"),
        text=_(
            "We know no certificate with these details. Compare every character with the paper: number and full "
            "name, with the dot in it if there is one. If they agree, ask the school that is printed on it."
        ),
        checked_at=now,
    )


def about(record: PublicRecord | None, *, with_name: bool, now: datetime) -> Answer:
    """Return what is said about a record, or the one answer for a miss."""
    if record is None:
        return no_match(now=now)
    facts = _facts(record, name=record.full_name if with_name else record.masked_name)
    if not with_name:
        facts["name"]["hint"] = _("To see the full name, check with the number and the full name.")
    return _answer(record, facts, now=now)


def chosen(record: PublicRecord, fields: Collection[str], *, now: datetime) -> Answer:
    """Return what is said to whom a holder lets see it: the least, and the fields that were chosen.

    The least is the kind, the programme, the school, and whether it is in force. The last day goes with that of award.
    """
    facts = _facts(record, name=record.full_name)
    wanted = LEAST.union(fields, {UNTIL} if "awarded" in fields else ())
    kept = {key: fact for key, fact in facts.items() if key in wanted}
    return _answer(record, kept, now=now)


def state_of(record: PublicRecord, *, now: datetime) -> str:
    """Return the state of a record: its status, or `EXPIRED` after the last day of one that was in force."""
    is_over = record.valid_until is not None and local_date(now) > record.valid_until
    return EXPIRED if is_over and record.status == PublicStatus.VALID else str(record.status)


def state_text(record: PublicRecord, state: str) -> str:
    """Return the sentence to a state."""
    day = {"day": _day(record.status_date)}
    if state == PublicStatus.REVOKED:
        return _("Revoked on %(day)s. It is no longer valid.") % day
    if state == PublicStatus.REPLACED:
        return _("Replaced by a newer certificate on %(day)s. Ask the holder for the new one.") % day
    if state == EXPIRED:
        return _("It is genuine. It was issued for a limited time, which is over.")
    return _("This certificate was issued by the school named below and is in force.")


def _answer(record: PublicRecord, facts: Mapping[str, dict[str, Any]], *, now: datetime) -> Answer:
    shown = [{"key": key, **fact} for key, fact in facts.items() if fact["value"]]
    state = state_of(record, now=now)
    return Answer(state=state, title="", text=state_text(record, state), checked_at=now, items=shown)


def _facts(record: PublicRecord, *, name: str) -> dict[str, dict[str, Any]]:
    return {
        "kind": {"term": _("Kind of document"), "value": record.get_kind_display()},
        "number": {"term": _("Certificate number"), "value": record.number, "mono": True},
        "name": {"term": _("Full name"), "value": name},
        "programme": _both(_("Major") if record.kind in OF_A_MAJOR else _("Programme"), record, "title"),
        "occupation": _both(_("Occupation"), record, "occupation"),
        "school": _both(_("School"), record, "school"),
        "awarded": {"term": _("Awarded on"), "value": _day(record.awarded_date)},
        UNTIL: {"term": _("In force until"), "value": _day(record.valid_until) if record.valid_until else ""},
    }


def _both(term: str, record: PublicRecord, column: str) -> dict[str, Any]:
    """Return a fact in the reader's language with the other language beside it, as the paper shows both."""
    other = "zh" if (get_language() or "").startswith("en") else "en"
    value, beside = pick(record, column), getattr(record, f"{column}_{other}")
    return {"term": term, "value": value, "hint": beside if beside != value else ""}


def _day(day: Any) -> str:
    return date_format(day, "DATE_FORMAT")
