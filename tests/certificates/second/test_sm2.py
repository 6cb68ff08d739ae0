"""Signatures of SM2: the example of the standard, OpenSSL's own, and everything that is none."""

import base64
import subprocess
import textwrap
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from certificates.verifier import sm2
from certificates.verifier.results import Outcome
from certificates.verifier.second import check_second, is_one
from tests.support.second import needs_sm2, new_key

# GM/T 0003.5-2012, appendix A.2: signing with the recommended curve.
MESSAGE = b"message digest"
X = 0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020
Y = 0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
SIGNATURE = encode_dss_signature(R, S)


def spki(x: int, y: int) -> bytes:
    return sm2.SPKI_HEAD + x.to_bytes(32) + y.to_bytes(32)


KEY = spki(X, Y)


def test_the_example_of_the_standard_is_good() -> None:
    assert sm2.is_signature(KEY, MESSAGE, SIGNATURE)
    assert len(SIGNATURE) == sm2.LONGEST


@pytest.mark.parametrize("message", [b"", b"message digesu", MESSAGE + b"\n", b" " + MESSAGE])
def test_over_other_bytes_it_is_not(message: bytes) -> None:
    assert not sm2.is_signature(KEY, message, SIGNATURE)


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"\x30",
        SIGNATURE[:-1],
        SIGNATURE + b"\x00",
        SIGNATURE + SIGNATURE,
        SIGNATURE + b"\x00" * 1_000_000,
        R.to_bytes(32) + S.to_bytes(32),
        b"\x30\x81" + SIGNATURE[1:],  # the same, its length written otherwise
        encode_dss_signature(0, S),
        encode_dss_signature(R, 0),
        encode_dss_signature(R + sm2.N, S),
        encode_dss_signature(R, S + sm2.N),
        encode_dss_signature(R, sm2.N - R),  # r + s = 0
        b"\x30\x45\x02\x20" + R.to_bytes(32) + b"\x02\x21\x00" + S.to_bytes(32),  # a negative r
        encode_dss_signature(S, R),
        encode_dss_signature(R, sm2.N - S),
        encode_dss_signature(1, 1),
    ],
    ids=lambda signature: f"{len(signature)}-{signature[:6].hex()}",
)
def test_what_is_no_signature_of_the_key_is_refused(signature: bytes) -> None:
    assert not sm2.is_signature(KEY, MESSAGE, signature)
    found = check_second(MESSAGE, signature, {"sm2-2026-1": KEY})
    assert found.outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "public",
    [
        b"",
        KEY[:-1],
        KEY + b"\x00",
        b"\x00" * len(KEY),
        spki(X, Y + 1),
        spki(0, 0),
        spki(X, sm2.P - 1),
        spki(X, Y).replace(sm2.SPKI_HEAD[-1:] + X.to_bytes(32), b"\x02" + X.to_bytes(32)),
        KEY.replace(bytes.fromhex("2a811ccf5501822d"), bytes.fromhex("2a8648ce3d030107")),  # P-256
    ],
    ids=range(9),
)
def test_what_is_no_point_of_the_curve_is_no_key(public: bytes) -> None:
    with pytest.raises(sm2.NotSm2):
        sm2.read_key(public)


def test_another_key_did_not_sign() -> None:
    assert not sm2.is_signature(spki(*sm2.G), MESSAGE, SIGNATURE)
    assert not sm2.is_signature(spki(X, sm2.P - Y), MESSAGE, SIGNATURE)


@needs_sm2
def test_openssl_and_this_agree_whatever_is_signed(tmp_path: Path) -> None:
    for name in ("one", "other"):
        new_key(tmp_path, name)
        public = ["openssl", "pkey", "-in", tmp_path / f"{name}.pem", "-pubout", "-outform", "DER"]
        (tmp_path / name).write_bytes(subprocess.run(public, check=True, capture_output=True).stdout)
    one, other = (tmp_path / "one").read_bytes(), (tmp_path / "other").read_bytes()
    sign = ["openssl", "pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-inkey", tmp_path / "one.pem"]
    identity = ["-pkeyopt", "distid:1234567812345678"]
    for message in (b"x", b"\x00" * 55, b"\xff" * 64, "买买提·吐尔逊".encode() * 400):
        signed = subprocess.run([*sign, *identity], input=message, check=True, capture_output=True).stdout
        assert sm2.is_signature(one, message, signed)
        assert not sm2.is_signature(other, message, signed)
        assert not sm2.is_signature(one, message + b"x", signed)
    # Signed for somebody else's identity, which goes into what is hashed.
    foreign = [*sign, "-pkeyopt", "distid:ALICE123@YAHOO.COM"]
    signed = subprocess.run(foreign, input=b"x", check=True, capture_output=True).stdout
    assert not sm2.is_signature(one, b"x", signed)


def test_keys_are_read_by_the_names_in_front_of_them() -> None:
    def block(public: bytes) -> str:
        lines = "\r\n".join(textwrap.wrap(base64.b64encode(public).decode(), 64))
        return f"-----BEGIN PUBLIC KEY-----\r\n{lines}\r\n-----END PUBLIC KEY-----\r\n"

    text = f"sm2-2027-1\r\n{block(spki(*sm2.G))}\r\n{block(KEY)}"
    assert sm2.read_keys(text) == {"sm2-2027-1": spki(*sm2.G), sha256(KEY).hexdigest()[:16]: KEY}
    twice = (
        f"sm2-2026-1\n{block(KEY)}sm2-2026-1\n{block(spki(*sm2.G))}sm2-2026-1\n{block(KEY)}"  # of two schools
    )
    assert set(sm2.read_keys(twice).values()) == {KEY, spki(*sm2.G)}
    for wrong in ("", "sm2-2026-1", block(KEY[:-1]), block(KEY).replace("A", "=", 1), "x" * 100_000):
        with pytest.raises(sm2.NotSm2):
            sm2.read_keys(wrong)


# --- what is said of it ----------------------------------------------------------------------------------------------


def test_each_answer_is_its_own_and_only_a_good_one_is_green() -> None:
    keys = {"sm2-2027-1": spki(*sm2.G), "sm2-2026-1": KEY}
    good = check_second(MESSAGE, SIGNATURE, keys)
    assert (good.outcome, good.values) == (Outcome.OK, {"key": "sm2-2026-1"})
    assert check_second(MESSAGE, None, keys).outcome is Outcome.ABSENT
    assert check_second(b"", SIGNATURE, keys).outcome is Outcome.UNCHECKED
    assert check_second(MESSAGE, SIGNATURE, {}).outcome is Outcome.UNCHECKED
    assert check_second(b"other", SIGNATURE, keys).outcome is Outcome.FAILED


def test_without_sm3_it_is_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unknown(hashes.HashAlgorithm):
        name, digest_size, block_size = "unknown", 32, 64

    monkeypatch.setattr(
        sm2.hashes, "SM3", Unknown
    )  # the library refuses it as one that was built without SM3 does
    assert check_second(MESSAGE, SIGNATURE, {"sm2-2026-1": KEY}).outcome is Outcome.UNCHECKED


def test_a_second_signature_is_known_by_its_form() -> None:
    assert is_one(SIGNATURE)
    assert not is_one(SIGNATURE + b"\x00")
    assert not is_one(b"%PDF-")
