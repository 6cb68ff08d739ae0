"""Two verifiers of others accept what we issue, and refuse what is altered, revoked, foreign or out of date."""

import copy
import json
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from certificates.issuing.digital.operations import make_jwt, signed_bytes_of
from certificates.issuing.keys.algorithms import new_private_key, sign_with
from certificates.issuing.keys.models import Purpose
from certificates.issuing.keys.operations import (
    Holder,
    key_in_use,
    make_signing_key,
    remove_signing_key,
    sign,
)
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.status.models import StatusList
from certificates.issuing.status.operations import sign_list
from certificates.models import Credential
from certificates.verifier.digital.integrity import add_proof, instant
from lms.core import clock
from tests.factories.accounts import an_actor
from tests.factories.certificates import issued_credential
from tests.factories.endings import revoked
from tests.factories.studies import a_campus, an_assessment_body

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SCRIPT = Path(__file__).with_name("judge.mjs")
BASE = "https://certs.example.org"
DOCUMENT = f"{BASE}/issuers/main/did.json"
SOUND = {"valid_signature": True, "expiration": True, "revocation_status": True}


@pytest.fixture(autouse=True)
def _public_address(settings: Any) -> None:
    settings.PUBLIC_BASE_URL = BASE


def files_now() -> dict[str, Any]:
    """Return what the two public addresses answer at present."""
    client = Client()
    found = {DOCUMENT: client.get(reverse("certificates:issuer")).json()}
    for row in StatusList.objects.all():
        path = reverse("certificates:status_list", args=[row.name])
        found[BASE + path] = client.get(path).json()
    return found


def case(name: str, credential: dict[str, Any], **files: Any) -> dict[str, Any]:
    return {"name": name, "credential": credential, "files": {**files_now(), **files}}


def signed_anew(credential: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """Return the credential with other fields, under a sound signature of our own key."""
    body = {key: value for key, value in credential.items() if key != "proof"} | changed
    key, method = (
        key_in_use(Purpose.CREDENTIAL, now=clock.now()),
        credential["proof"][0]["verificationMethod"],
    )
    return add_proof(body, method=method, created=clock.now(), sign=lambda data: sign(key, data))


def cases() -> Iterator[dict[str, Any]]:
    issued: Credential = issued_credential()
    sound = json.loads(signed_bytes_of(issued))
    sign_list(StatusList.objects.get(), actor=an_actor(), now=clock.now())
    make_jwt(issued, now=clock.now())  # its key stands in the document beside the other
    yield case("sound", sound)

    altered = copy.deepcopy(sound)
    altered["credentialSubject"]["identifier"][0]["identityHash"] = "李四"
    yield case("altered", altered)

    yield case("expired", signed_anew(sound, validUntil=instant(clock.now() - timedelta(days=1))))

    forger = new_private_key("ed25519")
    body = {name: value for name, value in sound.items() if name != "proof"}
    method = sound["proof"][0]["verificationMethod"]
    forged = add_proof(body, method=method, created=clock.now(), sign=lambda data: sign_with(forger, data))
    yield case("forged", forged)

    foreign = json.loads(json.dumps(sound).replace("did:web:certs.example.org", "did:web:certs.example.net"))
    yield case("foreign", foreign)

    address = sound["credentialStatus"]["statusListCredential"]
    old = signed_anew(files_now()[address], validUntil=instant(clock.now() - timedelta(hours=1)))
    yield case("old list", sound, **{address: old})

    make_signing_key(purpose=Purpose.CREDENTIAL, holder=Holder(), actor=an_actor(), now=clock.now())
    sign_list(StatusList.objects.get(), actor=an_actor(), now=clock.now())
    yield case("after rotation", sound)

    revoked(issued, now=clock.now())
    sign_list(StatusList.objects.get(), actor=an_actor(), now=clock.now())
    yield case("revoked", sound)

    name = method.rpartition("#")[2]
    remove_signing_key(name=name, reason="stolen", actor=an_actor(), now=clock.now())
    yield case("key removed", sound)


def test_others_accept_ours_and_refuse_everything_else(tmp_path: Path) -> None:
    verdicts = judged(list(cases()), tmp_path)
    accepted = {name for name, both in verdicts.items() if is_accepted_by_the_first(both["digitalBazaar"])}
    assert accepted == {"sound", "after rotation"}, verdicts
    accepted = {name for name, both in verdicts.items() if is_accepted_by_the_second(both["verifierCore"])}
    assert accepted == {"sound", "after rotation"}, verdicts
    assert verdicts["revoked"]["digitalBazaar"]["revoked"]


def one_of_every_further_kind() -> list[Credential]:
    """Issue what the training certificate is not: the papers of a study with a transcript, and a skill level."""
    campus, body = a_campus(), an_assessment_body()
    graduate = campus.graduate("甲一")
    campus.issue([graduate], CredentialKind.DIPLOMA)
    campus.issue([graduate], CredentialKind.TRANSCRIPT)
    campus.issue([campus.taught("乙二")], CredentialKind.STUDY_COMPLETION)
    campus.issue([campus.left("丙三")], CredentialKind.STUDY_RECORD)
    body.issue([body.graduate("丁四")], CredentialKind.SKILL_LEVEL)
    return list(Credential.objects.filter(state="issued").exclude(kind="training_certificate"))


def test_others_accept_every_further_kind(tmp_path: Path) -> None:
    issued = one_of_every_further_kind()
    sign_list(StatusList.objects.get(), actor=an_actor(), now=clock.now())
    verdicts = judged([case(row.kind, json.loads(signed_bytes_of(row))) for row in issued], tmp_path)
    assert len(verdicts) == len(CredentialKind) - 1
    for kind, both in verdicts.items():
        assert is_accepted_by_the_first(both["digitalBazaar"]), (kind, both)
        assert is_accepted_by_the_second(both["verifierCore"]), (kind, both)


def judged(asked: list[dict[str, Any]], folder: Path) -> dict[str, Any]:
    """Return the verdicts; a process for each state of our keys, as the second verifier remembers what it read."""
    verdicts: dict[str, Any] = {}
    states = {json.dumps(one["files"][DOCUMENT]): [] for one in asked}
    for one in asked:
        states[json.dumps(one["files"][DOCUMENT])].append(one)
    for number, together in enumerate(states.values()):
        path = folder / f"cases-{number}.json"
        path.write_text(json.dumps({"cases": together}), encoding="utf-8")
        done = subprocess.run(["node", SCRIPT, path], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        verdicts |= json.loads(done.stdout)
    return verdicts


def is_accepted_by_the_first(verdict: dict[str, Any]) -> bool:
    # This one calls a revoked credential verified, and tells of the bit beside it.
    return verdict["verified"] and not verdict["revoked"]


def is_accepted_by_the_second(verdict: dict[str, Any]) -> bool:
    return not verdict["error"] and SOUND.items() <= verdict["steps"].items()
