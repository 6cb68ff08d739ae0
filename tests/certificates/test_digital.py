"""The signed credential: published vectors, its fields, and each pitfall of the formats."""

import base64
import copy
import hashlib
import json
import re
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.issuing.digital.jwt import claims
from certificates.issuing.digital.operations import make_jwt, sign_credential, signed_bytes_of
from certificates.issuing.errors import WrongState
from certificates.issuing.keys.algorithms import ed25519_bytes, is_signature
from certificates.issuing.keys.models import Purpose, SigningKey
from certificates.models import Credential, SignedCredential
from certificates.verifier.digital import contexts, integrity, multibase
from certificates.verifier.digital.canonical import NotCanonical, canonical_form
from lms.core import clock
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT, NAME, issued_credential
from tests.factories.organisations import a_site

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
# Contexts of the published vectors alone: a vocabulary, and one that none of the vector's terms needs.
OTHERS = {
    EXAMPLES: {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}},
    EXTENSIONS: {"@context": {}},
}
# 1EdTech's key of its guide's chapter on proofs for Open Badges 3.0.
GUIDE_SEED = bytes.fromhex("6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4")
GUIDE_KEY = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"

# W3C, Data Integrity EdDSA Cryptosuites, test vectors of eddsa-rdfc-2022.
ALUMNI = {
    "@context": [contexts.CREDENTIALS, EXAMPLES],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    "proof": {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": "https://vc.example/issuers/5678#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "proofPurpose": "assertionMethod",
        "proofValue": "z21EVs3eXERqTn4acNHT9viboqgzUaQ3kTmhPT3eA8qrVPE7CrQq78WkzctnMX5W4CrzcKnHw8V6dvy5pgWYCU5e9",
    },
}
# 1EdTech, public validator, a badge of version 3.0.3 under the guide's key (simple-did-key-method.json).
SIMPLE = {
    "@context": [contexts.CREDENTIALS, contexts.OPEN_BADGES, EXTENSIONS],
    "id": "urn:uuid:280c19b6-9680-4a37-ba84-e38b1a4e4584",
    "type": ["VerifiableCredential", "AchievementCredential"],
    "issuer": {
        "type": ["Profile"],
        "name": "Andy F. Miller",
        "id": "urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164",
    },
    "validFrom": "2022-11-10T07:38:00-08:00",
    "name": "test 1",
    "credentialSubject": {
        "id": "urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "urn:uuid:35258e6f-4c05-4215-8ada-38a5a5b80510",
            "type": ["Achievement"],
            "achievementType": "Achievement",
            "name": "test 1",
            "description": "This is a test achievement",
            "criteria": {"narrative": "There is no criteria"},
        },
    },
    "proof": [
        {
            "type": "DataIntegrityProof",
            "created": "2010-01-01T19:23:24Z",
            "verificationMethod": f"did:key:{GUIDE_KEY}",
            "cryptosuite": "eddsa-rdfc-2022",
            "proofPurpose": "assertionMethod",
            "proofValue": "z5v2mkEWTLxzJ4VCxvUx5dRoy54Hp81GpyABUk7NswQECwDH6Ecwv5F3Mqso7t18UY6WScm5Qszo6nqiiqmevRWHc",
        }
    ],
}


