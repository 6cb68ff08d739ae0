"""What the page says about a checked file: the verdict, a line for each check, the record if it may be shown."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from certificates.verification import answers
from certificates.verification.documents import CheckedDocument
from certificates.verifier.documents import FILE, TOO_LARGE
from certificates.verifier.proofs import DAYS
from certificates.verifier.results import Check, Outcome, Verdict

REFUSED = "refused"
KINDS = {Outcome.OK: "success", Outcome.FAILED: "danger", Outcome.UNCHECKED: "warning"}


@dataclass(frozen=True, slots=True)
class Line:
    """One check as the page shows it; never the colour of "passed" for one that did not run."""

    name: str
    text: str
    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer for one file; `sha256` lets whoever holds the printed proof tell which file it was."""

    answer: answers.Answer
    lines: list[Line]
    sha256: str = ""


def about_file(checked: CheckedDocument, *, now: datetime) -> Finding:
    """Return what is said about a file that was checked."""
    state, title, text = _verdict(checked)
    items = answers.about(checked.record, with_name=False, now=now).items if checked.record else []
    answer = answers.Answer(state=state, title=title, text=text, checked_at=now, items=items)
    return Finding(answer, [_line(check) for check in checked.checks], checked.sha256)


def about_refused(*, now: datetime) -> Finding:
    """Return what is said about a file that is too large to be read at all."""
    check = Check(FILE, Outcome.FAILED, TOO_LARGE)
    title, text = _not_genuine()
    answer = answers.Answer(state=REFUSED, title=title, text=text, checked_at=now)
    return Finding(answer, [_line(check)])


def _line(check: Check) -> Line:
    words = {
        Outcome.OK: _("Passed"),
        Outcome.FAILED: _("Did not pass"),
        Outcome.UNCHECKED: _("Not checked"),
    }
    text = _(check.words) % check.values if check.values else _(check.words)
    return Line(capfirst(_(check.name)), text, KINDS[check.outcome], words[check.outcome])


def _verdict(checked: CheckedDocument) -> tuple[str, str, str]:
    if checked.verdict is Verdict.VALID:
        return "valid", _("Genuine and in force"), _("Every check below was done and passed.")
    if checked.record and checked.register in ("revoked", "replaced"):
        return checked.register, "", _("The file is genuine, but it is no longer in force.")
    if checked.record and any(
        check.name == DAYS for check in checked.checks if check.outcome is Outcome.FAILED
    ):
        return "expired", "", _("The file is genuine, but not valid today.")
    if checked.verdict is Verdict.INVALID:
        return REFUSED, *_not_genuine()
    words = _("Nothing failed, but not every check could be done. Do not take this for a yes; see below.")
    return answers.UNCONFIRMED, _("Not confirmed"), words


def _not_genuine() -> tuple[str, str]:
    return _("Not a certificate of ours"), _(
        "At least one check failed: the file was changed, or it was never issued here. Nothing in it should be trusted."
    )
