"""What the page says about a checked file: the verdict, a line for each check, the record if it may be shown."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from certificates.issuing.register.hours import next_due
from certificates.issuing.register.standing import NOT_COVERED, WAITS
from certificates.verification import answers
from certificates.verification.documents import CheckedDocument
from certificates.verifier.documents import FILE
from certificates.verifier.kinds import NOTHING_TO_CHECK, OTHER_KINDS, TOO_LARGE
from certificates.verifier.offline import PART_OF_CODE
from certificates.verifier.proofs import DAYS
from certificates.verifier.results import Check, Outcome, Verdict
from certificates.verifier.second import SECOND

REFUSED = "refused"
KINDS = {
    Outcome.OK: "success",
    Outcome.FAILED: "danger",
    Outcome.UNCHECKED: "warning",
    Outcome.ABSENT: "neutral",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One check as the page shows it; never the colour of "passed" for one that did not run."""

    name: str
    text: str
    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer for one file; `sha256` lets whoever holds the printed proof tell which file it was.

    `action` is the other way to check (label, href), where the file alone does not answer.
    """

    answer: answers.Answer
    lines: list[Line]
    sha256: str = ""
    action: dict[str, str] = field(default_factory=dict)


def about_file(checked: CheckedDocument, *, now: datetime) -> Finding:
    """Return what is said about a file that was checked."""
    state, title, text = _verdict(checked, now=now)
    items = answers.about(checked.record, with_name=False, now=now).items if checked.record else []
    answer = answers.Answer(state=state, title=title, text=text, checked_at=now, items=items)
    lines = [_line(check) for check in checked.checks]
    is_open = state in (answers.UNCONFIRMED, REFUSED)
    return Finding(answer, lines, checked.sha256, _other_way() if is_open else {})


def about_refused(*, now: datetime) -> Finding:
    """Return what is said about a file that is too large to be read at all."""
    check = Check(FILE, Outcome.UNCHECKED, TOO_LARGE)
    return about_file(CheckedDocument(Verdict.UNCLEAR, [check], "unknown", None, ""), now=now)


def _line(check: Check) -> Line:
    words = {
        Outcome.OK: _("Passed"),
        Outcome.FAILED: _("Did not pass"),
        Outcome.UNCHECKED: _("Not checked"),
        Outcome.ABSENT: _("Not there"),
    }
    text = _(check.words) % check.values if check.values else _(check.words)
    return Line(capfirst(_(check.name)), text, KINDS[check.outcome], words[check.outcome])


def _other_way() -> dict[str, str]:
    return {"label": _("Check with number and full name"), "href": reverse("certificates:verify")}


def _verdict(checked: CheckedDocument, *, now: datetime) -> tuple[str, str, str]:
    if checked.verdict is Verdict.VALID:
        return "valid", _("Genuine and in force"), _passed(checked)
    if checked.record and checked.register == "revoked":
        return checked.register, "", _("The file is genuine, but it is no longer in force.")
    if checked.record and checked.register == "replaced":
        words = _(
            "The file is genuine, but a newer certificate was issued in its place. Ask the holder for the new one."
        )
        return checked.register, "", words
    if checked.record and any(
        check.name == DAYS for check in checked.checks if check.outcome is Outcome.FAILED
    ):
        return "expired", "", _("The file is genuine, but not valid today.")
    failed = {check.name for check in checked.checks if check.outcome is Outcome.FAILED}
    if checked.record and failed == {SECOND}:
        return (
            answers.UNCONFIRMED,
            _("Not confirmed"),
            _(
                "The certificate was issued here, but the second signature that is kept with it does not fit. Ask the "
                "school that is printed on it."
            ),
        )
    if checked.verdict is Verdict.INVALID:
        return REFUSED, *_not_genuine()
    return answers.UNCONFIRMED, *_unconfirmed(checked, now=now)


def _passed(checked: CheckedDocument) -> str:
    if any(check.outcome is Outcome.ABSENT for check in checked.checks):
        return _(
            "Every check was done and passed. A second signature is not there, and no certificate needs one."
        )
    return _("Every check below was done and passed.")


def _unconfirmed(checked: CheckedDocument, *, now: datetime) -> tuple[str, str]:
    open_checks = {check.words for check in checked.checks if check.outcome is Outcome.UNCHECKED}
    if open_checks <= OTHER_KINDS:
        return _("This kind of file is not checked here"), _(
            "Choose the PDF or the digital certificate (credential.json or .jwt) that you were given. For a paper or a "
            "photograph of one use the number and the full name, or the code on it."
        )
    if open_checks <= NOTHING_TO_CHECK:
        return _("This file cannot be checked"), _(
            "There is nothing of the school's in it that could be checked, so it says nothing for a certificate, and "
            "nothing against one: do not take it for a proof. Check the number and the full name that are printed on "
            "the certificate, or ask the holder for the original file."
        )
    if open_checks == {PART_OF_CODE}:
        return _("The code is not whole"), _(
            "As it is, it says nothing for a certificate, and nothing against one. Copy the whole code, from OC1: to "
            "its last character, blanks included; some programs for messages leave them out. The number and the full "
            "name give an answer now."
        )
    if open_checks <= {WAITS, NOT_COVERED}:
        at = f"{next_due(now).astimezone(answers.BEIJING):%Y-%m-%d %H:%M}"
        return _("Nothing is wrong with the file, one check has to wait"), _(
            "The register of certificates is signed once a day, and this certificate was issued after the last time. "
            "Check the file again some minutes after %(at)s (Beijing time), then it can be confirmed. The number and "
            "the full name give an answer now."
        ) % {"at": at}
    words = _("Nothing failed, but not every check could be done. Do not take this for a yes; see below.")
    return _("Not confirmed"), words


def _not_genuine() -> tuple[str, str]:
    return _("Not a certificate of ours"), _(
        "At least one check failed: the file was changed, or it was never issued here. Nothing in it should be trusted."
    )
