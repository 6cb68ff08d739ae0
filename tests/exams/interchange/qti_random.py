"""Items of QTI with rules made at random: sensible ones, odd ones, and every response that can be given to each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations, product
from random import Random
from typing import Any

from tests.exams.interchange.qti_samples import choice, item, plus, response, rules, sets, when

LETTERS = "ABC"
WORDS = ("Xa", "yb", "zc")
WORTHS = ("0", "1", "1", "2", "0.5", "-1", "-0.5", "3")
OUTCOME = '<outcomeDeclaration identifier="{}" cardinality="single" baseType="float"/>'
Asked = tuple[dict[str, Any], Any]  # a response by its names, and as the bank takes it


@dataclass(frozen=True, slots=True)
class Made:
    """An item, and what can be answered to it."""

    data: bytes
    answers: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of interaction: its names, declarations and body, comparisons that rules may make, and answers."""

    names: tuple[str, ...]
    declared: str
    body: str
    compares: Callable[[str], Sequence[str]]
    answers: tuple[Asked, ...]


def made(random: Random) -> Made:
    """Return an item of any kind that rules mark."""
    has_mapping = random.random() < 0.5
    kind = random.choice(_KINDS)(random, has_mapping)
    data = item(kind.body, kind.declared, OUTCOME.format("RAW"), processing=_Rules(random, kind).all())
    return Made(data, kind.answers)


def _var(name: str) -> str:
    return f'<variable identifier="{name}"/>'


def _correct(name: str) -> str:
    return f'<correct identifier="{name}"/>'


def _base(words: str, base: str = "identifier") -> str:
    return f'<baseValue baseType="{base}">{words}</baseValue>'


def _is_right(name: str) -> str:
    return f"<match>{_var(name)}{_correct(name)}</match>"


class _Rules:
    def __init__(self, random: Random, kind: _Kind) -> None:
        self.random, self.kind = random, kind
        self.has_mapping = "<mapping" in kind.declared

    def all(self) -> str:
        """Return the marking of an item: a mapping with bounds, sums, or anything."""
        way = self.random.random()
        if self.has_mapping and way < 0.4:
            return rules(*self._mapped())
        if way < 0.7:
            each = range(self.random.randint(1, 4))
            return rules(*(when(self._test(), sets(plus("SCORE", self._worth()))) for _ in each))
        return rules(*(self._rule() for _ in range(self.random.randint(1, 3))))

    def _worth(self) -> str:
        return self.random.choice(WORTHS)

    def _mapped(self) -> Iterator[str]:
        for name in self.kind.names:
            yield sets(f'<sum>{_var("SCORE")}<mapResponse identifier="{name}"/></sum>')
        if self.random.random() < 0.3:
            yield when(f"<lt>{_var('SCORE')}{_base('0', 'float')}</lt>", sets("0"))
        if self.random.random() < 0.3:
            yield when(f"<gt>{_var('SCORE')}{_base('1', 'float')}</gt>", sets("1"))

    def _test(self, depth: int = 0) -> str:
        way, name = self.random.random(), self.random.choice(self.kind.names)
        if way < 0.7 or depth > 1:
            return self.random.choice(self.kind.compares(name))
        if way < 0.78:
            return f"<not>{self._test(depth + 1)}</not>"
        if way < 0.84:
            return f"<isNull>{_var(name)}</isNull>"
        if way < 0.9:
            compare, outcome = (
                self.random.choice(("gt", "gte", "lt", "lte")),
                self.random.choice(("SCORE", "RAW")),
            )
            return f"<{compare}>{_var(outcome)}{_base(self._worth(), 'float')}</{compare}>"
        joins = self.random.choice(("and", "or"))
        return f"<{joins}>{self._test(depth + 1)}{self._test(depth + 1)}</{joins}>"

    def _number(self, depth: int = 0) -> str:
        way = self.random.random()
        if way < 0.2:
            return _var(self.random.choice(("SCORE", "RAW")))
        if way < 0.4 and self.has_mapping:
            return f'<mapResponse identifier="{self.random.choice(self.kind.names)}"/>'
        if way < 0.7 or depth:
            return _base(self._worth(), "float")
        operator = self.random.choice(("sum", "sum", "product", "subtract", "max", "min"))
        return f"<{operator}>{self._number(1)}{self._number(1)}</{operator}>"

    def _setting(self) -> str:
        value = self.random.choice((self._worth(), plus("SCORE", self._worth()), self._number()))
        return sets(value, self.random.choice(("SCORE", "SCORE", "RAW")))

    def _rule(self, depth: int = 0) -> str:
        if self.random.random() < 0.2:
            return self._setting()
        inner = self._rule(1) if not depth and self.random.random() < 0.3 else self._setting()
        otherwise = self._setting() if self.random.random() < 0.5 else ""
        return when(self._test(), inner, otherwise=otherwise)


