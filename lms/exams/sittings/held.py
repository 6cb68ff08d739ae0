"""Answers that were held, for whoever decides: why, when and where they were made, and what a decision would do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.api import Terminal, User
from lms.exams.sittings import rules
from lms.exams.sittings.answer_rows import held_back
from lms.exams.sittings.models import ENDED_STATES
from lms.exams.sittings.operations.evidence import arrival_of, needs_second
from lms.exams.sittings.operations.locking import AT_TERMINAL
from lms.exams.sittings.room_models import ActKind, ActState
from lms.exams.sittings.room_rules import Changed, changed_by

if TYPE_CHECKING:
    from lms.exams.sittings.models import AnswerEvent, Attempt, Lease
    from lms.exams.sittings.room_models import Decision


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """One answer that was held. What was answered is not shown.

    `made_at` is by the count of its page, `client_at` by the clock of its computer; `from_to` says when this computer
    had the examination; `standing` what was decided so far.
    """

    position: int
    why: str
    made_at: datetime
    received_at: datetime
    client_at: str
    where: str
    from_to: str
    standing: str


def held_answers(attempt: Attempt) -> list[HeldAnswer]:
    """Return the held answers of an attempt in the order of the log, those that somebody decided on among them."""
    leases = {lease.epoch: lease for lease in attempt.leases.all()}
    places, standing = _places(leases.values()), _standing(attempt)
    return [
        HeldAnswer(
            position=row.position,
            why=why_held(row.held, row, leases),
            made_at=arrival_of(row, leases).made_at,
            received_at=row.received_at,
            client_at=row.client_at,
            where=places[leases[row.epoch].holder],
            from_to=_from_to(leases, row.epoch),
            standing=standing.get(row.position, _("Nobody has decided")),
        )
        for row in held_back(attempt.events.all()).order_by("position")
    ]


def count_undecided(attempt: Attempt) -> int:
    """Return on how many held answers nobody has decided."""
    decided = rules.ruled_on(attempt.decisions.order_by("pk").values_list("positions", "counts"))
    places = held_back(attempt.events.all()).values_list("position", flat=True)
    return sum(position not in decided for position in places)


def why_held(code: str, row: AnswerEvent, leases: Mapping[int, Lease]) -> str:
    """Return why an answer was held, in words: of another seat whether it was the one that the candidate had left."""
    words = {
        rules.AFTER_END: _("it came after the end"),
        rules.AFTER_DEADLINE: _("it was made after the time was up"),
        rules.LATE_ARRIVAL: _("it was made in time and came long after it"),
        rules.OTHER_SEAT: _("it was made here after the candidate had gone on at another computer")
        if arrival_of(row, leases).is_made_elsewhere
        else _("it came under another sign-in than the one that was given the examination"),
        rules.PAUSED: _("it was made while the clock stood still"),
    }
    return words.get(code, code)


def _places(leases: Iterable[Lease]) -> dict[str, str]:
    """Return by holder which computer it is: by room and seat where it is registered."""
    rows = list(leases)
    uuids = filter(None, (_terminal_of(row.holder) for row in rows))
    known = Terminal.objects.filter(uuid__in=uuids).select_related("room", "site")
    registered = {
        f"{AT_TERMINAL}{one.uuid}": _("%(room)s, computer of seat %(seat)s")
        % {"room": one.room.name if one.room else one.site.name, "seat": one.seat}
        for one in known
    }
    return {row.holder: registered.get(row.holder) or row.seat or _("unregistered computer") for row in rows}


def _terminal_of(holder: str) -> UUID | None:
    if holder.startswith(AT_TERMINAL):
        with suppress(ValueError):
            return UUID(holder.removeprefix(AT_TERMINAL))
    return None


def _from_to(leases: Mapping[int, Lease], epoch: int) -> str:
    since, until = leases[epoch].granted_at, rules.seat_left_at(leases, epoch)
    values = {
        "since": f"{localtime(since):%H:%M:%S}",
        "until": f"{localtime(until):%H:%M:%S}" if until else "",
    }
    if until is None:
        return _("was given the examination at %(since)s") % values
    return _("had the examination from %(since)s to %(until)s") % values


def _standing(attempt: Attempt) -> dict[int, str]:
    """Return in words by position what was decided or asked for last."""
    decisions = list(attempt.decisions.order_by("pk"))
    names = {
        user.uuid: user.get_full_name()
        for user in User.objects.filter(uuid__in={row.actor_uuid for row in decisions if row.actor_uuid})
    }
    found = {place: _decided(row, names) for row in decisions for place in row.positions}
    asked = attempt.acts.filter(kind__in=(ActKind.COUNT, ActKind.DISCOUNT), state=ActState.WAITING)
    for act in asked:
        found |= dict.fromkeys(act.positions or (), f"{act.get_kind_display()}: {act.waits_for}")
    return found


def _decided(row: Decision, names: Mapping[Any, str]) -> str:
    words = _("Counts (%(name)s, %(time)s)") if row.counts else _("Does not count (%(name)s, %(time)s)")
    name = names.get(row.actor_uuid) or _("the platform")
    return words % {"name": name, "time": f"{localtime(row.at):%m-%d %H:%M:%S}"}


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision on held answers would do, told before it is made."""

    answers: int
    counts: bool
    changed: Changed
    is_ended: bool
    needs_second: bool

    @property
    def title(self) -> str:
        """Return the decision in one sentence."""
        count = {"count": self.answers}
        if self.counts:
            return (
                ngettext(
                    "%(count)d held answer is to count.", "%(count)d held answers are to count.", self.answers
                )
                % count
            )
        return (
            ngettext(
                "%(count)d held answer is not to count.",
                "%(count)d held answers are not to count.",
                self.answers,
            )
            % count
        )

    @property
    def changes(self) -> list[str]:
        """Return in sentences what changes at the paper."""
        changed = self.changed
        if not changed.is_any:
            return [_("No question is marked otherwise than now.")]
        lines = [
            _filled(changed.filled) if changed.filled else "",
            _replaced(changed.replaced) if changed.replaced else "",
            _emptied(changed.emptied) if changed.emptied else "",
            _("The paper has ended: a further receipt is signed, and it is marked again.")
            if self.is_ended
            else "",
        ]
        return [line for line in lines if line]

    @property
    def sentences(self) -> list[str]:
        """Return everything that follows."""
        when = (
            _("It happens only when a second person agrees.") if self.needs_second else _("It holds at once.")
        )
        later = _(
            "It stands in the log with your name. You can decide otherwise later: that stands there too."
        )
        return [*self.changes, when, later]


def _filled(count: int) -> str:
    words = ngettext(
        "%(count)d question that has no answer now gets one.",
        "%(count)d questions that have no answer now get one.",
        count,
    )
    return words % {"count": count}


def _replaced(count: int) -> str:
    words = ngettext(
        "%(count)d question is marked by another answer than now.",
        "%(count)d questions are marked by other answers than now.",
        count,
    )
    return words % {"count": count}


def _emptied(count: int) -> str:
    words = ngettext(
        "%(count)d question has no answer any more.", "%(count)d questions have no answer any more.", count
    )
    return words % {"count": count}


def effect_of(attempt: Attempt, positions: Collection[int], *, counts: bool) -> Effect:
    """Return what it would do to let these held answers count, or not."""
    decided = list(attempt.decisions.order_by("pk").values_list("positions", "counts"))
    events = list(attempt.events.all())
    before, after = (
        {item: row.response for item, row in rules.fold_answers(events, rules.accepted_in(ruled)).items()}
        for ruled in (decided, [*decided, (list(positions), counts)])
    )
    return Effect(
        answers=len(positions),
        counts=counts,
        changed=changed_by(before, after),
        is_ended=attempt.state in ENDED_STATES,
        needs_second=needs_second(attempt, positions, counts=counts),
    )
