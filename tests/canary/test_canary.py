"""I3: a site whose every word is unmistakable is found on no public page, no employer page, in no document."""

import base64
import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4
from zipfile import ZipFile

import pikepdf
import pytest
import time_machine
import zxingcpp
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from PIL import Image

from certificates.api import award_of_credential
from certificates.bulkcheck.workbooks import HEADS
from certificates.issuing import payload, storage
from certificates.issuing.digital.offline import make_offline_code
from certificates.issuing.digital.operations import make_jwt, signed_bytes_of
from certificates.issuing.documents.printing import print_certificate
from certificates.issuing.ending.operations import carry_out
from certificates.issuing.ending.rules import Ending
from certificates.models import Credential, Opening, PublishedCredential, SharedField
from certificates.verifier import base45
from lms.accounts.api import people_visible_to
from lms.accounts.models import User
from lms.core import clock
from lms.core.workbooks.writing import Page, workbook
from lms.organisations.models import Room, Site
from tests.canary.surfaces import VARYING, addresses, codes_on, crawl, inside_out, seconds, unpadded, whole
from tests.canary.tokens import found_in, needles
from tests.factories.accounts import registrar_at, sign_in, terminal_at
from tests.factories.certificates import ISSUED_AT, NAME, a_share_link, issued_credential
from tests.factories.employer_keys import Program, a_key
from tests.factories.endings import WORKER, approved, asked
from tests.factories.openings import an_employer_refused_an_opening
from tests.factories.organisations import a_site, an_administration
from tests.factories.register import checkpoint
from tests.support.documents import documents_in

pytestmark = pytest.mark.django_db
SITE_ZH, SITE_EN, CODE = "赤霞鹭湾教习所", "Zyrquonox Hollow", "QZXV-7719"
ROOM, SEAT, STAFF, AUTHORITY = "枭翎四〇七室", "ZK-88-QUOV", "闵霁岚监教", "碧桴总辖局"
WORDS = (SITE_ZH, SITE_EN, CODE, ROOM, SEAT, STAFF, AUTHORITY)


@dataclass
class Seeded:
    """The marked site, a credential earned there, and an employer."""

    site: Site
    credential: Credential
    employer: User
    staff: User


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path) -> Iterator[None]:
    cache.clear()
    with documents_in(tmp_path / "documents"):
        yield


@pytest.fixture
def seeded() -> Seeded:
    administration = an_administration(name=AUTHORITY)
    site = Site.objects.create(code=CODE, name_zh=SITE_ZH, name_en=SITE_EN, administration=administration)
    terminal_at(Room.objects.create(site=site, name=ROOM, seats=9), seat=SEAT)
    staff = registrar_at(site)
    staff.display_name = STAFF
    staff.save()
    return Seeded(site, issued_credential(site=site), an_employer_refused_an_opening(staff), staff)


def assert_clean(contents: dict[str, bytes]) -> None:
    wanted = needles(WORDS)
    leaks = {where: words for where, content in contents.items() if (words := found_in(content, wanted))}
    assert leaks == {}


def samples(credential: Credential) -> dict[str, str]:
    return {
        "token": credential.token,
        "uuid": str(credential.uuid),
        "attempt": str(uuid4()),
        "name": "public",
    }


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("who", ["public", "employer"])
def test_no_page_reveals_the_site(client: Client, seeded: Seeded, who: str, language: str) -> None:
    client.cookies["language"] = language
    if who == "employer":
        sign_in(client, seeded.employer)

    pages = crawl(client, addresses(samples(seeded.credential)))

    assert reverse("certificates:verify") in pages
    assert (f"/openings/{Opening.objects.get().uuid}/" in pages) is (who == "employer")
    assert reverse("certificates:verify_code", args=[seeded.credential.token]) in pages
    assert_clean(pages)


def test_no_answer_of_the_check_reveals_the_site(client: Client, seeded: Seeded) -> None:
    form = {"number": seeded.credential.number_id, "name": NAME}
    answers = {
        "match": client.post(reverse("certificates:verify"), form),
        "miss": client.post(reverse("certificates:verify"), form | {"name": "x"}),
        "bad": client.post(reverse("certificates:verify"), {}),
        "no such page": client.get("/nowhere/"),
        "refused": client.post("/nowhere/"),
    }
    assert NAME in answers["match"].content.decode()
    assert_clean({name: whole(answer) for name, answer in answers.items()})


