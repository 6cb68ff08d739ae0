"""Two people of two sites with the same programme and day, and everything that anybody can see of their certificates.

A surface is brought into a form without the certificate's own fields, by their exact values: what then differs tells
the two apart. What a document draws cannot be compared so: it is made again with the other's fields, and has to become
the other's file to the byte.
"""

import base64
import json
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pikepdf
import zxingcpp
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from PIL import Image

from certificates.bulkcheck.workbooks import HEADS
from certificates.issuing import operations, payload, storage
from certificates.issuing.digital.offline import make_offline_code
from certificates.issuing.digital.operations import get_signed, make_jwt, signed_bytes_of
from certificates.issuing.documents.sealing import seal_in_use
from certificates.issuing.queries import award_of_credential, verify_address
from certificates.issuing.register.folder import folder
from certificates.issuing.second.queries import published_keys, second_signature_of
from certificates.models import Credential, RegisterEvent, SharedField, SignedCredential
from certificates.verifier.offline import read_code
from certificates.verifier.sm2 import name_of_signer
from certificates.verifier.tiles import bundles, proof_path
from lms.accounts.models import User
from lms.core import clock
from lms.core.actor import Actor
from lms.core.workbooks.writing import Page, workbook
from lms.enrolments.api import NewEnrolment, enrol_trainee
from lms.organisations.models import Pairing, Site
from tests.canary.surfaces import VARYING, codes_on, whole
from tests.factories.accounts import an_actor, trainee_at
from tests.factories.certificates import ISSUED_AT, a_share_link, complete
from tests.factories.courses import NOW, a_version
from tests.factories.organisations import a_school
from tests.factories.second import second_file_of

NAMES = ("张小芳", "李建国")
HOURS = (0, 5)  # after noon: each site's batch at another hour of the day


def two_people(sites: tuple[Site, Site]) -> tuple[Credential, Credential]:
    """Issue to one person of each site: one school, one programme, one day."""
    school, version = a_school(), a_version()
    found = []
    for site, name, hours in zip(sites, NAMES, HOURS, strict=True):
        Pairing.objects.create(school=school, site=site, valid_from=NOW.date())
        wanted = NewEnrolment(trainee_at(site, name=name).person, version, school, uuid4())
        enrolment = complete(enrol_trainee(enrolment=wanted, actor=Actor.system("test"), now=NOW))
        at = ISSUED_AT + timedelta(hours=hours)
        found.append(operations.issue_credential(enrolment_uuid=enrolment.uuid, actor=an_actor(), now=at))
    return found[0], found[1]


@dataclass
class Looking:
    """Who looks: a stranger and an employer's person; and the certificate of the other, to make documents anew."""

    stranger: Client
    employer: User

    def surfaces(self, credential: Credential) -> dict[str, bytes]:
        """Return everything that can be seen of a certificate, without what is its own."""
        own = own_fields(credential)
        seen = {
            **dict(self._answers(credential)),
            **dict(self._shared(credential)),
            **dict(_register(credential)),
            **dict(_words_of_document(credential)),
            "json": signed_bytes_of(credential),
            "jwt": _jwt(credential),
            "second signature": _second(credential),
            "offline code": _offline(credential),
            "address": verify_address(credential).encode(),
        }
        return {name: without(own, content) for name, content in seen.items()}

    def _answers(self, credential: Credential) -> Iterator[tuple[str, bytes]]:
        number, name = credential.number_id, award_of_credential(credential).name
        check, check_file = reverse("certificates:verify"), reverse("certificates:verify_file")
        ask = self.stranger
        code = reverse("certificates:verify_code", args=[credential.token])
        caches["screens"].clear()  # the view's own answer; the second one is put together from what was drawn
        yield "page", whole(ask.get(code))
        yield "prepared page", whole(ask.get(code))
        yield "number and name", whole(ask.post(check, {"number": number, "name": name}))
        yield "number and wrong name", whole(ask.post(check, {"number": number, "name": "王某"}))
        yield "no such page", whole(ask.get(f"/v/{credential.token}/more/"))
        for kind, content in (("pdf", _document(credential)), ("json", signed_bytes_of(credential))):
            yield f"{kind} checked", whole(ask.post(check_file, {"file": BytesIO(content)}))
            yield f"cut {kind} checked", whole(ask.post(check_file, {"file": BytesIO(content[:-9])}))
        book, at_employer = workbook([Page("x", [list(HEADS.values()), [number, name]])]), Client()
        at_employer.force_login(self.employer)
        sent = {"file": BytesIO(book), "answer": "page"}
        yield "employer's page", whole(at_employer.post(reverse("certificates:bulk_check"), sent))

    def _shared(self, credential: Credential) -> Iterator[tuple[str, bytes]]:
        fields = [field for field in SharedField.values if field != SharedField.DOCUMENT]
        link = a_share_link(credential, *fields, now=clock.now())
        page = whole(self.stranger.get(reverse("certificates:shared", args=[link.token])))
        yield "shared page", page.replace(link.token.encode(), b"LINK")
        holder = Client()
        holder.force_login(User.objects.get(person=credential.person))
        slip = holder.get(reverse("certificates:share_link", args=[link.uuid])).content.decode()
        codes = codes_on(slip)
        assert len(codes) == 1
        yield "code of a link", codes[0].replace(link.token, "LINK").encode()


