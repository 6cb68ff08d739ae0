"""Items of every kind as pages show them: in the reader's language, ready for plain forms, never a key."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lms.exams.bank import rules
from lms.exams.bank.models import Attached, AttachmentKind, ItemVersion
from lms.exams.bank.texts import Addresses, Piece, Texts, plain_texts

# Units that are words; all others are signs that every language writes alike.
UNIT_WORDS = {"元": gettext_lazy("yuan")}
# How many units of a drawing a picture is wide: shapes on it are drawn in these.
WIDTH = 1000
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a field, and what says it: in pieces where there is room, else in words."""

    value: str
    label: str
    pieces: Pieces = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One option that gets a place or a match: its name, its words, and what may be chosen for it."""

    name: str
    pieces: Pieces
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One region on a picture: its name, what it is called, its number, and its drawing (`WIDTH` units wide)."""

    name: str
    label: str
    number: int
    shape: str
    drawn: Mapping[str, str]
    at: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """The picture on which places are marked: at most `picks`. Without `places`, points are marked on it."""

    address: str
    words: str
    height: str
    picks: int
    places: tuple[Place, ...] = ()

    @property
    def fields(self) -> range:
        """Return a number for each place that may be marked."""
        return range(1, self.picks + 1)


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item as a page shows it; `stem` in words, `pieces` with pictures and formulas, and gaps where it has some.

    `lines` are for ordering and matching, `plan` for places, `unit` for a number. `chosen` holds the values of the
    form's fields when it is shown again.
    """

    code: str
    kind: str
    stem: str
    pieces: Pieces = ()
    options: tuple[Choice, ...] = ()
    lines: tuple[Line, ...] = ()
    plan: Plan | None = None
    unit: str = ""
    has_units: bool = False
    chosen: tuple[str, ...] = ()

    @property
    def sentence(self) -> list[Piece]:
        """Return the pieces with what was filled into the gaps."""
        values = dict(enumerate(self.chosen, start=1))
        return [replace(one, value=values.get(one.number, "")) if one.number else one for one in self.pieces]

    @property
    def points(self) -> list[tuple[int, str]]:
        """Return for each point that may be marked its number, and where it is."""
        values = dict(enumerate(self.chosen, start=1))
        return [(number, values.get(number, "")) for number in (self.plan.fields if self.plan else ())]

    def with_chosen(self, values: Iterable[str]) -> "ShownItem":
        """Return the item with what its form was sent with."""
        return replace(self, chosen=tuple(values))


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that showing needs of an item, from wherever it comes; texts are {zh, en}, and may be missing."""

    code: str
    kind: str
    stem: Mapping[str, str]
    key: rules.ItemKey
    options: Sequence[Mapping[str, str]] = ()
    matches: Sequence[Mapping[str, str]] = ()
    attached: Sequence[Attached] = ()
    is_shuffled: bool = True
    seed: str = field(default="")


def values_of(response: object) -> list[str]:
    """Return the values of a form's fields for a response as it is kept."""
    if response is None:
        return []
    if isinstance(response, dict):
        return [f"{option}:{value}" for option, value in response.items()]
    values = response if isinstance(response, list) else [response]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in values]


def shown(version: ItemVersion) -> ShownItem:
    """Return an item for its form. Lines and matches stand in an order of their own, never in the right one."""
    source = Source(
        code=version.item.code,
        kind=version.item.kind,
        stem={"zh": version.stem_zh, "en": version.stem_en},
        key=key_of(version),
        options=version.options,
        matches=version.matches,
        attached=list(version.attachments.all()),
        is_shuffled=version.is_shuffled,
        seed=version.content_hash,
    )
    return shown_source(source, address_of)


def address_of(row: Attached) -> str:
    """Return where a practice item's picture is: its name is its content, so that browsers may keep it."""
    return reverse("practice:picture", args=[row.pk, row.file.rpartition("/")[2]]) if row.file else ""


def texts_about(version: ItemVersion) -> Texts:
    """Return what makes the texts of a wording ready."""
    return Texts(version.attachments.all(), address_of)


def shown_source(source: Source, address_of: Addresses) -> ShownItem:
    """Return an item for its form."""
    texts = Texts(source.attached, address_of)
    stem, plan = texts.pick(source.stem), _plan_row(source)
    if source.kind == rules.FILL_IN:
        pieces = texts.with_gaps(stem, _listed(source))
    else:
        pieces = texts.pieces(stem, without=plan.number if plan else None)
    return ShownItem(
        code=source.code,
        kind=source.kind,
        stem=texts.plain(stem),
        pieces=pieces,
        options=_options(source, texts) if source.kind in rules.CHOICE_KINDS else (),
        lines=_lines(source, texts) if source.kind in (rules.ORDERING, rules.MATCHING) else (),
        plan=_plan(source, texts, plan) if plan else None,
        unit=_unit(source.key),
        has_units=source.kind == rules.NUMERIC and len(rules.units_of(source.key.key)) > 1,
    )


