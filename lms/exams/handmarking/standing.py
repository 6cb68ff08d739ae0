"""Where the marking by hand of attempts stands: each answer with its marks, who is wanted next, what all are worth.

Nothing of it is stored: it is computed each time from keys, answers that count, marks and decisions.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch

from lms.accounts.api import User
from lms.core.clock import local_date
from lms.exams.handmarking import rules
from lms.exams.handmarking.models import (
    FurtherMarking,
    HandMark,
    MarkDecision,
    MarkingRule,
    MarkingTurn,
    SettledMarks,
    TurnHandedOn,
)
from lms.exams.marking.current import Key, newest_keys
from lms.exams.marking.models import Result
from lms.exams.marking.rules import items_by_hand, marks_of
from lms.exams.reserve.parts import who_read_sheets
from lms.exams.sittings.models import ENDED_STATES, AnswerCurrent, Attempt, Sitting
from lms.exams.sittings.rules import sha256


@dataclass(frozen=True, slots=True)
class ToMark:
    """One answer that somebody marks, with everybody who has it; `wanted` names whose mark it waits for."""

    item: str
    response: Any
    answer_hash: str
    answer: rules.Answer
    turns: Mapping[str, MarkingTurn] = field(default_factory=dict)
    decision: MarkDecision | None = None
    wanted: str | None = None

    @property
    def is_free(self) -> bool:
        """Return whether somebody is wanted and nobody has it."""
        return self.wanted is not None and self.wanted not in self.held

    @property
    def held(self) -> dict[str, MarkingTurn]:
        """Return the turns that somebody has."""
        return {name: turn for name, turn in self.turns.items() if not is_vacant(turn)}

    @property
    def marker_ids(self) -> set[int]:
        """Return who has this answer, or had it."""
        turns = self.turns.values()
        before = {row.from_marker.user_id for turn in turns for row in turn.handed_on.all()}
        return before | {turn.marker.user_id for turn in turns}


@dataclass(frozen=True, slots=True)
class Standing:
    """One ended attempt. `worths` is None while marks are missing; `settled` are the digests that officers settled.

    `further`: what an appeal asks a further person to mark, until the result of that is made.
    """

    attempt: Attempt
    answers: Mapping[str, ToMark]
    limits: rules.Limits
    worths: Mapping[str, Fraction] | None
    receipt_number: int
    has_result: bool
    settled: frozenset[str] = frozenset()
    further: FurtherMarking | None = None
    # Who keyed its sheet or looked a third time; known where an appeal asks for a further person.
    readers: frozenset[UUID] = frozenset()

    @property
    def is_settled(self) -> bool:
        """Return whether its marks stay: what is handed in has a result, or an officer settled just these marks."""
        return self.has_result or (self.worths is not None and self.digest in self.settled)

    def free_for(self, user: User, item: str) -> ToMark | None:
        """Return the answer to an item if it waits for somebody, and this user has not marked it in another turn.

        Who decided on its marks, read its sheet, or ordered the further marking, is not a further person.
        """
        one = self.answers.get(item)
        if one is None or not one.is_free or user.pk in one.marker_ids:
            return None
        if one.wanted == rules.APPEAL:
            return None if self._had_a_part(user) else one
        return None if self.is_settled else one

    def _had_a_part(self, user: User) -> bool:
        """Return whether somebody marked or decided on any answer before, read its sheet, or ordered to mark again."""
        turns = [
            turn for one in self.answers.values() for name, turn in one.turns.items() if name != rules.APPEAL
        ]
        marked = {turn.marker.user_id for turn in turns}
        marked |= {row.from_marker.user_id for turn in turns for row in turn.handed_on.all()}
        decided = {one.decision.decided_by for one in self.answers.values() if one.decision}
        decided |= {self.further.ordered_by} if self.further else set()
        return user.pk in marked or user.uuid in decided | self.readers

    def is_asked_after_appeal(self, item: str) -> bool:
        """Return whether a further person may still mark the answer to an item."""
        return self.further is not None and item in self.further.items

    def is_closed_to(self, turn: MarkingTurn) -> bool:
        """Return whether no mark is taken of a turn any more: the answer was decided on, or the marks are settled."""
        item = str(turn.item_uuid)
        if turn.turn == rules.APPEAL:
            return not self.is_asked_after_appeal(item)
        return self.is_settled or self.answers[item].decision is not None

    def is_over_for(self, turn: MarkingTurn) -> bool:
        """Return whether who has a turn has nothing to do: no mark was given, and none is taken any more."""
        return last_mark(turn) is None and self.is_closed_to(turn)

    @property
    def turns_taken(self) -> frozenset[str]:
        """Return which turns somebody has, of the answers that count: as the first, the second, the third."""
        return frozenset(name for one in self.answers.values() for name in one.held)

    @property
    def digest(self) -> str:
        """Return SHA-256 over the marks and decisions from which the worth of the answers comes; empty without any."""
        counting: list[HandMark | MarkDecision] = []
        for one in self.answers.values():
            marks = [last_mark(turn) for turn in one.turns.values()]
            counting += [mark for mark in marks if mark is not None]
            counting += [one.decision] if one.decision else []
        return digest_of(counting)


def digest_of(rows: Iterable[HandMark | MarkDecision]) -> str:
    """Return SHA-256 over marks and decisions that count; empty without any."""
    named = sorted([str(row.uuid), str(row.marks)] for row in rows)
    return sha256(named) if named else ""


def last_mark(turn: MarkingTurn) -> HandMark | None:
    """Return the mark that counts of a turn whose marks were fetched; None: there is none, or it was taken back."""
    marks = list(turn.marks.all())
    return marks[-1] if marks and marks[-1].marks is not None else None


def is_vacant(turn: MarkingTurn) -> bool:
    """Return whether another marker can have a turn: who had it was dismissed, and no mark of theirs counts."""
    return turn.marker.ended_at is not None and last_mark(turn) is None


def is_blank(response: object) -> bool:
    """Return whether nothing was answered: that is worth nothing, and nobody has to read it."""
    return not (response.strip() if isinstance(response, str) else response)


def ended_attempts(sittings: Iterable[Sitting]) -> list[Attempt]:
    """Return the attempts of sittings that have ended, by sitting and candidate's number."""
    rows = Attempt.objects.filter(candidate__sitting__in=list(sittings), state__in=ENDED_STATES)
    related = rows.select_related("candidate__sitting__scheme", "candidate__enrolment")
    return list(related.order_by("candidate__sitting", "candidate__number", "pk"))


