"""Matches for pages and tables: names, sentences, and how often somebody was asked."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from certificates.referrals.consent.presentation import STANDINGS
from certificates.referrals.matching.answers import Question, questions_for, questions_to
from certificates.referrals.matching.rules import Group, Match, Tone, instant_of
from certificates.referrals.matching.words import GROUPS, TONES, texts_by_tone
from certificates.referrals.models import Opening
from certificates.referrals.presentation import pay_text
from lms.accounts.api import Person
from lms.core.clock import local_date

OF_BEFORE = gettext_lazy("Was asked for the work as it read before")
KINDS = {Group.FITS: "success", Group.OPEN: "info", Group.AGAINST: "warning"}


class Row(NamedTuple):
    """One line: the person or the opening, the group, the sentences of each tone, what was asked and how it stands."""

    what: Any
    match: Match
    group: Any
    texts: list[tuple[Any, list[str]]]
    question: Question | None = None

    @property
    def last_asked(self) -> datetime | None:
        """Return when the person was asked last, for whichever opening; None for never."""
        last = self.match.turns.last
        return instant_of(last) if last else None

    @property
    def asked(self) -> Any:
        """Return how the question stands, in words; empty where there was none."""
        return STANDINGS[self.question.standing][0] if self.question else ""

    @property
    def of_before(self) -> Any:
        """Return a mark where the question was for other words of the opening than these; else empty."""
        return OF_BEFORE if self.question and not self.question.is_as_asked else ""

    @property
    def asked_in_full(self) -> str:
        """Return both as one text, for tables."""
        return _("; ").join(str(words) for words in (self.asked, self.of_before) if words)

    @property
    def is_taken(self) -> bool:
        """Return whether this person is proposed for this opening already, or asked and the question stands."""
        return self.match.turns.is_here or bool(self.question and self.question.is_open)


def row_of(what: Any, match: Match, question: Question | None = None) -> Row:
    """Return a line for a page."""
    texts = texts_by_tone(match.reasons)
    # What is to be looked at comes first.
    order = (Tone.AGAINST, Tone.OPEN, Tone.FOR)
    told = [(TONES[tone], texts[tone]) for tone in order if texts[tone]]
    return Row(what, match, GROUPS[match.group], told, question)


def person_rows(matches: Sequence[Match], opening: Opening, *, at: datetime) -> list[Row]:
    """Return lines about people beside an opening, in their order; two queries."""
    people = Person.objects.select_related("site", "user").defer("resident_id")
    by_key = people.in_bulk([match.key for match in matches])
    asked = questions_for(opening.pk, by_key.keys(), at=at)
    return [
        row_of(by_key[match.key], match, asked.get(match.key)) for match in matches if match.key in by_key
    ]


def opening_rows(offered: Sequence[tuple[Opening, Match]], person: Person, *, at: datetime) -> list[Row]:
    """Return lines about openings beside a person, in their order; one query."""
    asked = questions_to(person.pk, [opening.pk for opening, _match in offered], at=at)
    return [row_of(opening, match, asked.get(opening.pk)) for opening, match in offered]


def group_links(counts: dict[Group, int]) -> list[tuple[str, Any, int]]:
    """Return the groups with how many stand in each."""
    return [(group.value, GROUPS[group], counts[group]) for group in Group]


def people_table(rows: Iterable[Row]) -> tuple[list[str], list[list[str | int]]]:
    """Return people beside an opening as a table."""
    head = [
        pgettext("person", "Name"),
        _("Trainee number"),
        _("Training site"),
        *_shared_head(),
        _("Times asked"),
        _("Last asked"),
        _("Asked for this opening"),
    ]
    return head, [
        [*who_it_is(row.what), *_shared(row), *_turns(row.match), row.asked_in_full] for row in rows
    ]


def openings_table(rows: Iterable[Row]) -> tuple[list[str], list[list[str | int]]]:
    """Return openings beside a person as a table."""
    head = [pgettext("opening", "Work"), _("Employer"), _("Place of work"), _("Pay"), *_shared_head()]
    head.append(_("Asked for this opening"))
    return head, [[*_offer(row.what), *_shared(row), row.asked_in_full] for row in rows]


def who_it_is(person: Person) -> list[str | int]:
    """Return a person for a table, as names repeat: with the trainee number, and at which site."""
    user = getattr(person, "user", None)
    return [person.full_name, user.username if user else "", person.site.name]


def _offer(opening: Opening) -> list[str | int]:
    return [opening.title, opening.employer.name, opening.district, pay_text(opening)]


def _shared_head() -> list[str]:
    return [pgettext("match", "Group"), *(str(TONES[tone]) for tone in Tone)]


def _shared(row: Row) -> list[str | int]:
    texts = texts_by_tone(row.match.reasons)
    return [str(row.group), *(_("; ").join(texts[tone]) for tone in Tone)]


def _turns(match: Match) -> list[str | int]:
    last = match.turns.last
    return [match.turns.times, f"{local_date(instant_of(last)):%Y-%m-%d}" if last else ""]
