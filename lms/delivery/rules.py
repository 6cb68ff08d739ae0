"""Pure decisions on learning time and positions. No Django, no clock: instants come in.

A sign of life claims active time; what is believed is bounded by the server's own clock, so that two terminals, two
tabs, a replay or a wrong clock never make more minutes than have passed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

SITE_ZONE = ZoneInfo("Asia/Shanghai")
# A server clock set back by less is waited for; by more, counting begins anew, or a wrong year would stop it.
SMALL_STEP_BACK = timedelta(minutes=5)
SECOND = timedelta(seconds=1)
# Of so many pages the last sign is remembered: hardly anybody learns in more tabs at once.
PAGES_REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class TimeRule:
    """One dated version of how active learning time is counted. A version that was used is never changed."""

    version: int
    valid_from: date
    quiet_seconds: int  # so long after the last key, pointer or scroll somebody still counts as reading
    gap_seconds: int  # without a sign for longer, a new period begins
    most_claimed_seconds: int  # what one sign may claim: its interval of 30 s, and one that was lost
    times_planned: int  # a lesson counts at most so many times its planned minutes on one day


# In the order of their dates. A new rule is a new line.
TIME_RULES = (
    TimeRule(
        1, date(2020, 1, 1), quiet_seconds=120, gap_seconds=90, most_claimed_seconds=60, times_planned=3
    ),
)


# Who learnt a lesson in less than this share of its planned time is asked before it is kept as finished. Nothing more.
EARLY_SHARE = 10


def is_early(active_seconds: int, planned_minutes: int) -> bool:
    """Return whether so much active time is far too short for a lesson: less than a tenth of its planned minutes."""
    return active_seconds * EARLY_SHARE < planned_minutes * 60


def time_rule_on(day: date, rules: Sequence[TimeRule] = TIME_RULES) -> TimeRule:
    """Return the rule in force on a day; before the first one, the first."""
    return max(
        (rule for rule in rules if rule.valid_from <= day), key=_date_of, default=min(rules, key=_date_of)
    )


def _date_of(rule: TimeRule) -> date:
    return rule.valid_from


@dataclass(frozen=True, slots=True)
class Doings:
    """What the terminal saw the person do since its last sign."""

    keys: int = 0
    pointers: int = 0
    scrolls: int = 0
    media_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life: from which page load, its number, the active time it claims, how long nobody did anything."""

    page: UUID
    seq: int
    claimed_ms: int
    quiet_ms: int
    doings: Doings = Doings()


@dataclass(frozen=True, slots=True)
class SeenPage:
    """The last sign that was seen of a page load."""

    page: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class ClockState:
    """Up to when a person's time is counted, and the last sign of each of the newest pages, the newest first."""

    seen_at: datetime
    counted_until: datetime
    pages: tuple[SeenPage, ...]

    def is_known(self, sign: Sign) -> bool:
        """Return whether the sign, or a later one of its page, was seen before."""
        return any(seen.page == sign.page and seen.seq >= sign.seq for seen in self.pages)


def _with_page(pages: Sequence[SeenPage], sign: Sign) -> tuple[SeenPage, ...]:
    """Return the pages with the sign's in front; the one that was silent longest goes when there are too many."""
    others = [seen for seen in pages if seen.page != sign.page]
    return (SeenPage(sign.page, sign.seq), *others)[:PAGES_REMEMBERED]


@dataclass(frozen=True, slots=True)
class Slice:
    """Counted seconds between two instants of one local day."""

    began_at: datetime
    ended_at: datetime
    seconds: int

    @property
    def day(self) -> date:
        """Return the local day on which the slice began."""
        return self.began_at.astimezone(SITE_ZONE).date()


class Verdict(StrEnum):
    """What became of a sign."""

    BEGUN = "begun"
    COUNTED = "counted"
    NOTHING_NEW = "nothing_new"
    QUIET = "quiet"
    REPEATED = "repeated"
    CLOCK_BEHIND = "clock_behind"


@dataclass(frozen=True, slots=True)
class Counted:
    """The clock after a sign, the slices that it adds, and why."""

    clock: ClockState
    verdict: Verdict
    slices: tuple[Slice, ...] = ()

    @property
    def seconds(self) -> int:
        """Return the counted seconds."""
        return sum(part.seconds for part in self.slices)


