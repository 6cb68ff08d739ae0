"""One item: what refuses it as a whole, which reader knows its interactions, and the draft that comes of it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lms.core.unreadable import UnreadableFile
from lms.exams.interchange.beginnings import first_words, first_words_inside
from lms.exams.interchange.drafts import DraftItem, Entry, Kind, Language, Remark, Scoring
from lms.exams.interchange.plain import HOLD
from lms.exams.interchange.qti import arranging, choosing, entering, xml
from lms.exams.interchange.qti.content import GAP, HIDDEN, Content, with_gaps, without_holds
from lms.exams.interchange.qti.declarations import UnusableValue, constants_of, outcomes_of, responses_of
from lms.exams.interchange.qti.parsing import Part, Source
from lms.exams.interchange.qti.scoring import Budget, not_understood, rule_of
from lms.exams.interchange.refusal import Refused

READERS: dict[str, Callable[[Source, Any], Part]] = {
    "choice-interaction": choosing.choice,
    "hottext-interaction": choosing.hottext,
    "hotspot-interaction": choosing.hotspot,
    "select-point-interaction": choosing.select_point,
    "order-interaction": arranging.order,
    "match-interaction": arranging.match,
    "gap-match-interaction": entering.gap_match,
    "slider-interaction": entering.slider,
    "extended-text-interaction": entering.extended_text,
}
MOST_ELEMENTS, MOST_CHARACTERS = 20_000, 500_000  # of one item
MOST_CHOICES, MOST_ENTRIES = 200, 1000
MOST_STIMULI = 10
_OLD_ROOT = "questestinterop"
_NAMESPACE = re.compile(r"imsqti(?:asi)?_v([0-9]{1,3})p[0-9]{1,3}")
_CHOICES = (
    "simple-choice",
    "simple-associable-choice",
    "gap-text",
    "hotspot-choice",
    "hottext",
    "inline-choice",
    "gap",
)
_GAPS = ("text-entry-interaction", "inline-choice-interaction")
_HINT = "end-attempt-interaction"  # a button for a hint: no examination has one, so it is never pressed


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an item needs of the file that it is in: where pictures and shared texts are, and what trying may cost.

    `passage` returns a text that stands in a file of its own, `stimulus` the element of one for several items; both
    None for what is not there.
    """

    find: Callable[[str, str], Any]
    passage: Callable[[str], str | None]
    stimulus: Callable[[str], Any]
    language: Language
    budget: Budget


def is_item(root: Any) -> bool:
    """Return whether an element is an item, of any version."""
    return xml.name_of(root) == "assessment-item"


def items_in(root: Any) -> list[Any]:
    """Return the items in a file.

    :raises UnreadableFile: there is none.
    """
    if xml.name_of(root) == _OLD_ROOT:
        raise UnreadableFile("version_unknown", detail="QTI 1")
    items = [root] if is_item(root) else [one for one in root.iter() if is_item(one)]
    for one in items:
        _expect_version(one)
    if not items:
        known = xml.name_of(root).startswith(("assessment-", "manifest", "response-processing"))
        raise UnreadableFile("empty" if known else "not_this_format", detail=xml.written_name(root)[:80])
    return items


def _expect_version(item: Any) -> None:
    """Refuse a file of another version than 2 or 3, as the namespace of an item says it.

    :raises UnreadableFile: always then.
    """
    found = _NAMESPACE.search(str(item.tag).rpartition("}")[0])
    if found and found[1] not in ("2", "3"):
        raise UnreadableFile("version_unknown", detail=found[0][:40])


def read_item(root: Any, place: str, around: Surroundings) -> Entry:
    """Return the entry of an item; whatever is wrong with it stays its own affair."""
    found = _interactions(root)
    interactions = [one for one in found if xml.name_of(one) != _HINT] or found
    named_type = " ".join(dict.fromkeys(xml.written_name(one) for one in interactions)) or xml.written_name(
        root
    )
    try:
        entry = _read(root, place, around, interactions, named_type)
        return _without_hint(entry) if len(interactions) < len(found) else entry
    except Refused as refused:
        return Entry(place, None, (Remark(refused.code, refused.detail),), named_type, _begins(root))
    except UnusableValue as error:
        return Entry(place, None, (Remark("value_unusable", str(error)[:80]),), named_type, _begins(root))