def _mapping(random: Random, keys: Sequence[str], *, is_typed: bool = False) -> str:
    bounds = [f'defaultValue="{random.choice(("0", "0", "0", "-1", "0.5"))}"']
    bounds += [f'lowerBound="{random.choice(("0", "0", "-1"))}"'] if random.random() < 0.4 else []
    bounds += [f'upperBound="{random.choice(("1", "2", "0.5"))}"'] if random.random() < 0.3 else []
    lines = []
    for key in random.sample(keys, random.randint(1, len(keys))):
        case = ' caseSensitive="false"' if is_typed and random.random() < 0.5 else ""
        lines.append(f'<mapEntry mapKey="{key}" mappedValue="{random.choice(WORTHS)}"{case}/>')
    return f"<mapping {' '.join(bounds)}>{''.join(lines)}</mapping>"


# --- kinds ----------------


def _single(random: Random, has_mapping: bool) -> _Kind:
    more = _mapping(random, LETTERS) if has_mapping else ""
    answers = (*(({"RESPONSE": name}, name.lower()) for name in LETTERS), ({"RESPONSE": None}, None))

    def compares(name: str) -> list[str]:
        return [_is_right(name), *(f"<match>{_var(name)}{_base(one)}</match>" for one in LETTERS)]

    declared = response(random.choice(LETTERS), more=more)
    return _Kind(("RESPONSE",), declared, choice("one", "two", "three"), compares, answers)


def _multiple(random: Random, has_mapping: bool) -> _Kind:
    more = _mapping(random, LETTERS) if has_mapping else ""
    most = random.choice((0, 3, 2))
    chosen = [one for count in range((most or 3) + 1) for one in combinations(LETTERS, count)]
    answers = tuple(({"RESPONSE": list(one) or None}, [name.lower() for name in one]) for one in chosen)

    def compares(name: str) -> list[str]:
        members = [f"<member>{_base(one)}{_var(name)}</member>" for one in LETTERS]
        two = f"<multiple>{''.join(map(_base, random.sample(LETTERS, 2)))}</multiple>"
        size = f"<gt><containerSize>{_var(name)}</containerSize>{_base(random.choice('12'), 'float')}</gt>"
        many = [f"<{test}>{_var(name)}{two}</{test}>" for test in ("match", "contains")]
        return [_is_right(name), *members, *members, *many, size]

    declared = response(
        *random.sample(LETTERS, random.randint(1, most or 3)), cardinality="multiple", more=more
    )
    return _Kind(("RESPONSE",), declared, choice("one", "two", "three", most=most), compares, answers)


def _order(random: Random, _has_mapping: bool) -> _Kind:
    right = random.sample(LETTERS, 3)
    body = (
        choice("one", "two", "three")
        .replace("choiceInteraction", "orderInteraction")
        .replace('maxChoices="1"', "")
    )
    places = [{name.lower(): place for place, name in enumerate(one, 1)} for one in permutations(LETTERS)]
    answers = tuple(
        ({"RESPONSE": one}, place) for one, place in zip(permutations(LETTERS), places, strict=True)
    )

    def compares(name: str) -> list[str]:
        whole = "".join(map(_base, random.sample(LETTERS, 3)))
        here = [f'<index n="{place}">{_var(name)}</index>' for place in (1, 2, 3)]
        there = [f'<index n="{place}">{_correct(name)}</index>' for place in (1, 2, 3)]
        placed = [f"<match>{one}{other}</match>" for one, other in zip(here, there, strict=True)]
        other = f"<match>{random.choice(here)}{_base(random.choice(LETTERS))}</match>"
        return [
            _is_right(name),
            *placed,
            *placed,
            other,
            f"<match>{_var(name)}<ordered>{whole}</ordered></match>",
        ]

    return _Kind(("RESPONSE",), response(*right, cardinality="ordered"), body, compares, answers)


def _pairs(random: Random, has_mapping: bool, keys: Sequence[str], right: Sequence[str]) -> tuple[str, Any]:
    worth_something = keys if random.random() < 0.5 else right
    more = _mapping(random, worth_something) if has_mapping else ""
    declared = response(*right, cardinality="multiple", base="directedPair", more=more)

    def compares(name: str) -> list[str]:
        listed = (*right, *right, random.choice(keys))
        return [
            _is_right(name),
            *(f"<member>{_base(one, 'directedPair')}{_var(name)}</member>" for one in listed),
        ]

    return declared, compares