def test_no_answer_about_a_file_or_a_workbook_reveals_the_site(client: Client, seeded: Seeded) -> None:
    credential = seeded.credential
    checkpoint(day=1)
    pdf = storage.get_document(credential.document_name, credential.document_sha256)
    signed = signed_bytes_of(credential)
    address, many = reverse("certificates:verify_file"), reverse("certificates:bulk_check")
    files = {"pdf": pdf, "json": signed, "changed": signed.replace(NAME.encode(), b"X"), "cut": pdf[:-99]}
    answers = {name: client.post(address, {"file": BytesIO(content)}) for name, content in files.items()}
    client.force_login(seeded.employer)
    book = workbook([Page("x", [list(HEADS.values()), [credential.number_id, NAME], ["", "x"]])])
    for form in ("page", "workbook"):
        answers[form] = client.post(many, {"file": BytesIO(book), "answer": form})
    assert "示范项目" in answers["pdf"].content.decode()
    assert "示范项目" in answers["page"].content.decode()
    unpacked = ZipFile(BytesIO(answers["workbook"].content))
    parts = {name: unpacked.read(name) for name in unpacked.namelist()}
    assert any("示范项目".encode() in part for part in parts.values())
    assert_clean({name: whole(answer) for name, answer in answers.items()} | parts)


def test_no_answer_to_a_program_reveals_the_site(client: Client, seeded: Seeded) -> None:
    key, secret = a_key(seeded.employer)
    number, answers = seeded.credential.number_id, {}
    for language in ("zh-CN", "en"):
        program = Program(secret, language=language)
        answers |= {
            f"match {language}": program.check(number, NAME),
            f"miss {language}": program.check(number, "x"),
            f"list {language}": program.checks((number, NAME), ("TC-0", "x")),
            f"code {language}": program.code(seeded.credential.token),
            f"bad {language}": program.check("", ""),
            f"no key {language}": Program("x", language=language).check(number, NAME),
        }
    address = reverse("certificates:revoke_employer_key", args=[key.uuid])
    answers["description"] = client.get(reverse("employer_api_description"))
    answers["revoke"] = sign_in(client, seeded.employer).get(address)
    assert NAME in answers["match en"].json()["lines"][2]["value"]
    assert_clean({name: whole(answer) for name, answer in answers.items()})


def test_answers_to_programs_for_two_populations_are_equal_but_for_the_number(
    two_populations: tuple[Credential, Credential],
) -> None:
    bodies = []
    with time_machine.travel(ISSUED_AT, tick=False):
        program = Program(a_key()[1])
        for credential in two_populations:
            answers = [program.check(credential.number_id, NAME), program.code(credential.token)]
            bodies.append([whole(one).replace(credential.number_id.encode(), b"NUMBER") for one in answers])
    assert bodies[0] == bodies[1]


def test_no_document_reveals_the_site(seeded: Seeded, tmp_path: Path) -> None:
    content = storage.get_document(seeded.credential.document_name, seeded.credential.document_sha256)
    (tmp_path / "one.pdf").write_bytes(content)
    draw = ["pdftoppm", "-r", "110", "-singlefile", tmp_path / "one.pdf", tmp_path / "one"]
    subprocess.run(draw, check=True)
    codes = [code.text for code in zxingcpp.read_barcodes(Image.open(tmp_path / "one.ppm").convert("RGB"))]
    text = subprocess.run(["pdftotext", tmp_path / "one.pdf", "-"], check=True, capture_output=True).stdout

    assert len(codes) == 1
    assert NAME.encode() in text
    assert_clean(
        {
            "file": inside_out(content),
            "text": text,
            "code": codes[0].encode(),
            "name": seeded.credential.document_name.encode(),
            "payload": bytes(seeded.credential.payload),
        }
    )