def _without_hint(entry: Entry) -> Entry:
    """Return an entry that says that its hint was not kept."""
    return replace(entry, remarks=tuple(dict.fromkeys((*entry.remarks, Remark("feedback_lost")))))


def _begins(root: Any) -> str:
    """Return the first words of the item, or its title."""
    body = first_words_inside(xml.child(root, "item-body"))
    return body or first_words(xml.attribute(root, "title"))


def _interactions(root: Any) -> list[Any]:
    body = xml.child(root, "item-body")
    return [] if body is None else [one for one in body.iter() if xml.name_of(one).endswith("-interaction")]


def _read(root: Any, place: str, around: Surroundings, interactions: Sequence[Any], named_type: str) -> Entry:
    _refuse_what_is_huge(root, interactions)
    _refuse_what_changes(root)
    responses, outcomes = responses_of(root), {**constants_of(root), **outcomes_of(root)}
    source = Source(
        root=root,
        interactions=interactions,
        responses=responses,
        outcomes=outcomes,
        rule=rule_of(root, responses, outcomes, around.budget),
        content=Content(root, around.find, around.passage, around.language),
    )
    bodies = [*_stimuli(source, around), xml.child(root, "item-body")]
    _reader(interactions, named_type)
    first_picture = _first_picture(source)
    stem = source.content.body(bodies) if not first_picture else None
    part = _with_lone_responses(_part(source), source)
    stem = source.content.body(bodies) if stem is None else stem
    stem = _stem(stem, part)
    if not any(words.replace(GAP, "").strip() for words in stem.values()):
        raise Refused("no_stem")
    rationale = without_holds(source.content.rationale(root))
    source.content.leave_out_rubrics(root, has_guidance=part.kind is Kind.SHORT_ANSWER)
    draft = part.placed_in(
        DraftItem(
            kind=part.kind,
            stem=stem,
            key=None,
            attachments=source.content.attachments,
            rationale=rationale,
            code=xml.attribute(root, "identifier"),
        )
    )
    remarks = dict.fromkeys((*part.marking.remarks, *part.remarks, *source.content.remarks))
    return Entry(place, _labelled(draft, source.content), tuple(remarks), named_type)


def _refuse_what_is_huge(root: Any, interactions: Sequence[Any]) -> None:
    """Refuse what no question is: reading it would take long for nothing."""
    elements = characters = choices = entries = 0
    for one in root.iter():
        name = xml.name_of(one)
        elements, characters = elements + 1, characters + len(one.text or "") + len(one.tail or "")
        choices, entries = choices + (name in _CHOICES), entries + name.endswith("map-entry")
        if elements > MOST_ELEMENTS or characters > MOST_CHARACTERS:
            raise Refused("broken_entry", "too_big")
    if choices > MOST_CHOICES or entries > MOST_ENTRIES or len(interactions) > MOST_CHOICES:
        raise Refused("type_not_supported", f"> {MOST_CHOICES}")


def _refuse_what_changes(root: Any) -> None:
    if xml.flag(root, "adaptive"):
        raise Refused("adaptive")
    declared = xml.children(root, "template-declaration")
    if any(len(one) for one in xml.children(root, "template-processing")) or not all(
        map(_is_constant, declared)
    ):
        raise Refused("templated")
    if {xml.attribute(one, "identifier") for one in declared} & {*responses_of(root), *outcomes_of(root)}:
        raise Refused("broken_entry", "templateDeclaration")


def _is_constant(template: Any) -> bool:
    """Return whether a template variable that nothing sets has a default, which no text shows."""
    is_shown = any(xml.flag(template, name) for name in ("math-variable", "param-variable"))
    return xml.child(template, "default-value") is not None and not is_shown


