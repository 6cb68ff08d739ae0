"""Reading what is on a paper, and its key, as staff do: sealed until it is released.

Nothing else gives staff the content of a paper: whoever prints or shows one holds an `OpenedPaper`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lms.core.audit import state_hash
from lms.core.models import AuditEntry
from lms.core.rows import one_of
from lms.exams.errors import PaperNotFound, PaperSealed
from lms.exams.papers.models import PaperKey, PaperPart, PaperRelease, PaperVersion

# A paper that was opened for its answer sheet only.
SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class OpenedPaper:
    """A paper that somebody may read now; `key` is there when the key was opened."""

    paper: PaperVersion
    key: PaperKey | None = None

    @property
    def items(self) -> list[dict[str, Any]]:
        """Return what candidates see, in the order of the paper."""
        return list(self.paper.content["items"])


def get_paper(uuid: UUID) -> PaperVersion:
    """Return a paper with its scheme and drawing, without what is on it.

    :raises PaperNotFound: when there is none.
    """
    rows = PaperVersion.objects.select_related("scheme", "drawing").defer("content")
    return one_of(rows, uuid, PaperNotFound(_("There is no such paper.")))


def document_of(entry: AuditEntry) -> str | None:
    """Return what an entry of the audit trail speaks of, a `PaperPart` or `SHEET`: it commits to one of them."""
    commits = {state_hash({"part": name}, salt=entry.salt): name for name in (*PaperPart.values, SHEET)}
    return commits.get(entry.after_hash)


def released_at(paper: PaperVersion, part: PaperPart = PaperPart.PAPER) -> datetime | None:
    """Return when a paper or its key was released, or None while it is sealed."""
    rows = PaperRelease.objects.filter(paper=paper, part=part)
    return rows.values_list("released_at", flat=True).first()


def read_paper(uuid: UUID, *, now: datetime) -> OpenedPaper:
    """Return a released paper.

    :raises PaperNotFound: when there is none.
    :raises PaperSealed: it was not released yet.
    """
    paper = get_paper(uuid)
    refuse_sealed(paper, PaperPart.PAPER, now=now)
    return opened(paper)


def read_key(uuid: UUID, *, now: datetime, version: int | None = None) -> OpenedPaper:
    """Return a paper with its key, the newest or a certain version, when the key was released.

    :raises PaperNotFound: when there is none, or no such version of its key.
    :raises PaperSealed: it was not released yet.
    """
    paper = get_paper(uuid)
    refuse_sealed(paper, PaperPart.KEY, now=now)
    return opened(paper, PaperPart.KEY, version=version)


def opened(
    paper: PaperVersion, part: PaperPart = PaperPart.PAPER, *, version: int | None = None
) -> OpenedPaper:
    """Return what is on a paper, whether it is sealed or not: for callers that asked, or wrote down why.

    :raises PaperNotFound: there is no such version of its key.
    """
    if part == PaperPart.PAPER:
        return OpenedPaper(paper)
    keys = PaperKey.objects.filter(paper=paper).select_related("correction").order_by("-version")
    key = (keys if version is None else keys.filter(version=version)).first()
    if key is None:
        raise PaperNotFound(_("There is no such key."))
    return OpenedPaper(paper, key)


def refuse_sealed(paper: PaperVersion, part: PaperPart, *, now: datetime) -> None:
    """Refuse what was not released.

    :raises PaperSealed: it was not released yet.
    """
    released = released_at(paper, part)
    if released is None or released > now:
        words = _(
            "This is sealed until it is released. Whoever needs it before says why; that is written down."
        )
        raise PaperSealed(words)