def test_no_digital_credential_and_nothing_it_refers_to_reveals_the_site(
    client: Client, seeded: Seeded
) -> None:
    content, jwt = signed_bytes_of(seeded.credential), make_jwt(seeded.credential, now=clock.now())
    code = make_offline_code(seeded.credential, now=clock.now())
    encoded = json.loads(client.get("/status/1").content)["credentialSubject"]["encodedList"]
    assert NAME in content.decode()
    assert_clean(
        {
            "json": content,
            "jwt": b"\n".join(unpadded(part) for part in jwt.split(".")),
            "offline code": base45.decode(code.removeprefix("OC1:")),
            "offline code checked": whole(
                client.post(reverse("certificates:verify_offline"), {"code": code})
            ),
            "keys": whole(client.get("/issuers/main/did.json")),
            "second signature": seconds(seeded.credential),
            "list": whole(client.get("/status/1")),
            "bits": gzip.decompress(unpadded(encoded.removeprefix("u"))),
        }
    )


def test_no_file_of_the_register_reveals_the_site(
    client: Client, seeded: Seeded, settings: Any, tmp_path: Path
) -> None:
    settings.REGISTER_DIR = str(tmp_path / "register")
    checkpoint(day=1)
    names = [
        path.relative_to(tmp_path / "register").as_posix() for path in (tmp_path / "register").rglob("*")
    ]
    answers = {name: client.get(reverse("certificates:register_file", args=[name])) for name in names}
    served = {name: whole(answer) for name, answer in answers.items() if answer.status_code == 200}
    assert {"checkpoint", "key", "checkpoints/2", "proof/001", "tile/0/000.p/2", "tile/entries/000.p/2"} <= {
        *served
    }
    assert seeded.credential.document_sha256.encode() in served["tile/entries/000.p/2"]
    assert_clean(served)


def test_the_public_table_reveals_no_site(seeded: Seeded) -> None:
    row = PublishedCredential.objects.values().get()
    assert_clean({"row": repr(row).encode()})


def test_control_the_search_finds_each_word_in_each_encoding() -> None:
    wanted = needles(WORDS)
    for word in WORDS:
        raw = word.encode()
        hidden = {
            "plain": raw,
            "base64": base64.b64encode(b"ab" + raw + b"c"),
            "base64 for addresses": base64.urlsafe_b64encode(b"a" + raw),
            "hex": raw.hex().encode(),
            "address": quote(word).encode(),
            "utf-16": word.encode("utf-16"),
        }
        for encoding, content in hidden.items():
            assert word in found_in(b"before " + content + b" after", wanted), (word, encoding)
    assert SITE_ZH in found_in(b"https://chixialuwanjiaoxisuo.example/", wanted)


def test_control_the_search_finds_a_word_inside_a_document() -> None:
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.Root.Hidden = pdf.make_stream(SITE_ZH.encode(), Deep=pikepdf.String(ROOM))
        pdf.docinfo["/Title"] = SITE_EN
        pdf.save(out, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)

    assert {SITE_ZH, SITE_EN, ROOM} <= found_in(inside_out(out.getvalue()), needles(WORDS))


def test_control_staff_do_see_the_site(client: Client, seeded: Seeded) -> None:
    assert [person.site.name_zh for person in people_visible_to(seeded.staff)] == [SITE_ZH]


# --- two populations: what was earned at the site and elsewhere differs in its own fields only --------------------


@pytest.fixture
def two_populations() -> tuple[Credential, Credential]:
    return issued_credential(site=a_site(name=SITE_ZH)), issued_credential(site=a_site(name="普通教学点"))


def test_the_content_of_two_populations_has_the_same_shape(
    two_populations: tuple[Credential, Credential],
) -> None:
    first, second = (award_of_credential(credential) for credential in two_populations)

    assert payload.to_bytes(first).replace(first.number.encode(), second.number.encode()) == payload.to_bytes(
        second
    )


def test_documents_of_two_populations_are_equal_but_for_number_and_code(
    two_populations: tuple[Credential, Credential],
) -> None:
    first, second = (award_of_credential(credential) for credential in two_populations)
    printed = [print_certificate(award, token="A" * 26) for award in (first, second)]
    again = print_certificate(
        payload.from_bytes(payload.to_bytes(first).replace(first.number.encode(), second.number.encode())),
        token="A" * 26,
    )

    assert printed[0] != printed[1]
    assert again == printed[1]


