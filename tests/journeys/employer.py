"""What somebody who checks certificates was given: papers, files, links, and a copy of the register.

All of it is the demonstration's; the server that answers has the address that stands on these papers.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import zxingcpp
from PIL import Image

from tests.support.server import RunningPlatform

PASSCODE = "Qiming2026"
GIVEN = """
import base64, json
from certificates.issuing import storage
from certificates.issuing.digital.operations import make_jwt, signed_bytes_of
from certificates.issuing.queries import award_of_credential
from certificates.models import Credential, CredentialKind, CredentialState, SharedField, ShareLink
from certificates.sharing.operations import Wanted, close_link, make_link
from certificates.sharing.rules import ends_at
from lms.core import clock
from lms.core.actor import Actor
from datetime import timedelta
from tests.factories.endings import replaced

actor, now = Actor.system("journey"), clock.now()
text = lambda content: base64.b64encode(content).decode()
def rows(state):
    kind = CredentialKind.DIPLOMA
    return Credential.objects.filter(kind=kind, state=state).exclude(document_sha256="").order_by("pk")
def told(one):
    return {
        "number": one.number_id,
        "name": award_of_credential(one).name,
        "pdf": text(storage.get_document(one.document_name, one.document_sha256)),
        "json": text(signed_bytes_of(one)),
    }
one, another = rows(CredentialState.ISSUED)[:2]
def link(passcode="", since=now):
    wanted = Wanted([SharedField.NAME, SharedField.DOCUMENT], 7, passcode)
    return make_link(credential_uuid=one.uuid, person_id=one.person_id, wanted=wanted, actor=actor, now=since)
closed = link()
close_link(link_uuid=closed.uuid, person_id=one.person_id, actor=actor, now=now)
print(json.dumps({
    "valid": {**told(one), "jwt": text(make_jwt(one, now=now).encode())},
    "revoked": told(rows(CredentialState.REVOKED)[0]),
    "replaced": told(rows(CredentialState.REPLACED)[0]),
    "of today": told(replaced(another, now=now)),
    "links": {
        "open": link().token,
        "with passcode": link(PASSCODE_).token,
        "closed": closed.token,
        "expired": link(since=now - timedelta(days=8)).token,
        "never was": closed.token[::-1],
    },
}))
""".replace("PASSCODE_", repr(PASSCODE))
# What is due tonight, done now: the register is signed and its files are published.
TONIGHT = """
from datetime import timedelta
from certificates.issuing.register.tasks import checkpoint
from lms.core import clock
checkpoint(now=clock.now() + timedelta(days=1))
"""
# Whatever asks for a network, and for an address in it, fails.
OFFLINE = """
import runpy, sys
def refuse(event, arguments):
    if event.startswith("socket."):
        raise OSError("there is no network")
sys.addaudithook(refuse)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@dataclass(frozen=True)
class Paper:
    """One certificate as its holder hands it over."""

    number: str
    name: str
    pdf: bytes
    json: bytes
    jwt: bytes = b""


def papers_of(told: dict[str, Any]) -> dict[str, Paper]:
    """Return the papers by what became of them."""
    return {
        state: Paper(
            number=told[state]["number"],
            name=told[state]["name"],
            **{
                kind: base64.b64decode(told[state][kind])
                for kind in ("pdf", "json", "jwt")
                if kind in told[state]
            },
        )
        for state in ("valid", "revoked", "replaced", "of today")
    }


def given(platform: RunningPlatform) -> dict[str, Any]:
    """Return what the platform tells of three certificates and of links to one of them."""
    return dict(json.loads(platform.manage("shell", "-v", "0", "-c", GIVEN).splitlines()[-1]))


def scanned(pdf: bytes, folder: Path) -> str:
    """Return what a camera reads from a printed page."""
    file = folder / "scanned.pdf"
    file.write_bytes(pdf)
    draw = ["pdftoppm", "-r", "110", "-singlefile", str(file), str(file.with_suffix(""))]
    subprocess.run(draw, check=True)
    with Image.open(file.with_suffix(".ppm")) as picture:
        codes = zxingcpp.read_barcodes(picture.convert("RGB"))
    assert len(codes) == 1
    return codes[0].text


def here(platform: RunningPlatform, address: str) -> str:
    """Return an address of a paper where this platform answers, on a port of its own."""
    return platform.base_url + urlsplit(address).path


def fetch(platform: RunningPlatform, name: str) -> bytes:
    """Return a public file as anybody gets it."""
    with urlopen(f"{platform.base_url}/{name}", timeout=60) as answer:  # noqa: S310 - the own platform
        return bytes(answer.read())


def copy_register(platform: RunningPlatform, folder: Path) -> None:
    """Fetch the public files of the register, each from its address."""
    kept = platform.data_dir / "register"
    names = [path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()]
    for name in names:
        if not name.startswith("."):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(fetch(platform, f"register/{name}"))


def checked_offline(verifier: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Return what the verifier says where there is no network, and its exit status."""
    command = [sys.executable, "-I", "-c", OFFLINE, str(verifier), *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, check=False)
    return done.returncode, json.loads(done.stdout)
