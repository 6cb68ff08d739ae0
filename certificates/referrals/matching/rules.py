"""Pure decisions on a person and an opening: what speaks for it, what is open, what speaks against it. No Django.

Nothing here rejects anybody: reasons put people into three groups, and within a group who was proposed least and
longest ago comes first. The officer decides. More papers never add a reason against.
"""

import zlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from certificates.referrals.wishes.rules import Mind, Wish

# A paper that ends so soon after the first day of work is worth a word.
SOON = timedelta(days=90)


class Tone(IntEnum):
    """What a reason does; the gravest of somebody's reasons says the group."""

    FOR = 0
    OPEN = 1
    AGAINST = 2


class Group(StrEnum):
    """Where somebody stands in the list; everybody stands somewhere."""

    FITS = "fits"
    OPEN = "open"
    AGAINST = "against"


class Code(StrEnum):
    """Every reason that there is."""

    PAPER_NOT_ASKED = "paper_not_asked"
    PAPER_HELD = "paper_held"
    PAPER_ENDS_SOON = "paper_ends_soon"
    PAPER_EXPECTED = "paper_expected"
    PAPER_IN_TRAINING = "paper_in_training"
    PAPER_LATE = "paper_late"
    PAPER_MISSING = "paper_missing"
    PAPER_EXPIRED = "paper_expired"
    PAPER_LOWER = "paper_lower"
    PAPER_OTHER_TRADE = "paper_other_trade"
    TRADE_SHOWN = "trade_shown"
    TRADE_NOT_SHOWN = "trade_not_shown"
    WISH_NOT_ASKED = "wish_not_asked"
    WISH_UNDECIDED = "wish_undecided"
    WORK_WISHED = "work_wished"
    WORK_UNNAMED = "work_unnamed"
    WORK_OTHER = "work_other"
    PLACE_WISHED = "place_wished"
    PLACE_UNREAD = "place_unread"
    PLACE_OTHER = "place_other"
    PAY_ENOUGH = "pay_enough"
    PAY_DEPENDS = "pay_depends"
    PAY_LESS = "pay_less"
    SHIFTS_FIT = "shifts_fit"
    SHIFTS_DEPEND = "shifts_depend"
    SHIFTS_OTHER = "shifts_other"
    LODGING_THERE = "lodging_there"
    LODGING_PAID = "lodging_paid"
    LODGING_MISSING = "lodging_missing"
    DAY_FITS = "day_fits"
    DAY_LATE = "day_late"
    WINDOW_FREE = "window_free"
    WINDOW_FITS = "window_fits"
    WINDOW_UNKNOWN = "window_unknown"
    WINDOW_PAST = "window_past"
    WINDOW_LATE = "window_late"
    PROPOSED_HERE = "proposed_here"
    REFUSED_BEFORE = "refused_before"
    EMPLOYER_UNVERIFIED = "employer_unverified"


class Reason(NamedTuple):
    """A reason, what it does, and the value that its words name."""

    code: Code
    tone: Tone
    value: str | date | int | None = None


class Work(NamedTuple):
    """What matching asks of an opening; pay is in fen a month, `places` are codes, `place` the words."""

    uuid: str
    occupation: str
    trade: str
    wanted_kind: str
    wanted_level: int | None
    places: frozenset[str]
    place: str
    pay_from: int
    pay_to: int
    shifts: str
    lodging: str
    from_date: date
    until_date: date
    is_verified: bool = True


class Held(NamedTuple):
    """A paper in force or ended; `until` is its last day, None for life."""

    kind: str
    level: int | None
    trade: str
    awarded: date
    until: date | None = None


class Expected(NamedTuple):
    """A paper at the end of a training that goes on; the day is the last of its class, None where nobody knows it."""

    kind: str
    level: int | None
    trade: str
    day: date | None = None


class Stay(NamedTuple):
    """Whether somebody is still in training at a place, and until when as far as it is known. For officers only."""

    is_here: bool = False
    until: date | None = None