def _unit(key: rules.ItemKey) -> str:
    """Return the unit beside the field; where several are accepted, it is written with the number."""
    units = rules.units_of(key.key) if key.kind == rules.NUMERIC and key.key else []
    return str(UNIT_WORDS.get(units[0], units[0])) if len(units) == 1 else ""


def shape_of(version: ItemVersion) -> rules.Shape:
    """Return what a response to this wording is judged by."""
    return rules.shape_of(key_of(version), version.options, version.matches)


def key_of(version: ItemVersion) -> rules.ItemKey:
    """Return what marking needs of a wording."""
    return rules.ItemKey(version.item.kind, version.key, version.scoring, version.weights, version.regions)


def texts_of(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the words of options or matches in the reader's language, by name."""
    english = (get_language() or "").startswith("en")
    return {row["id"]: (row["en"] or row["zh"]) if english else row["zh"] for row in rows}


def _options(source: Source, texts: Texts) -> tuple[Choice, ...]:
    if source.kind == rules.TRUE_FALSE:
        return (Choice("true", _("True")), Choice("false", _("False")))
    return tuple(_choice(row["id"], row, texts) for row in source.options)


def _choice(value: str, row: Mapping[str, str], texts: Texts) -> Choice:
    words = texts.pick(row)
    return Choice(value, texts.plain(words), texts.pieces(words))


def _lines(source: Source, texts: Texts) -> tuple[Line, ...]:
    rows = {row["id"]: row for row in source.options}
    order = rules.displayed(list(rows), right=_right_order(source), seed=source.seed)
    return tuple(
        Line(name, texts.pieces(texts.pick(rows[name])), _values(source, name, order, texts))
        for name in order
    )


def _right_order(source: Source) -> list[str]:
    key = source.key.key
    return sorted(key, key=key.__getitem__) if source.kind == rules.ORDERING and key else []


def _values(source: Source, name: str, order: list[str], texts: Texts) -> tuple[Choice, ...]:
    """Return the values of one line's list: "option:place" or "option:match"."""
    if source.kind == rules.ORDERING:
        return tuple(Choice(f"{name}:{place}", str(place)) for place in range(1, len(order) + 1))
    matches = plain_texts(source.matches, texts)
    right = [source.key.key.get(option) for option in order] if source.key.key else []
    shuffled = rules.displayed(list(matches), right=right, seed=source.seed)
    return tuple(Choice(f"{name}:{match}", matches[match]) for match in shuffled)


def _listed(source: Source) -> list[list[str]]:
    """Return the words of each gap that is filled from a list, in an order of the item's own."""
    listed = rules.choices_of(source.key.key) if source.key.key else []
    return [rules.shuffled(words, seed=source.seed) if source.is_shuffled else words for words in listed]


# --- places on a picture ----------------


def _plan_row(source: Source) -> Attached | None:
    """Return the picture or circuit on which places are marked: the first one of the item."""
    if source.kind != rules.HOTSPOT:
        return None
    rows = [row for row in source.attached if row.kind != AttachmentKind.FORMULA and row.file]
    return min(rows, key=lambda row: row.number) if rows else None


def _plan(source: Source, texts: Texts, row: Attached) -> Plan:
    piece, regions = texts.shown(row), source.key.regions
    ratio = rules.ratio_of(regions)
    offered = rules.offered_regions(source.key)
    labels = labels_of(regions, texts)
    places = [
        Place(region["id"], labels[region["id"]], number, region["shape"], *rules.drawn_region(region, WIDTH))
        for number, region in enumerate(regions, start=1)
        if region["id"] in offered
    ]
    return Plan(
        piece.address,
        piece.words,
        rules.drawn_number(ratio * WIDTH),
        rules.most_picks(source.key),
        tuple(places),
    )


def labels_of(regions: Iterable[Mapping[str, Any]], texts: Texts) -> dict[str, str]:
    """Return what the regions of a picture are called; those without words get a number."""
    return {
        name: words or _("Place %(number)d") % {"number": number}
        for number, (name, words) in enumerate(plain_texts(regions, texts).items(), start=1)
    }
