"""The command of an operator that makes second signatures: OpenSSL's own SM2, with a key in a folder of the test."""

import shlex
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from certificates.issuing.keys.models import Custody, Purpose, SigningKey
from certificates.issuing.keys.operations import Holder, make_signing_key
from certificates.issuing.second.operations import sign_waiting
from certificates.verification.documents import check_document
from certificates.verifier.results import Verdict
from certificates.verifier.second import SECOND
from certificates.verifier.sm2 import IDENTITY
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT
from tests.support.dropped import NOW

# As docs/settings.md tells it. The key that an operator has in a device lies beside it.
COMMAND = f"""#!/bin/sh
cd {{folder}} || exit 1
echo "$1" >> asked
case $1 in
  public) exec openssl pkey -in "$3.pem" -pubout -outform DER ;;
  sign) exec openssl pkeyutl -sign -rawin -digest sm3 -inkey "$3.pem" -pkeyopt distid:{IDENTITY.decode()} ;;
esac
"""


@cache
def has_sm2() -> bool:
    """Return whether the command `openssl` of this machine has SM2; LibreSSL has not."""
    wanted = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:sm2"]
    try:
        return subprocess.run(wanted, capture_output=True).returncode == 0
    except OSError:
        return False


needs_sm2 = pytest.mark.skipif(not has_sm2(), reason="the command openssl has no SM2 here")


def new_key(folder: Path, name: str) -> None:
    """Make a key that the command knows by this name."""
    wanted = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:sm2"]
    subprocess.run([*wanted, "-out", folder / f"{name}.pem"], check=True, capture_output=True)


def a_command(folder: Path, settings: Any, *names: str) -> None:
    """Name a command that holds keys of these names."""
    folder.mkdir(exist_ok=True)
    (folder / "sign.sh").write_text(COMMAND.format(folder=shlex.quote(str(folder))))
    settings.SECOND_SIGNING_COMMAND = f"sh {shlex.quote(str(folder / 'sign.sh'))}"
    for name in names:
        new_key(folder, name)


def a_second_key(name: str = "one") -> SigningKey:
    """Put a key of the command into use for second signatures."""
    holder = Holder(Custody.COMMAND, name)
    return make_signing_key(purpose=Purpose.SECOND, holder=holder, actor=an_actor(), now=ISSUED_AT)


def turn() -> int:
    """Let the timer have its turn, and return how many second signatures it made."""
    return sign_waiting(actor=an_actor(), now=NOW)


def line_of(content: bytes) -> tuple[str, Verdict]:
    """Return what the platform says of the second signature of a file, empty where there is no such line."""
    checked = check_document(content, now=NOW)
    found = [str(check.outcome) for check in checked.checks if check.name == SECOND]
    assert len(found) <= 1
    return "".join(found), checked.verdict
