"""A draft as the editor's fields show it."""

from collections.abc import Iterable, Mapping
from typing import Any

from lms.exams.bank.models import Attached
from lms.exams.desk.editing.forms import HUNDRED, accepted_in_lines
from lms.exams.desk.rules import GAP, difficulty_of
from lms.exams.intake.models import ItemDraft
from lms.exams.intake.wording import cap_of
from lms.exams.interchange.drafts import DraftItem, Gap, Kind, Number, Option, Region, Scoring
from lms.exams.papers.reasons import depth_text


def of_wording(draft: ItemDraft, item: DraftItem) -> dict[str, Any]:
    """Return what every question has."""
    return {
        "revision": draft.revision,
        "kind": str(item.kind),
        "use": draft.use,
        "topic": item.topic.removeprefix(f"{draft.bank.code}/"),
        "stem_zh": item.stem.get("zh", ""),
        "stem_en": item.stem.get("en", ""),
        "truth": {True: "true", False: "false"}.get(item.key) if item.kind == Kind.TRUE_FALSE else None,
        "right": item.key if item.kind == Kind.SINGLE else "",
        "phrases": "\n".join(item.key or ()) if item.kind == Kind.SHORT_ANSWER else "",
        "rationale_zh": item.rationale.get("zh", ""),
        "rationale_en": item.rationale.get("en", ""),
        "scoring": _scoring(item),
        "most": cap_of(item) if item.scoring == Scoring.MAPPED else None,
        "is_shuffled": item.is_shuffled,
        "difficulty": difficulty_of(item.difficulty) or item.difficulty,
        "depth": depth_text(item.depth),
        "source": item.source,
        "year": item.year,
    }


def _scoring(item: DraftItem) -> str:
    """Return how it is marked, empty where nobody knows; short answers are marked by people, whatever a file says."""
    if item.kind == Kind.SHORT_ANSWER:
        return str(Scoring.BY_HAND)
    return "" if item.scoring == Scoring.UNSCORED else str(item.scoring)


def of_rows(item: DraftItem, attached: Iterable[Attached]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every list that the kind may have."""
    key = item.key
    numbers: tuple[Number, ...] = (key or ()) if item.kind == Kind.NUMERIC else ()
    return {
        "options": [_option(item, option) for option in _in_order(item)],
        "matches": [_words(match) for match in item.matches],
        "numbers": [_number(one) for one in numbers] or [{}],
        "gaps": _gaps(item),
        "regions": [_region(item, region) for region in item.regions],
        "attachments": [_attachment(row) for row in attached],
    }


def _in_order(item: DraftItem) -> list[Option]:
    """Return the options; lines that are put in order stand in the right one."""
    if item.kind != Kind.ORDERING:
        return list(item.options)
    places = {name: place for place, name in enumerate(item.key or ())}
    return sorted(item.options, key=lambda option: places.get(option.name, len(places)))


def _words(option: Option) -> dict[str, Any]:
    return {"name": option.name, "zh": option.text.get("zh", ""), "en": option.text.get("en", "")}


def _option(item: DraftItem, option: Option) -> dict[str, Any]:
    partners: Mapping[str, str] = (item.key or {}) if item.kind == Kind.MATCHING else {}
    is_right = item.kind == Kind.MULTIPLE and option.name in (item.key or ())
    weight = item.weights.get(option.name)
    return {
        **_words(option),
        "is_right": is_right,
        "partner": partners.get(option.name, ""),
        "weight": weight,
    }


def _number(number: Number) -> dict[str, Any]:
    tolerance = number.tolerance * HUNDRED if number.is_relative else number.tolerance
    plain = f"{tolerance:f}"
    said = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return {
        "value": str(number.value),
        "tolerance": said if tolerance else "",
        "is_relative": number.is_relative,
        "unit": number.unit,
    }


def _gaps(item: DraftItem) -> list[dict[str, Any]]:
    """Return a row for each gap of the wording, and for each answer that has no gap any more."""
    gaps: tuple[Gap, ...] = (item.key or ()) if item.kind == Kind.FILL_IN else ()
    rows = [
        {
            "accepted": accepted_in_lines(gap),
            "is_case_sensitive": gap.is_case_sensitive,
            "choices": "\n".join(gap.choices),
            "weight": item.weights.get(str(number), gap.weight),
        }
        for number, gap in enumerate(gaps, start=1)
    ]
    wanted = item.stem.get("zh", "").count(GAP) if item.kind == Kind.FILL_IN else 0
    while len(rows) > wanted and not rows[-1]["accepted"]:
        rows.pop()
    return [*rows, *({} for _gap in range(wanted - len(rows)))]


def coords_in_words(region: Region) -> str:
    """Return where a place is as its field has it, in hundredths of a percent."""
    return ", ".join(f"{one * HUNDRED:.2f}".rstrip("0").rstrip(".") for one in region.coords)


def _region(item: DraftItem, region: Region) -> dict[str, Any]:
    return {
        "name": region.name,
        "shape": region.shape,
        "coords": coords_in_words(region),
        "label_zh": region.label.get("zh", ""),
        "label_en": region.label.get("en", ""),
        "is_right": region.name in (item.key or ()) if item.kind == Kind.HOTSPOT else False,
        "weight": item.weights.get(region.name),
    }


def _attachment(row: Attached) -> dict[str, Any]:
    names = ("number", "kind", "name", "source", "alternative_zh", "alternative_en")
    return {name: getattr(row, name) for name in names}
