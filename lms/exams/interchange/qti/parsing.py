"""What the readers of interactions share: the item they read from, and the part of a draft that they give back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from lms.exams.interchange import names
from lms.exams.interchange.drafts import DraftItem, Kind, Option, Region, Remark, Scoring
from lms.exams.interchange.qti import xml
from lms.exams.interchange.qti.content import Content
from lms.exams.interchange.qti.declarations import Outcome, Response
from lms.exams.interchange.qti.scoring import Marking, Rule
from lms.exams.interchange.qti.values import decimal_of
from lms.exams.interchange.refusal import Refused


@dataclass(frozen=True, slots=True)
class Source:
    """One item of a file as its readers see it."""

    root: Any
    interactions: Sequence[Any]
    responses: Mapping[str, Response]
    outcomes: Mapping[str, Outcome]
    rule: Rule
    content: Content

    def response_of(
        self, interaction: Any, *, cardinality: str = "single", base: str = "identifier"
    ) -> Response:
        """Return the response of an interaction; one that is not declared has no right value."""
        name = xml.attribute(interaction, "response-identifier")
        return self.responses.get(name) or Response(name, cardinality, base)


@dataclass(frozen=True, slots=True)
class Part:
    """What an interaction makes of an item; names of options are ours already."""

    kind: Kind
    key: Any
    marking: Marking
    options: tuple[Option, ...] = ()
    matches: tuple[Option, ...] = ()
    regions: tuple[Region, ...] = ()
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    is_shuffled: bool = True
    remarks: tuple[Remark, ...] = ()
    gaps: int | None = None  # how many the stem has to have; None leaves lines as they are

    def placed_in(self, draft: DraftItem) -> DraftItem:
        """Return a draft with everything that this part knows."""
        marks = self.marking.marks if self.marking.scoring is not Scoring.UNSCORED else Fraction(1)
        return DraftItem(
            kind=self.kind,
            stem=draft.stem,
            key=self.key,
            options=self.options,
            matches=self.matches,
            regions=self.regions,
            attachments=draft.attachments,
            scoring=self.marking.scoring,
            weights={name: decimal_of(weight) for name, weight in self.weights.items()},
            marks=decimal_of(marks),
            is_shuffled=self.is_shuffled,
            rationale=draft.rationale,
            code=draft.code,
        )


def named(
    elements: Sequence[Any], content: Content, *, numbered: bool = False
) -> tuple[dict[str, str], tuple[Option, ...]]:
    """Return our names by the file's, and the options.

    :raises Refused: two have the same name, or one has no words.
    """
    taken: dict[str, str] = {}
    options = []
    for place, element in enumerate(elements):
        name = str(place + 1) if numbered else names.name(place)
        taken[xml.attribute(element, "identifier")] = name
        text = content.text(element)
        if not text:
            raise _without_words(element)
        options.append(Option(name, text))
    if len(taken) != len(elements) or "" in taken:
        raise Refused("broken_entry", "identifier")
    return taken, tuple(options)


def _without_words(element: Any) -> Refused:
    """Return why an option without words refuses its item: sounds and films cannot be chosen from here."""
    what = f"{xml.written_name(element)} {element.get('identifier', '')}"[:80]
    is_media = next(xml.descendants(element, "object", "audio", "video"), None) is not None
    return Refused("type_not_supported" if is_media else "broken_entry", what)


def whole_number(element: Any, name: str, otherwise: int) -> int:
    """Return an attribute that counts something."""
    text = xml.attribute(element, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def is_shuffled(interaction: Any, options: Sequence[Any]) -> bool:
    """Return whether options may change places; one that must stay keeps the others too."""
    return xml.flag(interaction, "shuffle") and not any(xml.flag(option, "fixed") for option in options)


def ours(taken: Mapping[str, str], theirs: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return weights by our names, in our order."""
    return {name: theirs[file_name] for file_name, name in taken.items() if file_name in theirs}