def standings(attempts: Sequence[Attempt]) -> list[Standing]:
    """Return where ended attempts stand, in their order; those without answers to mark by hand are left out.

    The attempts come with candidate, sitting and scheme. The number of queries does not depend on how many they are.
    """
    keys = newest_keys({attempt.paper_id for attempt in attempts})
    by_hand = {paper: items_by_hand(key) for paper, key in keys.items()}
    marked = [attempt for attempt in attempts if by_hand.get(attempt.paper_id)]
    facts = _Facts(marked)
    return [facts.standing(attempt, keys[attempt.paper_id], by_hand[attempt.paper_id]) for attempt in marked]


def standing_of(attempt: Attempt) -> Standing | None:
    """Return where one attempt stands, or None when it has not ended, or nobody has to mark anything of it."""
    found = standings([attempt]) if attempt.state in ENDED_STATES else []
    return found[0] if found else None


def limits_of(code: str, day: date, known: Iterable[MarkingRule]) -> rules.Limits:
    """Return what the rule of an examination says on a day, or what holds without one."""
    fitting = [rule for rule in known if rule.code == code and rule.valid_from <= day]
    if not fitting:
        return rules.Limits()
    rule = max(fitting, key=lambda one: one.valid_from)
    return rules.Limits(rule.near_percent, rule.sample_percent, rule.spread_percent, rule.step)


def limits_for(sitting: Sitting) -> rules.Limits:
    """Return what holds for the answers of one sitting."""
    code = sitting.scheme.code
    return limits_of(code, local_date(sitting.opens_at), MarkingRule.objects.filter(code=code))


