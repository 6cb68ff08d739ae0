"""Scheduling a sitting with its papers, opening and closing the room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.core import audit, jobs
from lms.core.actor import Actor
from lms.core.ids import new_uuid
from lms.core.sentences import sentences
from lms.core.unseen import has_unseen
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import (
    SittingExists,
    SittingRefused,
    UnlikelyClosing,
    UnlikelyWindow,
    UnusableTitle,
    UnusableWindow,
)
from lms.exams.papers.models import DrawingPurpose, ExaminationScheme, PaperPart, PaperRelease, PaperVersion
from lms.exams.papers.operations import NewDrawing, draw_paper, draw_papers, lock_papers, release
from lms.exams.sittings import rules
from lms.exams.sittings.models import (
    OVER,
    Attempt,
    AttemptState,
    CandidateState,
    Sitting,
    SittingCandidate,
    SittingPaper,
    SittingState,
)
from lms.exams.sittings.occupied import period_of
from lms.exams.sittings.operations.locking import lock_rooms, lock_sitting
from lms.exams.sittings.paper_state import sheets_open_in
from lms.exams.sittings.reasons import begins_until, room_taken
from lms.exams.sittings.room_rules import is_start_over
from lms.exams.sittings.standing_clock import last_start
from lms.organisations.api import Room

_UNLIKELY = {
    rules.IN_THE_NIGHT: gettext_lazy(
        "It would begin in the night, at %(time)s. If that is meant, tick this."
    ),
    rules.FAR_AWAY: gettext_lazy(
        "It would begin at %(time)s, more than a year from now. If that is meant, tick this."
    ),
}
FIGURES_JOB = "exams.reckon_figures"
Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class Window:
    """From when candidates may start, until when, and from when they may come in.

    `is_meant`: also in the night, or years away. Programs mean what they say; a form asks first.
    """

    opens_at: datetime
    closes_at: datetime
    doors_at: datetime | None = None
    is_meant: bool = True


@dataclass(frozen=True, slots=True)
class NewSitting:
    """What an officer decides: the examination, the room, the window in which candidates may start.

    `papers` are those that were drawn for it, of this examination and version; without any,
    so many parallel `forms` are drawn from `seed`. `client_key` makes a repeated request harmless.
    """

    scheme: ExaminationScheme
    room: Room
    title: Text
    opens_at: datetime
    closes_at: datetime
    seed: str
    client_key: UUID
    papers: tuple[PaperVersion, ...] = ()
    doors_at: datetime | None = None
    forms: int = 1
    is_meant: bool = True

    @property
    def window(self) -> Window:
        """Return its times."""
        return Window(self.opens_at, self.closes_at, self.doors_at, self.is_meant)


def schedule_sitting(*, sitting: NewSitting, actor: Actor, now: datetime) -> Sitting:
    """Schedule a sitting and lay its papers beforehand; the same client key again returns the same sitting.

    :raises UnusableTitle: its title has characters that cannot be seen.
    :raises UnusableWindow: it closes before it opens, is over already, or its doors open too late.
    :raises TooFewItems: the bank cannot fill the blueprint.
    :raises SittingRefused: the room is taken then, or the papers are unfit: read, or of other rules.
    :raises SittingExists: the client key came before, for another examination or room.
    """
    check_title(sitting.title)
    check_window(sitting.window, now=now)
    with transaction.atomic(durable=True):
        # A form that is sent twice at once: the second waits here, and sees then that it is scheduled.
        lock_rooms([sitting.room.pk])
        known = Sitting.objects.filter(client_key=sitting.client_key).first()
        if known is not None:
            return _same(known, sitting)
        papers = sitting.papers or _drawn(sitting, actor=actor, now=now)
        lock_papers(papers)
        _refuse_unfit(sitting.scheme, papers)
        row = Sitting(
            scheme=sitting.scheme,
            site_id=sitting.room.site_id,
            room=sitting.room,
            title_zh=sitting.title["zh"],
            title_en=english_title(sitting.title, sitting.scheme),
            opens_at=sitting.opens_at,
            closes_at=sitting.closes_at,
            doors_at=sitting.doors_at,
            client_key=sitting.client_key,
        )
        refuse_taken_room(row, [])
        row.save()
        lay_papers(row, papers)
        audit.record(actor=actor, action=AuditAction.SCHEDULE_SITTING, target=row, now=now)
    return row


def _drawn(sitting: NewSitting, *, actor: Actor, now: datetime) -> tuple[PaperVersion, ...]:
    if sitting.forms == 1:
        return (draw_paper(scheme=sitting.scheme, seed=sitting.seed, actor=actor, now=now),)
    wanted = NewDrawing(
        scheme=sitting.scheme,
        client_key=new_uuid(),
        purpose=DrawingPurpose.PARALLEL,
        forms=sitting.forms,
        seed=sitting.seed,
    )
    return tuple(draw_papers(wanted, actor=actor, now=now).papers.order_by("form"))


def english_title(title: Text, scheme: ExaminationScheme) -> str:
    """Return the English title of a sitting: where none is given, that of the examination."""
    return title.get("en", "") or str(scheme.title_en)


def check_title(title: Text) -> None:
    """Refuse a title that reads otherwise than it is written.

    :raises UnusableTitle: it has characters that cannot be seen.
    """
    for language, text in title.items():
        if has_unseen(text):
            words = _("This text has characters that cannot be seen.")
            raise UnusableTitle(words, field=f"title_{language}")


def check_window(window: Window, *, now: datetime) -> None:
    """Refuse times that cannot be.

    :raises UnusableWindow: it closes before it opens, is over already, or its doors open too late.
    :raises UnlikelyWindow: it is in the night or years away, and nobody said that it is meant.
    """
    if window.closes_at <= window.opens_at:
        words = _("The last start comes after the beginning, and before midnight of the same day.")
        raise UnusableWindow(words, field="closes_at")
    if window.closes_at <= now:
        raise UnusableWindow(_("These times are over already."), field="closes_at")
    if window.doors_at is not None and window.doors_at > window.opens_at:
        raise UnusableWindow(_("The doors open before the examination begins."), field="doors_at")
    opens = localtime(window.opens_at)
    why = rules.unlikely_beginning(opens, today=localtime(now).date())
    if why and not window.is_meant:
        raise UnlikelyWindow(_UNLIKELY[why] % {"time": f"{opens:%Y-%m-%d %H:%M}"}, field="is_meant")


def refuse_taken_room(sitting: Sitting, reasons: list[str]) -> None:
    """Refuse a sitting for these reasons, and for everything that has its room at that time.

    :raises SittingRefused: when there is a reason.
    """
    reasons = [*reasons, *room_taken(sitting.room, period_of(sitting), but=sitting.uuid)]
    if reasons:
        raise SittingRefused(_("This room and time cannot be."), reasons=reasons)


def lay_papers(sitting: Sitting, papers: Sequence[PaperVersion]) -> None:
    """Lay papers ready in their order. A building block inside the caller's transaction."""
    with transaction.atomic(savepoint=False):
        SittingPaper.objects.bulk_create(
            SittingPaper(sitting=sitting, paper=paper, position=position)
            for position, paper in enumerate(papers, start=1)
        )