class Turns(NamedTuple):
    """How often somebody was proposed, when last, whether for this opening, and whether this employer was refused."""

    times: int = 0
    last: datetime | None = None
    is_here: bool = False
    has_refused: bool = False


class Facts(NamedTuple):
    """What matching knows of one person."""

    key: int
    held: tuple[Held, ...] = ()
    expected: tuple[Expected, ...] = ()
    wish: Wish | None = None
    stay: Stay = Stay()
    turns: Turns = Turns()


class Match(NamedTuple):
    """A person beside an opening, with every reason and the turns so far."""

    key: int
    group: Group
    reasons: tuple[Reason, ...]
    turns: Turns = Turns()


Part = tuple[Reason, ...]
_GROUPS = (Group.FITS, Group.OPEN, Group.AGAINST)
PLACE_OF_GROUP = {group: place for place, group in enumerate(_GROUPS)}


class Judge:
    """Says how people stand to one opening on a day. What many share is thought of once."""

    def __init__(self, work: Work, *, today: date) -> None:
        self._work, self._today = work, today
        self._known: dict[tuple[str, Any], tuple[Tone, Part]] = {}
        self._employer = _weighed(_employer(work))

    def match(self, facts: Facts) -> Match:
        """Return a person's reasons and group."""
        parts = [
            self._once("papers", facts[1:3], self._of_papers),
            *self._of_wish(facts.wish),
            self._once("stay", facts.stay, self._of_stay),
            self._once("turns", facts.turns[2:], self._of_turns),
            self._employer,
        ]
        gravest, reasons = Tone.FOR, list[Reason]()
        for tone, part in parts:
            gravest = max(tone, gravest)
            reasons += part
        return Match(facts.key, _GROUPS[gravest], tuple(reasons), facts.turns)

    def _once(self, name: str, key: Any, think: Callable[[Any], Part]) -> tuple[Tone, Part]:
        found = self._known.get((name, key))
        if found is None:
            found = self._known[name, key] = _weighed(think(key))
        return found

    def _of_wish(self, wish: Wish | None) -> list[tuple[Tone, Part]]:
        """Hardly anybody wishes all the same as another, and many the same place or the same pay."""
        if wish is None or wish.mind == Mind.UNDECIDED:
            return [self._once("mind", wish, lambda one: wish_against(self._work, one))]
        return [
            self._once(name, wish[of], lambda _key: judge(self._work, wish))  # noqa: B023  called at once
            for name, of, judge in _OF_A_WISH
        ]

    def _of_papers(self, papers: tuple) -> Part:
        return papers_against(self._work, *papers)

    def _of_stay(self, stay: Stay) -> Part:
        return (_stay(self._work, stay, self._today),)

    def _of_turns(self, turns: tuple) -> Part:
        return _turns(*turns)


def _weighed(reasons: Part) -> tuple[Tone, Part]:
    return max((reason.tone for reason in reasons), default=Tone.FOR), reasons


def in_turn(work: Work, matches: Iterable[Match]) -> list[Match]:
    """Return everybody, by group, then who was proposed least and longest ago.

    Equal ones stand in an order that is the opening's own and always the same: nobody is first everywhere.
    """
    seed = zlib.crc32(work.uuid.encode())

    def place(match: Match) -> tuple:
        turns = match.turns
        last = turns.last.timestamp() if turns.last else 0.0
        lot = zlib.crc32(match.key.to_bytes(8, "big"), seed)
        return PLACE_OF_GROUP[match.group], turns.times, last, lot, match.key

    return sorted(matches, key=place)


def papers_against(work: Work, held: Sequence[Held], expected: Sequence[Expected]) -> Part:
    """Return what the papers say to what the opening asks for."""
    first = _paper(work, held, expected)
    late = _late(work, expected) if first.code is Code.PAPER_MISSING else ()
    return (first, *late, *_notes(work, held), *_trade(work, held))


