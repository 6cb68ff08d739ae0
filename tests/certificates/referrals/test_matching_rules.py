"""Reasons for and against, one by one, and what holds for all of them: nobody disappears, turns are fair."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.referrals.matching.known import Known, Scale
from certificates.referrals.matching.reasons import gravest_of, match_of, papers_against
from certificates.referrals.matching.rules import (
    PLACE_OF_GROUP,
    Code,
    Expected,
    Facts,
    Group,
    Held,
    Match,
    Stay,
    Tone,
    Turns,
    Work,
    group_of,
    in_turn,
    instant_of,
)
from certificates.referrals.wishes.rules import UNDECIDED, Wish, as_kept, wish_from

TODAY = date(2026, 11, 29)
LAST = TODAY + timedelta(days=60)
WORK = Work(
    uuid="0192",
    occupation="4-03-02-02",
    trade="面点师",
    wanted_kind="skill_level",
    wanted_level=4,
    places=frozenset({"460100"}),
    place="海口市龙华区",
    pay_from=400_000,
    pay_to=550_000,
    shifts="day",
    lodging="free",
    from_date=TODAY,
    until_date=LAST,
)
RIGHT = Held("skill_level", 4, "面点师", date(2025, 1, 1))
SUITS = Wish(occupations=("4-03-02-02",), districts=("460100",), lowest_pay=400_000, needs_lodging=True)
FITTING = Facts(1, held=(RIGHT,), wish=SUITS)


def match(facts: Facts, work: Work = WORK) -> Match:
    return match_of(work, facts, today=TODAY)


def tones(facts: Facts, work: Work = WORK) -> dict[Code, Tone]:
    return {one.code: one.tone for one in match(facts, work).reasons}


def test_who_fits_in_everything_stands_in_the_first_group() -> None:
    found = match(FITTING)
    assert found.group is Group.FITS
    assert {reason.tone for reason in found.reasons} == {Tone.FOR}


@pytest.mark.parametrize(
    ("held", "expected", "code", "tone"),
    [
        ([RIGHT], [], Code.PAPER_HELD, Tone.FOR),
        ([RIGHT._replace(level=3)], [], Code.PAPER_HELD, Tone.FOR),
        ([RIGHT._replace(level=5)], [], Code.PAPER_MISSING, Tone.AGAINST),
        ([RIGHT._replace(level=5)], [], Code.PAPER_LOWER, Tone.OPEN),
        ([RIGHT._replace(trade="焊工")], [], Code.PAPER_OTHER_TRADE, Tone.OPEN),
        ([RIGHT._replace(kind="diploma")], [], Code.PAPER_MISSING, Tone.AGAINST),
        ([RIGHT._replace(until=TODAY)], [], Code.PAPER_ENDS_SOON, Tone.OPEN),
        ([RIGHT._replace(until=TODAY - timedelta(days=1))], [], Code.PAPER_EXPIRED, Tone.OPEN),
        ([RIGHT._replace(until=TODAY - timedelta(days=1))], [], Code.PAPER_MISSING, Tone.AGAINST),
        ([], [Expected("skill_level", 4, "面点师", LAST)], Code.PAPER_EXPECTED, Tone.OPEN),
        ([], [Expected("skill_level", 4, "面点师", None)], Code.PAPER_IN_TRAINING, Tone.OPEN),
        ([], [Expected("skill_level", 4, "面点师", LAST + timedelta(days=1))], Code.PAPER_LATE, Tone.OPEN),
        (
            [],
            [Expected("skill_level", 4, "面点师", LAST + timedelta(days=1))],
            Code.PAPER_MISSING,
            Tone.AGAINST,
        ),
        ([], [Expected("skill_level", 5, "面点师", TODAY)], Code.PAPER_MISSING, Tone.AGAINST),
    ],
)
def test_papers_speak(held, expected, code, tone) -> None:
    assert tones(Facts(1, tuple(held), tuple(expected)))[code] is tone


@pytest.mark.parametrize(
    ("wish", "code", "tone"),
    [
        (None, Code.WISH_NOT_ASKED, Tone.OPEN),
        (UNDECIDED, Code.WISH_UNDECIDED, Tone.OPEN),
        (Wish(), Code.WORK_WISHED, Tone.FOR),
        (Wish(), Code.PLACE_WISHED, Tone.FOR),
        (Wish(occupations=("6-18-02-04",)), Code.WORK_OTHER, Tone.AGAINST),
        (Wish(districts=("460200",)), Code.PLACE_OTHER, Tone.AGAINST),
        (Wish(districts=("460200",), other_place="龙华"), Code.PLACE_WISHED, Tone.FOR),
        (Wish(other_place="老家"), Code.PLACE_UNREAD, Tone.OPEN),
        (Wish(lowest_pay=400_000), Code.PAY_ENOUGH, Tone.FOR),
        (Wish(lowest_pay=550_000), Code.PAY_DEPENDS, Tone.OPEN),
        (Wish(lowest_pay=550_100), Code.PAY_LESS, Tone.AGAINST),
        (Wish(shifts=("night",)), Code.SHIFTS_OTHER, Tone.AGAINST),
        (Wish(needs_lodging=True), Code.LODGING_THERE, Tone.FOR),
        (Wish(from_date=LAST), Code.DAY_FITS, Tone.FOR),
        (Wish(from_date=LAST + timedelta(days=1)), Code.DAY_LATE, Tone.AGAINST),
    ],
)
def test_wishes_speak(wish, code, tone) -> None:
    assert tones(Facts(1, wish=wish))[code] is tone


@pytest.mark.parametrize(
    ("changed", "code", "tone"),
    [
        ({"occupation": ""}, Code.WORK_UNNAMED, Tone.OPEN),
        ({"places": frozenset(), "place": "示范市"}, Code.PLACE_UNREAD, Tone.OPEN),
        ({"shifts": "flexible"}, Code.SHIFTS_DEPEND, Tone.OPEN),
        ({"lodging": "paid"}, Code.LODGING_PAID, Tone.OPEN),
        ({"lodging": "none"}, Code.LODGING_MISSING, Tone.AGAINST),
        ({"is_verified": False}, Code.EMPLOYER_UNVERIFIED, Tone.AGAINST),
        ({"wanted_kind": "", "wanted_level": None}, Code.PAPER_NOT_ASKED, Tone.FOR),
        ({"wanted_kind": "", "wanted_level": None}, Code.TRADE_SHOWN, Tone.FOR),
        ({"wanted_kind": "", "wanted_level": None, "trade": "焊工"}, Code.TRADE_NOT_SHOWN, Tone.OPEN),
    ],
)
def test_offers_speak(changed, code, tone) -> None:
    wish = SUITS._replace(shifts=("two",))
    assert tones(FITTING._replace(wish=wish), WORK._replace(**changed))[code] is tone


@pytest.mark.parametrize(
    ("stay", "code", "tone"),
    [
        (Stay(), Code.WINDOW_FREE, Tone.FOR),
        (Stay(True), Code.WINDOW_UNKNOWN, Tone.OPEN),
        (Stay(True, TODAY - timedelta(days=1)), Code.WINDOW_PAST, Tone.OPEN),
        (Stay(True, TODAY), Code.WINDOW_FITS, Tone.FOR),
        (Stay(True, LAST), Code.WINDOW_FITS, Tone.FOR),
        (Stay(True, LAST + timedelta(days=1)), Code.WINDOW_LATE, Tone.AGAINST),
    ],
)
def test_the_window_of_release_speaks(stay, code, tone) -> None:
    assert tones(FITTING._replace(stay=stay))[code] is tone


def test_what_was_done_before_speaks() -> None:
    found = tones(FITTING._replace(turns=Turns(1, "", is_here=True, has_refused=True)))
    assert found[Code.PROPOSED_HERE] is found[Code.REFUSED_BEFORE] is Tone.AGAINST


# What matters of each: near every edge, and far from it.
days = st.sampled_from(
    [TODAY - timedelta(days=400), TODAY - timedelta(days=1), TODAY, LAST, LAST + timedelta(days=1)]
)
levels = st.sampled_from([None, 3, 4, 5])
kinds = st.sampled_from(["skill_level", "training_certificate", "diploma"])
trades = st.sampled_from(["", "面点师", "焊工"])
papers = st.builds(Held, kinds, levels, trades, st.just(date(2024, 1, 1)), st.none() | days)
coming = st.builds(Expected, kinds, levels, trades, st.none() | days)
wishes = st.builds(
    Wish,
    mind=st.sampled_from(["wish", "undecided"]),
    occupations=st.sampled_from([(), ("4-03-02-02",), ("6-18-02-04",)]),
    districts=st.sampled_from([(), ("460100",), ("460200",)]),
    lowest_pay=st.sampled_from([None, 300_000, 500_000, 900_000]),
    shifts=st.sampled_from([(), ("day",), ("night",)]),
    needs_lodging=st.booleans(),
    from_date=st.none() | days,
)
stays = st.builds(Stay, st.booleans(), st.none() | days)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 1), timezones=st.just(UTC))
moments = st.just("") | instants.map(str)
turns = st.builds(Turns, st.integers(0, 3), moments, st.booleans(), st.booleans())
works = st.builds(
    WORK._replace,
    wanted_kind=st.sampled_from(["", "skill_level", "diploma"]),
    wanted_level=levels,
    trade=trades,
    lodging=st.sampled_from(["none", "free", "paid"]),
)
people = st.builds(
    Facts,
    st.integers(1, 10**9),
    st.lists(papers, max_size=3).map(tuple),
    st.lists(coming, max_size=3).map(tuple),
    st.none() | wishes,
    stays,
    turns,
)


def known_of(listed: list[Facts]) -> Known:
    """Return people as rows of the tables say them."""
    known = Known()
    for one in listed:
        known.held[one.key] = tuple(len(known.papers) + place for place in range(len(one.held)))
        known.papers += one.held
        known.expected[one.key] = tuple(len(known.trainings) + place for place in range(len(one.expected)))
        known.trainings += one.expected
        if one.wish:
            known.wishes[one.key] = tuple(
                as_kept(value) if isinstance(value, tuple) else value for value in one.wish
            )
            assert wish_from(known.wishes[one.key]) == one.wish
        if one.stay.is_here:
            known.stays[one.key] = one.stay.until
        if one.turns != Turns():
            known.turns[one.key] = tuple(one.turns)
    return known


many = st.lists(people, max_size=30, unique_by=lambda one: one.key)


@given(works, many)
def test_the_group_without_reasons_is_that_of_the_reasons(work, listed) -> None:
    known = known_of(listed)
    tones = Scale(work, known, today=TODAY).tones(one.key for one in listed)
    assert len(tones) == len(listed)
    for key, tone in tones.items():
        facts = known.facts(key)
        assert group_of(tone) is match(facts, work).group
        assert tone == gravest_of(work, facts, today=TODAY)
        assert tone == max((int(reason.tone) for reason in match(facts, work).reasons), default=0)


@given(many)
def test_what_is_known_of_many_is_what_is_known_of_each(listed) -> None:
    known = known_of(listed)
    for one in listed:
        stay = one.stay if one.stay.is_here else Stay()
        assert known.facts(one.key) == one._replace(stay=stay)


@given(works, many, st.randoms(use_true_random=False))
def test_everybody_stays_in_one_order_by_group_and_turn(work, listed, chance) -> None:
    def ordered(some: list[Facts]) -> list[int]:
        tones = Scale(work, known_of(some), today=TODAY).tones(one.key for one in some)
        return in_turn(work, ((tones[one.key], one.turns.times, one.turns.last, one.key) for one in some))

    found, by_key = ordered(listed), {one.key: one for one in listed}
    assert sorted(found) == sorted(by_key)
    places = [(PLACE_OF_GROUP[match(by_key[key], work).group], by_key[key].turns.times) for key in found]
    assert places == sorted(places)
    mixed = list(listed)
    chance.shuffle(mixed)
    # The order is the same whoever is looked at first.
    assert ordered(mixed) == found


@given(works, people, st.lists(papers, min_size=1, max_size=3))
def test_more_papers_never_speak_against(work, one, more) -> None:
    def against(facts: Facts) -> set[Code]:
        found = papers_against(work, facts.held, facts.expected)
        return {reason.code for reason in found if reason.tone is Tone.AGAINST}

    richer = one._replace(held=(*one.held, *more))
    assert against(richer) <= against(one)
    before, after = match(one, work).group, match(richer, work).group
    assert PLACE_OF_GROUP[after] <= PLACE_OF_GROUP[before]


@given(works, people, coming)
def test_more_training_never_speaks_against(work, one, more) -> None:
    richer = match(one._replace(expected=(*one.expected, more)), work)
    assert PLACE_OF_GROUP[richer.group] <= PLACE_OF_GROUP[match(one, work).group]


@given(st.integers(2, 25), st.integers(1, 6), st.integers(1, 60))
def test_nobody_equal_is_proposed_twice_before_another_once(size, picked, rounds) -> None:
    """Many openings, one after another: of equal people the first ones of the list are picked each time."""
    taken = {key: Turns() for key in range(1, size + 1)}
    for number in range(rounds):
        work = WORK._replace(uuid=f"opening {number}")
        standing = [(0, turns.times, turns.last, key) for key, turns in taken.items()]
        for key in in_turn(work, standing)[:picked]:
            at = str(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number))
            taken[key] = Turns(taken[key].times + 1, at)
        times = [turns.times for turns in taken.values()]
        assert max(times) - min(times) <= 1


@given(instants, instants, st.sampled_from(["", "+00"]))
def test_when_somebody_was_asked_sorts_as_text_as_it_does_as_time(one, other, zone) -> None:
    """SQLite writes no zone, PostgreSQL a short one, and neither the fraction of a whole second."""
    said = [str(moment.replace(tzinfo=None)) + zone for moment in (one, other)]
    assert (said[0] < said[1]) is (one < other)
    assert [instant_of(text) for text in said] == [one, other]
    assert max(said, default="") > ""


def test_nobody_is_first_for_every_opening() -> None:
    standing = [(0, 0, "", key) for key in range(1, 11)]
    firsts = {in_turn(WORK._replace(uuid=str(number)), standing)[0] for number in range(100)}
    assert len(firsts) > 5
