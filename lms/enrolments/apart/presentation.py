"""The groups of a site as a table to take away: who is in one stays on the pages (docs/decisions/0152)."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def group_rows(rows: Iterable[Any]) -> tuple[list[str], list[list[str | int]]]:
    """Return heads and rows of a table of groups, each with how many people are in it now."""
    head = [_("Separate group"), _("People now"), _("Training site"), _("State")]
    return head, [[row.code, row.people, row.site.name, _state(row)] for row in rows]


def _state(row: Any) -> str:
    return pgettext("separate group", "Closed") if row.closed_at else pgettext("separate group", "In use")
