"""The editor's sheet: all forms of one draft, filled from the draft or from what was sent, and the question in them."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from lms.exams.bank.models import Scoring
from lms.exams.bank.topicbook import TopicBook
from lms.exams.desk.editing import initials
from lms.exams.desk.editing.forms import (
    DIFFICULTIES,
    AttachmentForm,
    GapForm,
    NumberForm,
    OptionForm,
    RegionForm,
    TextForm,
    WordingForm,
    lines_of,
)
from lms.exams.desk.editing.rows import MOST_ROWS
from lms.exams.desk.operations import NewAttachment, Wording
from lms.exams.desk.rules import WITH_OPTIONS, as_kind
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import ItemDraft
from lms.exams.intake.wording import CAPPED, cap_of
from lms.exams.interchange import drafts as form_of
from lms.exams.interchange.drafts import DraftItem, Gap, Kind, Number, Option, Region
from lms.exams.papers.reasons import depth_text

ROWS = {
    "options": OptionForm,
    "matches": TextForm,
    "numbers": NumberForm,
    "gaps": GapForm,
    "regions": RegionForm,
    "attachments": AttachmentForm,
}
LISTS = {
    Kind.SINGLE: ("options",),
    Kind.MULTIPLE: ("options",),
    Kind.ORDERING: ("options",),
    Kind.MATCHING: ("options", "matches"),
    Kind.NUMERIC: ("numbers",),
    Kind.FILL_IN: ("gaps",),
    Kind.HOTSPOT: ("regions",),
}
SETS = {name: forms.formset_factory(row, extra=0, max_num=MOST_ROWS) for name, row in ROWS.items()}
# An empty row is a row: somebody has just added it.
EVERY_ROW = {"empty_permitted": False}
IN_PARTS = (Kind.MULTIPLE, Kind.ORDERING, Kind.MATCHING, Kind.FILL_IN, Kind.HOTSPOT)
# Gaps weigh by themselves when each part earns its share; only files ask for more.
WEIGHED = (Kind.SINGLE, Kind.MULTIPLE, Kind.ORDERING, Kind.MATCHING, Kind.HOTSPOT)


class Sheet:
    """All forms of one draft. `data` is what was sent; without it they show the draft as it is kept."""

    def __init__(
        self,
        draft: ItemDraft,
        data: Mapping[str, str] | None = None,
        files: MultiValueDict | None = None,
    ) -> None:
        self.draft, self.before = draft, item_of(draft)
        self.wording = WordingForm(data, initial=initials.of_wording(draft, self.before))
        self.lists = (*LISTS.get(self.before.kind, ()), "attachments")
        rows = initials.of_rows(self.before, draft.attachments.all())
        self.sets: dict[str, Any] = {
            name: SETS[name](data, files, prefix=name, initial=rows[name], form_kwargs=EVERY_ROW)
            for name in self.lists
        }
        self._offer()

    def _offer(self) -> None:
        topics = TopicBook(self.draft.bank.code).choices()
        self.wording.offer("topic", [("", _("Please choose")), *topics])
        self.wording.offer("difficulty", list(DIFFICULTIES))
        self.wording.offer("scoring", self._scorings(), names=dict(Scoring.choices))

    def _scorings(self) -> list[tuple[str, str]]:
        if self.before.kind == Kind.SHORT_ANSWER:
            return [(Scoring.BY_HAND.value, str(Scoring.BY_HAND.label))]
        known = [Scoring.EXACT, *([Scoring.PER_PART] if self.before.kind in IN_PARTS else [])]
        if self.before.kind in WEIGHED or self.before.weights:
            known.append(Scoring.MAPPED)
        open_one = [("", _("Please choose"))] if self.before.scoring == form_of.Scoring.UNSCORED else []
        return [*open_one, *((one.value, str(one.label)) for one in known)]

    def is_valid(self) -> bool:
        """Return whether everything that was sent can be read."""
        sets = [one.is_valid() for one in self.sets.values()]
        return self.wording.is_valid() and all(sets)

    def errors(self) -> list[str]:
        """Return what cannot be read, in words."""
        found = [error for errors in self.wording.errors.values() for error in errors]
        for one in self.sets.values():
            found += [error for row in one.errors for errors in row.values() for error in errors]
            found += list(one.non_form_errors())
        return list(dict.fromkeys(found))

    def sent(self) -> Wording:
        """Return the question as it was sent; to be called when everything can be read."""
        given = self.wording.cleaned_data
        item = as_kind(self._item(given), Kind(given["kind"]))
        return Wording(item, given["use"], given["revision"], tuple(self._attachments()))

    def _item(self, given: Mapping[str, Any]) -> DraftItem:
        options, matches = self._options(), self._texts("matches")
        item = replace(
            self.before,
            stem=_text(given["stem_zh"], given["stem_en"]),
            rationale=_text(given["rationale_zh"], given["rationale_en"]),
            options=options,
            matches=matches,
            regions=tuple(self._regions()),
            topic=given["topic"],
            difficulty=given["difficulty"],
            depth=self._depth(given["depth"]),
            source=given["source"],
            year=given["year"],
            is_shuffled=given["is_shuffled"] if self.before.kind in WITH_OPTIONS else self.before.is_shuffled,
        )
        scoring = form_of.Scoring(given["scoring"]) if given["scoring"] else self.before.scoring
        # A question whose marking was not understood gets a key only with a way of marking.
        item = replace(item, key=self._key(given), scoring=scoring)
        return self._weighed(item, given["most"]) if scoring == form_of.Scoring.MAPPED else item

    def _depth(self, words: str) -> str:
        """Return the depth as it is kept: its field shows the word that readers have for it."""
        return self.before.depth if words == depth_text(self.before.depth) else words

    def _weighed(self, item: DraftItem, most: Decimal | None) -> DraftItem:
        """Return a question with the weights that were sent, and the marks to which they add up."""
        if item.kind == Kind.FILL_IN:
            named = ((str(number), gap.weight) for number, gap in enumerate(item.key, start=1))
        else:
            rows = self._rows("regions" if item.kind == Kind.HOTSPOT else "options")
            named = ((row["name"], row["weight"]) for row in rows)
        weights = {name: weight for name, weight in named if weight is not None}
        gains = [weight for weight in weights.values() if weight > 0]
        whole = max(gains, default=Decimal(0)) if item.kind == Kind.SINGLE else sum(gains, Decimal(0))
        is_capped = most is not None and item.kind in CAPPED
        is_as_before = (weights, most) == (self.before.weights, cap_of(self.before))
        marks = self.before.marks if is_as_before else most if is_capped else whole
        return replace(item, weights=weights, marks=marks)

    def _rows(self, name: str) -> list[dict[str, Any]]:
        return [row.cleaned_data for row in self.sets[name]] if name in self.sets else []

    def _texts(self, name: str) -> tuple[Option, ...]:
        return tuple(Option(row["name"], _text(row["zh"], row["en"])) for row in self._rows(name))

    def _options(self) -> tuple[Option, ...]:
        """Return the options; the rows of an order stand as its key has them, which the list of options never tells."""
        options = self._texts("options")
        places = {option.name: place for place, option in enumerate(self.before.options)}
        if self.before.kind != Kind.ORDERING:
            return options
        return tuple(sorted(options, key=lambda option: places.get(option.name, len(places))))

    def _key(self, given: Mapping[str, Any]) -> Any:
        kind, rows = self.before.kind, self._rows("options")
        keys: dict[Kind, Any] = {
            Kind.TRUE_FALSE: {"true": True, "false": False}.get(given["truth"]),
            Kind.SINGLE: given["right"] or None,
            Kind.MULTIPLE: tuple(row["name"] for row in rows if row["is_right"]),
            Kind.ORDERING: tuple(row["name"] for row in rows),
            Kind.MATCHING: {row["name"]: row["partner"] for row in rows if row["partner"]},
            Kind.NUMERIC: tuple(self._numbers()),
            Kind.FILL_IN: tuple(self._gaps()),
            Kind.HOTSPOT: tuple(row["name"] for row in self._rows("regions") if row["is_right"]),
            Kind.SHORT_ANSWER: tuple(lines_of(given["phrases"])),
        }
        return keys.get(kind)

    def _numbers(self) -> Any:
        for row in self._rows("numbers"):
            if row["value"] is not None:
                tolerance = row["tolerance"] or Decimal(0)
                share = tolerance / 100 if row["is_relative"] else tolerance
                yield Number(row["value"], share, row["unit"], row["is_relative"])

    def _gaps(self) -> Any:
        for row in self._rows("gaps"):
            yield Gap(
                row["accepted"],
                row["is_case_sensitive"],
                tuple(lines_of(row["choices"])),
                row["weight"] or Decimal(1),
            )

    def _regions(self) -> Any:
        before = {region.name: region for region in self.before.regions}
        for row in self._rows("regions"):
            label, known = _text(row["label_zh"], row["label_en"]), before.get(row["name"])
            # The field rounds: a place that nobody moved stays where its file has it.
            is_moved = known is None or row["coords"] != initials.coords_in_words(known)
            numbers = tuple(row["numbers"]) if is_moved else known.coords
            yield Region(row["name"], row["shape"] or "rect", numbers, label)

    def _attachments(self) -> Any:
        for row in self._rows("attachments"):
            file = row["file"]
            yield NewAttachment(
                number=row["number"],
                kind=row["kind"],
                name=file.name if file else row["name"],
                source=_with_plain_ends(row["source"]),
                alternative_zh=row["alternative_zh"],
                alternative_en=row["alternative_en"],
                data=file.read() if file else b"",
            )


def _text(zh: str, en: str) -> dict[str, str]:
    written = {"zh": _with_plain_ends(zh), "en": _with_plain_ends(en)}
    return {language: words for language, words in written.items() if words}


def _with_plain_ends(words: str) -> str:
    """Return words with the line ends that files have: browsers send others, and that is no change of a question."""
    return words.strip().replace("\r\n", "\n")
