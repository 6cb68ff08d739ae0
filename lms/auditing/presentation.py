"""Entries as values for pages and for tables to keep."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.accounts.api import staff_named
from lms.auditing.models import ChainCheck
from lms.auditing.queries.entries import EntryBeside, Sought
from lms.auditing.words import kind_in_words, name_of, role_in_words, who_in_words
from lms.core.audit import action_in_words, entry_hash, reason_in_words
from lms.core.models import AuditEntry

AT = "Y-m-d H:i:s"


def entry_rows(entries: Iterable[AuditEntry]) -> list[dict[str, Any]]:
    """Return entries in words; one query for the names of all."""
    rows = list(entries)
    staff = staff_named(row.actor_uuid for row in rows if row.actor_uuid)
    return [
        {
            "entry": row,
            "at": date_format(localtime(row.at), AT),
            "who": who_in_words(row, staff),
            "role": role_in_words(row.acting_role),
            "action": action_in_words(row.action),
            "about": kind_in_words(row.target_type),
            "reason": reason_in_words(row),
        }
        for row in rows
    ]


def entry_page(found: EntryBeside) -> dict[str, Any]:
    """Return one entry with what stands beside it, and whether it fits what is before and after it."""
    entry, before, after = found.entry, found.before, found.after
    lists = [[entry], found.same_target, found.same_actor]
    rows = iter(entry_rows(row for rows in lists for row in rows))
    [[own], about, by] = [[next(rows) for _row in some] for some in lists]
    fits = entry.hash == entry_hash(entry) and entry.prev_hash == (before.hash if before else "")
    follows = after is None or after.prev_hash == entry.hash
    return {
        "row": own,
        "entry": entry,
        "before": before,
        "after": after,
        "fits": fits and follows and (before is not None or entry.seq == 1),
        "same_target": about,
        "same_actor": by,
    }


def table_of(entries: Sequence[AuditEntry], *, is_cut: bool) -> tuple[list[str], list[list[str | int]]]:
    """Return heads and rows of the table to keep; the last row says when it is not all."""
    head = [
        pgettext("audit", "Entry"),
        pgettext("audit", "When"),
        pgettext("audit", "Who"),
        _("Acting as"),
        pgettext("audit", "What was done"),
        _("Code of the action"),
        _("About what"),
        _("Code of the kind"),
        _("Its identifier"),
        pgettext("audit", "Terminal"),
        _("Reason"),
        pgettext("audit", "Hash"),
    ]
    table = [_table_row(row) for row in entry_rows(entries)]
    if is_cut:
        table.append(["…", cut_text(len(entries)), *[""] * (len(head) - 2)])
    return head, table


def cut_text(most: int) -> str:
    """Return that a table holds only the newest entries."""
    return _(
        "Only the newest %(number)s entries are here; older ones fit, too. Take them away by shorter spans of days."
    ) % {"number": most}


def _table_row(row: dict[str, Any]) -> list[str | int]:
    entry: AuditEntry = row["entry"]
    return [
        entry.seq,
        row["at"],
        row["who"],
        row["role"],
        row["action"],
        entry.action,
        row["about"],
        entry.target_type,
        str(entry.target_uuid),
        str(entry.terminal_uuid or ""),
        row["reason"],
        entry.hash,
    ]


def check_rows(checks: Sequence[ChainCheck]) -> list[dict[str, Any]]:
    """Return checks with who asked for them; one query for the names of all."""
    staff = staff_named(row.by_uuid for row in checks if row.by_uuid)
    rows = []
    for row in checks:
        user = staff.get(row.by_uuid) if row.by_uuid else None
        rows.append({"check": row, "by": name_of(user) if user else _("The platform itself")})
    return rows


def filter_in_codes(sought: Sought, *, action: str) -> str:
    """Return a filter as the trail keeps it: codes and identifiers, no name."""
    said = {
        "from": sought.first,
        "to": sought.last,
        "action": action,
        "who": sought.actor,
        "kind": sought.kind,
        "object": sought.target,
    }
    return " ".join(f"{name}={value}" for name, value in said.items() if value)