def _paper(work: Work, held: Sequence[Held], expected: Sequence[Expected]) -> Reason:
    if not work.wanted_kind:
        return Reason(Code.PAPER_NOT_ASKED, Tone.FOR)
    right = [paper for paper in held if _is_right(work, paper) and _is_in_force(paper, work)]
    if right:
        last = max((paper.until or date.max) for paper in right)
        if last < work.from_date + SOON:
            return Reason(Code.PAPER_ENDS_SOON, Tone.OPEN, last)
        return Reason(Code.PAPER_HELD, Tone.FOR)
    coming = [paper for paper in expected if _is_right(work, paper)]
    in_time = [paper.day for paper in coming if paper.day is not None and paper.day <= work.until_date]
    if in_time:
        return Reason(Code.PAPER_EXPECTED, Tone.OPEN, min(in_time))
    if any(paper.day is None for paper in coming):
        return Reason(Code.PAPER_IN_TRAINING, Tone.OPEN)
    return Reason(Code.PAPER_MISSING, Tone.AGAINST)


def _late(work: Work, expected: Sequence[Expected]) -> Part:
    days = [paper.day for paper in expected if paper.day is not None and _is_right(work, paper)]
    return (Reason(Code.PAPER_LATE, Tone.OPEN, min(days)),) if days else ()


def _notes(work: Work, held: Sequence[Held]) -> Part:
    """Papers that come near, where none does: they explain, and weigh less than what is missing."""
    if not work.wanted_kind or any(_is_right(work, paper) and _is_in_force(paper, work) for paper in held):
        return ()
    same = [paper for paper in held if paper.kind == work.wanted_kind]
    ended = [paper.until for paper in same if _is_right(work, paper) and paper.until]
    of_trade = [paper for paper in same if _is_of_trade(work, paper)]
    lower = [paper.level for paper in of_trade if not _is_high_enough(work, paper)]
    notes = [Reason(Code.PAPER_EXPIRED, Tone.OPEN, max(ended))] if ended else []
    if lower:
        levels = [level for level in lower if level is not None]
        notes.append(Reason(Code.PAPER_LOWER, Tone.OPEN, min(levels, default=None)))
    if same and not of_trade:
        notes.append(Reason(Code.PAPER_OTHER_TRADE, Tone.OPEN))
    return tuple(notes)


def _trade(work: Work, held: Sequence[Held]) -> Part:
    """Whether some paper shows the trade, where the opening asks for none."""
    if work.wanted_kind or not work.trade:
        return ()
    shown = any(paper.trade == work.trade and _is_in_force(paper, work) for paper in held)
    return (Reason(Code.TRADE_SHOWN, Tone.FOR) if shown else Reason(Code.TRADE_NOT_SHOWN, Tone.OPEN),)


def _is_right(work: Work, paper: Held | Expected) -> bool:
    return paper.kind == work.wanted_kind and _is_of_trade(work, paper) and _is_high_enough(work, paper)


def _is_of_trade(work: Work, paper: Held | Expected) -> bool:
    return not work.trade or paper.trade == work.trade


def _is_high_enough(work: Work, paper: Held | Expected) -> bool:
    """Of the five levels the first is the highest."""
    if work.wanted_level is None:
        return True
    return paper.level is not None and paper.level <= work.wanted_level


def _is_in_force(paper: Held, work: Work) -> bool:
    return paper.until is None or paper.until >= work.from_date


def wish_against(work: Work, wish: Wish | None) -> Part:
    """Return what a wish says to what the opening offers. Nobody who was not asked is taken to refuse."""
    if wish is None:
        return (Reason(Code.WISH_NOT_ASKED, Tone.OPEN),)
    if wish.mind == Mind.UNDECIDED:
        return (Reason(Code.WISH_UNDECIDED, Tone.OPEN),)
    return tuple(reason for _name, _of, judge in _OF_A_WISH for reason in judge(work, wish))


