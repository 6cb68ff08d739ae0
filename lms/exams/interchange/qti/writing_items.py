"""The file of one item: what it declares, what it shows, and how it is marked."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lms.core.picture_heads import Size, size_of
from lms.exams.interchange.drafts import DraftItem, Gap, Kind, Number, Option, Region, Scoring
from lms.exams.interchange.numbers import written
from lms.exams.interchange.qti.content import GAP, UNIT_CLASS
from lms.exams.interchange.qti.pictures import coords_of
from lms.exams.interchange.qti.values import decimal_of
from lms.exams.interchange.qti.writing_texts import LANGUAGES, Texts, escaped, first_language
from lms.exams.interchange.qti.writing_weights import in_marks

_NAMESPACES = (
    'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.imsglobal.org/xsd/imsqtiasi_v3p0 '
    'https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"'
)
_TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"
_NAME = "RESPONSE"
_WITHOUT_SIZE: Size = (Fraction(1000), Fraction(1000))
TRUTH = (("true", {"zh": "对", "en": "True"}), ("false", {"zh": "错", "en": "False"}))


@dataclass(frozen=True, slots=True)
class _Shape:
    """The parts of an item's file that depend on its kind. `rule` marks it when a machine does."""

    declarations: str
    body: str
    rule: str = ""
    outcomes: str = ""


def written_item(item: DraftItem, name: str, paths: Sequence[str]) -> str:
    """Return the file of an item; `paths` lead from it to its pictures."""
    item, texts = in_marks(item), Texts(item.attachments, paths)
    shape = _SHAPES[item.kind](item, texts)
    language = LANGUAGES[first_language(item.stem)]
    feedback = _feedback(item, texts)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<qti-assessment-item {_NAMESPACES} identifier="{name}" '
        f'title="{name}" adaptive="false" time-dependent="false" xml:lang="{language}">\n'
        f"{shape.declarations}{_outcomes(item)}{shape.outcomes}"
        f"<qti-item-body>{shape.body}</qti-item-body>\n{_processing(item, shape)}{feedback}</qti-assessment-item>\n"
    )


def _outcomes(item: DraftItem) -> str:
    by_hand = ' external-scored="human"' if item.scoring is Scoring.BY_HAND else ""
    feedback = '<qti-outcome-declaration identifier="FEEDBACK" cardinality="single" base-type="identifier"/>'
    return (
        f'<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"{by_hand}>'
        "<qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>"
        '<qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float">'
        f"<qti-default-value><qti-value>{written(item.marks)}</qti-value></qti-default-value>"
        f"</qti-outcome-declaration>{feedback if item.rationale else ''}\n"
    )


def _processing(item: DraftItem, shape: _Shape) -> str:
    """Return how an item is marked. One whose rule nobody understood says so: its expression is nobody's either."""
    if item.scoring is Scoring.BY_HAND or (item.scoring is Scoring.UNSCORED and item.key is None):
        return ""
    if item.scoring is Scoring.UNSCORED:
        return f"<qti-response-processing>{_set('<qti-custom-operator/>')}</qti-response-processing>\n"
    if shape.rule:
        return f"<qti-response-processing>{shape.rule}</qti-response-processing>\n"
    template = "match_correct" if item.scoring is Scoring.EXACT else "map_response"
    if template == "match_correct" and item.marks != 1:
        return f"<qti-response-processing>{_when(_is_right(), _set(_base(item.marks)))}</qti-response-processing>\n"
    return f'<qti-response-processing template="{_TEMPLATES}/{template}.xml"/>\n'


def _feedback(item: DraftItem, texts: Texts) -> str:
    if not item.rationale:
        return ""
    return (
        '<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="rationale" show-hide="show">'
        f"<qti-content-body>{texts.block(item.rationale)}</qti-content-body></qti-modal-feedback>\n"
    )


# --- declarations and rules ----------------


def _declaration(
    values: Iterable[str],
    *,
    cardinality: str = "single",
    base: str = "identifier",
    name: str = _NAME,
    more: str = "",
) -> str:
    right = "".join(f"<qti-value>{escaped(value)}</qti-value>" for value in values)
    correct = f"<qti-correct-response>{right}</qti-correct-response>" if right else ""
    return (
        f'<qti-response-declaration identifier="{name}" cardinality="{cardinality}" base-type="{base}">'
        f"{correct}{more}</qti-response-declaration>\n"
    )