def test_digital_credentials_of_two_populations_are_equal_but_for_number_and_what_was_drawn(
    two_populations: tuple[Credential, Credential],
) -> None:
    drawn = re.compile(
        r"urn:uuid:[0-9a-f-]{36}|status/1#\d+|(?<=\"statusListIndex\":\")\d+|(?<=\"proofValue\":\")\w+"
    )
    first, second = (
        drawn.sub("DRAWN", signed_bytes_of(credential).decode().replace(credential.number_id, "NUMBER"))
        for credential in two_populations
    )
    assert first == second


def test_answers_for_two_populations_are_equal_but_for_number_and_code(
    client: Client, two_populations: tuple[Credential, Credential]
) -> None:
    bodies = []
    for credential in two_populations:
        response = client.get(reverse("certificates:verify_code", args=[credential.token]))
        text = (
            response.content.decode()
            .replace(credential.number_id, "NUMBER")
            .replace(credential.token, "TOKEN")
        )
        bodies.append(VARYING.sub("", text))
    assert bodies[0] == bodies[1]


def test_shared_pages_of_two_populations_are_equal_but_for_number_and_code(
    client: Client, two_populations: tuple[Credential, Credential], seeded: Seeded
) -> None:
    pages, bodies = {}, []
    with time_machine.travel(ISSUED_AT, tick=False):
        for credential in (*two_populations, seeded.credential):
            link = a_share_link(credential, *SharedField.values)
            response = client.get(reverse("certificates:shared", args=[link.token]))
            ticket = re.search(r'name="ticket" value="([^"]+)"', response.content.decode())
            assert ticket
            sent = client.post(
                reverse("certificates:shared_document", args=[link.token]), {"ticket": ticket[1]}
            )
            pages[f"page of {credential.number_id}"] = whole(response)
            pages[f"document of {credential.number_id}"] = whole(sent) + inside_out(sent.content)
            text = response.content.decode().replace(ticket[1], "TICKET").replace(link.token, "TOKEN")
            bodies.append(VARYING.sub("", text.replace(credential.number_id, "NUMBER")))
    assert bodies[0] == bodies[1]
    assert_clean(pages)


def test_the_code_on_a_holders_slip_leads_to_the_shared_page_and_reveals_no_site(
    client: Client, seeded: Seeded
) -> None:
    with time_machine.travel(ISSUED_AT, tick=False):
        link = a_share_link(seeded.credential, *SharedField.values)
        client.force_login(User.objects.get(person=seeded.credential.person))
        slip = client.get(reverse("certificates:share_link", args=[link.uuid])).content.decode()
        codes = codes_on(slip)
        page = Client().get(urlsplit(codes[0]).path)
    assert [code.rpartition("/")[2] for code in codes] == [link.token]
    assert NAME in page.content.decode()
    assert_clean({"code": codes[0].encode(), "page": whole(page)})


@pytest.mark.parametrize("kind", [Ending.REVOKE, Ending.REPLACE])
def test_what_ended_at_two_sites_answers_alike_and_never_says_why(
    client: Client, two_populations: tuple[Credential, Credential], kind: Ending
) -> None:
    pages, bodies = {}, []
    with time_machine.travel(ISSUED_AT, tick=False):
        for credential in two_populations:
            link = a_share_link(credential, *SharedField.values)
            request = approved(asked(credential, kind, note="枭翎四〇七室打架"))
            if kind is Ending.REPLACE:
                carry_out(request_uuid=request.uuid, actor=WORKER, now=ISSUED_AT)
            form = {"number": credential.number_id, "name": NAME}
            answers = [
                client.get(reverse("certificates:verify_code", args=[credential.token])),
                client.get(reverse("certificates:shared", args=[link.token])),
                client.post(reverse("certificates:verify"), form),
            ]
            pages |= {f"{credential.number_id} {place}": whole(one) for place, one in enumerate(answers)}
            texts = [one.content.decode().replace(credential.number_id, "NUMBER") for one in answers]
            tokens = re.compile(f"{link.token}|{credential.token}")
            bodies.append([VARYING.sub("", tokens.sub("TOKEN", text)) for text in texts])
            newer = credential.successors.first()
            for text in texts:
                assert request.get_reason_display() not in text
                assert newer is None or (newer.number_id not in text and newer.token not in text)
    assert bodies[0] == bodies[1]
    assert_clean(pages)
