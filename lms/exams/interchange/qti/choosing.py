"""Choices: of texts, of words in a text, of places on a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from lms.core.picture_heads import Size, size_of
from lms.exams.interchange.drafts import Kind, Language, Option, Region, Remark, Scoring
from lms.exams.interchange.names import name as name_of_place
from lms.exams.interchange.qti import xml
from lms.exams.interchange.qti.content import graphic_of
from lms.exams.interchange.qti.declarations import Response, Worths
from lms.exams.interchange.qti.parsing import (
    Part,
    Source,
    is_shuffled,
    named,
    ours,
    whole_number,
)
from lms.exams.interchange.qti.pictures import UnusableShape, region_of
from lms.exams.interchange.qti.scoring import (
    Marking,
    contradiction,
    mapped_worths,
    not_understood,
    of_choices,
    of_worths,
    without_rule,
)
from lms.exams.interchange.qti.values import fraction_of
from lms.exams.interchange.refusal import Refused
from lms.exams.interchange.truth import said
from lms.exams.interchange.weighing import ROUNDING


def choice(source: Source, interaction: Any) -> Part:
    """Read a choice of texts."""
    return _of_texts(source, interaction, xml.children(interaction, "simple-choice"))


def hottext(source: Source, interaction: Any) -> Part:
    """Read a choice of words in a text: the words become the options, in the order of the text."""
    options = list(xml.descendants(interaction, "hottext"))
    part = _of_texts(source, interaction, options, is_kept=True)
    texts = [tuple(sorted(option.text.items())) for option in part.options]
    if len(set(texts)) != len(texts):
        raise Refused("type_not_supported", f"{xml.written_name(interaction)}: equal words")
    return part


def _of_texts(source: Source, interaction: Any, elements: Sequence[Any], *, is_kept: bool = False) -> Part:
    if len(elements) < 2:
        raise Refused("too_few_options")
    response, most, remarks = _limited(source, interaction)
    names, options = named(elements, source.content)
    is_single = _is_single(response, most)
    _check_names(response, names)
    marking = _marking(source, response, names, 1 if is_single else most)
    shuffled = not is_kept and is_shuffled(interaction, elements)
    truth = _truth(options) if is_single else None
    if truth is not None and marking.scoring is not Scoring.MAPPED:
        key = None if not marking.key else truth[_only(marking.key, names)]
        return Part(Kind.TRUE_FALSE, key, marking)
    if is_single:
        key = _only(marking.key, names) if marking.key else None
        return Part(
            Kind.SINGLE, key, marking, options, weights=ours(names, marking.weights), is_shuffled=shuffled
        )
    marking = _capped(marking)
    chosen = _in_order(marking.key, names)
    weights = ours(names, marking.weights)
    free = [weight for weight in marking.weights.values() if weight >= 0]
    remarks = (*remarks, *_limit_lost(marking, most, len(free)))
    return Part(
        Kind.MULTIPLE, chosen, marking, options, weights=weights, is_shuffled=shuffled, remarks=remarks
    )


def _limited(source: Source, interaction: Any) -> tuple[Response, int, tuple[Remark, ...]]:
    """Return the response of a choice and how many may be chosen.

    A response that holds several, with several right values, outweighs a limit of one, which is also what is meant
    where a file names none; that is said.
    """
    most = whole_number(interaction, "max-choices", 1)
    response = source.response_of(interaction, cardinality="single" if most == 1 else "multiple")
    if most == 1 and response.cardinality == "multiple" and len(response.correct) > 1:
        return response, 0, (Remark("ambiguous", "maxChoices 1"),)
    return response, most, ()


def _capped(marking: Marking) -> Marking:
    """Return a marking of several choices. Weights that add up to one are shares of it here, whatever its marks."""
    gains = sum((weight for weight in marking.weights.values() if weight > 0), Fraction(0))
    if marking.scoring is Scoring.MAPPED and marking.marks < gains and abs(gains - 1) <= Fraction(ROUNDING):
        return not_understood("upperBound", marking.key)
    return marking


def _limit_lost(marking: Marking, most: int, count: int) -> tuple[Remark, ...]:
    """Return what is said where more can be chosen here, at no cost, than the file allows."""
    is_lost = marking.scoring is Scoring.MAPPED and 0 < most < count
    return (Remark("limit_lost", f"maxChoices {most}"),) if is_lost else ()


def _marking(source: Source, response: Response, names: Mapping[str, str], most: int) -> Marking:
    """Return how a choice is marked; several right values where one can be given contradict each other."""
    if most == 1 and len(response.correct) > 1:
        return contradiction(response.name)
    return of_choices(source.rule, response, list(names), most)


def _is_single(response: Response, most: int) -> bool:
    """Return whether one option is chosen: the response holds one, or no more may be chosen."""
    if response.cardinality not in ("single", "multiple"):
        raise Refused("type_not_supported", f"cardinality {response.cardinality}")
    return most == 1 or (response.cardinality == "single" and len(response.correct) < 2)


def _check_names(response: Response, names: Mapping[str, str]) -> None:
    unknown = [str(value) for value in response.correct if value not in names]
    if unknown:
        raise Refused("key_unusable", " ".join(unknown)[:80])


def _only(chosen: Any, names: Mapping[str, str]) -> str:
    """Return the one chosen option. Where several earn the same, the first one stands for them: weights tell."""
    return next(name for file_name, name in names.items() if file_name in chosen)


def _in_order(chosen: Any, names: Mapping[str, str]) -> tuple[str, ...] | None:
    return tuple(name for file_name, name in names.items() if file_name in chosen) if chosen else None


def _truth(options: Sequence[Option]) -> dict[str, bool] | None:
    """Return which option says true and which false, if they say nothing else."""
    if len(options) != 2:
        return None
    says = [said(option.text.values()) for option in options]
    return (
        {option.name: bool(one) for option, one in zip(options, says, strict=True)}
        if set(says) == {True, False}
        else None
    )


# --- places on a picture ----------------


def hotspot(source: Source, interaction: Any) -> Part:
    """Read a choice of places on a picture."""
    elements = list(xml.descendants(interaction, "hotspot-choice"))
    response, most, remarks = _limited(source, interaction)
    size = _size(source, interaction)
    names = {xml.attribute(one, "identifier"): name_of_place(place) for place, one in enumerate(elements)}
    if not elements or len(names) != len(elements):
        raise Refused("broken_entry", "hotspotChoice")
    _check_names(response, names)
    is_single = _is_single(response, most)
    marking = _capped(_marking(source, response, names, 1 if is_single else most))
    regions = tuple(_region(one, names[xml.attribute(one, "identifier")], size) for one in elements)
    key = _in_order(marking.key, names)
    weights = ours(names, marking.weights)
    remarks = (*remarks, *_limit_lost(marking, most, len(key or ())))
    return Part(Kind.HOTSPOT, key, marking, regions=regions, weights=weights, remarks=remarks)


def select_point(source: Source, interaction: Any) -> Part:
    """Read the choice of points on a picture: the areas that earn something are the regions."""
    response = source.response_of(interaction, base="point")
    worths = response.worths
    if worths is None or not worths.areas:
        raise Refused("type_not_supported", f"{xml.written_name(interaction)}: no areas")
    size = _size(source, interaction)
    names = {str(place): name_of_place(place) for place, _area in enumerate(worths.areas)}
    regions = []
    for area, name in zip(worths.areas, names.values(), strict=True):
        regions.append(_shaped(name, area.shape, area.coords, size))
    most = whole_number(interaction, "max-choices", 1)
    marking = _capped(_of_points(source, response, worths, most))
    key, weights = _in_order(marking.key, names), ours(names, marking.weights)
    lost = _limit_lost(marking, most, len(key or ()))
    return Part(Kind.HOTSPOT, key, marking, regions=tuple(regions), weights=weights, remarks=lost)


def _of_points(source: Source, response: Response, worths: Worths, most: int) -> Marking:
    key = frozenset(str(place) for place, area in enumerate(worths.areas) if area.worth > 0)
    settled = without_rule(source.rule, key, is_clear=False)
    if settled is not None or source.rule.program is None:
        return settled or not_understood(source.rule.reason)
    in_marks = mapped_worths(source.rule.program, response, "point")
    costs_beside = worths.default < 0 and most != 1  # what lies in no region weighs nothing here
    if in_marks is None or worths.default > 0 or costs_beside:
        return not_understood("areaMapping", key)
    by_place: dict[str, Fraction] = {str(place): area.worth for place, area in enumerate(in_marks.areas)}
    marking = of_worths(by_place, in_marks, most)
    if len(by_place) == 1 and marking.scoring is Scoring.MAPPED and worths.default == 0:
        return Marking(Scoring.EXACT, marking.key, marking.marks)
    return marking


def _size(source: Source, interaction: Any) -> Size:
    """Return how large the picture is that coordinates count on: as it is shown, else as it is."""
    graphic = graphic_of(interaction)
    if graphic is None:
        raise Refused("picture_missing")
    width, height = (
        fraction_of(xml.attribute(graphic, name).removesuffix("px")) for name in ("width", "height")
    )
    path = xml.attribute(graphic, "data") or xml.attribute(graphic, "src")
    mark = source.content.marks(path, xml.attribute(graphic, "alt") or xml.words(graphic))
    if width and height:
        return width, height
    size = size_of(source.content.attachments[int(mark.strip("[]")) - 1].data) if mark else None
    if size is None:
        raise Refused("picture_missing" if mark is None else "picture_refused", path[:200])
    return size


def _region(element: Any, name: str, size: Size) -> Region:
    region = _shaped(name, xml.attribute(element, "shape").lower(), xml.attribute(element, "coords"), size)
    labels = {"": xml.attribute(element, "hotspot-label")}
    labels |= {language: xml.attribute(element, f"data-label-{language}") for language in Language}
    return replace(region, label={language: words for language, words in labels.items() if words})


def _shaped(name: str, shape: str, coords: str, size: Size) -> Region:
    try:
        return region_of(name, shape, coords, size)
    except UnusableShape as error:
        raise Refused("value_unusable", str(error)) from error