def _stimuli(source: Source, around: Surroundings) -> list[Any]:
    """Return the shared texts that stand before the item, from other files of the package.

    :raises Refused: there are more than before any question, or one is too big.
    """
    bodies, references = [], xml.children(source.root, "assessment-stimulus-ref")
    if len(references) > MOST_STIMULI:
        raise Refused("broken_entry", f"assessment-stimulus-ref > {MOST_STIMULI}")
    for reference in references:
        body = around.stimulus(xml.attribute(reference, "href"))
        if body is None:
            source.content.remark("text_missing", xml.attribute(reference, "href")[:200])
        else:
            bodies.append(body)
    return bodies


def _reader(interactions: Sequence[Any], named_type: str) -> None:
    """Refuse an item whose interactions nobody here reads.

    :raises Refused: there is none, one is not known, or several do not belong together.
    """
    names = [xml.name_of(one) for one in interactions]
    if not names:
        raise Refused("type_not_supported", "itemBody")
    hidden = next((one for one in interactions if _is_hidden(one)), None)
    if hidden is not None:
        raise Refused("type_not_supported", f"{xml.written_name(hidden)}: not always shown")
    unknown = [
        one
        for one, name in zip(interactions, names, strict=True)
        if name not in READERS and name not in _GAPS
    ]
    if unknown:
        raise Refused("type_not_supported", xml.written_name(unknown[0]))
    if len(names) > 1 and not all(name in _GAPS for name in names):
        raise Refused("several_interactions", named_type)


def _is_hidden(interaction: Any) -> bool:
    """Return whether something is asked only once something else has been answered, or asked for."""
    return any(xml.name_of(one) in HIDDEN for one in interaction.iterancestors())


def _first_picture(source: Source) -> bool:
    """Return whether the item is about a picture, which then is its first attachment."""
    return xml.name_of(source.interactions[0]) in ("hotspot-interaction", "select-point-interaction")


def _part(source: Source) -> Part:
    first = source.interactions[0]
    if entering.is_number(source):
        return entering.number(source, first)
    if xml.name_of(first) in _GAPS:
        return entering.gaps(source, source.interactions)
    return READERS[xml.name_of(first)](source, first)


def _with_lone_responses(part: Part, source: Source) -> Part:
    """Return a part of which is said that the file has a right value that nobody is asked for.

    Where marks depend on it, the item is not marked: nobody could earn them.
    """
    asked = {xml.attribute(one, "response-identifier") for one in _interactions(source.root)}
    lone = [one for one in source.responses.values() if one.name not in asked and (one.correct or one.worths)]
    if not lone:
        return part
    said = tuple(Remark("ambiguous", f"correctResponse {one.name}"[:80]) for one in lone)
    touches = source.rule.program.touches if source.rule.program is not None else {}
    is_scored = part.marking.scoring not in (Scoring.UNSCORED, Scoring.BY_HAND)
    if is_scored and any(one.name in touches for one in lone):
        return replace(
            part, marking=not_understood("rules", part.key), weights={}, remarks=(*part.remarks, *said)
        )
    return replace(part, remarks=(*part.remarks, *said))


def _stem(stem: dict[str, str], part: Part) -> dict[str, str]:
    if part.gaps is not None:
        return with_gaps(stem, part.gaps)
    plain = without_holds(stem)
    if part.kind is not Kind.NUMERIC:
        return plain
    return {
        language: _without_last_gap(words) if HOLD in stem[language] else words
        for language, words in plain.items()
    }


def _without_last_gap(words: str) -> str:
    """Return a question without the empty line below it, where its number is typed in."""
    lines = words.split("\n")
    return "\n".join(lines[:-1]) if lines[-1] == GAP and len(lines) > 1 else words


def _labelled(draft: DraftItem, content: Content) -> DraftItem:
    """Return a draft whose labels of regions are in the language of its stem."""
    if not draft.regions:
        return draft
    language = next(iter(draft.stem))
    regions = tuple(
        replace(region, label={str(name or language): words for name, words in region.label.items()})
        for region in draft.regions
    )
    return replace(draft, regions=regions)
