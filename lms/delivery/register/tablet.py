"""What the register's page tells the script that saves each mark by itself, and answers to it."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.http import JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.crypto import lookup_hash
from lms.delivery.register.forms import MarkForm
from lms.delivery.register.models import AttendanceMark, AttendanceState
from lms.delivery.register.operations import Conflicting, Saved
from lms.delivery.register.queries import find_register, marks_of, names_in_class
from lms.delivery.register.rules import Said
from lms.delivery.register.words import standing_of
from lms.delivery.timetable.models import ClassSession

JOURNAL_PURPOSE = "register-journal"


def about_tablet(user: User) -> dict[str, str]:
    """Return `key`, the hex of the key under which a tablet seals marks that the server has not confirmed, and words.

    The key is the instructor's own: pages of the same person open what an earlier one kept, and nobody else's do.
    """
    states = {state.value: str(state.label) for state in AttendanceState}
    return {
        "key": lookup_hash(str(user.uuid), purpose=JOURNAL_PURPOSE),
        "words": json.dumps(_words(), ensure_ascii=False),
        "states": json.dumps(states, ensure_ascii=False),
    }


def _words() -> dict[str, str]:
    return {
        "server": _("All marks are at the server."),
        "server_some": _("Not marked yet: {count}. What is marked is at the server."),
        "excuse_first": _("Choose why the person is excused."),
        "local": _("On this tablet: {count}. On their way to the server."),
        "local_away": _(
            "On this tablet: {count}. This page sends them when the network is back. If it was closed, open this "
            "register again on this tablet then."
        ),
        "no_minutes": _("Whole minutes, from 0 to 480. As it stands this is not kept."),
        "to_correct": _("To be corrected: {count}. This cannot be kept as it is."),
        "local_refused": _("On this tablet: {count}."),
        "memory": _("Not kept yet: {count}. This browser cannot keep them: do not close the page."),
        "conflicts": _("To be decided: {count}."),
        "signed_meanwhile": _(
            "The register was signed meanwhile with “{kept}”; you marked “{mine}”. What you marked takes the signature "
            "back: sign again then."
        ),
        "sign_again": _("The register was signed; it has been changed since. Sign it again."),
        "conflict": _(
            "Meanwhile “{kept}” was written, by somebody else or in another window; you marked “{mine}” here."
        ),
        "keep_theirs": _("Leave it so"),
        "keep_mine": _("Write what I marked"),
        "decide_first": _("Decide on the people named above first, then sign."),
        "sign_later": _("Signing needs the server. The marks stay here; sign when the network is back."),
        "signed_out": _(
            "You are signed out. The marks stay on this tablet: sign in and open this register again."
        ),
        "missing": _("Not marked yet: {count}."),
        "gone": _(
            "Not in this class on that day any more, so the mark was not taken: {names}. Tell the registrar if the "
            "person was in class."
        ),
        "gone_person": _(
            "Not in this class on that day any more. The mark was not taken. Tell the registrar if the person was in "
            "class."
        ),
        "complete": _("Everybody is marked."),
        "late": _("{minutes} min late"),
        "left_early": _("left {minutes} min early"),
    }


def reply_of(
    sent: QueryDict,
    forms: Iterable[MarkForm],
    saved: Saved,
    session: ClassSession,
) -> JsonResponse:
    """Return what became of the marks that came, by the form's name: revisions, what else is kept, what cannot be.

    `gone` are those of people who do not belong to the session, or not any more, with their names: somebody who was in
    class and was transferred meanwhile has to be asked for.
    """
    register = find_register(session)
    listed, marks = list(forms), marks_of(register)
    by_person = {form.enrolment.uuid: form.prefix for form in listed}
    signature = register.signature if register else ""
    conflicts = {by_person[row.wish.enrolment_uuid]: _kept(row, signature) for row in saved.conflicts}
    standing = standing_of(register, session)
    wrong = {form.prefix: _faults(form) for form in listed if form.errors}
    settled = [form for form in listed if form.is_sent and form.prefix not in conflicts | wrong]
    return JsonResponse(
        {
            "kept": {form.prefix: marks[form.enrolment.pk].revision for form in settled},
            "conflicts": conflicts,
            "wrong": wrong,
            "gone": gone_people(session, sent, listed),
            "signature": signature,
            "standing": {"kind": standing.kind, "words": standing.words},
        }
    )


def sent_people(sent: QueryDict) -> set[str]:
    """Return the names of the forms of all of whom something came."""
    return {name.removesuffix("-state") for name in sent if name.endswith("-state")}


def gone_people(session: ClassSession, sent: QueryDict, forms: Iterable[MarkForm]) -> dict[str, str]:
    """Return whom something came of without belonging to the session, with the names that its class knows."""
    wanted = sent_people(sent) - {form.prefix for form in forms}
    return {} if not wanted else dict.fromkeys(sorted(wanted), "") | names_in_class(session, wanted)


def _kept(row: Conflicting, signature: str) -> dict[str, Any]:
    """Return what is kept instead of a wish, and why: with the signature, on which a decision rests."""
    names = ("state", "late", "left_early", "excuse")
    return {
        "said": {name: str(getattr(row.kept, name, "") or "") for name in names},
        "revision": row.kept.revision if row.kept else 0,
        "words": words_of_mark(row.kept),
        "signature": signature,
        "because": "signed_meanwhile" if row.is_signed else "conflict",
    }


def words_of_said(said: Said) -> str:
    """Return in the same words what somebody wished."""
    return words_of_mark(AttendanceMark(**asdict(said)))


def words_of_mark(mark: AttendanceMark | None) -> str:
    """Return what a register says of one person, in words."""
    return render_to_string("delivery/_said.html", {"mark": mark}).strip()


def _faults(form: MarkForm) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
