"""The verifier: `python -m certificates.verifier [FILE] [--receipt FILE] [--register DIR] [--key KEY] [--json]`.

A second signature of the FILE: `[--second FILE] [--second-key FILE]`.

Exit status: 0 valid, 1 not valid, 2 when the command is not understood, 4 when something could not be checked.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from certificates.verifier import documents, notes, receipts, sm2
from certificates.verifier.directory import REFUSALS, Directory, check_directory, look_up
from certificates.verifier.documents import Examined
from certificates.verifier.known import Known, read_issuer
from certificates.verifier.proofs import CREDENTIAL
from certificates.verifier.results import Check, Outcome, Verdict, verdict_of
from certificates.verifier.second import SECOND, check_second

STATUS = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.UNCLEAR: 4}
WRONG_USAGE = 2
ONLY_DOCUMENTS = "The register holds the documents (PDF), not what goes with them: check the PDF, too."
NO_REGISTER = "The register was not asked: name its folder with --register."
NO_SECOND = "None was given (--second). No certificate needs one."


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what the arguments name, print the answer, return the exit status."""
    options = _parser().parse_args(arguments)
    goes_with_file = options.receipt is not None or options.second is not None
    if options.file is None and (options.register is None or goes_with_file):
        _parser().error(
            "name a file, or a register, or both; a receipt or a second signature goes with a file"
        )
    keys = options.key
    roots = [root for file in options.time_stamps for root in file]
    examined = _of_file(options.file, options) if options.file else Examined([], [])
    checks, digests = list(examined.checks), examined.digests
    is_credential = bool(checks) and checks[0].name == CREDENTIAL
    if options.second is not None:
        known_keys = sm2.read_keys("\n".join(options.second_key)) if options.second_key else {}
        checks.append(check_second(examined.credential, options.second, known_keys))
    elif options.file and options.second_key:
        checks.append(Check(SECOND, Outcome.ABSENT, NO_SECOND))
    if options.receipt:
        checks.append(_receipt(options.receipt, digests, keys, is_credential=is_credential))
    if options.register:
        checks += check_directory(options.register, keys=keys, roots=roots)
        if digests:
            checks.append(_entry(Directory(options.register, keys), digests, is_credential=is_credential))
    else:
        words = receipts.NO_LATER if options.receipt else NO_REGISTER
        checks.append(Check(documents.ENTRY, Outcome.UNCHECKED, words))
    verdict = verdict_of(checks)
    answer = {"verdict": str(verdict), "checks": [check.as_dict() for check in checks]}
    lines = [f"{check.name}: {check.outcome}. {check.text}" for check in checks]
    sys.stdout.write(json.dumps(answer) if options.json else "\n".join([*lines, f"=> {verdict}"]))
    sys.stdout.write("\n")
    return STATUS[verdict]


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with a command."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USAGE, f"{self.prog}: {message} (see --help)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="verifier",
        description="Check a certificate and the published register.",
        epilog="Exit status: 0 valid, 1 not valid, 2 when the command is not understood, 4 when something could not be "
        "checked.",
    )
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        help="the PDF, the credential (JSON or JWT), or the text of an offline code",
    )
    parser.add_argument("--receipt", type=_text, help="the file's receipt of the register")
    parser.add_argument("--register", type=Path, help="folder with the published files of the register")
    parser.add_argument(
        "--key",
        type=_key,
        action="append",
        default=[],
        help="a key of the register as you know it: one line NAME+NUMBER+KEY, which the school publishes under "
        "/register/key. Take it from there yourself, not from whoever gave you the files",
    )
    parser.add_argument(
        "--seal", type=Path, action="append", default=[], help="a certificate of the school (PEM)"
    )
    parser.add_argument("--issuer", type=Path, help="the issuer's document as you know it (did.json)")
    parser.add_argument(
        "--status", type=Path, action="append", default=[], help="a published status list (JSON)"
    )
    parser.add_argument(
        "--time-stamps",
        type=_certificates,
        action="append",
        default=[],
        help="certificates of the authority for time-stamps (PEM)",
    )
    parser.add_argument(
        "--second", type=_signature, help="a second signature (SM2/SM3) over the credential's JSON"
    )
    parser.add_argument(
        "--second-key",
        type=_second_keys,
        action="append",
        default=[],
        help="the school's keys for second signatures (PEM), published under /issuers/main/second-keys.pem",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _key(line: str) -> notes.NoteKey:
    """Return the key that a line names; argparse says what is none: a slip of the pen makes no file "not valid"."""
    try:
        return notes.read_key(line)
    except notes.UnreadableNote as error:
        raise argparse.ArgumentTypeError(f"{error} The school publishes it under /register/key.") from None


def _text(path: str) -> str:
    """Return the beginning of a file that is a text; argparse says what cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return file.read(notes.LONGEST).decode()
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _signature(path: str) -> bytes:
    """Return the beginning of a file, longer than any second signature; argparse says what cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return file.read(sm2.LONGEST + 1)
    except OSError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _second_keys(path: str) -> str:
    """Return the text of a file that holds keys; argparse says what cannot be read, or is none."""
    text = _text(path)
    try:
        sm2.read_keys(text)
    except sm2.NotSm2 as error:
        raise argparse.ArgumentTypeError(f"{path}: {error}") from None
    return text


def _certificates(path: str) -> list[bytes]:
    """Return the certificates (DER) in a file; argparse says what cannot be read."""
    try:
        kept = x509.load_pem_x509_certificates(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return [one.public_bytes(Encoding.DER) for one in kept]


def _of_file(path: Path, options: argparse.Namespace) -> Examined:
    try:
        with path.open("rb") as file:
            content = file.read(documents.LARGEST + 1)
        known = _known(options)
    except (OSError, ValueError) as error:
        return Examined([Check(documents.FILE, Outcome.UNCHECKED, f"It cannot be opened: {error}")], [])
    return documents.examine_within_limits(content, known)


def _known(options: argparse.Namespace) -> Known:
    """Return what the arguments name.

    :raises OSError: when a file cannot be read.
    :raises ValueError: when it is not what it should be.
    """
    seals = [x509.load_pem_x509_certificate(seal.read_bytes()) for seal in options.seal]
    return Known(
        seals=[seal.public_bytes(Encoding.DER) for seal in seals],
        issuer=read_issuer(options.issuer.read_bytes()) if options.issuer else None,
        lists=[path.read_bytes() for path in options.status],
        clocks=[root for file in options.time_stamps for root in file],
    )


def _receipt(
    text: str, digests: Sequence[str], keys: Sequence[notes.NoteKey], *, is_credential: bool
) -> Check:
    if is_credential:
        return Check(receipts.RECEIPT, Outcome.UNCHECKED, ONLY_DOCUMENTS)
    return receipts.check_receipt(text, digests, keys)


def _entry(directory: Directory, digests: Sequence[str], *, is_credential: bool) -> Check:
    try:
        found = next((one for digest in digests if (one := look_up(directory, digest))), None)
    except REFUSALS as error:
        return Check(documents.ENTRY, Outcome.UNCHECKED, f"The register cannot be read: {error}")
    if found is None and is_credential:
        return Check(documents.ENTRY, Outcome.UNCHECKED, ONLY_DOCUMENTS)
    if found is None:
        return Check(documents.ENTRY, Outcome.FAILED, "The register does not know this file.")
    if found.ended_by:
        return Check(documents.ENTRY, Outcome.FAILED, f"It was issued, and ended since: {found.ended_by}.")
    return Check(documents.ENTRY, Outcome.OK, f"It is entry {found.index}, and nothing ended it.")


if __name__ == "__main__":
    sys.exit(main())