def count_sign(clock: ClockState | None, sign: Sign, *, now: datetime, rule: TimeRule) -> Counted:
    """Return what a sign adds: at most what it claims, and at most the time since the person's last counted instant.

    The first sign, and one after a pause, only begins. A sign that was seen before, or that a later one of its page
    overtook, adds nothing as long as its page is among the remembered ones.
    """
    pages = _with_page(clock.pages if clock else (), sign)
    anew = Counted(ClockState(now, now, pages), Verdict.BEGUN)
    if clock is None:
        return anew
    if clock.is_known(sign):
        return Counted(clock, Verdict.REPEATED)
    elapsed = now - clock.seen_at
    if elapsed < -SMALL_STEP_BACK or elapsed > timedelta(seconds=rule.gap_seconds):
        return anew
    if elapsed < timedelta(0) or now < clock.counted_until:
        return Counted(replace(clock, pages=pages), Verdict.CLOCK_BEHIND)
    if sign.quiet_ms > rule.quiet_seconds * 1000:
        return Counted(ClockState(now, now, pages), Verdict.QUIET)
    return _count(replace(clock, pages=pages), sign, now=now, rule=rule)


def _count(clock: ClockState, sign: Sign, *, now: datetime, rule: TimeRule) -> Counted:
    passed = now - clock.counted_until
    claimed = timedelta(milliseconds=min(sign.claimed_ms, rule.most_claimed_seconds * 1000))
    seconds = int(min(passed, claimed) / SECOND)
    if seconds <= 0:
        # A page that opens claims nothing: what passed before it is nobody's. A hurried sign leaves its rest for later.
        until = clock.counted_until if passed < SECOND else now
        return Counted(ClockState(now, until, clock.pages), Verdict.NOTHING_NEW)
    # A rest of less than a second is left for the next sign; a longer one was not claimed and is over.
    rest = passed - seconds * SECOND
    until = now - rest if rest < SECOND else now
    after = ClockState(now, until, clock.pages)
    return Counted(after, Verdict.COUNTED, _by_day(until - seconds * SECOND, until, seconds))


def _by_day(began_at: datetime, ended_at: datetime, seconds: int) -> tuple[Slice, ...]:
    midnight = ended_at.astimezone(SITE_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    if not began_at < midnight < ended_at:
        return (Slice(began_at, ended_at, seconds),)
    later = int((ended_at - midnight) / SECOND)
    parts = (Slice(began_at, midnight, seconds - later), Slice(midnight, ended_at, later))
    return tuple(part for part in parts if part.seconds > 0)


def within_pace(seconds: int, *, already: int, planned_minutes: int, rule: TimeRule) -> int:
    """Return how many of the seconds count, given what counts already for this lesson on this day."""
    most = rule.times_planned * planned_minutes * 60
    return max(0, min(seconds, most - already))


def goes_on(period_end: datetime, part: Slice, *, rule: TimeRule) -> bool:
    """Return whether a slice continues a period that ended then."""
    return timedelta(0) <= part.began_at - period_end <= timedelta(seconds=rule.gap_seconds)


def position_instant(claimed_ms: int, *, now: datetime) -> datetime:
    """Return when a position was taken by the server's clock; a terminal cannot be ahead of it."""
    claimed = datetime.fromtimestamp(claimed_ms / 1000, tz=now.tzinfo)
    return min(claimed, now)


def is_newer(taken_at: datetime, *, than: datetime | None) -> bool:
    """Return whether a position may take the place of the kept one."""
    return than is None or taken_at > than


@dataclass(frozen=True, slots=True)
class NoteChange:
    """What saving a note does: nothing, or a new text; and whether the old one has to be kept beside it."""

    is_change: bool
    keeps_old: bool = False


def change_note(*, kept: str, revision: int, wanted: str, based_on: int) -> NoteChange:
    """Return what becomes of a note that was written over revision `based_on`.

    When somebody saved meanwhile (another terminal), the newer text is the note and the older one stays beside it,
    unless it stands in the newer one as it was: whoever leaves a page sends the last words after those before.
    """
    if wanted == kept:
        return NoteChange(is_change=False)
    is_lost = kept.strip() not in wanted
    return NoteChange(is_change=True, keeps_old=based_on != revision and is_lost)