def _refuse_unfit(scheme: ExaminationScheme, papers: Sequence[PaperVersion]) -> None:
    """Refuse papers of another examination, and papers that everybody may have read."""
    reasons = []
    if any(paper.scheme_id != scheme.pk for paper in papers):
        reasons.append(_("A paper was drawn by other rules than those of this examination."))
    if PaperRelease.objects.filter(paper__in=papers).exists():
        reasons.append(_("A paper was released: everybody may have read it."))
    if reasons:
        raise SittingRefused(_("This examination cannot be held at terminals."), reasons=reasons)


def _same(known: Sitting, sitting: NewSitting) -> Sitting:
    if (known.scheme.code, known.room_id) != (sitting.scheme.code, sitting.room.pk):
        raise SittingExists(_("This request was already used for another sitting."))
    return known


def open_sitting(*, sitting_uuid: UUID, actor: Actor, now: datetime) -> Sitting:
    """Open the room: from now on candidates may start. Opening it again changes nothing.

    :raises SittingNotFound: when there is none.
    :raises SittingRefused: before its time, after it, or when it is closed.
    """
    with transaction.atomic(durable=True):
        sitting = lock_sitting(sitting_uuid)
        if sitting.state == SittingState.OPEN:
            return sitting
        reasons = [] if now >= sitting.opens_at else [_("Its time has not come yet.")]
        reasons += [] if now < sitting.closes_at else [_("Its time is over.")]
        _move(sitting, "open", reasons)
        audit.record(actor=actor, action=AuditAction.OPEN_SITTING, target=sitting, now=now)
    return sitting


