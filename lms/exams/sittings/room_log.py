"""Everything that happened in a room in its order: acts, incidents, decisions, other seats, starts and ends."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.accounts.api import User
from lms.core import audit
from lms.core.models import AuditEntry
from lms.core.sentences import clauses, enumerated, in_brackets, sentences
from lms.exams.audit_actions import AuditAction
from lms.exams.local_times import in_local_time
from lms.exams.reserve.models import OpeningState, PaperSheet, PaperSheetState, ReserveOpening
from lms.exams.sittings.models import (
    AnswerEvent,
    Attempt,
    AttemptState,
    SeatDecision,
    SeatRequest,
    Sitting,
    SittingCandidate,
    SittingState,
    TimeEvent,
    TimeKind,
)
from lms.exams.sittings.operations.evidence import BY_RULE
from lms.exams.sittings.questions_in_words import question_in_words
from lms.exams.sittings.room_models import Decision, IncidentCategory, IncidentEvent, RoomAct
from lms.exams.sittings.rules import Span

REFUSED_BECAUSE = {
    "conflict": gettext_lazy("Its number was used for another answer, which came first."),
    "item": gettext_lazy("Its question is not on the paper."),
    "response": gettext_lazy("Its answer has a form that the question does not know."),
    "unreadable": gettext_lazy("It is not written as the examination page writes."),
}


@dataclass(frozen=True, slots=True)
class LogLine:
    """One thing that happened: when, to whom (empty: the whole room), what, in which words, by whom."""

    at: datetime
    candidate: str
    what: str
    text: str
    by: UUID | None
    name: str = ""


def room_log(
    sitting: Sitting, *, attempt: Attempt | None = None, with_starts: bool = True, with_answers: bool = False
) -> list[LogLine]:
    """Return the log of a room, or of one candidate with what was done to all; the newest first.

    With answers: also what entries say that can never count. Who watches a room does not read answers.
    """
    sources = (_door, _identities, _acts, _decisions, _journals, _seats, _reserves, _readings)
    lines = [line for source in sources for line in source(sitting)]
    lines += _incidents(sitting, with_answers=with_answers)
    lines += _ends(sitting) if with_starts else []
    if attempt is not None:
        lines = [line for line in lines if line.candidate in ("", str(attempt.candidate))]
    return _with_names(sorted(lines, key=lambda line: line.at, reverse=True))


def _door(sitting: Sitting) -> Iterable[LogLine]:
    words = {
        AuditAction.OPEN_SITTING: _("The examination was opened"),
        AuditAction.CLOSE_SITTING: _("The examination was closed"),
    }
    rows = audit.entries_about(Sitting, [sitting.uuid]).filter(action__in=words).order_by("seq")
    for row in rows:
        yield LogLine(row.at, "", words[AuditAction(row.action)], row.reason, row.actor_uuid)


def _identities(sitting: Sitting) -> Iterable[LogLine]:
    rows = {row.uuid: row for row in sitting.candidates.filter(seen_at__isnull=False)}
    lines = {(row.seen_at, str(row), row.seen_by) for row in rows.values()}
    # The row tells of the last time only; what was taken back stands in the trail.
    before = [uuid for uuid, row in rows.items() if row.unseen_at is not None]
    confirmed = audit.entries_about(SittingCandidate, before).filter(action=AuditAction.CONFIRM_IDENTITY)
    for entry in confirmed:
        lines.add((entry.at, str(rows[entry.target_uuid]), entry.actor_uuid))
    for at, number, by in lines:
        yield LogLine(at, number, _("Compared with photo or papers"), "", by)  # type: ignore[arg-type]


def _readings(sitting: Sitting) -> Iterable[LogLine]:
    """Tell who asked for a lesson, notes or practice while the own attempt ran; it was refused."""
    numbers = dict(
        Attempt.objects.filter(candidate__sitting=sitting).values_list("uuid", "candidate__number")
    )
    rows = audit.entries_about(Attempt, numbers).filter(action=AuditAction.READ_WHILE_EXAMINED)
    for row in rows.order_by("seq"):
        words = _("Tried to open lessons, notes or practice; that was refused")
        yield LogLine(row.at, f"{numbers[row.target_uuid]:03d}", words, "", row.actor_uuid)


def _acts(sitting: Sitting) -> Iterable[LogLine]:
    for act in RoomAct.objects.filter(sitting=sitting).select_related("attempt__candidate"):
        candidate = str(act.attempt.candidate) if act.attempt else ""
        # What the platform proposes has no reason yet: the one it gets is that of the decision, in the line below.
        reason = act.reason if act.asked_by else ""
        is_decided = act.decided_at and act.decided_by
        yield LogLine(
            act.asked_at, candidate, _what(act), reason if is_decided else _beside(act, reason), act.asked_by
        )
        if act.decided_at and act.decided_by:
            words = _("%(act)s: %(state)s") % {"act": act.get_kind_display(), "state": act.state_word}
            text = _beside(act, act.decision_reason)
            yield LogLine(act.decided_at, candidate, words, text, act.decided_by)


def _beside(act: RoomAct, reason: str) -> str:
    """Return the words of an act with what its giver was told that others had given a moment before."""
    if not act.beside:
        return reason
    words = ngettext(
        "given beside it: %(count)d minute",
        "given beside it: %(count)d minutes",
        act.beside_minutes,
    ) % {"count": act.beside_minutes}
    return clauses([reason, words]) if reason else words


def _what(act: RoomAct) -> str:
    words = str(act.get_kind_display())
    if act.needs_second:
        words = _("Asked for: %(act)s") % {"act": words}
    if act.away:
        return in_brackets(words, enumerated(map(_from_until, act.away)))
    if act.positions:
        return in_brackets(words, len(act.positions))
    if act.minutes:
        more = ngettext("+%(count)d minute", "+%(count)d minutes", act.minutes) % {"count": act.minutes}
        return in_brackets(words, more)
    return words


def _from_until(away: Span) -> str:
    ends = [away.since, *([away.until] if away.until else [])]
    return " – ".join(f"{localtime(instant):%H:%M:%S}" for instant in ends)


def _incidents(sitting: Sitting, *, with_answers: bool) -> Iterable[LogLine]:
    rows = IncidentEvent.objects.filter(sitting=sitting).select_related(
        "sitting", "attempt__candidate", "attempt__paper"
    )
    for row in rows.defer("attempt__paper__content"):
        candidate = str(row.attempt.candidate) if row.attempt else ""
        what, text = str(row.get_category_display()), in_local_time(row.text)
        if row.category == IncidentCategory.LEFT_PAGE:
            text = ngettext("For %(count)d second", "For %(count)d seconds", int(text)) % {"count": int(text)}
        if row.entry is not None:
            # Of the same category as what stayed at the terminal; this did not.
            what = _("An entry of a computer can never count")
            text = words_of_entry(row, with_answers=with_answers)
        yield LogLine(row.at, candidate, what, text, row.actor_uuid)


def words_of_entry(row: IncidentEvent, *, with_answers: bool) -> str:
    """Return which entry cannot count, why it cannot, and with answers to which question it is and what it says.

    The words of a question are told when its sitting is over: the paper of a room that writes is sealed.
    """
    entry, why = json.loads(row.entry or "{}"), row.text
    facts, because = (
        {"epoch": entry.get("epoch"), "seq": entry.get("seq")},
        str(REFUSED_BECAUSE.get(why, why)),
    )
    parts = [_("Entry %(epoch)s.%(seq)s.") % facts, because]
    if with_answers:
        is_over = row.sitting.state == SittingState.CLOSED
        question = row.attempt and question_in_words(row.attempt, entry.get("item"), with_text=is_over)
        if question:
            words = _("Entry %(epoch)s.%(seq)s (%(question)s).")
            parts = [words % {**facts, "question": question}, because]
        said = entry.get("response") if entry.get("marked") is None else {"marked": entry["marked"]}
        if why == "unreadable":
            # What is not written as the page writes may say something at another place: then all of it is shown.
            said = {name: value for name, value in entry.items() if name != "item" or not question}
        parts.append(_("It says: %(typed)s") % {"typed": _shown(said)})
    return sentences(parts)


def _shown(said: Any) -> str:
    """Return what was typed; what neither a page nor a printed case can hold is shown by its number."""
    typed = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    return "".join(
        character.encode("unicode_escape").decode()
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\r\t"
        else character
        for character in typed
    )


def _ends(sitting: Sitting) -> Iterable[LogLine]:
    """Yield who started and who ended it: whether somebody handed in or the time was up is what is asked later."""
    rows = TimeEvent.objects.filter(
        attempt__candidate__sitting=sitting, act=None, kind__in=(TimeKind.START, TimeKind.CLOSE)
    )
    by_time = AuditEntry.objects.filter(
        target_type=Attempt._meta.label_lower,
        target_uuid=OuterRef("attempt__uuid"),
        at=OuterRef("at"),
        action=AuditAction.CLOSE_OVERDUE,
    )
    own = User.objects.filter(
        uuid=OuterRef("actor_uuid"), person=OuterRef("attempt__candidate__enrolment__person")
    )
    rows = rows.annotate(is_by_time=Exists(by_time), is_own=Exists(own))
    for row in rows.select_related("attempt__candidate"):
        is_by_time = vars(row)["is_by_time"]
        ended = AttemptState.CLOSED_BY_TIME if is_by_time else AttemptState.HANDED_IN
        words = _("Started") if row.kind == TimeKind.START else str(ended.label)
        name = ""
        if vars(row)["is_own"]:
            # A page whose time is up says so under its candidate's name, who did nothing.
            name = _("the page at the end of time") if is_by_time else _("the candidate")
        by = None if is_by_time or name else row.actor_uuid
        yield LogLine(row.at, str(row.attempt.candidate), words, row.reason, by, name)


def _decisions(sitting: Sitting) -> Iterable[LogLine]:
    rows = Decision.objects.filter(attempt__candidate__sitting=sitting)
    for row in rows.select_related("attempt__candidate"):
        words = _("Held answers count") if row.counts else _("Held answers do not count")
        text = _(BY_RULE) if row.reason == BY_RULE else row.reason
        yield LogLine(
            row.at, str(row.attempt.candidate), in_brackets(words, len(row.positions)), text, row.actor_uuid
        )


def _journals(sitting: Sitting) -> Iterable[LogLine]:
    attempts = Attempt.objects.filter(candidate__sitting=sitting).select_related("candidate")
    candidates = {row.uuid: str(row.candidate) for row in attempts.only("uuid", "candidate")}
    rows = audit.entries_about(Attempt, candidates).filter(action=AuditAction.BRING_JOURNAL)
    brought = list(rows.order_by("seq"))
    # What a file added came at the instant at which it was written down that somebody brings it.
    events = AnswerEvent.objects.filter(
        attempt__candidate__sitting=sitting, received_at__in={row.at for row in brought}
    )
    new = Counter(events.values_list("attempt__uuid", "received_at"))
    for row in brought:
        count = new[row.target_uuid, row.at]
        text = ngettext("%(count)d new entry", "%(count)d new entries", count) % {"count": count}
        words = _("An emergency copy of the computer was uploaded")
        yield LogLine(row.at, candidates[row.target_uuid], words, text, row.actor_uuid)


def _seats(sitting: Sitting) -> Iterable[LogLine]:
    rows = SeatRequest.objects.filter(attempt__candidate__sitting=sitting)
    for row in rows.select_related("attempt__candidate"):
        candidate, seat = str(row.attempt.candidate), row.seat or _("unregistered computer")
        yield LogLine(
            row.asked_at, candidate, _("Asks to go on at another seat"), seat, None, _("the candidate")
        )
        if row.decided_at:
            words = (
                _("Another seat was allowed")
                if row.state == SeatDecision.APPROVED
                else _("Another seat was refused")
            )
            yield LogLine(row.decided_at, candidate, words, seat, row.decided_by)


def _reserves(sitting: Sitting) -> Iterable[LogLine]:
    """Yield what became of packets and of those who went on on paper; that one was opened is an incident."""
    for row in ReserveOpening.objects.filter(reserve__sitting=sitting).select_related("reserve"):
        cause = _("%(seal)s: %(cause)s.") % {"seal": row.reserve.seal, "cause": row.get_cause_display()}
        broken = [] if row.is_intact else [_("The seal was not whole.")]
        text = sentences([cause, row.reason, *broken])
        yield LogLine(row.asked_at, "", _("Asked to open the sealed reserve"), text, row.asked_by)
        if row.decided_at:
            agreed = row.state == OpeningState.OPENED
            words = _("Agreed to open the sealed reserve") if agreed else _("The sealed reserve stays closed")
            yield LogLine(row.decided_at, "", words, row.decision_reason, row.decided_by)
    rows = PaperSheet.objects.filter(opening__reserve__sitting=sitting, ended_at__isnull=False)
    for sheet in rows.select_related("attempt__candidate").prefetch_related("keyings__keyer"):
        if sheet.ended_at is not None:
            candidate, by = str(sheet.attempt.candidate), sheet.ended_by
            yield LogLine(sheet.ended_at, candidate, _keyed(sheet), sheet.none_reason, by)


def _keyed(sheet: PaperSheet) -> str:
    if sheet.state == PaperSheetState.NONE:
        return _("Nothing on paper")
    names = [row.keyer.get_full_name() for row in sheet.keyings.all() if row.done_at is not None]
    return _("Handed in, keyed from paper by %(names)s") % {"names": enumerated(names)}


def _with_names(lines: list[LogLine]) -> list[LogLine]:
    users = {
        user.uuid: user.get_full_name() for user in User.objects.filter(uuid__in={line.by for line in lines})
    }
    return [replace(line, name=line.name or users.get(line.by) or _("the platform")) for line in lines]
