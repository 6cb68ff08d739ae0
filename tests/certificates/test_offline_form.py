"""The offline code by itself: published vectors, and what a stranger may write instead of one."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from certificates.issuing.keys.algorithms import sign_with
from certificates.verifier import base45, cbor, offline
from certificates.verifier.documents import examine, examine_within_limits
from certificates.verifier.known import Known
from certificates.verifier.results import Outcome

ISSUER = "did:web:certs.example.org:issuers:main"
METHOD = f"{ISSUER}#jwt-2026-1"
CLAIM = offline.Claim(
    number="TC-7F3K9QMD-W",
    kind="passed",
    name="张三",
    title="电子商务",
    school="示例职业技术学校",
    day="2026-06-30",
    status_list="1",
    index=94567,
)
IDENTIFIER = UUID("1f0c1a1e-6f4c-4b0c-9a65-3b8d3f6a7c02")
KEY, OTHER = (ec.generate_private_key(ec.SECP256R1()) for _each in range(2))


def _jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    point = key.public_key().public_numbers()
    x, y = (urlsafe_b64encode(n.to_bytes(32)).rstrip(b"=").decode() for n in (point.x, point.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


DOCUMENT = {
    "id": ISSUER,
    "verificationMethod": [{"id": METHOD, "type": "JsonWebKey", "publicKeyJwk": _jwk(KEY)}],
    "assertionMethod": [METHOD],
}
KNOWN = Known(issuer=DOCUMENT, now=datetime(2026, 7, 1, tzinfo=UTC))


def _code(key: ec.EllipticCurvePrivateKey = KEY, method: str = METHOD) -> bytes:
    return offline.make_code(
        CLAIM, identifier=IDENTIFIER, method=method, sign=lambda data: sign_with(key, data)
    ).encode()


def _message(content: bytes) -> list[Any]:
    return cbor.decode_sign1(base45.decode(content.decode().removeprefix(offline.PREFIX)))


def _text(body: bytes) -> bytes:
    return (offline.PREFIX + base45.encode(body)).encode()


def _outcomes(content: bytes, known: Known = KNOWN) -> dict[str, Outcome]:
    return {check.name: check.outcome for check in examine(content, known).checks}


@pytest.mark.parametrize(
    ("plain", "text"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")],
)
def test_base45_is_that_of_the_rfc(plain: bytes, text: str) -> None:
    assert (base45.encode(plain), base45.decode(text)) == (text, plain)


@pytest.mark.parametrize("text", ["A", "GGW", "::", "ab8", "BB8é", "::::"])
def test_what_is_no_base45_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base45"):
        base45.decode(text)


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (0, "00"), (23, "17"), (24, "1818"), (100, "1864"), (1000, "1903e8"), (1000000, "1a000f4240"),
        (1000000000000, "1b000000e8d4a51000"), (-1, "20"), (-100, "3863"), (-1000, "3903e7"),
        (bytes.fromhex("01020304"), "4401020304"), ("IETF", "6449455446"), ("水", "63e6b0b4"),
        ([1, [2, 3], [4, 5]], "8301820203820405"), ({1: 2, 3: 4}, "a201020304"),
    ],
)  # fmt: skip
def test_cbor_is_that_of_the_rfc(value: Any, encoded: str) -> None:
    assert (cbor.encode(value).hex(), cbor.decode(bytes.fromhex(encoded))) == (encoded, value)


def test_the_signature_of_the_working_groups_example_is_good() -> None:
    # RFC 9052, appendix C.2.1.
    key = {
        "x": urlsafe_b64encode(
            bytes.fromhex("bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff")
        ).decode(),
        "y": urlsafe_b64encode(
            bytes.fromhex("20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e")
        ).decode(),
    }
    signature = bytes.fromhex(
        "8eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e"
        "2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36"
    )
    signed = offline.to_be_signed(bytes.fromhex("a10126"), b"This is the content.")
    assert offline.is_signed_by(key, signed, signature)
    assert not offline.is_signed_by(key, signed + b".", signature)


def test_a_code_is_read_again_and_its_status_is_never_assumed() -> None:
    content = _code()
    assert offline.read_code(content).claim == CLAIM
    examined = examine(content, KNOWN)
    assert examined.identifier == IDENTIFIER.urn
    assert _outcomes(content) == {
        "digital credential": Outcome.OK,
        "signature of the credential": Outcome.OK,
        "who issued it": Outcome.OK,
        "period of validity": Outcome.OK,
        "status list": Outcome.UNCHECKED,
    }


def test_lines_that_were_broken_in_pasting_do_no_harm() -> None:
    content = _code()
    assert offline.read_code(b"\r\n " + content[:90] + b"\r\n" + content[90:] + b" \n").claim == CLAIM


def test_nothing_is_said_of_the_signature_without_the_issuers_document() -> None:
    assert _outcomes(_code(), Known())["signature of the credential"] is Outcome.UNCHECKED


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (_code(OTHER), Outcome.FAILED),
        (_code(method=f"{ISSUER}#jwt-2020-9"), Outcome.FAILED),
        (_code(OTHER, method="did:web:elsewhere.example#1"), Outcome.UNCHECKED),
    ],
)
def test_a_foreign_key_proves_nothing(content: bytes, outcome: Outcome) -> None:
    examined = examine(content, KNOWN)
    assert _outcomes(content)["signature of the credential"] is outcome
    assert examined.identifier == ""


def _with_header(header: dict[int, Any], open_header: dict[int, Any] | None = None) -> bytes:
    _protected, _open, payload, signature = _message(_code())
    return _text(cbor.encode_sign1([cbor.encode(header), open_header or {}, payload, signature]))


def _with_payload(change: Callable[[dict[int, Any]], Any]) -> bytes:
    protected, _open, payload, signature = _message(_code())
    claims = cbor.decode(payload)
    change(claims)
    return _text(cbor.encode_sign1([protected, {}, cbor.encode(claims), signature]))


KID = METHOD.encode()
SAYING_NOTHING = {
    "prefix alone": b"OC1:",
    "no base45": b"OC1:abc",
    "not ASCII": "OC1:张".encode(),
    "truncated": _code()[:-6],
    "longer": _code() + b"00",
    "too long": b"OC1:" + b"0" * offline.LARGEST,
    "deep": _text(b"\xd2" + b"\x81" * 600 + b"\x00"),
    "huge bytes": _text(b"\xd2\x84\x5b" + b"\xff" * 8),
    "huge list": _text(b"\xd2\x9b" + b"\x7f" * 8),
    "huge map": _text(b"\xd2\xbb" + b"\x7f" * 8),
    "no end": _text(b"\xd2\x9f\x00\xff"),
    "float": _text(b"\xd2\xfb" + b"\x00" * 8),
    "another tag": _text(b"\xd1" + cbor.encode([b"", {}, b"", b""])),
    "no tag": _text(cbor.encode([b"", {}, b"", b""])),
    "no text": _text(b"\xd2\x61\xff"),
    **{f"without the character {at}": _code()[:at] + _code()[at + 1 :] for at in range(4, len(_code()), 9)},
    "without its blanks": _code().replace(b" ", b""),
}
READABLE = {
    "key twice": _text(cbor.encode_sign1([b"\xa2\x01\x26\x01\x26", {}, b"", b"0" * 64])),
    "long number": _text(cbor.encode_sign1([b"\xa1\x18\x01\x26", {}, b"", b"0" * 64])),
    "no list": _text(cbor.encode_sign1([1, 2, 3, 4])),
    "alg none": _with_header({1: 0, 4: KID}),
    "alg EdDSA": _with_header({1: -8, 4: KID}),
    "no alg": _with_header({4: KID}),
    "alg outside": _with_header({4: KID}, {1: -7}),
    "key in the header": _with_header({1: -7, 4: KID}, {-1: b"key"}),
    "critical": _with_header({1: -7, 2: [99], 4: KID}),
    "short signature": _text(cbor.encode_sign1([*_message(_code())[:3], b"0"])),
    "a list for a map": _with_payload(lambda claims: claims.update({7: [1] * 9})),
    "day": _with_payload(lambda claims: claims[offline.CLAIM].__setitem__(5, "2026-13-45")),
    "negative index": _with_payload(lambda claims: claims[offline.CLAIM].__setitem__(7, -1)),
    "text for index": _with_payload(lambda claims: claims[offline.CLAIM].__setitem__(7, "1")),
    "one more": _with_payload(lambda claims: claims[offline.CLAIM].append("1")),
}


@pytest.mark.parametrize("content", SAYING_NOTHING.values(), ids=SAYING_NOTHING)
def test_what_cannot_be_read_is_neither_good_nor_forged(content: bytes) -> None:
    assert _outcomes(content) == {"digital credential": Outcome.UNCHECKED}
    assert examine(content, KNOWN).digests == [], "the register has no word about it"


@pytest.mark.parametrize("content", READABLE.values(), ids=READABLE)
def test_what_is_no_code_is_refused_in_one_line(content: bytes) -> None:
    assert _outcomes(content) == {"digital credential": Outcome.FAILED}


def test_a_changed_claim_is_seen() -> None:
    content = _with_payload(lambda claims: claims[offline.CLAIM].__setitem__(2, "李四"))
    assert _outcomes(content)["signature of the credential"] is Outcome.FAILED


def test_the_child_process_reads_a_code_within_its_limits() -> None:
    found = examine_within_limits(_code(), KNOWN)
    assert (found.identifier, len(found.checks)) == (IDENTIFIER.urn, 5)