def _matching(random: Random, has_mapping: bool) -> _Kind:
    keys = [f"{one} {other}" for one, other in product("PQ", "XY")]
    right = [f"{one} {random.choice('XY')}" for one in "PQ"]
    declared, compares = _pairs(random, has_mapping, keys, right)
    sets_ = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{one}" matchMax="1">{one}!</simpleAssociableChoice>'
            for one in ns
        )
        + "</simpleMatchSet>"
        for ns in ("PQ", "XY")
    )
    body = f'<matchInteraction responseIdentifier="RESPONSE"><prompt>Match</prompt>{sets_}</matchInteraction>'
    answers = []
    for matches in product((None, "X", "Y"), repeat=2):
        given = {one: match for one, match in zip("PQ", matches, strict=True) if match}
        ours = {"ab"["PQ".index(one)]: str("XY".index(match) + 1) for one, match in given.items()}
        answers.append(({"RESPONSE": [f"{one} {match}" for one, match in given.items()] or None}, ours))
    return _Kind(("RESPONSE",), declared, body, compares, tuple(answers))


def _dragged(random: Random, has_mapping: bool) -> _Kind:
    keys = [f"{one} {other}" for one, other in product("UVW", ("G1", "G2"))]
    right = [f"{one} {gap}" for one, gap in zip(random.sample("UVW", 2), ("G1", "G2"), strict=True)]
    declared, compares = _pairs(random, has_mapping, keys, right)
    words = "".join(f'<gapText identifier="{one}" matchMax="2">w{one}</gapText>' for one in "UVW")
    text = '<p>A <gap identifier="G1"/> is <gap identifier="G2"/></p>'
    body = f'<gapMatchInteraction responseIdentifier="RESPONSE">{words}{text}</gapMatchInteraction>'
    answers = []
    for filled in product((None, *"UVW"), repeat=2):
        pairs = [f"{one} {gap}" for one, gap in zip(filled, ("G1", "G2"), strict=True) if one]
        answers.append(({"RESPONSE": pairs or None}, [f"w{one}" if one else "" for one in filled]))
    return _Kind(("RESPONSE",), declared, body, compares, tuple(answers))


def _gaps(random: Random, has_mapping: bool) -> _Kind:
    names = ("R1", "R2")[: random.randint(1, 2)]
    declared = "".join(
        response(
            random.choice(WORDS),
            name=name,
            base="string",
            more=_mapping(random, WORDS, is_typed=True) if has_mapping else "",
        )
        for name in names
    )
    body = "".join(f'<p>It is <textEntryInteraction responseIdentifier="{name}"/></p>' for name in names)
    given = product((None, "Xa", "xA", "yb", "YB", "zc", "other"), repeat=len(names))
    answers = tuple((dict(zip(names, one, strict=True)), [word or "" for word in one]) for one in given)

    def compares(name: str) -> list[str]:
        word, case = _base(random.choice(WORDS), "string"), random.choice(("true", "false"))
        text = f'<stringMatch caseSensitive="{case}">{_var(name)}{word}</stringMatch>'
        return [_is_right(name), _is_right(name), f"<match>{_var(name)}{word}</match>", text]

    return _Kind(names, declared, body, compares, answers)


def _lists(random: Random, has_mapping: bool) -> _Kind:
    names = ("R1", "R2")
    declared = "".join(
        response(random.choice(LETTERS), name=name, more=_mapping(random, LETTERS) if has_mapping else "")
        for name in names
    )
    inner = "".join(f'<inlineChoice identifier="{one}">t{one}</inlineChoice>' for one in LETTERS)
    body = "".join(
        f'<p>It is <inlineChoiceInteraction responseIdentifier="{name}">{inner}</inlineChoiceInteraction></p>'
        for name in names
    )
    given = product((None, *LETTERS), repeat=2)
    answers = tuple(
        (dict(zip(names, one, strict=True)), [f"t{word}" if word else "" for word in one]) for one in given
    )

    def compares(name: str) -> list[str]:
        return [_is_right(name), f"<match>{_var(name)}{_base(random.choice(LETTERS))}</match>"]

    return _Kind(names, declared, body, compares, answers)


def _number(random: Random, _has_mapping: bool) -> _Kind:
    numbers = ("7", "8", "9", "10", "11", "12", "13")
    answers = (*(({"RESPONSE": Fraction(one)}, one) for one in numbers), ({"RESPONSE": None}, None))

    def compares(name: str) -> list[str]:
        both, near = f"{_correct(name)}{_var(name)}", _base(random.choice(("9", "10", "11")), "float")
        equals = [
            f'<equal toleranceMode="absolute" tolerance="{random.choice(("1", "0.5", "2"))}">{both}</equal>',
            f'<equal toleranceMode="relative" tolerance="10">{both}</equal>',
            f'<equal toleranceMode="exact">{_var(name)}{near}</equal>',
        ]
        bound = random.choice(("gt", "gte", "lt", "lte"))
        return [_is_right(name), *equals, f"<{bound}>{_var(name)}{near}</{bound}>"]

    body = '<p>How many? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    declared = response("10", base=random.choice(("float", "integer")))
    return _Kind(("RESPONSE",), declared, body, compares, answers)


_KINDS = (_single, _multiple, _multiple, _order, _matching, _dragged, _gaps, _lists, _number)
