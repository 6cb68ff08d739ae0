"""Examines one file of a stranger: what it is, whether it is whole, and the digests the register may know it by."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from certificates.verifier.pdf import examine_pdf
from certificates.verifier.results import Check, Outcome
from certificates.verifier.strict import Refused, read_credential

LARGEST = 20 * 1024 * 1024
CPU_SECONDS, MEMORY_BYTES, PATIENCE_SECONDS = 2, 200 * 1024 * 1024, 20
FILE, CREDENTIAL, SIGNATURE, ENTRY = (
    "file",
    "credential",
    "signature of the credential",
    "entry in the register",
)
TOO_LARGE = "The file is larger than any certificate that is issued here (20 MB)."
TOO_DEAR = "Reading the file takes more time or memory than any certificate does: it was given up."
NOT_HERE = "The signature of the credential is not checked by this program."
# The child sets its own limits: code between fork and exec may stand still where there are threads.
CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); from certificates.verifier.documents import child; child()"
)


@dataclass(frozen=True, slots=True)
class Examined:
    """The checks that need nothing but the file, and its digests, the likelier one first."""

    checks: list[Check]
    digests: list[str]


def examine_within_limits(content: bytes, seals: Sequence[bytes] = ()) -> Examined:
    """Examine a file in a process of its own, with two seconds of processor time and 200 MB."""
    if len(content) > LARGEST:
        return Examined([Check(FILE, Outcome.FAILED, TOO_LARGE)], [])
    given = json.dumps([seal.hex() for seal in seals]).encode() + b"\n" + content
    command = [sys.executable, "-I", "-W", "ignore", "-c", CHILD, str(Path(__file__).parents[2])]
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=PATIENCE_SECONDS, check=True)  # noqa: S603
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return Examined([Check(FILE, Outcome.UNCHECKED, TOO_DEAR)], [])
    checks = [Check(one["name"], Outcome(one["outcome"]), one["text"]) for one in answer["checks"]]
    return Examined(checks, answer["digests"])


def child() -> None:
    """Read known certificates and a file from the input, and write what was found; within limits set here."""
    import resource

    for kind, most in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY_BYTES)):
        resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    seals = [bytes.fromhex(seal) for seal in json.loads(sys.stdin.buffer.readline())]
    examined = examine(sys.stdin.buffer.read(), seals)
    answer = {"checks": [check.as_dict() for check in examined.checks], "digests": examined.digests}
    sys.stdout.write(json.dumps(answer))


def examine(content: bytes, seals: Sequence[bytes] = ()) -> Examined:
    """Examine a file in this process, without limits; strangers' files go through `examine_within_limits`."""
    if content.startswith(b"%PDF-"):
        return _examine_pdf(content, seals)
    if content.lstrip()[:1] == b"{":
        return Examined(_of_credential(content), [digest_of(content)])
    words = "The file is neither a PDF nor a credential." if content else "The file is empty."
    return Examined([Check(FILE, Outcome.FAILED, words)], [])


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of exact bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _examine_pdf(content: bytes, seals: Sequence[bytes]) -> Examined:
    try:
        checks, credential = examine_pdf(content, seals)
    except MemoryError:
        raise
    except Exception:
        # Damaged files make the library fail in many ways; each is one answer.
        words = "The PDF is damaged: it cannot be read to the end."
        return Examined([Check(FILE, Outcome.FAILED, words)], [digest_of(content)])
    checks = [Check(FILE, Outcome.OK, "The PDF can be read."), *checks]
    if credential is None:
        return Examined(checks, [digest_of(content)])
    return Examined(checks + _of_credential(credential), [digest_of(credential), digest_of(content)])


def _of_credential(content: bytes) -> list[Check]:
    try:
        read_credential(content)
    except Refused as error:
        return [Check(CREDENTIAL, Outcome.FAILED, str(error))]
    return [
        Check(CREDENTIAL, Outcome.OK, "The credential has the form of those that are issued here."),
        Check(SIGNATURE, Outcome.UNCHECKED, NOT_HERE),
    ]
