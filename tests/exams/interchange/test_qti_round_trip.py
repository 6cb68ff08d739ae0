"""What is written as a package of QTI comes back as it was: items of every kind that it can hold, made at random."""

import struct
import zlib
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.exams.interchange.drafts import (
    Attachment,
    DraftItem,
    Gap,
    Kind,
    Number,
    Option,
    Region,
    Scoring,
    Status,
)
from lms.exams.interchange.qti import can_hold, read, write_package, write_qti
from lms.exams.interchange.reasons import OF_WRITING

LETTERS = "abcdefghijklmnop"
WORD = st.text("abcXYZ电工安全火线接地0129<&>\"'éß·𠮷,;()=", min_size=1, max_size=8)
LINES = {
    "zh": st.lists(WORD, min_size=1, max_size=3).map(" ".join),
    "en": st.text("abcXYZ 019<&>\"'éß,;()=", min_size=1, max_size=20).map(
        lambda words: " ".join(words.split())
    ),
}
LANGUAGES = st.sampled_from((("zh",), ("en",), ("zh", "en")))
MARKS = st.sampled_from((Decimal(1), Decimal(2), Decimal("0.5"), Decimal(3)))
BEFORE = {"zh": "请看题：", "en": "Look at this:"}


def picture(width: int = 40, height: int = 30, number: int = 0) -> bytes:
    """Return a small PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes([0, *[number] * width]) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@st.composite
def texts(draw, languages, *, lines=1, mark=""):
    """A text in these languages, of so many lines."""
    count = draw(st.integers(1, lines))
    return {
        language: "\n".join(
            [(BEFORE[language] + draw(LINES[language])).strip() for _ in range(count)]
            + ([mark] if mark else [])
        )
        for language in languages
    }


@st.composite
def options(draw, languages, names, most=5):
    """Options whose texts differ."""
    count = draw(st.integers(2, most))
    return tuple(
        Option(name, {language: f"{number} {words}" for language, words in draw(texts(languages)).items()})
        for number, name in enumerate(names[:count])
    )


@st.composite
def bases(draw):
    """What every kind has: words, pictures, formulas, and what is said beside the words."""
    languages = draw(LANGUAGES)
    attachments = draw(
        st.sampled_from(
            (
                (),
                (Attachment("picture", "图-1.png", picture(), alternative="配电箱 box"),),
                (
                    Attachment("formula", "", tex=r"\frac{U}{I} < 3"),
                    Attachment("picture", "b.png", picture(number=1)),
                ),
            )
        )
    )
    mark = " ".join(f"[[{number}]]" for number, _one in enumerate(attachments, start=1))
    return languages, DraftItem(
        kind=Kind.SINGLE,
        stem=draw(texts(languages, lines=2, mark=mark)),
        key=None,
        attachments=attachments,
        marks=draw(MARKS),
        is_shuffled=draw(st.booleans()),
        rationale=draw(st.one_of(st.just({}), texts(languages, lines=2))),
        code=draw(st.sampled_from(("LV1-001", "题 7/b"))),
        topic=draw(st.sampled_from(("", "安全/接地", "wiring"))),
        depth=draw(st.sampled_from(("", "apply"))),
        difficulty=draw(st.sampled_from(("", "easy", "medium", "hard", "7"))),
        source=draw(st.sampled_from(("", "GB 50054-2011"))),
        year=draw(st.sampled_from((None, 2019))),
    )


def with_(item, **changes):
    """Return an item with changes."""
    fields = {name: getattr(item, name) for name in DraftItem.__dataclass_fields__}
    return DraftItem(**(fields | changes))


@st.composite
def true_false(draw):
    _languages, base = draw(bases())
    scoring = draw(st.sampled_from((Scoring.EXACT, Scoring.BY_HAND)))
    return with_(base, kind=Kind.TRUE_FALSE, key=draw(st.booleans()), is_shuffled=True, scoring=scoring)


@st.composite
def single(draw):
    languages, base = draw(bases())
    listed = draw(options(languages, LETTERS))
    best = draw(st.sampled_from([option.name for option in listed]))
    if draw(st.booleans()):
        return with_(base, options=listed, key=best)
    weights = {option.name: base.marks / 2 for option in listed} | {best: base.marks}
    return with_(base, options=listed, key=best, scoring=Scoring.MAPPED, weights=weights)


@st.composite
def multiple(draw):
    languages, base = draw(bases())
    listed = draw(options(languages, LETTERS, most=12))
    names = [option.name for option in listed]
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    key = tuple(name for name in names if name in chosen)
    base = with_(base, kind=Kind.MULTIPLE, options=listed, key=key)
    if draw(st.booleans()):
        return base
    weights = {name: Decimal(1) if name in key else Decimal("-0.5") for name in names}
    return with_(base, scoring=Scoring.MAPPED, weights=weights, marks=Decimal(len(key)))


@st.composite
def ordering(draw):
    languages, base = draw(bases())
    scoring = draw(st.sampled_from((Scoring.EXACT, Scoring.MAPPED)))
    listed = draw(options(languages, LETTERS, most=9))
    key = tuple(draw(st.permutations([option.name for option in listed])))
    base = with_(base, kind=Kind.ORDERING, options=listed, key=key, scoring=scoring)
    if scoring is not Scoring.MAPPED:
        return base
    weights = {name: Decimal(number) / 4 for number, name in enumerate(sorted(key), start=1)}
    return with_(base, weights=weights, marks=sum(weights.values()))


@st.composite
def matching(draw):
    languages, base = draw(bases())
    listed = draw(options(languages, LETTERS, most=9))
    matches = draw(options(languages, [str(number) for number in range(1, 11)], most=10))
    key = {option.name: draw(st.sampled_from(matches)).name for option in listed}
    base = with_(base, kind=Kind.MATCHING, options=listed, matches=matches, key=key)
    scoring = draw(st.sampled_from((Scoring.EXACT, Scoring.PER_PART, Scoring.MAPPED)))
    if scoring is not Scoring.MAPPED:
        return with_(base, scoring=scoring)
    weights = {option.name: Decimal(number) / 2 for number, option in enumerate(listed, start=1)}
    return with_(base, scoring=scoring, weights=weights, marks=sum(weights.values()))


@st.composite
def numeric(draw):
    _languages, base = draw(bases())
    unit = draw(st.sampled_from(("", "kΩ", "V")))
    values = draw(st.lists(st.integers(-50, 50), min_size=1, max_size=3, unique=True))
    numbers = []
    for value in values:
        is_relative = draw(st.booleans()) and value != 0
        tolerance = draw(st.sampled_from((Decimal(0), Decimal("0.001"))))
        exact = Decimal(value * 10) + draw(st.sampled_from((Decimal(0), Decimal("0.25"))))
        numbers.append(Number(exact, tolerance, unit, is_relative and bool(tolerance)))
    return with_(base, kind=Kind.NUMERIC, key=tuple(numbers), is_shuffled=True)


@st.composite
def gaps(draw, *, whole):
    """One gap, typed in or filled from a list."""
    words = draw(
        st.lists(WORD.filter(lambda word: word.strip("_")), min_size=2, max_size=4, unique_by=str.casefold)
    )
    accepted = {words[0]: Decimal(1)} | {word: Decimal(1 if whole else "0.25") for word in words[1:-1]}
    accepted = dict(sorted(accepted.items()))
    if draw(st.booleans()):
        ordered = {word: accepted[word] for word in words if word in accepted}
        return Gap(ordered, choices=tuple(words))
    return Gap(accepted, is_case_sensitive=draw(st.booleans()))


@st.composite
def fill_in(draw):
    _languages, base = draw(bases())
    count = draw(st.integers(1, 9))
    scoring = draw(st.sampled_from((Scoring.EXACT, Scoring.PER_PART, Scoring.MAPPED)))
    key = tuple(draw(gaps(whole=scoring is Scoring.EXACT)) for _ in range(count))
    if count == 1 and (scoring is Scoring.MAPPED or all(share == 1 for share in key[0].accepted.values())):
        scoring, key = Scoring.EXACT, (Gap({"接地": Decimal(1)}),)
    stem = {language: f"{words} ____ 和 " * count for language, words in base.stem.items()}
    stem = {
        language: " ".join(words.split(" ")).replace("\n", " ").strip() for language, words in stem.items()
    }
    base = with_(base, kind=Kind.FILL_IN, stem=stem, key=key, scoring=scoring, is_shuffled=False)
    if scoring is not Scoring.MAPPED:
        return base
    weights = {str(number): Decimal(number) for number in range(1, count + 1)}
    return with_(base, weights=weights, marks=sum(weights.values()))


@st.composite
def hotspot(draw):
    languages, base = draw(bases())
    shapes = {
        "rect": (Decimal("0.1"), Decimal("0.2"), Decimal("0.35"), Decimal("0.9")),
        "circle": (Decimal("0.5"), Decimal("0.5"), Decimal("0.125")),
        "poly": tuple(Decimal(number) / 7 for number in (1, 1, 5, 1, 3, 6)),
    }
    kinds = draw(st.lists(st.sampled_from(sorted(shapes)), min_size=1, max_size=4))
    named = dict(zip(languages, ("开关 <1>", 'switch "1"'), strict=False))
    label = draw(st.sampled_from(({}, named, {languages[-1]: "K1"})))
    regions = tuple(Region(LETTERS[place], kind, shapes[kind], label) for place, kind in enumerate(kinds))
    key = tuple(region.name for region in regions[: draw(st.integers(1, len(regions)))])
    only = Attachment("picture", "plan.png", picture(420, 180), alternative="plan")
    stem = draw(texts(languages, lines=2, mark="[[1]]"))
    base = with_(
        base, kind=Kind.HOTSPOT, stem=stem, attachments=(only,), regions=regions, key=key, is_shuffled=True
    )
    if draw(st.booleans()):
        return base
    weights = {region.name: Decimal(1 if region.name in key else -1) for region in regions}
    return with_(base, scoring=Scoring.MAPPED, weights=weights, marks=Decimal(len(key)))


@st.composite
def short_answer(draw):
    _languages, base = draw(bases())
    phrases = tuple(draw(st.lists(WORD, max_size=3, unique=True)))
    return with_(base, kind=Kind.SHORT_ANSWER, key=phrases, scoring=Scoring.BY_HAND, is_shuffled=True)


@st.composite
def unscored(draw):
    item = draw(st.one_of(single(), multiple(), ordering(), matching()))
    return with_(item, scoring=Scoring.UNSCORED, weights={}, marks=Decimal(1))


ITEMS = st.one_of(
    *(true_false(), single(), multiple(), ordering(), matching(), numeric(), fill_in()),
    *(hotspot(), short_answer(), unscored()),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ITEMS, min_size=1, max_size=3, unique_by=lambda item: str(item.stem)))
def test_items_come_back_as_they_were(items):
    reading = read(write_package(items))
    assert [entry.item for entry in reading.entries] == items
    assert all(
        entry.status is Status.IMPORTED or entry.item.scoring is Scoring.UNSCORED for entry in reading.entries
    )


THIRD = Decimal(1) / 3
OPTIONS = tuple(Option(name, {"zh": f"第{name}"}) for name in "abcd")
THIRDS = {
    "written out": (Kind.MULTIPLE, ("a", "b", "c"), dict.fromkeys("abc", THIRD) | {"d": Decimal(0)}),
    "rounded": (
        Kind.MULTIPLE,
        ("a", "b", "c"),
        dict.fromkeys("abc", Decimal("0.3333333")) | {"d": Decimal(-1)},
    ),
    "two digits": (
        Kind.MULTIPLE,
        ("a", "b", "c"),
        dict.fromkeys("abc", Decimal("0.33")) | {"d": Decimal(-1)},
    ),
    "of an order": (Kind.ORDERING, ("b", "a", "d", "c"), dict.fromkeys("abcd", THIRD * 3 / 4)),
    "of an order of three": (Kind.ORDERING, ("b", "a", "c"), dict.fromkeys("abc", THIRD)),
}


@pytest.mark.parametrize("name", THIRDS)
def test_three_thirds_come_back_as_the_whole_mark(name):
    kind, key, weights = THIRDS[name]
    options = OPTIONS[: len(weights)]
    item = DraftItem(kind, {"zh": "问"}, key, options, scoring=Scoring.MAPPED, weights=weights, code="Q1")
    assert [entry.item for entry in read(write_package([item])).entries] == [item]


@pytest.mark.parametrize(
    ("changes", "weights"),
    [
        ({"kind": Kind.MULTIPLE, "key": ("a", "b"), "marks": Decimal(2)}, ("0.5", "0.5", "-0.25", "0")),
        ({"kind": Kind.SINGLE, "key": "a", "marks": Decimal(5)}, ("1", "0.5", "0", "-0.2")),
        ({"kind": Kind.ORDERING, "key": ("d", "c", "b", "a"), "marks": Decimal(8)}, ("1", "1", "1", "1")),
    ],
)
def test_shares_of_the_whole_go_out_as_marks(changes, weights):
    """Others add the weights up: what other formats call half of the marks is one of two."""
    named = {option.name: Decimal(weight) for option, weight in zip(OPTIONS, weights, strict=True)}
    item = DraftItem(stem={"zh": "问"}, options=OPTIONS, scoring=Scoring.MAPPED, weights=named, **changes)
    (entry,) = read(write_package([item])).entries
    factor = item.marks if item.kind is not Kind.ORDERING else 2
    assert (entry.item.marks, entry.item.key) == (item.marks, item.key)
    assert entry.item.weights == {name: weight * factor for name, weight in named.items()}


def test_gaps_of_different_weight_keep_their_part_of_the_marks():
    gaps = tuple(Gap({"x": Decimal(1)}, weight=Decimal(weight)) for weight in (1, 2, 5))
    item = DraftItem(
        Kind.FILL_IN,
        {"zh": "问 ____ ____ ____"},
        gaps,
        scoring=Scoring.PER_PART,
        marks=Decimal(4),
        is_shuffled=False,
    )
    (entry,) = read(write_package([item])).entries
    assert (entry.item.scoring, entry.item.marks) == (Scoring.MAPPED, 4)
    assert entry.item.weights == {"1": Decimal("0.5"), "2": 1, "3": Decimal("2.5")}


def test_the_same_items_are_the_same_bytes():
    item = DraftItem(Kind.SINGLE, {"zh": "问"}, "a", (Option("a", {"zh": "一"}), Option("b", {"zh": "二"})))
    assert write_package([item]) == write_package([item])


GAP = Gap({"a": Decimal(1), "b": Decimal("0.5")})
ITEM = DraftItem(Kind.SINGLE, {"zh": "问 ____"}, "a", (Option("a", {"zh": "一"}), Option("b", {"zh": "二"})))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": Kind.PRACTICAL_TASK, "scoring": Scoring.BY_HAND}, "kind_not_held"),
        ({"kind": Kind.HOTSPOT}, "pictures_not_held"),
        ({"kind": Kind.MULTIPLE, "scoring": Scoring.PER_PART}, "scoring_not_held"),
        ({"kind": Kind.ORDERING, "key": ("a", "b"), "scoring": Scoring.PER_PART}, "scoring_not_held"),
        ({"kind": Kind.SHORT_ANSWER, "scoring": Scoring.UNSCORED}, "scoring_not_held"),
        ({"key": None}, "key_not_held"),
        (
            {
                "kind": Kind.NUMERIC,
                "key": (Number(Decimal(1000), unit="m"), Number(Decimal(1), unit="km")),
            },
            "key_not_held",
        ),
        ({"kind": Kind.FILL_IN, "key": (GAP,), "scoring": Scoring.UNSCORED}, "key_not_held"),
        (
            {"kind": Kind.NUMERIC, "key": (Number(Decimal(1), Decimal(1)),), "scoring": Scoring.BY_HAND},
            "key_not_held",
        ),
    ],
)
def test_what_qti_cannot_hold_is_left_out_and_said(changes, reason):
    item = with_(ITEM, **changes)
    written = write_qti([ITEM, item])
    assert [(one.index, one.reason) for one in written.left_out] == [(1, reason)]
    assert written.left_out[0].reason in OF_WRITING
    assert len(read(written.data).entries) == 1
    with pytest.raises(ValueError, match="cannot hold"):
        write_package([item])
    assert not can_hold(item)
