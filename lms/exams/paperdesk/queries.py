"""Reads of the desk: papers with their states, who opened them and why, who sat them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from lms.accounts.api import User, named, sites_visible_to
from lms.core import audit
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.core.rows import one_of
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import AttemptNotFound, OrderNotFound, PaperNotFound, ProposalNotFound
from lms.exams.paperdesk.models import KeyProposal, PaperOrder, ProposalState
from lms.exams.paperdesk.policies import (
    LOOKER_ROLES,
    OFFICER_ROLES,
    orders_visible_to,
    papers_visible_to,
    proposals_visible_to,
)
from lms.exams.papers.models import PaperPart, PaperRelease, PaperVersion
from lms.exams.papers.opening import SHEET, document_of
from lms.exams.sittings.models import Attempt, Sitting

OPENINGS = (AuditAction.OPEN_PAPER_EARLY.value, AuditAction.RELEASE_PAPER.value)
DOCUMENTS = {**dict(PaperPart.choices), SHEET: pgettext_lazy("papers", "Answer sheet")}

MOST_WAITING_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Opening:
    """One line of the audit trail: who opened or released what of a paper, when and why."""

    number: int
    at: datetime
    who: str
    is_release: bool
    part: str
    reason: str
    paper: UUID
    by: UUID | None


@dataclass(frozen=True, slots=True)
class KeysWaiting:
    """Proposed keys that somebody may decide as the second person: the oldest of them, and how many there are."""

    rows: Sequence[KeyProposal]
    number: int


def list_papers(user: User) -> QuerySet[PaperVersion]:
    """Return the papers that the user sees, each with its state and the number of sittings."""
    released = PaperRelease.objects.filter(paper=OuterRef("pk"), part=PaperPart.PAPER)
    opened = AuditEntry.objects.filter(
        target_type=PaperVersion._meta.label_lower,
        target_uuid=OuterRef("uuid"),
        action=AuditAction.OPEN_PAPER_EARLY.value,
    )
    state = Case(
        When(Exists(released), then=Value("released")),
        When(Exists(opened), then=Value("opened")),
        default=Value("sealed"),
    )
    return papers_visible_to(user, LOOKER_ROLES).annotate(seal=state, sat=Count("sittings", distinct=True))


def get_visible_paper(user: User, uuid: UUID, roles: tuple[Role, ...]) -> PaperVersion:
    """Return a paper that the user sees in one of the roles, without what is on it.

    :raises PaperNotFound: there is none, or it is another school's.
    """
    return one_of(papers_visible_to(user, roles), uuid, PaperNotFound(_("There is no such paper.")))


def get_order(user: User, uuid: UUID) -> PaperOrder:
    """Return an order that the user sees.

    :raises OrderNotFound: there is none.
    """
    return one_of(orders_visible_to(user), uuid, OrderNotFound(_("There is nothing at this address.")))


def get_proposal(user: User, uuid: UUID) -> KeyProposal:
    """Return a proposed key that the user sees.

    :raises ProposalNotFound: there is none.
    """
    return one_of(proposals_visible_to(user), uuid, ProposalNotFound(_("There is nothing at this address.")))


def openings_of(papers: Iterable[UUID]) -> list[Opening]:
    """Return who opened or released these papers, the newest first."""
    entries = list(
        audit.entries_about(PaperVersion, list(papers)).filter(action__in=OPENINGS).order_by("-seq")
    )
    names = names_of({entry.actor_uuid for entry in entries})
    return [
        Opening(
            number=entry.seq,
            at=entry.at,
            who=names.get(entry.actor_uuid, "–"),
            is_release=entry.action == AuditAction.RELEASE_PAPER.value,
            part=str(DOCUMENTS.get(document_of(entry) or "", "–")),
            reason=entry.reason,
            paper=entry.target_uuid,
            by=entry.actor_uuid,
        )
        for entry in entries
    ]


def own_opening(user: User, paper: PaperVersion) -> Opening | None:
    """Return the newest line that the user's own openings of a sealed paper have left."""
    rows = openings_of([paper.uuid])
    return next((row for row in rows if row.by == user.uuid and not row.is_release), None)


def proposals_waiting_for(user: User) -> QuerySet[KeyProposal]:
    """Return the proposed keys that the user may decide as the second person, the oldest first."""
    return proposals_visible_to(user).filter(state=ProposalState.OPEN).exclude(by=user).order_by("at")


def keys_waiting_for(user: User) -> KeysWaiting:
    """Return the same for a first page: so many of them, and how many there are; one query while they are few."""
    rows = proposals_waiting_for(user).defer("paper__content")
    shown = list(rows[: MOST_WAITING_SHOWN + 1])
    number = len(shown) if len(shown) <= MOST_WAITING_SHOWN else rows.count()
    return KeysWaiting(shown[:MOST_WAITING_SHOWN], number)


def why_withdrawn(row: KeyProposal) -> str:
    """Return why a proposed key was not applied, as the audit trail has it; empty where nobody had to say."""
    withdrawn = audit.entries_about(KeyProposal, [row.uuid]).filter(action=AuditAction.WITHDRAW_KEY.value)
    return withdrawn.values_list("reason", flat=True).first() or ""


def names_of(uuids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Return the names of users."""
    wanted = [uuid for uuid in uuids if uuid]
    return dict(User.objects.filter(uuid__in=wanted).values_list("uuid", "display_name"))


def sittings_of(user: User, paper: PaperVersion) -> list[Sitting]:
    """Return the sittings of a paper at the user's sites."""
    rows = paper.sittings.filter(site__in=sites_visible_to(user, LOOKER_ROLES))
    return list(rows.select_related("site", "room").order_by("opens_at"))


def takers_of(user: User, paper: PaperVersion, words: str = "") -> QuerySet[Attempt]:
    """Return the attempts at a paper at the sites where the user runs examinations, found by number or name."""
    rows = Attempt.objects.filter(
        paper=paper, candidate__sitting__site__in=sites_visible_to(user, OFFICER_ROLES)
    ).select_related("candidate__sitting", "candidate__enrolment__person")
    if words:
        by = named(words, at="candidate__enrolment__person")
        rows = rows.filter(by | Q(candidate__number=int(words)) if words.isdecimal() else by)
    return rows.order_by("candidate__sitting", "candidate__number", "pk")


def get_taker(user: User, paper: PaperVersion, sent: str) -> Attempt:
    """Return an attempt at a paper at the user's sites.

    :raises AttemptNotFound: there is none, or what was sent names none.
    """
    try:
        row = takers_of(user, paper).filter(uuid=UUID(sent)).first()
    except ValueError:
        row = None
    if row is None:
        raise AttemptNotFound(_("There is no such attempt."))
    return row