def _mapping(entries: Iterable[tuple[str, Decimal]], attributes: str = "", entry: str = "") -> str:
    lines = "".join(
        f'<qti-map-entry map-key="{escaped(key)}" mapped-value="{written(value)}"{entry}/>'
        for key, value in entries
    )
    return f'<qti-mapping default-value="0"{attributes}>{lines}</qti-mapping>' if lines else ""


def _base(value: Decimal | str, base: str = "float") -> str:
    words = written(value) if isinstance(value, Decimal) else escaped(value)
    return f'<qti-base-value base-type="{base}">{words}</qti-base-value>'


def _variable(name: str) -> str:
    return f'<qti-variable identifier="{name}"/>'


def _set(value: str, outcome: str = "SCORE") -> str:
    return f'<qti-set-outcome-value identifier="{outcome}">{value}</qti-set-outcome-value>'


def _is_right() -> str:
    return f'<qti-match>{_variable(_NAME)}<qti-correct identifier="{_NAME}"/></qti-match>'


def _when(condition: str, then: str) -> str:
    return f"<qti-response-condition><qti-response-if>{condition}{then}</qti-response-if></qti-response-condition>"


def _share(of: str, marks: Decimal, parts: Decimal) -> str:
    """Return an expression: this many of all parts, in marks."""
    whole = _base(marks)
    return f"<qti-divide><qti-product>{whole}{of}</qti-product>{_base(parts)}</qti-divide>"


# --- kinds ----------------


def _choices(options: Iterable[Option], texts: Texts) -> str:
    return "".join(
        f'<qti-simple-choice identifier="{option.name}">{texts.short(option.text)}</qti-simple-choice>'
        for option in options
    )


def _interaction(name: str, attributes: str, inner: str, response: str = _NAME) -> str:
    return f'<qti-{name} response-identifier="{response}"{attributes}>{inner}</qti-{name}>'


def _shuffle(item: DraftItem) -> str:
    return f' shuffle="{str(item.is_shuffled).lower()}"'


def _true_false(item: DraftItem, texts: Texts) -> _Shape:
    options = tuple(
        Option(name, {language: words[language] for language in item.stem}) for name, words in TRUTH
    )
    inner = _interaction("choice-interaction", ' shuffle="false" max-choices="1"', _choices(options, texts))
    right = [] if item.key is None else [str(item.key).lower()]
    return _Shape(_declaration(right), texts.block(item.stem) + inner)


def _single(item: DraftItem, texts: Texts) -> _Shape:
    inner = _interaction(
        "choice-interaction", f'{_shuffle(item)} max-choices="1"', _choices(item.options, texts)
    )
    right = [] if item.key is None else [item.key]
    return _Shape(_declaration(right, more=_mapping(item.weights.items())), texts.block(item.stem) + inner)


def _multiple(item: DraftItem, texts: Texts) -> _Shape:
    inner = _interaction(
        "choice-interaction", f'{_shuffle(item)} max-choices="0"', _choices(item.options, texts)
    )
    declared = _declaration(item.key or (), cardinality="multiple", more=_bounded(item))
    return _Shape(declared, texts.block(item.stem) + inner)


def _bounded(item: DraftItem) -> str:
    return _mapping(item.weights.items(), f' lower-bound="0" upper-bound="{written(item.marks)}"')


def _ordering(item: DraftItem, texts: Texts) -> _Shape:
    inner = _interaction("order-interaction", _shuffle(item), _choices(item.options, texts))
    rule = "".join(_places(item)) if item.scoring is Scoring.MAPPED else ""
    declared = _declaration(item.key or (), cardinality="ordered")
    return _Shape(declared, texts.block(item.stem) + inner, rule)


def _places(item: DraftItem) -> Iterator[str]:
    """Yield for each place the rule that gives its share."""
    for place, name in enumerate(item.key, start=1):
        here = f'<qti-index n="{place}">{_variable(_NAME)}</qti-index>'
        share = _base(item.weights.get(name, Decimal(0)))
        condition = f"<qti-match>{here}{_base(name, 'identifier')}</qti-match>"
        yield _when(condition, _set(f"<qti-sum>{_variable('SCORE')}{share}</qti-sum>"))


