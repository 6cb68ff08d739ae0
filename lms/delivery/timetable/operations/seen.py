"""What somebody saw of sessions before changing them: one that changed since is named, and nothing is done."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.api import staff_named
from lms.core.sentences import said_of
from lms.delivery.errors import SessionChanged
from lms.delivery.timetable.models import ClassSession, SessionChange

Seen = Mapping[UUID, str]
"""By session the uuid of the last change that was seen, "" for none; who is not in it was not looked at before."""


def stands_of(rows: Iterable[ClassSession]) -> dict[UUID, str]:
    """Return what whoever looks at these sessions sees; one query."""
    listed = list(rows)
    last = _last_changes(listed)
    return {row.uuid: str(last[row.pk].uuid) if row.pk in last else "" for row in listed}


def changed_since(rows: Iterable[ClassSession], seen: Seen) -> list[str]:
    """Return in words which of these sessions are not as they were seen, who changed them and how they stand now."""
    listed = [row for row in rows if row.uuid in seen]
    last = _last_changes(listed)
    changed = [row for row in listed if row.pk in last and str(last[row.pk].uuid) != seen[row.uuid]]
    names = _names_of(last[row.pk] for row in changed)
    return [said_of(session_text(row), _changed_text(row, last[row.pk], names)) for row in changed]


def refuse_changed(rows: Sequence[ClassSession], seen: Seen) -> None:
    """Refuse to change locked sessions of which some are not as they were seen; they are named.

    :raises SessionChanged: with a sentence for each of them.
    """
    reasons = changed_since(rows, seen)
    if reasons:
        words = ngettext(
            "%(count)d of these sessions was changed after you had opened the page. Nothing was done. If it is right "
            "all the same, send it once more.",
            "%(count)d of these sessions were changed after you had opened the page. Nothing was done. If it is right "
            "all the same, send it once more.",
            len(reasons),
        )
        raise SessionChanged(words % {"count": len(reasons)}, reasons=reasons)


def refuse_changed_one(row: ClassSession, seen: str | None) -> None:
    """Refuse to change a locked session that is not as it was seen; None where nobody looked at it before.

    :raises SessionChanged: somebody changed it since.
    """
    last = row.last_change
    if seen is None or last is None or str(last.uuid) == seen:
        return
    words = _(
        "%(name)s changed this session at %(at)s, after you had opened this page: %(kind)s. It stands at %(when)s, "
        "%(room)s, %(instructor)s now. Nothing was changed; if your time is the right one, send it once more."
    )
    raise SessionChanged(words % _values(row, last, _names_of([last])), field="seen")


def session_text(row: ClassSession) -> str:
    """Return a session in a line: its cohort and when it begins, by the clock of the site."""
    return f"{row.cohort.code} {row.begins_at.astimezone(ZoneInfo(row.cohort.site.time_zone)):%Y-%m-%d %H:%M}"


def _changed_text(row: ClassSession, last: SessionChange, names: Mapping[UUID, str]) -> str:
    words = _("%(kind)s by %(name)s at %(at)s; it stands at %(when)s, %(room)s, %(instructor)s now")
    return words % _values(row, last, names)


def _values(row: ClassSession, last: SessionChange, names: Mapping[UUID, str]) -> dict[str, str]:
    zone = ZoneInfo(row.cohort.site.time_zone)
    return {
        "name": names.get(last.changed_by, "–") if last.changed_by else "–",
        "at": f"{last.changed_at.astimezone(zone):%Y-%m-%d %H:%M}",
        "kind": last.get_kind_display(),
        "when": f"{row.begins_at.astimezone(zone):%Y-%m-%d %H:%M}",
        "room": row.room.name,
        "instructor": row.instructor.display_name,
    }


def _last_changes(rows: Sequence[ClassSession]) -> dict[int, SessionChange]:
    changes = SessionChange.objects.filter(session__in=[row.pk for row in rows]).order_by("pk")
    return {change.session_id: change for change in changes}


def _names_of(changes: Iterable[SessionChange]) -> dict[UUID, str]:
    found = staff_named({change.changed_by for change in changes if change.changed_by})
    return {uuid: user.display_name for uuid, user in found.items() if user is not None}
