"""What a page answers to a practice response: right or not, part by part, the right answer, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.core.language import pick
from lms.exams.bank import rules
from lms.exams.bank.models import ItemVersion
from lms.exams.bank.showing import key_of, labels_of, texts_about
from lms.exams.bank.texts import Piece, plain_texts

Named = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PartFeedback:
    """One line, gap or quantity of an item: what it is, what is right for it, whether the response has that."""

    label: str
    right_answer: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class PracticeFeedback:
    """What a page says of a response. Items with parts say what is right in these, the others in one line.

    `rationale` has its pictures and formulas where they stand.
    """

    is_correct: bool
    rationale: tuple[Piece, ...]
    given_answer: str
    right_answer: str
    parts: tuple[PartFeedback, ...] = ()


def feedback_on(version: ItemVersion, response: object) -> PracticeFeedback:
    """Return the feedback on a response; None is an answer that was not given."""
    kind = version.item.kind
    named = _NAMED[kind](version) if kind in _NAMED else []
    if kind == rules.NUMERIC and not rules.asks_unit(version.key, response):
        named = named[:1]
    key = key_of(version)
    verdicts = rules.parts_right(key, response)
    parts = [
        PartFeedback(label, right, is_right)
        for (label, right), is_right in zip(named, verdicts, strict=False)
    ]
    if kind == rules.ORDERING:
        parts.sort(key=lambda part: int(part.right_answer))
    return PracticeFeedback(
        is_correct=rules.is_correct(key, response),
        rationale=texts_about(version).pieces(pick(version, "rationale")),
        given_answer=answer_in_words(version, response),
        right_answer="" if parts and kind != rules.NUMERIC else answer_in_words(version, _model(version)),
        parts=tuple(parts),
    )


def words_for_missing(kind: str) -> str:
    """Return what to do when a response is not whole."""
    words = {
        rules.ORDERING: _("Give every line a number, each number once."),
        rules.MATCHING: _("Choose something for every line."),
        rules.NUMERIC: _("Write a number, for example 4.5."),
        rules.FILL_IN: _("Write something into every gap."),
        rules.HOTSPOT: _("Mark a place on the picture, or choose one from the list."),
    }
    return words.get(kind) or _("Choose an answer first.")


def _model(version: ItemVersion) -> Any:
    """Return a response that is right, for kinds that show it in one line."""
    if version.item.kind == rules.NUMERIC:
        first = rules.kept_numbers(version.key)[0]
        return " ".join((first["value"], first["unit"])).strip()
    return version.key


def answer_in_words(version: ItemVersion, response: Any) -> str:
    """Return a response as a reader would say it; empty when nothing was answered."""
    kind = version.item.kind
    if response is None:
        return ""
    if kind == rules.TRUE_FALSE:
        return _("True") if response else _("False")
    if kind in (rules.NUMERIC, rules.FILL_IN):
        return response if isinstance(response, str) else _("; ").join(response)
    if kind == rules.HOTSPOT:
        return _("; ").join(_place_in_words(version, pick) for pick in response)
    texts = _names(version, version.options)
    if kind == rules.ORDERING:
        return " → ".join(texts[name] for name in sorted(response, key=response.__getitem__))
    if kind == rules.MATCHING:
        matches = _names(version, version.matches)
        return _("; ").join(f"{texts[name]} – {matches[match]}" for name, match in sorted(response.items()))
    return _("; ").join(texts[name] for name in ([response] if kind == rules.SINGLE else sorted(response)))


def _names(version: ItemVersion, rows: list[dict[str, str]]) -> dict[str, str]:
    """Return the words of options or matches by name, without pictures."""
    return plain_texts(rows, texts_about(version))


def _place_in_words(version: ItemVersion, pick: str) -> str:
    labels = labels_of(version.regions, texts_about(version))
    name = pick if pick in labels else rules.region_at(version.regions, pick)
    return labels[name] if name else _("a place beside")


def _regions(version: ItemVersion) -> list[Named]:
    labels = labels_of(version.regions, texts_about(version))
    return [(_("Right place"), labels[name]) for name in version.key]


def _places(version: ItemVersion) -> list[Named]:
    texts = _names(version, version.options)
    return [(texts[name], str(place)) for name, place in sorted(version.key.items())]


def _pairs(version: ItemVersion) -> list[Named]:
    texts, matches = _names(version, version.options), _names(version, version.matches)
    return [(texts[name], matches[match]) for name, match in sorted(version.key.items())]


def _quantity(version: ItemVersion) -> list[Named]:
    """Return number and unit; an item without a unit has the number only."""
    key: Any = rules.kept_numbers(version.key)[0]
    tolerance = _("%(value)s, at most %(tolerance)s away from it") % key
    number = (pgettext("quantity", "Number"), key["value"] if key["tolerance"] in ("", "0") else tolerance)
    return [number, (pgettext("quantity", "Unit"), key["unit"])] if key["unit"] else [number]


def _gaps(version: ItemVersion) -> list[Named]:
    return [
        (_("Gap %(number)d") % {"number": number}, " / ".join(gap["accepted"]))
        for number, gap in enumerate(rules.kept_gaps(version.key), start=1)
    ]


_NAMED: dict[str, Callable[[ItemVersion], list[Named]]] = {
    rules.ORDERING: _places,
    rules.MATCHING: _pairs,
    rules.NUMERIC: _quantity,
    rules.FILL_IN: _gaps,
    rules.HOTSPOT: _regions,
}
