"""What is known of many people at once, and the group of each without making its reasons. No Django.

Of twenty thousand people fifty stand on a page. Rows stay as the database gave them, in tuples of plain values: the
collector of garbage follows none of them. What many share is thought of once, by the functions that make the reasons.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from certificates.referrals.matching.reasons import (
    OF_A_WISH,
    Part,
    employer_against,
    gravest,
    papers_against,
    stay_against,
    turns_against,
    wish_against,
)
from certificates.referrals.matching.rules import Expected, Facts, Held, Stay, Tone, Turns, Work
from certificates.referrals.wishes.rules import Kept, Mind, Wish, as_kept, wish_from

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
# Places in the lists of what is known.
Numbers = tuple[int, ...]
Turned = tuple[int, str, bool, bool]
NEVER: Turned = (0, "", False, False)


class Once(dict[Key, Value]):
    """Values that are thought of when they are asked for the first time."""

    def __init__(self, think: Callable[[Key], Value]) -> None:
        super().__init__()
        self._think = think

    def __missing__(self, key: Key) -> Value:
        value = self[key] = self._think(key)
        return value


@dataclass(slots=True)
class Known:
    """What matching knows of people, by the person's key; papers and trainings are places in the two lists."""

    papers: list[Held] = field(default_factory=list)
    trainings: list[Expected] = field(default_factory=list)
    held: dict[int, Numbers] = field(default_factory=dict)
    expected: dict[int, Numbers] = field(default_factory=dict)
    wishes: dict[int, Kept] = field(default_factory=dict)
    stays: dict[int, date | None] = field(default_factory=dict)
    turns: dict[int, Turned] = field(default_factory=dict)

    def facts(self, key: int) -> Facts:
        """Return all that is known of one person."""
        kept = self.wishes.get(key)
        return Facts(
            key,
            self.papers_at(self.held.get(key, ())),
            self.trainings_at(self.expected.get(key, ())),
            wish_from(kept) if kept else None,
            Stay(True, self.stays[key]) if key in self.stays else Stay(),
            Turns(*self.turns.get(key, NEVER)),
        )

    def papers_at(self, numbers: Numbers) -> tuple[Held, ...]:
        """Return the papers at some places of the list."""
        return tuple(self.papers[number] for number in numbers)

    def trainings_at(self, numbers: Numbers) -> tuple[Expected, ...]:
        """Return the trainings at some places of the list."""
        return tuple(self.trainings[number] for number in numbers)


class Scale:
    """Says how grave what is known of people is for one opening on a day."""

    def __init__(self, work: Work, known: Known, *, today: date) -> None:
        self._work, self._known = work, known
        self._papers: Once[tuple[Numbers, Numbers], int] = Once(self._of_papers)
        self._wishes = [(of, Once(self._of_part(of, judge))) for of, judge in OF_A_WISH]
        self._stays: Once[date | None, int] = Once(
            lambda day: gravest(stay_against(work, Stay(True, day), today))
        )
        self._gone = gravest(stay_against(work, Stay(), today))
        self._turns: Once[tuple[bool, bool], int] = Once(
            lambda turn: gravest(turns_against(is_here=turn[0], has_refused=turn[1]))
        )
        self._unasked = gravest(wish_against(work, None))
        self._undecided = gravest(wish_against(work, Wish(mind=Mind.UNDECIDED)))
        self._employer = gravest(employer_against(work))

    def tones(self, keys: Iterable[int]) -> dict[int, int]:
        """Return the gravest tone of all reasons of each person. After one that speaks against, nothing is graver."""
        if self._employer == _GRAVEST:
            return dict.fromkeys(keys, _GRAVEST)
        known, found = self._known, {}
        stays, turns, wishes = known.stays, known.turns, known.wishes
        held, expected = known.held, known.expected
        for key in keys:
            tone = self._stays[stays[key]] if key in stays else self._gone
            if tone < _GRAVEST and key in turns:
                tone = max(tone, self._turns[turns[key][2:]])
            if tone < _GRAVEST:
                tone = max(tone, self._of_wish(wishes.get(key)))
            if tone < _GRAVEST:
                tone = max(tone, self._papers[held.get(key, ()), expected.get(key, ())])
            found[key] = max(tone, self._employer)
        return found

    def _of_papers(self, numbers: tuple[Numbers, Numbers]) -> int:
        held, expected = numbers
        return gravest(
            papers_against(self._work, self._known.papers_at(held), self._known.trainings_at(expected))
        )

    def _of_wish(self, kept: Kept | None) -> int:
        if kept is None:
            return self._unasked
        if kept[0] == Mind.UNDECIDED:
            return self._undecided
        found = int(Tone.FOR)
        for of, tones in self._wishes:
            tone = tones[kept[of]]
            if tone > found:
                found = tone
                if tone == _GRAVEST:
                    break
        return found

    def _of_part(self, of: slice, judge: Callable[[Work, Wish], Part]) -> Callable[[Kept], int]:
        def think(some: Kept) -> int:
            kept: list[Any] = list(_NOTHING_SAID)
            kept[of] = some
            return gravest(judge(self._work, wish_from(tuple(kept))))

        return think


_GRAVEST = int(Tone.AGAINST)
_NOTHING_SAID: Kept = tuple(as_kept(value) if isinstance(value, tuple) else value for value in Wish())