def own_fields(credential: Credential) -> dict[str, str]:
    """Return the values that are the certificate's own, each with the word that stands for it."""
    award, signed, entry = award_of_credential(credential), get_signed(credential), credential.status_entry
    index = RegisterEvent.objects.values_list("index", flat=True).filter(digest=credential.document_sha256)
    proof = json.loads(bytes(signed.content))["proof"][0]["proofValue"]
    return {
        award.number: "NUMBER",
        award.name: "NAME",
        f"{award.name[0]}{'*' * (len(award.name) - 1)}": "MASKED",
        credential.token: "TOKEN",
        credential.document_sha256: "DIGEST OF PDF",
        signed.content_sha256: "DIGEST OF JSON",
        _sha256(_document(credential)[:-9]): "DIGEST OF CUT PDF",
        _sha256(signed_bytes_of(credential)[:-9]): "DIGEST OF CUT JSON",
        str(entry.identifier): "ID",
        str(entry.subject_id): "SUBJECT",
        proof: "PROOF",
        f"/status/1#{entry.index}": "/status/1#PLACE",
        f'"statusListIndex":"{entry.index}"': "PLACE",
        **{f"index {place}\n": "index PLACE\n" for place in index},
        **{f"第 {place} 条": "第 PLACE 条" for place in index},
    }


def without(own: dict[str, str], content: bytes) -> bytes:
    """Return the content with a word for each of the own values, and without what differs from answer to answer."""
    for value in sorted(own, key=len, reverse=True):
        for form in {value, json.dumps(value)[1:-1]}:
            content = content.replace(form.encode(), own[value].encode())
    return VARYING.sub("", content.decode("utf-8", "replace")).encode()


def becomes_the_other(one: Credential, other: Credential) -> bool:
    """Return whether one's document, made with the other's own fields, is the other's to the byte."""
    mine, theirs = award_of_credential(one), award_of_credential(other)
    made = Credential.objects.get(pk=one.pk)
    made.payload = payload.to_bytes(replace(mine, number=theirs.number, name=theirs.name))
    made.token = other.token
    made.signed = SignedCredential(content=signed_bytes_of(other), signed_at=get_signed(one).signed_at)
    seal = seal_in_use(now=ISSUED_AT)
    unchanged = operations.document_of(Credential.objects.get(pk=one.pk), seal=seal)
    return operations.document_of(made, seal=seal) == _document(other) and unchanged == _document(one)


def _document(credential: Credential) -> bytes:
    return storage.get_document(credential.document_name, credential.document_sha256)


def _sha256(content: bytes) -> str:
    return storage.digest_of(content)


def _jwt(credential: Credential) -> bytes:
    head, body, signature = make_jwt(credential, now=clock.now()).split(".")
    parts = [base64.urlsafe_b64decode(part + "==") for part in (head, body, signature)]
    return b"\n".join([*parts[:2], b"%d bytes" % len(parts[2])])


def _second(credential: Credential) -> bytes:
    """Under which name it is downloaded, and who signed. Empty where OpenSSL has no SM2.

    The two numbers of a signature are random, and so is how many bytes they take.
    """
    if second_signature_of(credential) is None:
        return b""
    answer = second_file_of(credential)
    signer = name_of_signer(published_keys(), signed_bytes_of(credential), answer.content)
    assert signer
    length = f"Content-Length: {len(answer.content)}".encode()
    return whole(answer).replace(answer.content, signer.encode()).replace(length, b"Content-Length: RANDOM")


def _offline(credential: Credential) -> bytes:
    """What an offline code says, in words, with its random place and its signature counted only."""
    code = read_code(make_offline_code(credential, now=clock.now()).encode())
    said = [*astuple(replace(code.claim, index=0)), code.method, code.identifier.removeprefix("urn:uuid:")]
    return "\n".join([*map(str, said), f"{len(code.signature)} bytes"]).encode()


def _register(credential: Credential) -> Iterator[tuple[str, bytes]]:
    """Its entries in the published bundles, and its receipt with the hashes of its neighbours counted only."""
    index = RegisterEvent.objects.get(digest=credential.document_sha256, kind="issue").index
    size = int((folder() / "checkpoint").read_text().split("\n")[1])
    read = bundles(size, lambda name: (folder() / name).read_bytes())
    entries = [entry for _first, some in read for entry in some]
    yield "entry", entries[index]
    head, _blank, checkpoint = (folder() / proof_path(index)).read_text().partition("\n\n")
    lines = head.split("\n")
    yield "receipt", "\n".join([*lines[:2], str({len(line) for line in lines[2:]}), checkpoint]).encode()


def _words_of_document(credential: Credential) -> Iterator[tuple[str, bytes]]:
    """What a document says beside its drawing: text, names, metadata, attachments, its parts, and the code."""
    content = _document(credential)
    with pikepdf.open(BytesIO(content)) as opened:
        said = [f"{key}: {value}" for key, value in sorted(opened.docinfo.items())]
        attached = [bytes(file.get_file().read_bytes()) for file in opened.attachments.values()]
        yield "metadata", "\n".join(said).encode() + opened.Root.Metadata.read_bytes()
        yield "attachments", b"\n".join([*(name.encode() for name in opened.attachments), *attached])
        yield "parts", "\n".join(_keys(entry) for entry in opened.objects).encode()
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "one.pdf"
        file.write_bytes(content)
        text = subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True).stdout
        draw = ["pdftoppm", "-r", "110", "-singlefile", file, file.with_suffix("")]
        subprocess.run(draw, check=True)
        codes = zxingcpp.read_barcodes(Image.open(file.with_suffix(".ppm")).convert("RGB"))
    yield "text", text
    yield "code", "\n".join(code.text for code in codes).encode()


def _keys(entry: pikepdf.Object) -> str:
    is_named = isinstance(entry, pikepdf.Dictionary | pikepdf.Stream)
    return " ".join(sorted(entry.keys())) if is_named else type(entry).__name__
