"""Who may be in a batch and why not, and how far a batch is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from certificates.issuing.batches.models import Batch, BatchEntry, EntryState
from certificates.issuing.kinds.models import CredentialKind, KindDefinition
from certificates.issuing.kinds.queries import definition_on
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.places import betraying_among
from certificates.issuing.readiness import refuse_unissuable_by
from certificates.issuing.studies.facts import Facts
from certificates.issuing.studies.queries import certified_among, facts_of, outcomes_by, reason_why_not
from certificates.issuing.studies.rules import SUPPLEMENTS, Against
from certificates.issuing.studies.words import against_text
from lms.core.clock import local_date
from lms.core.errors import DomainError
from lms.core.models import Job, JobState
from lms.enrolments.api import Audit, Enrolment, Question, audit_outcome, audits_of

ENTRY_JOB = "certificates.batch_entry"


@dataclass(frozen=True, slots=True)
class Judged:
    """An enrolment and why it cannot be in a batch now; eligible when `reason` is empty.

    `former`: the revoked certificate in whose place one would be issued again. `doubt`: that something is missing by
    the records of today, though the completion was decided and stays.
    """

    enrolment: Enrolment
    reason: str
    former: Credential | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many entries of a batch stand where."""

    total: int
    issued: int
    failed: int
    dropped: int

    @property
    def waiting(self) -> int:
        """Return how many are still to be issued."""
        return self.total - self.settled

    @property
    def settled(self) -> int:
        """Return of how many something came."""
        return self.issued + self.failed + self.dropped


def judge_enrolments(
    enrolments: Sequence[Enrolment],
    kind: CredentialKind,
    *,
    now: datetime,
    certified: Collection[int] | None = None,
) -> list[Judged]:
    """Return for each enrolment whether the completion audit and the records let it be issued, in their order.

    `certified`: which of them get a certificate of their studies together with this; else those count that have one.

    :raises NotIssuable: when the kind is not defined today.
    """
    keys = [row.pk for row in enrolments]
    known = last_of(keys, kind)
    formers = {key: row for key, row in known.items() if row.state == CredentialState.REVOKED}
    placed = _placed(keys, kind, formers)
    today = local_date(now)
    audits = audits_of(enrolments, {key: Question(today) for key in keys})
    definition, outcomes = definition_on(kind, today), outcomes_by(audits)
    facts = facts_of(enrolments, kind, today=today, outcomes=outcomes)
    told = [one.printed.records for one in facts.values()]
    barred = betraying_among({title for records in told if records for title in records.titles})
    if certified is None:
        certified = certified_among(keys) if kind in SUPPLEMENTS else frozenset()
    judged = []
    for row, audit in zip(enrolments, audits, strict=True):
        has = row.pk in known and row.pk not in formers
        reason = _("Has such a certificate already.") if has else ""
        reason = reason or (_("Is in another batch already.") if row.pk in placed else "")
        reason = (
            reason
            or _by_audit(audit, kind, row.pk in certified)
            or _by_content(row, definition, facts[row.pk], barred)
        )
        judged.append(Judged(row, reason, formers.get(row.pk), _doubt(audit)))
    return judged


def doubts_about(enrolments: Sequence[Enrolment], *, today: date) -> dict[int, str]:
    """Return by enrolment, in words, where something is missing by the records of today, though it was completed."""
    audits = audits_of(enrolments, {row.pk: Question(today) for row in enrolments})
    return {audit.enrolment.pk: doubt for audit in audits if (doubt := _doubt(audit))}


def _doubt(audit: Audit) -> str:
    return audit_outcome(audit) if audit.is_decided_otherwise else ""


def progress_of(batch: Batch) -> Progress:
    """Return how far a batch is; one query."""
    counted = {
        state.value: Count("pk", filter=Q(state=state))
        for state in (EntryState.ISSUED, EntryState.FAILED, EntryState.DROPPED)
    }
    return Progress(**batch.entries.aggregate(total=Count("pk"), **counted))


def job_key(entry: BatchEntry) -> str:
    """Return what the job of an entry's present try is called."""
    return f"{entry.uuid}:{entry.tries}"


def stuck_among(entries: Iterable[BatchEntry]) -> frozenset[int]:
    """Return the keys of entries at which nobody works any more: the job was given up and could not say why.

    One query.
    """
    waiting = {job_key(entry): entry.pk for entry in entries if entry.state == EntryState.WAITING}
    given_up = Job.objects.filter(kind=ENTRY_JOB, key__in=waiting, state=JobState.FAILED)
    return frozenset(waiting[key] for key in given_up.values_list("key", flat=True))


def last_of(keys: Sequence[int], kind: str) -> dict[int, Credential]:
    """Return by enrolment the last certificate of a kind: the one in force or being made, else what was revoked."""
    rows = Credential.objects.filter(enrolment__in=keys, kind=kind).exclude(state=CredentialState.VOID)
    return {row.enrolment_id: row for row in rows.defer("payload", "token").order_by("pk")}


def _placed(keys: Sequence[int], kind: str, formers: Mapping[int, Credential]) -> set[int]:
    """Return who is in a live batch: of what was revoked only a batch that issues it again counts."""
    rows = BatchEntry.objects.filter(enrolment__in=keys, kind=kind, is_live=True)
    told = rows.values_list("enrolment", "reissues")
    return {key for key, reissues in told if key not in formers or reissues == formers[key].pk}


def _by_audit(audit: Audit, kind: str, is_certified: bool) -> str:
    reason = reason_why_not(kind, audit.enrolment, audit.outcome, is_certified=is_certified)
    if reason is None:
        return ""
    if reason is not Against.NOT_COMPLETED:
        return against_text(reason)
    return _("Not completed: %(met)s of %(all)s requirements are met.") % {
        "met": audit.met,
        "all": len(audit.lines),
    }


def _by_content(
    enrolment: Enrolment, definition: KindDefinition, facts: Facts, barred: frozenset[str]
) -> str:
    try:
        refuse_unissuable_by(definition, enrolment, facts, barred=barred)
    except DomainError as error:
        return str(error)
    return ""