def load(address: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
    if address in OTHERS:
        return {"contextUrl": None, "documentUrl": address, "document": OTHERS[address]}
    return contexts.load(address)


@pytest.mark.parametrize(
    ("vector", "key"),
    [(ALUMNI, "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"), (SIMPLE, GUIDE_KEY)],
    ids=["W3C", "1EdTech"],
)
def test_published_vectors_fit_and_altered_ones_do_not(vector: dict[str, Any], key: str) -> None:
    public = multibase.decode(key)[2:]
    integrity.check_proof(vector, public, loader=load)

    with pytest.raises(integrity.BadProof):
        integrity.check_proof({**vector, "name": "Another"}, public, loader=load)


def test_the_guide_s_digests_give_the_guide_s_proof_value() -> None:
    proof = bytes.fromhex("3cf3c265b6c8ebb29b4d5ea310b87d2f31c79b633eff8af561d2e8c97a85c8cb")
    document = bytes.fromhex("d994aebd5e53f4af4495dbe9e1155410bae683811107c26acf83671075c163b3")
    signature = Ed25519PrivateKey.from_private_bytes(GUIDE_SEED).sign(proof + document)
    assert multibase.encode(signature) == (
        "zUSD5bjo6mYV1n9i9E6ZwUiHuj4JyZDjCDfDqoJcPi9XJrc9LYstik9mdBvutdwBdquWXjWrwJDVGJrAarvRs8uD"
    )


def test_the_guide_s_proof_options_give_the_guide_s_digest() -> None:
    method = f"https://example.edu/issuers/565049#{GUIDE_KEY}"
    options = {
        "@context": [contexts.CREDENTIALS],
        "type": "DataIntegrityProof",
        "created": "2010-01-01T19:23:24Z",
        "verificationMethod": method,
        "cryptosuite": "eddsa-rdfc-2022",
        "proofPurpose": "assertionMethod",
    }
    quads = canonical_form(options)
    assert f"<https://w3id.org/security#verificationMethod> <{method}> ." in quads
    # The guide writes the suite as plain text, as its context of 2023 did; the present one gives it a type.
    plain = quads.replace("^^<https://w3id.org/security#cryptosuiteString>", "")
    assert hashlib.sha256(plain.encode()).hexdigest() == (
        "3cf3c265b6c8ebb29b4d5ea310b87d2f31c79b633eff8af561d2e8c97a85c8cb"
    )


@pytest.mark.parametrize("content", [b"", b"\0\0\1", b"\xed\x01" + b"\7" * 32])
def test_multibase_reads_what_it_writes(content: bytes) -> None:
    assert multibase.decode(multibase.encode(content)) == content


@pytest.mark.parametrize("text", ["", "abc", "z0", "zI", "z_"])
def test_what_is_no_multibase_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base58"):
        multibase.decode(text)


# --- pitfalls -----------------------------------------------------------------


def a_document(**more: Any) -> dict[str, Any]:
    return {"@context": [contexts.CREDENTIALS], "id": "urn:uuid:58172aac-d8ba-41ed-83dd-0b3aef56cc33", **more}


def test_a_term_without_meaning_is_refused_and_not_left_unsigned() -> None:
    with pytest.raises(NotCanonical, match="className"):
        canonical_form(a_document(type="VerifiableCredential", className="3"))


def test_a_relative_address_is_refused_and_not_made_absolute() -> None:
    with pytest.raises(NotCanonical, match="relative"):
        canonical_form(a_document(type="VerifiableCredential", issuer="main"))


def test_named_blank_nodes_are_refused_at_any_depth() -> None:
    with pytest.raises(NotCanonical, match="blank"):
        canonical_form(a_document(credentialSubject=[{"id": "_:b0"}]))


def test_a_context_that_is_not_kept_here_is_never_fetched() -> None:
    with pytest.raises(Exception, match=re.escape("https://example.org/context")):
        canonical_form({"@context": ["https://example.org/context"], "name": "x"})


def test_kept_contexts_are_the_pinned_ones(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, digest in contexts.PINNED.values():
        assert hashlib.sha256((contexts.FOLDER / name).read_bytes()).hexdigest() == digest
        (tmp_path / name).write_bytes((contexts.FOLDER / name).read_bytes() + b" ")
    monkeypatch.setattr(contexts, "FOLDER", tmp_path)
    contexts.context.cache_clear()
    with pytest.raises(contexts.UnknownContext):
        contexts.context(contexts.CREDENTIALS)
    monkeypatch.undo()
    contexts.context.cache_clear()


def test_terms_that_two_variants_of_the_context_disagree_on_are_not_in_ours() -> None:
    text = (contexts.FOLDER / "open-badges-3.0.3.json").read_text()
    assert "endorsementJwt" not in text
    assert "jti" not in text


def test_the_time_of_a_jwt_is_the_instant_whatever_its_zone() -> None:
    body = {"issuer": {"id": "i"}, "id": "j", "credentialSubject": {"id": "s"}}
    utc = claims({**body, "validFrom": "2026-06-29T16:00:00Z", "validUntil": "2027-06-29T16:00:00Z"})
    china = claims({**body, "validFrom": "2026-06-30T00:00:00+08:00"})
    assert utc["nbf"] == china["nbf"] == 1782748800
    assert utc["exp"] - utc["nbf"] == 365 * 24 * 3600
    assert "exp" not in china


# --- what is issued -----------------------------------------------------------


@pytest.fixture
def credential(db: None) -> Credential:
    return issued_credential()


def body_of(credential: Credential) -> dict[str, Any]:
    return json.loads(signed_bytes_of(credential))


def test_the_credential_field_by_field(credential: Credential) -> None:
    body = body_of(credential)
    subject, status = body["credentialSubject"], body["credentialStatus"]

    assert body["@context"] == [contexts.CREDENTIALS, contexts.OPEN_BADGES]
    assert body["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert body["issuer"]["id"] == "did:web:testserver:issuers:main"
    assert body["issuer"]["type"] == ["Profile"]
    assert set(body["issuer"]) == {"id", "type", "name"}
    assert body["validFrom"] == body["awardedDate"] == "2026-06-29T16:00:00Z"
    assert "validUntil" not in body
    assert subject["identifier"] == [
        {"type": "IdentityObject", "hashed": False, "identityHash": NAME, "identityType": "name"}
    ]
    assert subject["licenseNumber"] == credential.number_id
    assert subject["achievement"]["achievementType"] == "CertificateOfCompletion"
    assert status["id"] == f"{status['statusListCredential']}#{status['statusListIndex']}"
    assert isinstance(status["statusListIndex"], str)
    assert status["statusPurpose"] == "revocation"
    assert [UUID(one.removeprefix("urn:uuid:")).version for one in (body["id"], subject["id"])] == [4, 4]
    for missing in ("evidence", "image", "termsOfUse", "refreshService", "credentialSchema"):
        assert missing not in body
    assert not {"activityStartDate", "activityEndDate", "result"} & set(subject)


def test_the_proof_is_one_in_an_array_and_fits_the_published_key(credential: Credential) -> None:
    body, key = body_of(credential), SigningKey.objects.get(purpose=Purpose.CREDENTIAL)
    (proof,) = body["proof"]

    assert proof["verificationMethod"] == f"did:web:testserver:issuers:main#{key.name}"
    assert proof["created"] == "2026-06-29T16:00:00Z"
    integrity.check_proof(body, ed25519_bytes(bytes(key.public)))
    for change in ({"name": "x"}, {"proof": []}, {"proof": [{**proof, "created": "2026-06-28T16:00:00Z"}]}):
        with pytest.raises(integrity.BadProof):
            integrity.check_proof({**copy.deepcopy(body), **change}, ed25519_bytes(bytes(key.public)))


def test_two_credentials_share_nothing_that_links_them(db: None) -> None:
    site = a_site()
    one, other = (body_of(issued_credential(site=site)) for _index in range(2))
    for body in (one, other):
        del body["credentialSubject"]["achievement"], body["proof"]
    ids = [re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", json.dumps(body)) for body in (one, other)]
    assert not set(ids[0]) & set(ids[1])


def test_nothing_in_it_names_a_place_or_a_day_of_study(credential: Credential) -> None:
    text = signed_bytes_of(credential).decode()
    site = credential.enrolment.site
    for hidden in (site.name_zh, site.code, "2026-06-01", str(credential.enrolment.uuid), credential.token):
        assert hidden not in text


def test_signing_again_changes_nothing_and_the_bytes_are_kept(credential: Credential) -> None:
    before = signed_bytes_of(credential)
    sign_credential(credential_uuid=credential.uuid, actor=an_actor(), now=ISSUED_AT)
    row = SignedCredential.objects.get()
    assert bytes(row.content) == before
    assert row.content_sha256 == hashlib.sha256(before).hexdigest()


def test_the_jwt_says_the_same_and_carries_no_key(credential: Credential) -> None:
    head, body, signature = make_jwt(credential, now=clock.now()).split(".")
    key, read = SigningKey.objects.get(purpose=Purpose.JWT), body_of(credential)

    assert json.loads(unpadded(head)) == {
        "alg": "ES256",
        "kid": f"did:web:testserver:issuers:main#{key.name}",
        "typ": "JWT",
    }
    said = json.loads(unpadded(body))
    assert said["nbf"] == 1782748800
    assert (said["iss"], said["jti"], said["sub"]) == (
        read["issuer"]["id"],
        read["id"],
        read["credentialSubject"]["id"],
    )
    assert {name: said[name] for name in read if name != "proof"} == {
        name: read[name] for name in read if name != "proof"
    }
    assert "vc" not in said
    assert is_signature(bytes(key.public), f"{head}.{body}".encode(), unpadded(signature))


def test_no_jwt_of_what_is_not_in_force(credential: Credential) -> None:
    credential.state = "revoked"
    with pytest.raises(WrongState):
        make_jwt(credential, now=clock.now())


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
