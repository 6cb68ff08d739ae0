"""What each published file says, from the tables: a function of them, so that writing again changes nothing."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from certificates.issuing.authority import believed
from certificates.issuing.keys.did import did_document, issuer_did
from certificates.issuing.keys.queries import known_certificates
from certificates.issuing.models import Credential, PublicStatus, PublishedCredential
from certificates.issuing.register.queries import events_of
from certificates.issuing.register.signing import known_keys
from certificates.issuing.register.standing import Events
from certificates.issuing.rules import comparable_name
from certificates.issuing.second.queries import published_keys, signatures_over
from certificates.issuing.status.models import StatusList
from certificates.published.vault import CREDENTIAL, DOCUMENT, NAME, RECORD, Vault, secret_of_name

DAYS = ("awarded_date", "valid_until", "status_date")
TEXTS = ("title_zh", "title_en", "occupation_zh", "occupation_en", "school_zh", "school_en")
FACTS = ("number", "masked_name", "kind", *TEXTS, "status")


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file before it is sealed: of which kind, found by what, and what it says."""

    kind: str
    secret: str
    content: dict[str, Any] = field(default_factory=dict)


def files_of(rows: Sequence[PublishedCredential]) -> Iterator[PublishedFile]:
    """Give the files of public records, of each the record itself first. Four queries, however many rows."""
    wanted = Credential.objects.filter(token_hash__in=[row.token_hash for row in rows])
    credentials = {one.token_hash: one for one in wanted.select_related("signed", "status_entry")}
    events = events_of([one.document_sha256 for one in credentials.values()])
    signed = [one.signed.content_sha256 for one in credentials.values() if hasattr(one, "signed")]
    seconds = signatures_over(signed)
    for row in rows:
        yield PublishedFile(RECORD, row.token_hash, _facts(row))
        yield from _ways_to(row, credentials[row.token_hash], events)
        yield from _to_credential(credentials[row.token_hash], seconds)


def state_now(vault: Vault) -> dict[str, Any]:
    """Return what ended, and what files of strangers are checked against.

    They stand in one file with the time: whoever puts an older one back puts the time back, too, and nothing is green.
    """
    lists = StatusList.objects.values_list("name", "content")
    return {
        "ended": _ended(vault),
        "issuer": did_document(issuer_did(settings.PUBLIC_BASE_URL)),
        "seals": [b64encode(seal).decode() for seal in known_certificates()],
        "clocks": [b64encode(one).decode() for one in believed()],
        "lists": {name: b64encode(bytes(signed)).decode() for name, signed in lists if signed},
        "second_keys": {name: b64encode(key).decode() for name, key in published_keys().items()},
        "log_keys": [str(key) for key in known_keys()],
    }


def _ended(vault: Vault) -> dict[str, list[str]]:
    rows = PublishedCredential.objects.exclude(status=PublicStatus.VALID)
    told = rows.values_list("token_hash", "status", "status_date")
    return {vault.tag(found_by): [status, day.isoformat()] for found_by, status, day in told}


def _facts(row: PublishedCredential) -> dict[str, Any]:
    days = {name: day.isoformat() for name in DAYS if (day := getattr(row, name)) is not None}
    return {name: str(getattr(row, name)) for name in FACTS} | days


def _ways_to(row: PublishedCredential, credential: Credential, events: Events) -> Iterator[PublishedFile]:
    document = credential.document_sha256
    told = sorted(
        [kind, index, entry.hex()] for (digest, kind), (index, entry) in events.items() if digest == document
    )
    yield PublishedFile(DOCUMENT, document, {"record": row.token_hash, "events": told})
    # The full name stands only where whoever opens the file has typed it.
    secret = secret_of_name(row.number, comparable_name(row.full_name))
    yield PublishedFile(NAME, secret, {"record": row.token_hash, "full_name": row.full_name})


def _to_credential(
    credential: Credential, seconds: Mapping[str, tuple[str, bytes]]
) -> Iterator[PublishedFile]:
    """Give the files that the JSON is found by: its very bytes, which may have a second signature, and its name."""
    document = {"document": credential.document_sha256}
    if signed := getattr(credential, "signed", None):
        digest, told = signed.content_sha256, {}
        if digest in seconds:
            key, signature = seconds[digest]
            told = {"second": [key, signature.hex()]}
        yield PublishedFile(CREDENTIAL, digest, document | told)
    if entry := getattr(credential, "status_entry", None):
        yield PublishedFile(CREDENTIAL, str(entry.identifier), document)