class _Facts:
    """What is read of attempts at once: answers, turns with marks, decisions, rules, results."""

    def __init__(self, attempts: Sequence[Attempt]) -> None:
        self.answers: dict[int, dict[str, Any]] = defaultdict(dict)
        answers = AnswerCurrent.objects.filter(attempt__in=attempts)
        for attempt, item, response in answers.values_list("attempt_id", "item_uuid", "response"):
            self.answers[attempt][str(item)] = response
        self.turns: dict[tuple[int, str, str], dict[str, MarkingTurn]] = defaultdict(dict)
        marks = Prefetch("marks", HandMark.objects.order_by("number"))
        turns = MarkingTurn.objects.filter(attempt__in=attempts).select_related("marker__user")
        before = Prefetch("handed_on", TurnHandedOn.objects.select_related("from_marker"))
        for turn in turns.prefetch_related(marks, before):
            self.turns[turn.attempt_id, str(turn.item_uuid), turn.answer_hash][turn.turn] = turn
        self.decisions = {
            (row.attempt_id, str(row.item_uuid), row.answer_hash): row
            for row in MarkDecision.objects.filter(attempt__in=attempts)
        }
        codes = {attempt.candidate.sitting.scheme.code for attempt in attempts}
        self.rules = list(MarkingRule.objects.filter(code__in=codes))
        handed_in = Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts])
        self.newest = dict(handed_in.annotate(newest=Count("receipts")).values_list("pk", "newest"))
        results = Result.objects.filter(attempt__in=attempts)
        self.results = set(results.values_list("attempt_id", "receipt_number"))
        made = Result.objects.filter(attempt=OuterRef("attempt"), round__gte=OuterRef("round"))
        orders = FurtherMarking.objects.filter(attempt__in=attempts).exclude(Exists(made))
        self.further = {row.attempt_id: row for row in orders}
        self.readers = who_read_sheets(self.further)
        self.settled: dict[int, set[str]] = defaultdict(set)
        for pk, digest in SettledMarks.objects.filter(attempt__in=attempts).values_list(
            "attempt_id", "marks_digest"
        ):
            self.settled[pk].add(digest)

    def standing(self, attempt: Attempt, key: Key, items: Sequence[str]) -> Standing:
        """Return where one attempt stands."""
        sitting = attempt.candidate.sitting
        limits = limits_of(sitting.scheme.code, local_date(sitting.opens_at), self.rules)
        found = {item: self._to_mark(attempt, item, key[item]) for item in items}
        answers = {item: one.answer for item, one in found.items()}
        whole = self._whole(attempt, key, answers, limits)
        wanted, further = rules.wanted_turns(answers, whole, limits), self.further.get(attempt.pk)
        for item in further.items if further else ():
            if item in wanted and rules.wants_further(answers[item]):
                wanted[item] = rules.APPEAL
        return Standing(
            attempt,
            {item: replace(one, wanted=wanted[item]) for item, one in found.items()},
            limits,
            rules.worths(answers, whole, limits),
            self.newest[attempt.pk],
            (attempt.pk, self.newest[attempt.pk]) in self.results,
            frozenset(self.settled[attempt.pk]),
            further,
            frozenset(self.readers.get(attempt.pk, ())),
        )

    def _to_mark(self, attempt: Attempt, item: str, entry: Mapping[str, Any]) -> ToMark:
        response = self.answers[attempt.pk].get(item)
        place = (attempt.pk, item, sha256(response))
        turns, decision = self.turns.get(place, {}), self.decisions.get(place)
        given = {name: last_mark(turn) for name, turn in turns.items()}
        marks = {
            name: mark.marks for name, mark in given.items() if mark is not None and mark.marks is not None
        }
        decided = decision.marks if decision else None
        answer = rules.Answer(Fraction(entry["marks"]), marks, decided, is_blank(response))
        return ToMark(item, response, place[2], answer, turns, decision)

    def _whole(
        self, attempt: Attempt, key: Key, answers: Mapping[str, rules.Answer], limits: rules.Limits
    ) -> rules.Whole:
        sitting, given = attempt.candidate.sitting, self.answers[attempt.pk]
        automatic = [marks_of(entry, given.get(item)) for item, entry in key.items() if item not in answers]
        best = sum((Fraction(entry["marks"]) for entry in key.values()), Fraction(0))
        drawn = rules.is_drawn(str(sitting.uuid), str(attempt.uuid), limits.sample_percent)
        return rules.Whole(sum(automatic, Fraction(0)), best, sitting.scheme.pass_percent, drawn)
