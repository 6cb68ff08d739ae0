"""Examines one file of a stranger: what it is, whether it is whole, and the digests the register may know it by."""

import codecs
import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from certificates.verifier.kinds import (
    CREDENTIAL_CUT,
    CUT_OFF,
    EMPTY,
    NOTHING_TO_CHECK,
    OTHER_KINDS,
    TOO_LARGE,
    UNREADABLE,
    kind_of_json,
    kind_of_text,
)
from certificates.verifier.known import Known
from certificates.verifier.known import from_wire as from_line
from certificates.verifier.offline import examine_code, is_code
from certificates.verifier.pdf import Mark, examine_pdf, mark_of_seal
from certificates.verifier.proofs import examine_credential
from certificates.verifier.results import Check, Outcome, from_wire, gettext_noop
from certificates.verifier.strict import LONGEST
from certificates.verifier.tokens import breaks_off, examine_token, is_token

LARGEST = 20 * 1024 * 1024
CPU_SECONDS, MEMORY_BYTES, PATIENCE_SECONDS = 2, 200 * 1024 * 1024, 20
FILE, ENTRY = gettext_noop("file"), gettext_noop("entry in the register")
TOO_DEAR = gettext_noop(
    "Reading the file takes more time or memory than any certificate does: it was given up."
)
DAMAGED = gettext_noop("The PDF is damaged: it cannot be read to the end.")
READABLE = gettext_noop("The PDF can be read.")
# The child sets its own limits: code between fork and exec may stand still where there are threads.
CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); from certificates.verifier.documents import child; child()"
)


@dataclass(frozen=True, slots=True)
class Examined:
    """The checks that need nothing but the file and what is known, and its digests, the likelier one first.

    `identifier` is the name of a credential whose signature is good, when the file itself is one; `credential` is the
    JSON that the file is or holds, empty where there is none of a size that is issued.
    """

    checks: list[Check]
    digests: list[str]
    identifier: str = ""
    credential: bytes = b""


def examine_within_limits(content: bytes, known: Known | None = None) -> Examined:
    """Examine a file in a process of its own, with two seconds of processor time and 200 MB."""
    if len(content) > LARGEST:
        return _nothing_to_check(TOO_LARGE)
    given = (known or Known()).to_wire() + content
    command = [sys.executable, "-I", "-W", "ignore", "-c", CHILD, str(Path(__file__).parents[2])]
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=PATIENCE_SECONDS, check=True)  # noqa: S603
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return Examined([Check(FILE, Outcome.UNCHECKED, TOO_DEAR)], [])
    return Examined(
        [from_wire(one) for one in answer["checks"]],
        answer["digests"],
        answer["identifier"],
        bytes.fromhex(answer["credential"]),
    )


def child() -> None:
    """Read what is known and a file from the input, and write what was found; within limits set here."""
    import resource

    for kind, most in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY_BYTES)):
        resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    known = from_line(sys.stdin.buffer.readline())
    examined = examine(sys.stdin.buffer.read(), known)
    checks = [check.to_wire() for check in examined.checks]
    answer = {
        "checks": checks,
        "digests": examined.digests,
        "identifier": examined.identifier,
        "credential": examined.credential.hex(),
    }
    sys.stdout.write(json.dumps(answer))


def examine(content: bytes, known: Known) -> Examined:
    """Examine a file in this process, without limits; strangers' files go through `examine_within_limits`."""
    content = content.removeprefix(codecs.BOM_UTF8)  # some programs write one when they save a text
    if content.startswith(b"%PDF-"):
        return _examine_pdf(content, known)
    if content.lstrip()[:1] == b"{":
        return _examine_json(content, known)
    if is_token(content):
        if breaks_off(content):
            return _nothing_to_check(CREDENTIAL_CUT)
        checks, identifier = examine_token(content, known)
        return Examined(checks, [digest_of(content)], identifier)
    if is_code(content):
        checks, identifier = examine_code(content, known)
        is_read = checks[0].outcome is not Outcome.UNCHECKED
        return Examined(checks, [digest_of(content)] if is_read else [], identifier)
    if not content:
        return _nothing_to_check(EMPTY)
    return _nothing_to_check(kind_of_text(content))


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of exact bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _examine_json(content: bytes, known: Known) -> Examined:
    if other := kind_of_json(content):
        return _nothing_to_check(other)
    checks, identifier = examine_credential(content, known)
    return Examined(checks, [digest_of(content)], identifier, _of_issued_size(content))


def _examine_pdf(content: bytes, known: Known) -> Examined:
    mark = mark_of_seal(content)
    if mark is Mark.CUT:  # some readers make up for what is missing, and would find the seal broken
        return _nothing_to_check(CUT_OFF)
    try:
        checks, credential = examine_pdf(content, known)
    except MemoryError:
        raise
    except Exception:
        # Damaged files make the library fail in many ways; each is one answer.
        if mark is Mark.NONE:
            return _nothing_to_check(UNREADABLE)
        return Examined([Check(FILE, Outcome.FAILED, DAMAGED)], [digest_of(content)])
    other = next((check.words for check in checks if check.words in OTHER_KINDS | NOTHING_TO_CHECK), "")
    if other and credential is None:
        return _nothing_to_check(other)
    checks = [Check(FILE, Outcome.OK, READABLE), *checks]
    if credential is None:
        return Examined(checks, [digest_of(content)])
    # The attachment says nothing of the pages around it, so its name does not stand for the file.
    more, _identifier = examine_credential(credential, known)
    digests = [digest_of(credential), digest_of(content)]
    return Examined(checks + more, digests, credential=_of_issued_size(credential))


def _nothing_to_check(words: str) -> Examined:
    """Answer for a file without a digest: the register has no word about it."""
    return Examined([Check(FILE, Outcome.UNCHECKED, words)], [])


def _of_issued_size(credential: bytes) -> bytes:
    """Return what may leave the child: an attachment that unpacks to megabytes stays in its limits."""
    return credential if len(credential) <= LONGEST else b""
