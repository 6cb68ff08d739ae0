"""Practice items as pages show them: words in the reader's language, ready for plain forms, never a key."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lms.core.language import pick
from lms.exams.bank import rules
from lms.exams.bank.models import ItemVersion

Choice = tuple[str, str]
# Units that are words; all others are signs that every language writes alike.
UNIT_WORDS = {"元": gettext_lazy("yuan")}


@dataclass(frozen=True, slots=True)
class Line:
    """One option that gets a place or a match: its name, its words, and what may be chosen for it."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap of a sentence: the words before it, and what stands in it."""

    before: str
    value: str


@dataclass(frozen=True, slots=True)
class PracticeItem:
    """A practice item as a page shows it. `lines` for ordering and matching, `pieces` around gaps, `unit` of a number.

    `chosen` holds the values of the form's fields when it is shown again.
    """

    code: str
    kind: str
    stem: str
    options: tuple[Choice, ...] = ()
    lines: tuple[Line, ...] = ()
    pieces: tuple[str, ...] = ()
    unit: str = ""
    chosen: tuple[str, ...] = ()

    @property
    def gaps(self) -> list[Gap]:
        """Return the gaps in the order of the sentence."""
        values = [*self.chosen, *[""] * len(self.pieces)]
        return [Gap(before, value) for before, value in zip(self.pieces[:-1], values, strict=False)]

    @property
    def tail(self) -> str:
        """Return the words after the last gap."""
        return self.pieces[-1] if self.pieces else ""

    def with_chosen(self, values: Iterable[str]) -> "PracticeItem":
        """Return the item with what its form was sent with."""
        return replace(self, chosen=tuple(values))


def values_of(response: object) -> list[str]:
    """Return the values of a form's fields for a response as it is kept."""
    if response is None:
        return []
    if isinstance(response, dict):
        return [f"{option}:{value}" for option, value in response.items()]
    values = response if isinstance(response, list) else [response]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in values]


def shown(version: ItemVersion) -> PracticeItem:
    """Return an item for its form. Lines and matches stand in an order of their own, never in the right one."""
    kind, stem = version.item.kind, pick(version, "stem")
    return PracticeItem(
        code=version.item.code,
        kind=kind,
        stem=stem,
        options=_options(version) if kind in (*rules.CHOICE_KINDS, rules.HOTSPOT) else (),
        lines=_lines(version) if kind in (rules.ORDERING, rules.MATCHING) else (),
        pieces=tuple(stem.split(rules.GAP)) if kind == rules.FILL_IN else (),
        unit=_unit(version.key) if kind == rules.NUMERIC else "",
    )


def _unit(key: Any) -> str:
    """Return the unit beside the field; where several are accepted, it is written with the number."""
    units = rules.units_of(key)
    return str(UNIT_WORDS.get(units[0], units[0])) if len(units) == 1 else ""


def shape_of(version: ItemVersion) -> rules.Shape:
    """Return what a response to this wording is judged by."""
    return rules.shape_of(key_of(version), version.options, version.matches)


def key_of(version: ItemVersion) -> rules.ItemKey:
    """Return what marking needs of a wording."""
    return rules.ItemKey(version.item.kind, version.key, version.scoring, version.weights, version.regions)


def texts_of(rows: list[dict[str, str]]) -> dict[str, str]:
    """Return the words of options or matches in the reader's language, by name."""
    english = (get_language() or "").startswith("en")
    return {row["id"]: (row["en"] or row["zh"]) if english else row["zh"] for row in rows}


def _options(version: ItemVersion) -> tuple[Choice, ...]:
    if version.item.kind == rules.TRUE_FALSE:
        return (("true", _("Right")), ("false", _("Wrong")))
    if version.item.kind == rules.HOTSPOT:
        labels = labels_of(version)
        return tuple((name, labels[name]) for name in shape_of(version).regions)
    return tuple(texts_of(version.options).items())


def labels_of(version: ItemVersion) -> dict[str, str]:
    """Return what the regions of a picture are called; those without words get a number."""
    named = texts_of(version.regions)
    return {
        name: words or _("Place %(number)d") % {"number": number}
        for number, (name, words) in enumerate(named.items(), start=1)
    }


def _lines(version: ItemVersion) -> tuple[Line, ...]:
    texts = texts_of(version.options)
    right = sorted(texts, key=version.key.__getitem__) if version.item.kind == rules.ORDERING else []
    order = rules.displayed(list(texts), right=right, seed=version.content_hash)
    return tuple(Line(name, texts[name], _choices(version, name, order)) for name in order)


def _choices(version: ItemVersion, name: str, order: list[str]) -> tuple[Choice, ...]:
    """Return the values of one line's list: "option:place" or "option:match"."""
    if version.item.kind == rules.ORDERING:
        return tuple((f"{name}:{place}", str(place)) for place in range(1, len(order) + 1))
    matches = texts_of(version.matches)
    key = version.key
    right = [key[option] for option in order]
    shuffled = rules.displayed(list(matches), right=right, seed=version.content_hash)
    return tuple((f"{name}:{match}", matches[match]) for match in shuffled)
