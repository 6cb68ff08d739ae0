"""What else is dropped: the credential as a JWT is checked as its JSON is, other files of ours are no forgeries."""

import io
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pikepdf
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client

from certificates.issuing.digital.operations import make_jwt
from certificates.issuing.keys.models import Purpose
from certificates.issuing.keys.operations import key_in_use, sign
from certificates.issuing.register.queries import receipt_of
from certificates.issuing.status.operations import sign_stale_lists
from certificates.issuing.transcripts.printing import print_transcript
from certificates.issuing.transcripts.queries import transcript_sheet
from certificates.models import Credential
from certificates.verification import documents
from certificates.verifier import __main__ as command
from certificates.verifier import tokens
from certificates.verifier.kinds import TRANSCRIPT
from tests.factories.certificates import NAME
from tests.factories.endings import replaced, revoked
from tests.factories.studies import a_campus
from tests.support.dropped import NOW, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
SCHOOL = "示范职业学校"


@pytest.fixture
def token(credential: Credential) -> bytes:
    return make_jwt(credential, now=NOW).encode()


def outcomes(content: bytes) -> dict[str, str]:
    checked = documents.check_document(content, now=NOW)
    return {check.name: str(check.outcome) for check in checked.checks}


def part(value: Any) -> bytes:
    content = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    return urlsafe_b64encode(content).rstrip(b"=")


def read(content: bytes) -> Any:
    return json.loads(urlsafe_b64decode(content + b"=" * (-len(content) % 4)))


def signed_by_a_stranger(head: Any, claims: Any) -> bytes:
    message = part(head) + b"." + part(claims)
    halves = decode_dss_signature(generate_private_key(SECP256R1()).sign(message, ECDSA(SHA256())))
    return message + b"." + part(b"".join(half.to_bytes(32, "big") for half in halves))


# --- a credential as a JWT ---------------------------------------------------------------------------------------


def test_a_jwt_is_checked_as_its_json_is(client: Client, token: bytes) -> None:
    page = shown(client, token)
    assert "verdict--valid" in page
    assert "买**" in page
    assert NAME not in page
    assert set(outcomes(token).values()) == {"ok"}
    assert {"signature of the credential", "status list", "entry in the register"} <= outcomes(token).keys()
    assert "verdict--valid" in shown(client, token + b"\n")


def test_a_jwt_of_what_ended_says_so(client: Client, credential: Credential, token: bytes) -> None:
    revoked(credential)
    sign_stale_lists(now=NOW)
    assert "verdict--revoked" in shown(client, token)


def test_a_changed_or_forged_jwt_is_refused_and_nothing_of_it_is_shown(client: Client, token: bytes) -> None:
    first, second, signature = token.split(b".")
    head, claims = read(first), read(second)
    other = {**claims, "name": "高级证书"}
    for content in (
        signed_by_a_stranger(head, claims),
        signed_by_a_stranger(head, other),
        signed_by_a_stranger({**head, "kid": "did:web:evil.example#key"}, claims),
        b".".join([first, part(other), signature]),
        b".".join([part({**head, "alg": "none"}), second, b""]),
        b".".join([part({**head, "jwk": {}}), second, signature]),
        b".".join([part(b"{"), second, signature]),
        b".".join([first, part(b"{}"), signature]),
        b".".join([first, second, b""]),
        token + b"A" * 200_000,
    ):
        page = shown(client, content)
        assert "verdict--refused" in page
        assert "示范项目" not in page
        assert "高级证书" not in page


def test_a_jwt_that_broke_off_speaks_neither_for_it_nor_against(client: Client, token: bytes) -> None:
    first, second, signature = token.split(b".")
    for end in (1, 30, len(signature) - 1):
        page = shown(client, b".".join([first, second, signature[:end]]))
        assert "verdict--unconfirmed" in page
        assert "这份数字证书不完整" in page
        assert "示范项目" not in page
    assert "verdict--unconfirmed" in shown(client, token[: len(first) + 40])
    for change in ({"alg": "none"}, {"jwk": {}}, {"typ": "other"}):
        head = part({**read(first), **change})
        assert "verdict--refused" in shown(client, b".".join([head, second, signature[:-1]]))


def test_a_head_that_offers_more_proves_nothing_even_under_the_key_of_the_school(token: bytes) -> None:
    first, second, _signature = token.split(b".")
    key = key_in_use(Purpose.JWT, now=NOW)
    for change in ({}, {"jwk": {}}, {"crit": ["b64"], "b64": False}, {"alg": "ES384"}, {"typ": "other"}):
        message = part({**read(first), **change}) + b"." + second
        content = message + b"." + part(sign(key, message))
        assert outcomes(content)["signature of the credential"] == ("failed" if change else "ok")


def test_registered_claims_may_not_say_something_else(token: bytes) -> None:
    """No key of the school signs such a thing, so the comparison is asked by itself."""
    claims = read(token.split(b".")[1])
    assert tokens._agrees(claims)
    for change in (
        {"sub": "urn:uuid:other"},
        {"nbf": 1},
        {"exp": 2_000_000_000},
        {"iss": "did:web:evil.example"},
    ):
        assert not tokens._agrees({**claims, **change})