def _matching(item: DraftItem, texts: Texts) -> _Shape:
    key = item.key or {}
    pairs = {name: f"option-{name} match-{match}" for name, match in key.items()}
    sets = "".join(
        f"<qti-simple-match-set>{_associable(options, prefix, most, texts)}</qti-simple-match-set>"
        for options, prefix, most in ((item.options, "option", 1), (item.matches, "match", 0))
    )
    attributes = f'{_shuffle(item)} max-associations="{len(item.options)}"'
    weights = [(pairs[name], item.weights.get(name, Decimal(1))) for name in key]
    is_shared = item.scoring is Scoring.PER_PART
    rule = (
        _set(_share(f'<qti-map-response identifier="{_NAME}"/>', item.marks, Decimal(len(key))))
        if is_shared
        else ""
    )
    more = _mapping(weights) if item.scoring in (Scoring.PER_PART, Scoring.MAPPED) else ""
    declared = _declaration(pairs.values(), cardinality="multiple", base="directedPair", more=more)
    body = texts.block(item.stem) + _interaction("match-interaction", attributes, sets)
    return _Shape(declared, body, rule)


def _associable(options: Iterable[Option], prefix: str, most: int, texts: Texts) -> str:
    return "".join(
        f'<qti-simple-associable-choice identifier="{prefix}-{option.name}" match-max="{most}">'
        f"{texts.short(option.text)}</qti-simple-associable-choice>"
        for option in options
    )


def _numeric(item: DraftItem, texts: Texts) -> _Shape:
    numbers: tuple[Number, ...] = item.key or ()
    unit = numbers[0].unit if numbers else ""
    shown = f' <span class="{UNIT_CLASS}">{escaped(unit)}</span>' if unit else ""
    entry = f"<p>{_interaction('text-entry-interaction', '', '')}{shown}</p>"
    right = [written(one.value) for one in numbers]
    accepted = "".join(_equal(one) for one in numbers)
    condition = f"<qti-or>{accepted}</qti-or>" if len(numbers) > 1 else accepted
    rule = _when(condition, _set(_base(item.marks))) if numbers else ""
    values = right if item.scoring in (Scoring.UNSCORED, Scoring.BY_HAND) else right[:1]
    return _Shape(_declaration(values, base="float"), texts.block(item.stem) + entry, rule)


def _equal(number: Number) -> str:
    mode, tolerance = "exact", Decimal(0)
    if number.tolerance:
        mode = "relative" if number.is_relative else "absolute"
        tolerance = number.tolerance * 100 if number.is_relative else number.tolerance
    more = f' tolerance="{written(tolerance)}"' if number.tolerance else ""
    return f'<qti-equal tolerance-mode="{mode}"{more}>{_base(number.value)}{_variable(_NAME)}</qti-equal>'


def _short_answer(item: DraftItem, texts: Texts) -> _Shape:
    hints = _mapping((phrase, Decimal(1)) for phrase in item.key or ())
    inner = _interaction("extended-text-interaction", "", "")
    return _Shape(_declaration((), base="string", more=hints), texts.block(item.stem) + inner)


# --- gaps ----------------


def _fill_in(item: DraftItem, texts: Texts) -> _Shape:
    gaps: tuple[Gap, ...] = item.key or (Gap({}),) * next(iter(item.stem.values())).count(GAP)
    names = [_NAME] if len(gaps) == 1 else [f"{_NAME}{number}" for number in range(1, len(gaps) + 1)]
    declared = "".join(
        _gap_declaration(item, gap, name, place)
        for place, (gap, name) in enumerate(zip(gaps, names, strict=True), 1)
    )
    entries = iter([_gap_entry(gap, name) for gap, name in zip(gaps, names, strict=True)])
    scores = "".join(
        f'<qti-outcome-declaration identifier="SCORE_{name}" cardinality="single" base-type="float"/>'
        for name in names
    )
    return _Shape(declared, texts.block(item.stem, _filling(entries)), _gap_rule(item, names), scores)


def _filling(entries: Iterator[str]) -> Callable[[str], str]:
    def fill(words: str) -> str:
        first, *others = words.split(GAP)
        return first + "".join(f"{next(entries, GAP)}{other}" for other in others)

    return fill


def _gap_names(gap: Gap) -> dict[str, str]:
    return {choice: f"choice-{number}" for number, choice in enumerate(gap.choices, start=1)}


def _gap_entry(gap: Gap, name: str) -> str:
    if not gap.choices:
        return _interaction("text-entry-interaction", "", "", name)
    inner = "".join(
        f'<qti-inline-choice identifier="{key}">{escaped(choice)}</qti-inline-choice>'
        for choice, key in _gap_names(gap).items()
    )
    return _interaction("inline-choice-interaction", ' shuffle="false"', inner, name)


