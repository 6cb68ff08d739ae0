"""The editor of a scheme: its forms together, and what the buttons inside it do before anything is kept.

Everything lives in the form that the browser sends: rows come, go and move, questions are looked for and named, and the
dry run draws, all without a row in the database. Only saving keeps a version.
"""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from lms.core.numbers import count_in
from lms.exams.paperdesk.choices import FoundItem, Offer, named_items, search_items
from lms.exams.paperdesk.forms.rows import (
    LEAST_MARKS,
    MOST_COUNT,
    MOST_MARKS,
    MOST_ROWS,
    RowForm,
    changed_rows,
    moves_of,
    rows_of_blueprint,
    rows_sent,
)
from lms.exams.paperdesk.forms.scheme import ConditionsForm, NewSchemeForm, SchemeForm, initial_of
from lms.exams.papers.models import ExaminationScheme
from lms.exams.papers.reasons import against_blueprint
from lms.exams.papers.rules import conditions_of, reasons_against_blueprint, rows_of

TRY, SAVE = "try", "save"
CHECKED = (TRY, SAVE)
# How a question is named for the paper, and the opposite.
MUST, MUST_NOT = "must_include", "must_exclude"


class SchemeEditor:
    """One state of the editor: begun from a version or empty, or as it was sent."""

    def __init__(
        self, *, offer: Offer, bank: str, scheme: ExaminationScheme | None, data: QueryDict | None = None
    ) -> None:
        self.offer, self.bank, self.scheme, self.data = offer, bank, scheme, data
        self.step = data.get("step", "") if data is not None else ""
        self.is_checked = self.step in CHECKED
        initial = initial_of(scheme) if scheme else {}
        sent = data if self.is_checked else None
        shown = initial if data is None else data.dict()
        form = SchemeForm if scheme else NewSchemeForm
        # A trial needs no names: only what is kept has them.
        self.facts = form(data if self.step == SAVE else None, initial=shown)
        self.conditions = ConditionsForm(sent, initial=shown)
        self.rows = [
            RowForm(row, number=number, offer=offer, is_checked=self.is_checked)
            for number, row in enumerate(self._rows(), start=1)
        ]
        self._say_moves()

    def _rows(self) -> list[dict[str, str]]:
        if self.data is not None:
            return changed_rows(rows_sent(self.data), self.step)
        return rows_of_blueprint(rows_of(self.scheme.blueprint)) if self.scheme else changed_rows([], "add")

    def _say_moves(self) -> None:
        """Give each row its buttons; the one that was pressed has the focus at its row's new place."""
        name, _dash, place = self.step.partition("-")
        pressed = count_in(place)
        at = 0 if pressed is None else pressed + {"up": 0, "down": 2, "remove": 1}.get(name, 0)
        for row in self.rows:
            row.moves = moves_of(row.number, len(self.rows), pressed=name if row.number == at else "")
        if self.step == "add" and self.rows:
            self.rows[-1].fields["topic"].widget.attrs["autofocus"] = True

    # --- questions by name ----------------

    def _codes(self, name: str) -> list[str]:
        if self.data is None:
            return list(getattr(conditions_of(self.scheme.blueprint), name)) if self.scheme else []
        deed, _colon, code = self.step.partition(":")
        codes = [known for known in dict.fromkeys(self.data.getlist(name)) if known != code]
        return [*codes, code] if deed == name and code else codes

    @cached_property
    def must_include(self) -> list[FoundItem]:
        """Return the questions that every paper must have."""
        return named_items(self._codes(MUST))

    @cached_property
    def must_exclude(self) -> list[FoundItem]:
        """Return the questions that no paper may have."""
        return named_items(self._codes(MUST_NOT))

    @property
    def query(self) -> str:
        """Return the words that are looked for."""
        return self.data.get("q", "").strip()[:100] if self.data is not None else ""

    @cached_property
    def found(self) -> list[FoundItem]:
        """Return what the search finds and is not named yet."""
        named = {item.code for item in (*self.must_include, *self.must_exclude)}
        return [item for item in self._search[0] if item.code not in named]

    @property
    def found_in_all(self) -> int:
        """Return how many questions have the words where these are more than are shown, else 0."""
        shown, number = self._search
        return number if number > len(shown) else 0

    @cached_property
    def _search(self) -> tuple[list[FoundItem], int]:
        return search_items(self.bank, self.query) if self.query else ([], 0)

    # --- what it comes to ----------------

    @property
    def totals(self) -> dict[str, Any]:
        """Return how many questions and marks the rows come to, as far as they are filled in."""
        amounts = [_amount(row.initial) for row in self.rows]
        marks = sum((count * each for count, each in amounts), Decimal(0))
        return {"count": sum(count for count, _each in amounts), "marks": f"{marks.normalize():f}"}

    @property
    def limit_of_rows(self) -> str:
        """Return how many rows there may be, in words, where there is no room for another one; else ""."""
        return (
            _("A blueprint has at most %(number)d rows.") % {"number": MOST_ROWS} if self._is_full() else ""
        )

    def _is_full(self) -> bool:
        return len(self.rows) >= MOST_ROWS

    @property
    def has_errors(self) -> bool:
        """Return whether there is something to mend; only what was to be saved or tried is judged."""
        return self.is_checked and any(part.errors for part in (self.facts, self.conditions, *self.rows))

    def is_valid(self) -> bool:
        """Return whether everything is filled in and a paper can be described by it; says what is wrong."""
        facts = [self.facts] if self.facts.is_bound else []
        parts: Sequence[Any] = (*facts, self.conditions, *self.rows)
        # Every part is asked, so that everything that is wrong is said at once.
        answers = [part.is_valid() for part in parts]
        if len(self.rows) > MOST_ROWS:
            self.conditions.add_error(None, self.limit_of_rows)
        if not all(answers) or not self.conditions.is_valid():
            return False
        for reason in against_blueprint(reasons_against_blueprint(self.blueprint())):
            self.conditions.add_error(None, reason)
        return self.conditions.is_valid()

    def blueprint(self) -> Any:
        """Return the blueprint as packs write it; a plain list where nothing is asked of the whole paper."""
        rows = [row.as_row() for row in self.rows]
        conditions = self.conditions.as_conditions()
        conditions |= {name: codes for name in (MUST, MUST_NOT) if (codes := self._codes(name))}
        return {"rows": rows, **conditions} if conditions else rows


def _amount(row: Any) -> tuple[int, Decimal]:
    """Return how many questions and marks a row has; nothing where its own fields would refuse that."""
    try:
        count, marks = int(row["count"]), Decimal(row["marks"])
        is_possible = 0 < count <= MOST_COUNT and LEAST_MARKS <= marks <= MOST_MARKS
    except (InvalidOperation, ValueError):
        is_possible = False
    return (count, marks) if is_possible else (0, Decimal(0))
