"""Reads of the completion audit: every requirement with the rows behind it, and the target rule. Nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeKind, ProgrammeVersion, Requirement, RequirementKind
from lms.core.clock import local_date
from lms.core.sentences import in_brackets
from lms.enrolments.admission.queries import forecasts_of
from lms.enrolments.completion.counting import COUNTED_HERE, Facts, counted, facts_of
from lms.enrolments.completion.expected import ExpectedPaper, with_expected
from lms.enrolments.completion.holdings import has_paper
from lms.enrolments.completion.rules import (
    RECKONED,
    Horizon,
    Line,
    Need,
    Outcome,
    State,
    assume,
    days_in_training,
    judge,
    outcome_of,
)
from lms.enrolments.credits.models import CreditRow
from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.external.queries import last_day_of, standing
from lms.enrolments.external.rules import Standing, comparable
from lms.enrolments.models import Enrolment, EnrolmentState, Evidence
from lms.enrolments.moving.proofs import Proof, proofs_of
from lms.enrolments.rules import share_percent
from lms.enrolments.target.rules import DIPLOMA, Held, Target, read_rules, rule_in_force, target_on


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: today, until when there is time, which requirements are taken as met, which papers as there."""

    today: date
    until: date | None = None
    assumed: frozenset[str] = frozenset()
    expected: tuple[ExpectedPaper, ...] = ()

    @property
    def is_what_if(self) -> bool:
        """Return whether something is asked with that is not so."""
        return bool(self.assumed or self.expected)


def questions_at_release(enrolments: Iterable[Enrolment], *, today: date) -> dict[int, Question]:
    """Return by enrolment the question how it stands today and at its person's forecast release; one query.

    A forecast that is past says nothing of somebody who is still here.
    """
    listed = list(enrolments)
    forecasts = forecasts_of({row.person_id for row in listed})
    coming = {person: day for person, day in forecasts.items() if day >= today}
    return {row.pk: Question(today, coming.get(row.person_id)) for row in listed}


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A requirement judged, with the rows behind it."""

    requirement: Requirement
    line: Line
    proofs: tuple[Proof, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    credits: tuple[CreditRow, ...] = ()
    certificates: tuple[ExternalCertificate, ...] = ()
    issued: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit of one enrolment: every requirement, the outcome, and the target rule now and at the day asked for."""

    enrolment: Enrolment
    question: Question
    lines: tuple[AuditLine, ...]
    outcome: Outcome
    now: Target
    then: Target | None
    ledger: tuple[CreditRow, ...] = field(default=())

    @property
    def met(self) -> int:
        """Return how many requirements are met."""
        return sum(line.line.state is State.MET for line in self.lines)

    @property
    def is_decided_otherwise(self) -> bool:
        """Return whether the enrolment was completed although, by the records as they are now, something is missing."""
        return self.enrolment.state == EnrolmentState.COMPLETED and self.met < len(self.lines)


def audit_of(enrolment: Enrolment, question: Question) -> Audit:
    """Return the audit of an enrolment on its version; the queries do not grow with the records."""
    return audits_of([enrolment], {enrolment.pk: question})[0]


def audits_of(enrolments: Sequence[Enrolment], questions: Mapping[int, Question]) -> list[Audit]:
    """Return the audits of many, each with the question of its enrolment's key, in their order.

    The queries grow with the requirements of their versions, and neither with the enrolments nor with the records. All
    questions are asked on one day.

    :raises ValueError: the questions are not of one day.
    """
    days = {questions[row.pk].today for row in enrolments}
    if len(days) > 1:
        raise ValueError("The questions of one audit are asked on one day.")
    asked = requirements_of({row.version_id: row.version for row in enrolments})
    facts = facts_of(enrolments, min(days)) if days else {}
    proofs = _proofs_of(asked, enrolments)
    return [_audit(facts[row.pk], questions[row.pk], asked[row.version_id], proofs) for row in enrolments]


def requirements_of(versions: Mapping[int, ProgrammeVersion]) -> dict[int, list[Requirement]]:
    """Return what versions ask for, in their order; one query."""
    asked: dict[int, list[Requirement]] = {key: [] for key in versions}
    for row in Requirement.objects.filter(version__in=list(versions)).order_by("version", "position"):
        row.version = versions[row.version_id]
        asked[row.version_id].append(row)
    return asked


# By requirement and enrolment.
Proofs = dict[tuple[int, int], tuple[Proof, ...]]


def _proofs_of(asked: Mapping[int, Sequence[Requirement]], enrolments: Sequence[Enrolment]) -> Proofs:
    found: Proofs = {}
    for version, rows in asked.items():
        group = [row for row in enrolments if row.version_id == version]
        for row in rows:
            if row.kind not in COUNTED_HERE:
                told = proofs_of(row, group)
                found |= {(row.pk, key): tuple(proofs) for key, proofs in told.items()}
    return found