def _gap_declaration(item: DraftItem, gap: Gap, name: str, place: int) -> str:
    own = gap.weight if item.scoring is Scoring.PER_PART else Decimal(1)
    weight = Fraction(item.weights.get(str(place), own))
    names = _gap_names(gap)
    worths = [
        (names.get(word, word), decimal_of(Fraction(share) * weight)) for word, share in gap.accepted.items()
    ]
    right = [names.get(word, word) for word, share in gap.accepted.items() if share == 1][:1]
    is_counted = item.scoring not in (Scoring.UNSCORED, Scoring.BY_HAND)
    sensitive = "" if gap.choices else f' case-sensitive="{str(gap.is_case_sensitive).lower()}"'
    more = _mapping(worths, entry=sensitive) if is_counted else ""
    return _declaration(right, base="identifier" if gap.choices else "string", name=name, more=more)


def _gap_rule(item: DraftItem, names: Sequence[str]) -> str:
    """Return a rule that looks at one gap at a time, and at their sum in the end."""
    parts = [_set(f'<qti-map-response identifier="{name}"/>', f"SCORE_{name}") for name in names]
    total = f"<qti-sum>{''.join(_variable(f'SCORE_{name}') for name in names)}</qti-sum>"
    if item.scoring is Scoring.MAPPED:
        return "".join([*parts, _set(total)])
    if item.scoring is Scoring.PER_PART:
        whole = sum((gap.weight for gap in item.key), Decimal(0))
        return "".join([*parts, _set(_share(total, item.marks, whole))])
    are_all = f"<qti-gte>{total}{_base(Decimal(len(names)))}</qti-gte>"
    return "".join([*parts, _when(are_all, _set(_base(item.marks)))])


# --- places on a picture ----------------


def _hotspot(item: DraftItem, texts: Texts) -> _Shape:
    number = next(place for place, one in enumerate(item.attachments, 1) if one.kind == "picture")
    size = size_of(item.attachments[number - 1].data) or _WITHOUT_SIZE
    before, after = _around_mark(item, f"[[{number}]]")
    width, height = (written(decimal_of(length)) for length in size)
    picture = texts.picture(number, f' width="{width}" height="{height}"')
    places = "".join(_place(region, size, first_language(item.stem)) for region in item.regions)
    most = 1 if item.key is not None and len(item.key) == 1 and item.scoring is not Scoring.MAPPED else 0
    inner = _interaction("hotspot-interaction", f' max-choices="{most}"', picture + places)
    declared = _declaration(item.key or (), cardinality="multiple", more=_bounded(item))
    shown = (texts.block(before) if before else "") + inner + (texts.block(after) if after else "")
    return _Shape(declared, shown)


def _around_mark(item: DraftItem, mark: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the stem before and after its picture, which stands in a line of its own."""
    before, after = {}, {}
    for language, words in item.stem.items():
        lines = words.split("\n")
        place = lines.index(mark) if mark in lines else len(lines)
        before[language] = "\n".join(lines[:place]).replace(mark, "")
        after[language] = "\n".join(lines[place + 1 :])
    return _with_words(before), _with_words(after)


def _with_words(text: dict[str, str]) -> dict[str, str]:
    return {language: words for language, words in text.items() if words}


def _label(region: Region, first: str) -> str:
    """Return the label of a region: the standard has one, the second language stands beside it as data of ours."""
    words = region.label.get(first, "")
    others = [(language, text) for language, text in region.label.items() if language != first and text]
    named = f' hotspot-label="{escaped(words)}"' if words else ""
    return named + "".join(f' data-label-{language}="{escaped(text)}"' for language, text in others)


def _place(region: Region, size: Size, language: str) -> str:
    label = _label(region, language)
    return (
        f'<qti-hotspot-choice identifier="{region.name}" shape="{region.shape}" '
        f'coords="{coords_of(region, size)}"{label}/>'
    )


_SHAPES: dict[Kind, Callable[[DraftItem, Texts], _Shape]] = {
    Kind.TRUE_FALSE: _true_false,
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.ORDERING: _ordering,
    Kind.MATCHING: _matching,
    Kind.NUMERIC: _numeric,
    Kind.HOTSPOT: _hotspot,
    Kind.FILL_IN: _fill_in,
    Kind.SHORT_ANSWER: _short_answer,
}
