"""A paper as its template needs it: sections by kind, numbered questions, options with letters, as printed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from itertools import zip_longest
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from lms.core.numbers import plain
from lms.core.printing.fonts import width_in_em
from lms.exams.bank.models import ItemKind
from lms.exams.bank.rules import BRACKET, GAP
from lms.exams.papers.printing.characters import as_html
from lms.exams.papers.printing.formulas import formula_as_html
from lms.exams.papers.printing.labels import SECTIONS, WORDS, Edition, ordinal, say
from lms.exams.papers.printing.pictures import Pictures, on_page, places_as_svg
from lms.exams.papers.rules import is_translated, order_for

_MARK = re.compile(r"\[\[(\d+)\]\]")
# A bracket of the question's own is made wide enough to write into.
_WIDE = '<span class="own-bracket">（　　　）</span>'
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
IN_BRACKETS = (ItemKind.TRUE_FALSE, ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.HOTSPOT)
LINES = {ItemKind.NUMERIC: 3, ItemKind.SHORT_ANSWER: 6}
# How wide options may be, in em, to stand four or two in a line; with two languages beside each other there is less.
# Measured on the first page, where the sealed margin leaves the least.
ROOM = {1: ((4, 6.6), (2, 15.8)), 2: ((4, 1.9), (2, 6.0))}


@dataclass(frozen=True, slots=True)
class PrintedOption:
    """One option, line or match with the letter or number that stands before it, in each language."""

    name: str
    label: str
    texts: tuple[SafeString, ...]

    @property
    def said(self) -> tuple[SafeString, ...]:
        """Return its texts, once what both languages write alike."""
        return tuple(dict.fromkeys(self.texts))


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture under a question; `places` is the drawing of numbered places over it, `caption` says whose it is."""

    picture: str
    alternative: str
    width: float
    height: float
    places: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """One question in the place where it is printed. `own_marks` where the section's questions have different marks."""

    uuid: str
    number: int
    kind: str
    marks: Decimal
    own_marks: str
    stems: tuple[SafeString, ...]
    options: tuple[PrintedOption, ...]
    matches: tuple[PrintedOption, ...]
    columns: int
    figures: tuple[Figure, ...]
    unit: str
    lines: int
    regions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def has_bracket(self) -> bool:
        """Return whether the answer is written into a bracket beside the question, which has none of its own."""
        return self.room_for_bracket and _WIDE not in self.stems[0]

    @property
    def room_for_bracket(self) -> bool:
        """Return whether there is a place for the bracket, so that the texts of a section stand alike."""
        return self.kind in IN_BRACKETS and (self.kind != ItemKind.HOTSPOT or bool(self.regions))

    @property
    def points(self) -> str:
        """Return the marks without zeros that say nothing."""
        return plain(self.marks)

    @property
    def rules_of_lines(self) -> range:
        """Return a number for each line that the answer is written on."""
        return range(self.lines)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """Return what stands in the column of each language."""
        return [self._body(at) for at in range(len(self.stems))]

    def _body(self, at: int) -> dict[str, Any]:
        options = [(option.label, option.texts[at]) for option in self.options]
        rows = [options[start : start + self.columns] for start in range(0, len(options), self.columns)]
        return {"stem": self.stems[at], "rows": rows}

    @property
    def pairs(self) -> list[tuple[PrintedOption | None, PrintedOption | None]]:
        """Return what is matched beside what it is matched to; one side may be longer."""
        return list(zip_longest(self.options, self.matches))


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one kind, with a heading and how they are answered in each language."""

    ordinal: str
    kind: str
    headings: tuple[str, ...]
    rules: tuple[str, ...]
    items: tuple[PrintedItem, ...]

    @property
    def points(self) -> str:
        """Return the marks of its questions together."""
        return plain(sum((item.marks for item in self.items), Decimal(0)))


def sections_of(
    items: Sequence[Mapping[str, Any]], *, seed: str, edition: Edition, pictures: Pictures
) -> list[Section]:
    """Return the sections of a paper in the order that a seed gives it; kinds stay together."""
    ordered = order_for(items, seed=seed)
    by_kind: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for number, item in enumerate(ordered, start=1):
        by_kind.setdefault(item["kind"], []).append((number, item))
    return [
        _section(place, kind, rows, edition, pictures)
        for place, (kind, rows) in enumerate(by_kind.items(), start=1)
    ]


def _section(
    place: int,
    kind: str,
    rows: Sequence[tuple[int, Mapping[str, Any]]],
    edition: Edition,
    pictures: Pictures,
) -> Section:
    title, rule = SECTIONS[kind]
    marks = [Decimal(item["marks"]) for _number, item in rows]
    are_equal = len(set(marks)) == 1
    values = {"count": len(rows), "each": plain(marks[0]), "total": plain(sum(marks, Decimal(0)))}
    said = WORDS["only" if len(rows) == 1 else "each" if are_equal else "mixed"]
    return Section(
        ordinal=ordinal(place, edition.languages[0]),
        kind=kind,
        headings=tuple(
            _heading(place, language, title, said[language] % values) for language in edition.languages
        ),
        rules=tuple(rule[language] for language in edition.languages),
        items=tuple(
            _printed(item, number, edition, pictures, shows_marks=not are_equal) for number, item in rows
        ),
    )


def _heading(place: int, language: str, title: Mapping[str, str], said: str) -> str:
    if language == "zh":
        return f"{ordinal(place, 'zh')}、{title['zh']}（{said}）"
    return f"{ordinal(place, 'en')}. {title['en']} ({said})"


def _printed(
    item: Mapping[str, Any], number: int, edition: Edition, pictures: Pictures, *, shows_marks: bool
) -> PrintedItem:
    languages = languages_of(item, edition)
    texts = _Texts(item, number, edition, pictures)
    kind, marks = item["kind"], Decimal(item["marks"])
    labels = [*LETTERS] if kind not in (ItemKind.ORDERING, ItemKind.MATCHING) else [""] * len(item["options"])
    options = texts.named(item["options"], labels)
    matches = texts.named(
        item.get("matches", ()), [str(place) for place in range(1, len(item.get("matches", ())) + 1)]
    )
    stems = texts.of_stem(item["stem"])
    own = "".join(WORDS["own"][language] % plain(marks) for language in edition.languages[:1])
    return PrintedItem(
        uuid=item["uuid"],
        number=number,
        kind=kind,
        marks=marks,
        own_marks=own if shows_marks else "",
        stems=stems,
        options=options,
        matches=matches,
        columns=_columns(item["options"], languages),
        figures=texts.figures(),
        unit=item.get("unit", ""),
        lines=LINES.get(ItemKind(kind), 0),
        regions=tuple(region["id"] for region in item.get("regions", ())),
        notes=texts.notes(),
    )


def languages_of(item: Mapping[str, Any], edition: Edition) -> tuple[str, ...]:
    """Return the languages in which an edition prints a question: one without English is there in Chinese, once."""
    return edition.languages if is_translated(item) else ("zh",)


def _columns(options: Sequence[Mapping[str, str]], languages: Sequence[str]) -> int:
    widest = max(
        (width_in_em(option[language] or option["zh"]) for option in options for language in languages),
        default=0.0,
    )
    has_mark = any(_MARK.search(option["zh"]) for option in options)
    fitting = (columns for columns, room in ROOM[len(languages)] if widest <= room and not has_mark)
    return next(fitting, 1)


class _Texts:
    """The texts of one question as HTML, with its formulas in them and its pictures set aside."""

    def __init__(self, item: Mapping[str, Any], number: int, edition: Edition, pictures: Pictures) -> None:
        self._item, self._number, self._edition, self._pictures = item, number, edition, pictures
        self._languages = languages_of(item, edition)
        self._attached = {row["number"]: row for row in item.get("attachments", ())}
        self._shown: dict[int, str] = {}
        self._is_plain = self._is_named = False

    def of(self, text: Mapping[str, str]) -> tuple[SafeString, ...]:
        """Return a text in each language; what says no words is written once and meant for both."""
        spoken = [language if text.get(language) else "zh" for language in self._languages]
        signs = spoken if len(spoken) > 1 else self._languages  # what both say is printed once
        return tuple(self._one(text[own], sign) for own, sign in zip(spoken, signs, strict=True))

    def of_stem(self, text: Mapping[str, str]) -> tuple[SafeString, ...]:
        """Return the words of the question itself: where it has one picture only, nobody needs a sign for that."""
        self._is_plain = len(self._attached) == 1
        try:
            return self.of(text)
        finally:
            self._is_plain = False

    def named(self, rows: Sequence[Mapping[str, str]], labels: Sequence[str]) -> tuple[PrintedOption, ...]:
        """Return options or matches with their labels."""
        return tuple(
            PrintedOption(row["id"], label, self.of(row)) for row, label in zip(rows, labels, strict=False)
        )

    def figures(self) -> tuple[Figure, ...]:
        """Return the pictures of the question in the order of their numbers; numbered places lie over theirs."""
        for number, row in self._attached.items():
            if row.get("file") and number not in self._shown:
                self._shown[number] = self._pictures.load(row["file"])
        regions = self._item.get("regions", ())
        plan = self._item.get("plan", {}).get("number") or next(iter(self._shown), None)
        return tuple(
            replace(
                self._figure(number, name, regions if number == plan else ()), caption=self._caption(place)
            )
            for place, (number, name) in enumerate(sorted(self._shown.items()), start=1)
        )

    def _caption(self, place: int) -> str:
        """Return what stands below a picture: the number of its question, and its own where words point to it."""
        is_numbered = self._is_named or len(self._shown) > 1
        names = (
            ("picture_of_several", self._number, place) if is_numbered else ("picture_alone", self._number)
        )
        return say(names[0], self._edition, *names[1:])

    def _figure(self, number: int, name: str, regions: Sequence[Mapping[str, Any]]) -> Figure:
        size = self._pictures.size(name)
        width, height = on_page(size)
        places = self._pictures.add(places_as_svg(regions, size), "svg") if regions else ""
        alternative = self._attached[number].get("alternative", {})
        words = alternative.get(self._edition.languages[0]) or alternative.get("zh")
        words = words or say("picture", self._edition, self._number)
        return Figure(name, words, width, height, places)

    def notes(self) -> tuple[str, ...]:
        """Return what is said below a question: the words for each gap, or that places are to be marked."""
        gaps = [words for words in self._item.get("gaps", ()) if words]
        listed = [f"（{place}）" + " / ".join(words) for place, words in enumerate(gaps, start=1)]
        marks_itself = self._item["kind"] == ItemKind.HOTSPOT and not self._item.get("regions")
        return (
            tuple(listed) if not marks_itself else (say("mark", self._edition, self._item.get("picks", 1)),)
        )

    def _one(self, text: str, language: str) -> SafeString:
        html = as_html(escape(text.strip())).replace("\n", "<br>")
        html = html.replace(GAP, '<span class="gap"></span>')
        html = BRACKET.sub(_WIDE, html)
        marked = _MARK.sub(lambda found: self._attachment(found, language), html)
        return mark_safe(marked)  # noqa: S308 - escaped above

    def _attachment(self, found: re.Match[str], language: str) -> str:
        row = self._attached.get(int(found[1]))
        if row is None:
            return ""
        if row.get("source"):
            return formula_as_html(row["source"])
        if row["number"] not in self._shown:
            self._shown[row["number"]] = self._pictures.load(row["file"])
        if self._is_plain:
            return ""
        self._is_named = True
        place = sum(number <= row["number"] for number, other in self._attached.items() if other.get("file"))
        return f'<span class="see">［{say("see", Edition(language), place)}］</span>'
