"""From an item as it was read or written to what the bank keeps of it, and back; nothing is lost on the way.

Marks are no part of a wording: the blueprint of an examination gives them. Weights keep their own scale.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from lms.core.errors import DomainError
from lms.exams.bank import rules
from lms.exams.bank.keeping import files_with_drawings
from lms.exams.bank.models import AttachmentKind, ItemVersion
from lms.exams.bank.operations import NewItem
from lms.exams.bank.sentences import sentences_against
from lms.exams.bank.source import source_of
from lms.exams.intake.pictures import PictureRefused, cleaned
from lms.exams.interchange.drafts import (
    Attachment,
    DraftItem,
    Gap,
    Kind,
    Number,
    Option,
    Region,
    Scoring,
    Text,
)
from lms.exams.interchange.numbers import written
from lms.exams.interchange.weighing import ROUNDING

_SAME = ("code", "topic", "depth", "difficulty", "source", "year")


@dataclass(frozen=True, slots=True)
class Wording:
    """An item as the bank takes it, its pictures by name, and in words what stands against keeping it."""

    item: NewItem
    files: Mapping[str, bytes]
    reasons: tuple[str, ...] = ()


def wording_of(draft: DraftItem, *, use: str) -> Wording:
    """Return what the bank keeps of an item that has its code and the full name of its topic; `reasons` say what it
    cannot keep. Draws circuits, so it is not for the inside of a transaction.
    """
    reasons = [*_reasons_against(draft)]
    attachments, files = [], {}
    for attachment in draft.attachments:
        try:
            kept, name, content = _attachment_out(attachment, draft)
        except PictureRefused:
            reasons.append(
                _("the picture %(name)s is missing or cannot be shown") % {"name": attachment.name}
            )
            continue
        attachments.append(kept)
        files |= {name: content} if name else {}
    item: Any = _item(draft, use) | {"attachments": attachments}
    if not reasons:
        reasons += sentences_against(item)
    try:
        files = files_with_drawings([item], files)
    except DomainError as error:
        reasons.append(error.message)
    return Wording(item, files, tuple(reasons))


def _reasons_against(draft: DraftItem) -> Iterable[str]:
    if draft.kind == Kind.PRACTICAL_TASK:
        yield _("a practical task is marked by a rubric, which is written in a content pack")
    elif draft.scoring == Scoring.UNSCORED and draft.kind != Kind.SHORT_ANSWER:
        yield _("how it is marked was not understood: choose it")
    elif draft.key is None and draft.kind != Kind.SHORT_ANSWER:
        yield _("it has no key")


def _item(draft: DraftItem, use: str) -> dict[str, Any]:
    kept = {name: getattr(draft, name) for name in _SAME}
    key = None if draft.key is None or draft.kind not in _KEYS_OUT else _KEYS_OUT[draft.kind](draft)
    kept |= {"type": str(draft.kind), "use": use, "stem": dict(draft.stem), "key": key}
    kept |= {name: [dict(one.text) for one in getattr(draft, name)] for name in ("options", "matches")}
    kept |= {"regions": [_region_out(region) for region in draft.regions], "shuffled": draft.is_shuffled}
    is_by_hand = draft.kind == Kind.SHORT_ANSWER or draft.scoring == Scoring.BY_HAND
    scoring = str(Scoring.BY_HAND if is_by_hand else draft.scoring)
    kept |= {"scoring": scoring, "weights": _weights_out(draft), "rationale": dict(draft.rationale)}
    return rules.without_empty(kept)


def _places(named: Iterable[Option | Region]) -> dict[str, int]:
    return {one.name: place for place, one in enumerate(named, start=1)}


def _of_options(draft: DraftItem) -> list[int]:
    places = _places(draft.options)
    return [places.get(name, 0) for name in draft.key]


def _of_matches(draft: DraftItem) -> list[int]:
    places = _places(draft.matches)
    return [places.get(draft.key.get(option.name), 0) for option in draft.options]


def _number_out(one: Number) -> dict[str, Any]:
    exact = {"value": written(one.value), "tolerance": written(one.tolerance), "unit": one.unit}
    return exact | ({"relative": True} if one.is_relative else {})


def _gap_out(gap: Gap) -> dict[str, Any]:
    return {
        "accepted": {word: written(share) for word, share in gap.accepted.items()},
        "case": gap.is_case_sensitive,
        "choices": list(gap.choices),
        "weight": written(gap.weight),
    }


_KEYS_OUT: dict[Kind, Callable[[DraftItem], Any]] = {
    Kind.TRUE_FALSE: lambda draft: draft.key,
    Kind.SINGLE: lambda draft: _places(draft.options).get(draft.key),
    Kind.MULTIPLE: _of_options,
    Kind.ORDERING: _of_options,
    Kind.MATCHING: _of_matches,
    Kind.NUMERIC: lambda draft: [_number_out(one) for one in draft.key],
    Kind.HOTSPOT: lambda draft: [_places(draft.regions).get(name, 0) for name in draft.key],
    Kind.FILL_IN: lambda draft: [_gap_out(gap) for gap in draft.key],
    Kind.SHORT_ANSWER: lambda draft: list(draft.key),
}


def _region_out(region: Region) -> dict[str, Any]:
    label = {language or "zh": words for language, words in region.label.items()}
    return {"shape": region.shape, "coords": [written(number) for number in region.coords], "label": label}


def _weights_out(draft: DraftItem) -> dict[str, str]:
    if draft.scoring != Scoring.MAPPED:
        return {}
    if draft.kind == Kind.FILL_IN:
        return {name: written(weight) for name, weight in draft.weights.items()}
    places = _places(draft.regions if draft.kind == Kind.HOTSPOT else draft.options)
    weights = {str(places.get(name, 0)): written(weight) for name, weight in draft.weights.items()}
    return weights | _most_of(draft)


def _most_of(draft: DraftItem) -> dict[str, str]:
    most = cap_of(draft)
    return {} if most is None else {rules.MOST: written(most)}


CAPPED = (Kind.MULTIPLE, Kind.HOTSPOT)


def cap_of(draft: DraftItem) -> Decimal | None:
    """Return the most that choices may earn together, None where their sum is not capped.

    Some files weigh in marks, others in shares of the whole: what adds up to one whole is meant to be shares.
    """
    gains = sum((weight for weight in draft.weights.values() if weight > 0), Decimal(0))
    is_capped = 0 < draft.marks < gains and abs(gains - 1) > ROUNDING
    return draft.marks if is_capped and draft.kind in CAPPED else None


def _attachment_out(attachment: Attachment, draft: DraftItem) -> tuple[dict[str, Any], str, bytes]:
    """Return an attachment as the bank takes it, and name and bytes of its picture.

    :raises PictureRefused: it is none that can be shown.
    """
    first = "zh" if draft.stem.get("zh") or not draft.stem.get("en") else "en"
    alternative = {
        first: attachment.alternative,
        **({"en": attachment.english} if attachment.english else {}),
    }
    kept = {"kind": attachment.kind, "name": attachment.name, "alternative": alternative}
    if attachment.kind != AttachmentKind.PICTURE:
        return kept | {"source": attachment.tex}, "", b""
    picture = cleaned(attachment.data)
    return kept | {"file": picture.name}, picture.name, picture.content


# --- back ----------------


def draft_of(version: ItemVersion, *, bank: str = "") -> DraftItem:
    """Return a wording as an item that can be written into files, or changed; its topic as its own bank writes it."""
    attached = tuple(attachment_in(row) for row in version.attachments.all())
    return replace(asked_of(version, bank=bank), attachments=attached)


def asked_of(version: ItemVersion, *, bank: str = "") -> DraftItem:
    """Return a wording as an item without its pictures, formulas and circuits; opens no file."""
    source, kind = source_of(version), Kind(version.item.kind)
    weights = {name: Decimal(weight) for name, weight in version.weights.items() if name != rules.MOST}
    return DraftItem(
        kind=kind,
        stem=source["stem"],
        key=_key_in(kind, version.key),
        options=tuple(_option_in(option) for option in version.options),
        matches=tuple(_option_in(match) for match in version.matches),
        regions=tuple(_region_in(region) for region in version.regions),
        scoring=Scoring(version.scoring),
        weights=weights,
        marks=_marks_in(version),
        is_shuffled=version.is_shuffled,
        rationale=source.get("rationale", {}),
        code=version.item.code,
        topic=rules.without_bank(bank, version.item.topic),
        depth=version.depth,
        difficulty=version.difficulty,
        source=version.source,
        year=version.source_year,
    )


def _marks_in(version: ItemVersion) -> Decimal:
    """Return marks to which the weights of an item add up; all others have one."""
    if version.scoring != rules.MAPPED:
        return Decimal(1)
    most = version.weights.get(rules.MOST)
    gains = [Decimal(weight) for name, weight in version.weights.items() if name != rules.MOST]
    if version.item.kind == Kind.SINGLE:
        return max(gains)
    total = sum((weight for weight in gains if weight > 0), Decimal(0))
    return Decimal(most) if most else (Decimal(1) if abs(total - 1) <= ROUNDING else total)


def _option_in(kept: Mapping[str, str]) -> Option:
    return Option(kept["id"], _text_in(kept))


def _text_in(kept: Mapping[str, str]) -> Text:
    return {language: kept[language] for language in ("zh", "en") if kept.get(language)}


def _region_in(kept: Mapping[str, Any]) -> Region:
    coords = tuple(Decimal(number) for number in kept["coords"])
    return Region(kept["id"], kept["shape"], coords, _text_in(kept))


def _key_in(kind: Kind, key: Any) -> Any:
    if kind == Kind.ORDERING:
        return tuple(sorted(key, key=lambda name: key[name]))
    if kind == Kind.NUMERIC:
        return tuple(_number_in(one) for one in rules.kept_numbers(key))
    if kind == Kind.FILL_IN:
        return tuple(_gap_in(gap) for gap in rules.kept_gaps(key))
    return tuple(key) if isinstance(key, list) else key


def _number_in(kept: Mapping[str, Any]) -> Number:
    return Number(Decimal(kept["value"]), Decimal(kept["tolerance"]), kept["unit"], kept["relative"])


def _gap_in(kept: Mapping[str, Any]) -> Gap:
    accepted = {word: Decimal(share) for word, share in kept["accepted"].items()}
    return Gap(accepted, kept["case"], tuple(kept["choices"]), Decimal(kept["weight"]))


def attachment_in(row: Any) -> Attachment:
    """Return an attachment of a wording or of a draft with the bytes of its picture, or of its circuit's drawing."""
    data = b""
    if row.file:
        with default_storage.open(row.file) as file:
            data = file.read()
    return Attachment(row.kind, row.name, data, row.source, row.alternative_zh, row.alternative_en)