def _work(work: Work, wish: Wish) -> Part:
    if not wish.occupations or work.occupation in wish.occupations:
        return (Reason(Code.WORK_WISHED, Tone.FOR),)
    if not work.occupation:
        return (Reason(Code.WORK_UNNAMED, Tone.OPEN),)
    return (Reason(Code.WORK_OTHER, Tone.AGAINST),)


def _place(work: Work, wish: Wish) -> Part:
    is_anywhere = not wish.districts and not wish.other_place
    is_named = bool(wish.other_place) and wish.other_place.casefold() in work.place.casefold()
    if is_anywhere or is_named or not work.places.isdisjoint(wish.districts):
        return (Reason(Code.PLACE_WISHED, Tone.FOR),)
    # Words that name no place of the list may mean one that was wished.
    if wish.other_place or not work.places:
        return (Reason(Code.PLACE_UNREAD, Tone.OPEN),)
    return (Reason(Code.PLACE_OTHER, Tone.AGAINST),)


def _pay(work: Work, wish: Wish) -> Part:
    lowest = wish.lowest_pay or 0
    if lowest <= work.pay_from:
        return (Reason(Code.PAY_ENOUGH, Tone.FOR),)
    if lowest <= work.pay_to:
        return (Reason(Code.PAY_DEPENDS, Tone.OPEN, lowest),)
    return (Reason(Code.PAY_LESS, Tone.AGAINST, lowest),)


def _shifts(work: Work, wish: Wish) -> Part:
    if not wish.shifts or work.shifts in wish.shifts:
        return (Reason(Code.SHIFTS_FIT, Tone.FOR),)
    if work.shifts == "flexible":
        return (Reason(Code.SHIFTS_DEPEND, Tone.OPEN),)
    return (Reason(Code.SHIFTS_OTHER, Tone.AGAINST),)


def _lodging(work: Work, wish: Wish) -> Part:
    if not wish.needs_lodging:
        return ()
    if work.lodging == "free":
        return (Reason(Code.LODGING_THERE, Tone.FOR),)
    if work.lodging == "paid":
        return (Reason(Code.LODGING_PAID, Tone.OPEN),)
    return (Reason(Code.LODGING_MISSING, Tone.AGAINST),)


def _day(work: Work, wish: Wish) -> Part:
    if wish.from_date is None:
        return ()
    if wish.from_date <= work.until_date:
        return (Reason(Code.DAY_FITS, Tone.FOR, wish.from_date),)
    return (Reason(Code.DAY_LATE, Tone.AGAINST, wish.from_date),)


# What one field or two of a wish say, and which fields of `Wish` these are.
_OF_A_WISH: tuple[tuple[str, slice, Callable[[Work, Wish], Part]], ...] = (
    ("work", slice(1, 2), _work),
    ("place", slice(2, 4), _place),
    ("pay", slice(4, 5), _pay),
    ("shifts", slice(5, 6), _shifts),
    ("lodging", slice(6, 7), _lodging),
    ("day", slice(7, 8), _day),
)


def _stay(work: Work, stay: Stay, today: date) -> Reason:
    if not stay.is_here:
        return Reason(Code.WINDOW_FREE, Tone.FOR)
    if stay.until is None:
        return Reason(Code.WINDOW_UNKNOWN, Tone.OPEN)
    if stay.until < today:
        return Reason(Code.WINDOW_PAST, Tone.OPEN, stay.until)
    if stay.until <= work.until_date:
        return Reason(Code.WINDOW_FITS, Tone.FOR, stay.until)
    return Reason(Code.WINDOW_LATE, Tone.AGAINST, stay.until)


def _turns(is_here: bool, has_refused: bool) -> Part:
    here = (Reason(Code.PROPOSED_HERE, Tone.AGAINST),) if is_here else ()
    return (*here, Reason(Code.REFUSED_BEFORE, Tone.AGAINST)) if has_refused else here


def _employer(work: Work) -> Part:
    return () if work.is_verified else (Reason(Code.EMPLOYER_UNVERIFIED, Tone.AGAINST),)