def _days_enrolled(facts: Facts, today: date) -> int:
    """Return for how many days somebody was in training; after an end, and while it rests, time earns nothing."""
    enrolment = facts.enrolment
    ended = (local_date(at) for at in (enrolment.withdrawn_at, enrolment.completed_at) if at)
    return days_in_training(local_date(enrolment.enrolled_at), min([today, *ended]), facts.rests)


def _audit(facts: Facts, question: Question, requirements: Sequence[Requirement], proofs: Proofs) -> Audit:
    enrolment, on_record = facts.enrolment, facts
    if question.expected:
        papers = with_expected(facts.certificates, question.expected, day=question.today)
        facts = replace(facts, certificates=papers)
    parts = [_part(row, facts, proofs.get((row.pk, enrolment.pk), ())) for row in requirements]
    needs = assume([need for need, _line in parts], question.assumed)
    horizon = Horizon(
        question.today, question.until, is_withdrawn=enrolment.state == EnrolmentState.WITHDRAWN
    )
    judged = [judge(need, horizon) for need in needs]
    lines = tuple(
        AuditLine(row, line, **behind)
        for row, line, (_need, behind) in zip(requirements, judged, parts, strict=True)
    )
    is_diploma = enrolment.version.programme.kind == ProgrammeKind.DIPLOMA
    days = _days_enrolled(facts, question.today)
    outcome = outcome_of(judged, is_diploma=is_diploma, days_enrolled=days)
    # A completion was decided once: what a correction takes away afterwards does not take it back.
    graduates = is_diploma and (outcome is Outcome.GRADUATION or enrolment.state == EnrolmentState.COMPLETED)
    waits = graduates and not has_paper(facts.issued, enrolment)
    diploma = [_graduation(enrolment, question)] if waits else []
    held = [*held_by(facts.certificates, facts.issued), *diploma]
    now = target_at(held, question.today)
    if question.is_what_if:
        # What is taken as there may end in a diploma: that is not held now either.
        now = _audit(on_record, Question(question.today), requirements, proofs).now
    return Audit(
        enrolment,
        question,
        lines,
        outcome,
        now=now,
        then=_target_then(held, question),
        ledger=tuple(facts.ledger),
    )


def _target_then(held: Sequence[Held], question: Question) -> Target | None:
    """Return how it stands on the day asked for; where something is asked with and no day is, how it stood now."""
    if question.until is not None and question.until > question.today:
        return target_at(held, question.until)
    return target_at(held, question.today) if question.is_what_if else None


def _part(row: Requirement, facts: Facts, proofs: tuple[Proof, ...]) -> tuple[Need, dict]:
    """Return a requirement as the rules take it, and the rows behind it."""
    kept = facts.evidence.get(row.pk, [])
    if row.kind in COUNTED_HERE:
        done, behind = counted(row, facts)
        percent = share_percent(min(done), done[1])
        is_met = any(one.is_met for one in kept)
        return Need(row.code, row.kind, percent, is_met, done), {**behind, "evidence": tuple(kept)}
    told = [(proof.percent, proof.is_met) for proof in proofs]
    if row.kind not in RECKONED:
        told += [(one.percent, one.is_met) for one in kept]
    need = Need(
        row.code,
        row.kind,
        percent=max((percent for percent, _met in told), default=Decimal(0)),
        is_met=any(met for _percent, met in told),
        # Of a share of the lessons less than all may do: only the proof itself says whether it is enough.
        counted=_minutes(row, proofs),
    )
    return need, {"proofs": proofs, "evidence": tuple(kept)}


def _minutes(row: Requirement, proofs: Iterable[Proof]) -> tuple[int, int] | None:
    if row.kind != RequirementKind.HOURS_ATTENDED:
        return None
    counted = [proof.counted for proof in proofs if proof.counted]
    return max(counted, default=None)


def held_by(certificates: Iterable[ExternalCertificate], issued: Iterable[Held]) -> list[Held]:
    """Return what a person holds, of other bodies and of ours, as the target rule takes it."""
    held = [
        Held(
            key=str(row.uuid),
            kind=row.kind,
            occupation=comparable(row.occupation),
            awarded=row.issued_date,
            expires=last_day_of(row),
            is_confirmed=standing(row) is Standing.CONFIRMED,
            name=_name_of(row),
        )
        for row in certificates
        if row.struck_at is None
    ]
    return [*held, *issued]


def _name_of(row: ExternalCertificate) -> str:
    name = f"{row.get_kind_display()} · {row.occupation}"
    return in_brackets(name, _("taken as there")) if getattr(row, "is_expected", False) else name


def _graduation(enrolment: Enrolment, question: Question) -> Held:
    """A diploma programme of which everything is met counts as the diploma, from its completion on."""
    at = local_date(enrolment.completed_at) if enrolment.completed_at else question.today
    if question.assumed and not enrolment.completed_at:
        at = question.until or question.today
    return Held(str(enrolment.uuid), DIPLOMA, "", at, name=enrolment.version.programme.title)


def target_at(held: Iterable[Held], day: date) -> Target:
    """Return how somebody stands to the target rule that is in force on a day."""
    return target_on(held, rule_in_force(read_rules(settings.TARGET_RULES), day), day=day)