def close_sitting(*, sitting_uuid: UUID, actor: Actor, now: datetime, is_meant: bool = True) -> Sitting:
    """Close the room; who never started counts as absent. Closing it again changes nothing.

    `is_meant`: also while candidates may still begin. Programs mean what they say; a form asks first.

    :raises SittingNotFound: when there is none.
    :raises SittingRefused: while somebody is writing or a sheet is not handed in, or when it was never opened.
    :raises UnlikelyClosing: somebody may still begin, and nobody said that it is meant.
    """
    with transaction.atomic(durable=True):
        sitting = lock_sitting(sitting_uuid)
        if sitting.state == SittingState.CLOSED:
            return sitting
        attempts = Attempt.objects.select_for_update(of=("self",)).filter(candidate__sitting=sitting)
        states = list(attempts.order_by("pk").values_list("state", flat=True))
        writing = states.count(AttemptState.IN_PROGRESS)
        words = ngettext(
            "%(count)d candidate is still writing.", "%(count)d candidates are still writing.", writing
        )
        reasons = [words % {"count": writing}] if writing else []
        on_paper = sheets_open_in(sitting).exclude(attempt__state=AttemptState.VOIDED).count()
        paper = ngettext(
            "%(count)d candidate writes on paper, and nothing of it was handed in.",
            "%(count)d candidates write on paper, and nothing of it was handed in.",
            on_paper,
        )
        _move(sitting, "close", [*reasons, paper % {"count": on_paper}] if on_paper else reasons)
        if not is_meant and AttemptState.PREPARED in states:
            _refuse_early_closing(sitting, now=now)
        absent = sitting.candidates.filter(attempts__state=AttemptState.PREPARED)
        SittingCandidate.objects.filter(pk__in=absent.values("pk")).update(state=CandidateState.ABSENT)
        audit.record(actor=actor, action=AuditAction.CLOSE_SITTING, target=sitting, now=now)
        uuid = str(sitting.uuid)
        jobs.enqueue(kind=FIGURES_JOB, key=f"{uuid}:closed", payload={"sitting": uuid}, now=now)
        _release_papers(sitting, actor=actor, now=now)
    return sitting


def _refuse_early_closing(sitting: Sitting, *, now: datetime) -> None:
    last = last_start(sitting, now=now)
    if not is_start_over(last, now=now):
        words = sentences([begins_until(last, now=now), _("If it is closed now all the same, tick this.")])
        raise UnlikelyClosing(words, field="is_meant")


def _release_papers(sitting: Sitting, *, actor: Actor, now: datetime) -> None:
    """Unseal each paper that nobody is to sit any more; its key stays sealed until an officer releases it."""
    papers = sitting.papers.defer("content").order_by("pk")
    lock_papers(papers)
    still = SittingPaper.objects.exclude(sitting__state__in=OVER)
    for paper in papers.exclude(pk__in=still.values("paper")):
        release(paper, PaperPart.PAPER, actor=actor, now=now)


def _move(sitting: Sitting, act: str, reasons: list[str]) -> None:
    target = rules.next_state(rules.SITTING_TRANSITIONS, sitting.state, act)
    if target is None:
        reasons = [*reasons, _("It is %(state)s.") % {"state": sitting.get_state_display()}]
    if target is None or reasons:
        raise SittingRefused(_("That is not possible with this sitting now."), reasons=reasons)
    sitting.state = target
    sitting.save(update_fields=["state"])