# --- who issued it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pdf", "signed", "token"])
def test_the_line_of_the_issuer_names_the_school(client: Client, kind: str, request: Any) -> None:
    content = request.getfixturevalue(kind)
    checked = documents.check_document(content, now=NOW)
    line = next(check.text for check in checked.checks if check.name == "who issued it")
    assert SCHOOL in line
    assert "did:web:testserver:issuers:main" in line
    client.cookies["language"] = "en"
    assert f"It was issued by {SCHOOL} (did:web" in shown(client, content)


# --- what is no certificate --------------------------------------------------------------------------------------


def others(credential: Credential, client: Client) -> dict[str, bytes]:
    receipt = receipt_of(credential.document_sha256)
    assert receipt is not None
    return {
        "登记回执，与 PDF 配套": receipt.encode(),
        "考试回执": json.dumps({"payload": {"key": "x"}, "signature": "AA=="}).encode(),
        "供查验程序使用的文件": client.get("/issuers/main/did.json").content,
        "供查验程序使用的文件，": client.get("/status/1").content,
        "既不是": b"\xff\xd8\xff\xe0 a photograph",
    }


def test_another_file_of_ours_or_a_photograph_is_not_called_a_forgery(
    client: Client, credential: Credential
) -> None:
    for words, content in others(credential, client).items():
        page = shown(client, content)
        assert "verdict--unconfirmed" in page, words
        assert "这里不查验这种文件" in page
        assert words in page
        assert "不是本平台签发的证书" not in page
        assert "登记簿中没有" not in page
        assert 'href="/verify/"' in page
    client.cookies["language"] = "en"
    assert "This kind of file is not checked here" in shown(client, b"GIF89a")


def test_a_transcript_says_what_to_check_instead_and_hides_no_forgery(client: Client, pdf: bytes) -> None:
    paper = print_transcript(transcript_sheet(a_campus().student("甲一"), now=NOW))
    page = shown(client, paper)
    assert "verdict--unconfirmed" in page
    assert "自称成绩单" in page
    assert "甲一" not in page
    for title in (TRANSCRIPT, "就业推荐表"):
        assert "verdict--refused" in shown(client, titled(pdf, title)), "what has a seal is checked by it"
        assert "verdict--unconfirmed" in shown(client, titled(paper, title))
    claimed = shown(client, titled(paper, "毕业证书"))
    assert "verdict--unconfirmed" in claimed, "a title is nobody's seal"
    assert "不能当作凭据" in claimed


def titled(content: bytes, title: str) -> bytes:
    """Return a PDF under another title, written anew."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as opened:
        opened.docinfo["/Title"] = title
        opened.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        {"payload": {}, "signature": "", "credentialSubject": {}},
        {"@context": [], "id": "x", "verificationMethod": [], "assertionMethod": [], "name": "张三"},
        {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": "BitstringStatusListCredential"},
        [],
    ],
)
def test_what_only_looks_like_one_of_ours_is_refused(client: Client, content: Any) -> None:
    page = shown(client, json.dumps(content).encode())
    assert ("verdict--refused" in page) == isinstance(content, dict)
    assert "verdict--valid" not in page


# --- the first day -----------------------------------------------------------------------------------------------


def test_before_the_register_is_signed_it_says_until_when_and_what_answers_now(
    client: Client,
    credential: Credential,
    pdf: bytes,
    signed: bytes,
    token: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The day on which a certificate is issued: every way is right but one, which waits for midnight."""
    from certificates.issuing.register import queries

    monkeypatch.setattr(queries, "_newest", lambda: None)
    for content in (pdf, signed, token):
        page = shown(client, content)
        assert "verdict--unconfirmed" in page
        assert "2026-07-03 00:00" in page
        assert "有一项要等一等" in page
        assert 'href="/verify/"' in page
    client.cookies["language"] = "en"
    page = shown(client, pdf)
    assert "one check has to wait" in page
    assert "some minutes after 2026-07-03 00:00 (Beijing time)" in page


def test_a_list_that_is_out_of_date_too_is_not_promised_for_midnight(
    client: Client, signed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from certificates.issuing.register import queries

    monkeypatch.setattr(queries, "_newest", lambda: None)
    with time_machine.travel("2026-07-20T00:00:00Z", tick=False):
        page = shown(client, signed)
    assert "verdict--unconfirmed" in page
    assert "有一项要等一等" not in page


def test_a_replaced_one_sends_to_the_newer_one(client: Client, credential: Credential, pdf: bytes) -> None:
    replaced(credential)
    page = shown(client, pdf)
    assert "verdict--replaced" in page
    assert "请持证人出示新证书" in page
    form = {"number": credential.number_id, "name": NAME}
    assert "请持证人出示新证书" in client.post("/verify/", form).content.decode()
    client.cookies["language"] = "en"
    assert "Ask the holder for the new one." in shown(client, pdf)


# --- the command -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["garbage", "name+0+AA==", "a+b+c", "+", "名+00000000+AQ=="])
def test_a_key_that_is_none_is_answered_in_one_line(key: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["--register", ".", "--key", key])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "/register/key" in said


def test_the_help_says_where_the_key_is_and_what_the_status_means(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "/register/key" in said
    assert "2 when the command is not understood" in said
