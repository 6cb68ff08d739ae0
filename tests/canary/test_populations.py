"""I3: what two sites' people show of the same programme and day differs in the certificates' own fields only."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from certificates.issuing import operations, storage
from certificates.issuing.digital import operations as digital
from certificates.issuing.documents import qr
from certificates.models import Credential
from certificates.sharing import presentation
from certificates.sharing.models import ShareLink
from certificates.sharing.queries import digest_of
from certificates.verification import answers, views
from tests.canary.populations import Looking, becomes_the_other, two_people
from tests.factories.accounts import employer_user_of
from tests.factories.organisations import a_site, an_employer
from tests.factories.register import checkpoint
from tests.support.documents import documents_in
from tests.support.second import a_command, a_second_key, has_sm2, turn

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SITES = ("赤霞鹭湾教习所", "普通教学点")
LATER = datetime(2026, 7, 2, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path, settings: Any) -> Iterator[None]:
    cache.clear()
    settings.REGISTER_DIR = str(tmp_path / "register")
    if has_sm2():
        a_command(tmp_path / "device", settings, "one")
    with documents_in(tmp_path / "documents"), time_machine.travel(LATER, tick=False):
        yield


def what_tells_them_apart() -> dict[str, tuple[bytes, bytes]]:
    """Issue to the two and return where each surface begins to differ in more than own fields."""
    first, second = two_people((a_site(name=SITES[0]), a_site(name=SITES[1])))
    checkpoint(day=1)
    if has_sm2():
        a_second_key()
        assert turn() == 2
    looking = Looking(Client(), employer_user_of(an_employer()))
    one, other = looking.surfaces(first), looking.surfaces(second)
    assert one.keys() == other.keys()
    differing = {name: apart(one[name], other[name]) for name in one if one[name] != other[name]}
    return differing if becomes_the_other(first, second) else {**differing, "document": (b"", b"")}


def apart(one: bytes, other: bytes) -> tuple[bytes, bytes]:
    """Return what stands where the two begin to differ."""
    place = len(os.path.commonprefix([one, other]))
    start = max(0, place - 60)
    return one[start : place + 60], other[start : place + 60]


def test_nothing_tells_the_people_of_two_sites_apart() -> None:
    assert what_tells_them_apart() == {}


def code_of(**known: str) -> str:
    """Return what a leak would tell: the site of whose certificate it is."""
    return Credential.objects.get(**known).person.site.code


def in_the_answer(patch: pytest.MonkeyPatch) -> None:
    facts = answers._facts

    def leaking(record: Any, *, name: str) -> Any:
        return facts(record, name=name) | {"kind": {"term": "x", "value": code_of(number=record.number)}}

    patch.setattr(answers, "_facts", leaking)


def in_a_header(patch: pytest.MonkeyPatch) -> None:
    answer = views._answer

    def leaking(request: Any, record: Any, *known: Any, form: Any) -> Any:
        response = answer(request, record, *known, form=form)
        if record is not None and form is None:
            response["X-Served-For"] = code_of(number=record.number)
        return response

    patch.setattr(views, "_answer", leaking)


def in_the_credential(patch: pytest.MonkeyPatch) -> None:
    badge = digital.badge
    patch.setattr(
        digital, "badge", lambda award, names: badge(award, names) | {"name": code_of(number=award.number)}
    )


def in_the_jwt(patch: pytest.MonkeyPatch) -> None:
    to_jwt = digital.to_jwt

    def leaking(body: Any, *, method: str, sign: Any) -> str:
        number = body["credentialSubject"]["licenseNumber"]
        return to_jwt(body, method=f"{method}-{code_of(number=number)}", sign=sign)

    patch.setattr(digital, "to_jwt", leaking)


def in_the_metadata(patch: pytest.MonkeyPatch) -> None:
    document_of_award = operations.document_of_award

    def leaking(award: Any, **named: Any) -> Any:
        document = document_of_award(award, **named)
        return replace(document, title=f"{document.title} {code_of(number=award.number)}")

    patch.setattr(operations, "document_of_award", leaking)


def in_the_drawing(patch: pytest.MonkeyPatch) -> None:
    """As a template would that is told whose certificate it is: another picture for each site, no word of it."""
    document_of = operations.document_of

    def leaking(credential: Credential, *, seal: Any) -> bytes:
        mark = b"\n%%%d" % (credential.person.site_id % 2)
        return document_of(credential, seal=seal) + mark

    patch.setattr(operations, "document_of", leaking)


def in_the_code(patch: pytest.MonkeyPatch) -> None:
    address = qr.public_address

    def leaking(base: str, token: str, *, folder: str = "V") -> str:
        rows = Credential.objects.filter(token_hash=storage.digest_of(token.encode()))
        site = rows.values_list("person__site__code", flat=True).first() or ""
        return address(base, token, folder=folder) + site[-4:]

    patch.setattr(qr, "public_address", leaking)


def in_the_code_of_a_link(patch: pytest.MonkeyPatch) -> None:
    address = presentation.public_address

    def leaking(base: str, token: str, *, folder: str = "V") -> str:
        site = ShareLink.objects.get(token_hash=digest_of(token)).credential.person.site.code
        return address(base, token, folder=folder) + site[-4:]

    patch.setattr(presentation, "public_address", leaking)


PLANTS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], set[str]]] = {
    "the answer": (
        in_the_answer,
        {"page", "number and name", "pdf checked", "shared page"},
    ),
    "a header": (in_a_header, {"page"}),
    "the credential": (in_the_credential, {"json", "jwt"}),
    "the JWT": (in_the_jwt, {"jwt"}),
    "the metadata": (in_the_metadata, {"metadata"}),
    "the drawing": (in_the_drawing, {"document"}),
    "the code": (in_the_code, {"code"}),
    "the code of a link": (in_the_code_of_a_link, {"code of a link"}),
}


@pytest.mark.parametrize("where", PLANTS)
def test_control_what_is_planted_is_found(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, surfaces = PLANTS[where]
    plant(monkeypatch)
    assert surfaces <= what_tells_them_apart().keys()
