"""Matches for pages and tables: names, sentences, and how often somebody was proposed."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.referrals.matching.rules import Group, Match, Tone
from certificates.referrals.matching.words import GROUPS, TONES, texts_by_tone
from certificates.referrals.models import Opening
from certificates.referrals.presentation import pay_text
from lms.accounts.api import Person
from lms.core.clock import local_date

KINDS = {Group.FITS: "success", Group.OPEN: "info", Group.AGAINST: "warning"}


class Row(NamedTuple):
    """One line: the person or the opening, the group, the sentences of each tone."""

    what: Any
    match: Match
    group: Any
    texts: list[tuple[Any, list[str]]]


def row_of(what: Any, match: Match) -> Row:
    """Return a line for a page."""
    texts = texts_by_tone(match.reasons)
    # What is to be looked at comes first.
    order = (Tone.AGAINST, Tone.OPEN, Tone.FOR)
    return Row(
        what, match, GROUPS[match.group], [(TONES[tone], texts[tone]) for tone in order if texts[tone]]
    )


def person_rows(matches: Sequence[Match]) -> list[Row]:
    """Return lines about people, in their order; one query."""
    people = Person.objects.select_related("site").defer("resident_id")
    by_key = people.in_bulk([match.key for match in matches])
    return [row_of(by_key[match.key], match) for match in matches if match.key in by_key]


def group_links(counts: dict[Group, int]) -> list[tuple[str, Any, int]]:
    """Return the groups with how many stand in each."""
    return [(group.value, GROUPS[group], counts[group]) for group in Group]


def people_table(rows: Iterable[Row]) -> tuple[list[str], list[list[str | int]]]:
    """Return people beside an opening as a table."""
    head = [
        pgettext("person", "Name"),
        _("Training site"),
        *_shared_head(),
        _("Times proposed"),
        _("Last proposed"),
    ]
    table = [[row.what.full_name, row.what.site.name, *_shared(row), *_turns(row.match)] for row in rows]
    return head, table


def openings_table(rows: Iterable[Row]) -> tuple[list[str], list[list[str | int]]]:
    """Return openings beside a person as a table."""
    head = [pgettext("opening", "Work"), _("Employer"), _("Place of work"), _("Pay"), *_shared_head()]
    return head, [[*_offer(row.what), *_shared(row)] for row in rows]


def _offer(opening: Opening) -> list[str | int]:
    return [opening.title, opening.employer.name, opening.district, pay_text(opening)]


def _shared_head() -> list[str]:
    return [pgettext("match", "Group"), *(str(TONES[tone]) for tone in Tone)]


def _shared(row: Row) -> list[str | int]:
    texts = texts_by_tone(row.match.reasons)
    return [str(row.group), *(_("; ").join(texts[tone]) for tone in Tone)]


def _turns(match: Match) -> list[str | int]:
    last = match.turns.last
    return [match.turns.times, f"{local_date(last):%Y-%m-%d}" if last else ""]
