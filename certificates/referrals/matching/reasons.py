"""Every reason for and against, and the one way from facts to reasons. Pure: no Django.

More papers never add a reason against.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from certificates.referrals.matching.rules import (
    Code,
    Expected,
    Facts,
    Held,
    Match,
    Reason,
    Stay,
    Tone,
    Work,
    group_of,
)
from certificates.referrals.wishes.rules import Mind, Wish

# A paper that ends so soon after the first day of work is worth a word.
SOON = timedelta(days=90)

Part = tuple[Reason, ...]


def match_of(work: Work, facts: Facts, *, today: date) -> Match:
    """Return all reasons of a person beside an opening, and the group."""
    reasons = tuple(reason for part in _parts(work, facts, today) for reason in part)
    return Match(facts.key, group_of(gravest(reasons)), reasons, facts.turns)


def gravest_of(work: Work, facts: Facts, *, today: date) -> int:
    """Return the tone that says the group of the same match."""
    return max(gravest(part) for part in _parts(work, facts, today))


def _parts(work: Work, facts: Facts, today: date) -> tuple[Part, ...]:
    return (
        papers_against(work, facts.held, facts.expected),
        wish_against(work, facts.wish),
        stay_against(work, facts.stay, today),
        turns_against(is_here=facts.turns.is_here, has_refused=facts.turns.has_refused),
        employer_against(work),
    )


def gravest(reasons: Iterable[Reason]) -> int:
    """Return the gravest tone, as a plain number."""
    return max((int(reason.tone) for reason in reasons), default=int(Tone.FOR))


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
    return tuple(reason for _of, judge in OF_A_WISH for reason in judge(work, wish))


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


# Which fields of `Wish` each of them reads. Hardly anybody wishes all the same as another, and many the same place.
OF_A_WISH: tuple[tuple[slice, Callable[[Work, Wish], Part]], ...] = (
    (slice(1, 2), _work),
    (slice(2, 4), _place),
    (slice(4, 5), _pay),
    (slice(5, 6), _shifts),
    (slice(6, 7), _lodging),
    (slice(7, 8), _day),
)


def stay_against(work: Work, stay: Stay, today: date) -> Part:
    """Return what the window of release says."""
    if not stay.is_here:
        return (Reason(Code.WINDOW_FREE, Tone.FOR),)
    if stay.until is None:
        return (Reason(Code.WINDOW_UNKNOWN, Tone.OPEN),)
    if stay.until < today:
        return (Reason(Code.WINDOW_PAST, Tone.OPEN, stay.until),)
    if stay.until <= work.until_date:
        return (Reason(Code.WINDOW_FITS, Tone.FOR, stay.until),)
    return (Reason(Code.WINDOW_LATE, Tone.AGAINST, stay.until),)


def turns_against(*, is_here: bool, has_refused: bool) -> Part:
    """Return what was done before with this opening and its employer."""
    here = (Reason(Code.PROPOSED_HERE, Tone.AGAINST),) if is_here else ()
    return (*here, Reason(Code.REFUSED_BEFORE, Tone.AGAINST)) if has_refused else here


def employer_against(work: Work) -> Part:
    """Return what the employer says, whoever is looked at."""
    return () if work.is_verified else (Reason(Code.EMPLOYER_UNVERIFIED, Tone.AGAINST),)
