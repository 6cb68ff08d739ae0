"""Reading second signatures: only those count whose key was not removed as stolen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Subquery

from certificates.issuing.digital.models import SignedCredential
from certificates.issuing.keys.models import Purpose, SigningKey
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.second.models import SecondSignature


@dataclass(frozen=True, slots=True)
class SecondState:
    """How far second signatures are: by which keys, how many there are, and how many wait since when.

    `is_wanted` says whether a command makes them, `key` which one makes them now.
    """

    is_wanted: bool
    key: SigningKey | None
    keys: list[SigningKey]
    made: int
    waiting: int
    since: datetime | None


def is_wanted() -> bool:
    """Return whether a command makes second signatures here."""
    return bool(settings.SECOND_SIGNING_COMMAND)


def list_waiting() -> QuerySet[SignedCredential]:
    """Return what is in force and has no second signature that counts."""
    counting = _counting().filter(signed=OuterRef("pk"))
    return SignedCredential.objects.filter(~Exists(counting), credential__state=CredentialState.ISSUED)


def published_keys() -> dict[str, bytes]:
    """Return the public keys (DER) that second signatures are checked with, by name, newest first. One query."""
    return {name: bytes(public) for name, public in _published().values_list("name", "public")}


def keys_and_signature(digest: str) -> tuple[dict[str, bytes], bytes | None]:
    """Return those keys, and the newest second signature over the JSON with this digest. One query."""
    over = SecondSignature.objects.filter(key=OuterRef("pk"), signed__content_sha256=digest)
    rows = _published().annotate(over=Subquery(over.values("content"))).values_list("name", "public", "over")
    found = [(name, bytes(public), over) for name, public, over in rows]
    signature = next((bytes(over) for _name, _public, over in found if over is not None), None)
    return {name: public for name, public, _over in found}, signature


def signatures_over(digests: Iterable[str]) -> dict[str, tuple[str, bytes]]:
    """Return the newest second signature over each of these bytes: the name of its key, and it. One query.

    Also of a key that was removed: for files, which are read beside the keys that count, and change with the next one.
    """
    rows = SecondSignature.objects.filter(signed__content_sha256__in=list(digests)).order_by("pk")
    told = rows.values_list("signed__content_sha256", "key__name", "content")
    return {digest: (name, bytes(content)) for digest, name, content in told}


def second_signature_of(credential: Credential) -> bytes | None:
    """Return the second signature over the JSON of a credential, or None. One query."""
    newest = _counting().filter(signed__credential=credential).order_by("-pk").first()
    return bytes(newest.content) if newest else None


def state_of_second() -> SecondState | None:
    """Return how far they are, or None where they were never asked for. A fixed number of queries."""
    keys = list(SigningKey.objects.filter(purpose=Purpose.SECOND).order_by("-pk"))
    if not keys and not is_wanted():
        return None
    told = list_waiting().aggregate(number=Count("pk"), since=Min("credential__issued_at"))
    made = _counting().values("signed").distinct().count()
    in_use = next((key for key in keys if key.retired_at is None), None)
    return SecondState(is_wanted(), in_use, keys, made, told["number"], told["since"])


def made_with(name: str) -> int:
    """Return how many second signatures hang on the key of this name."""
    return SecondSignature.objects.filter(key__name=name).count()


def _published() -> QuerySet[SigningKey]:
    return SigningKey.objects.filter(purpose=Purpose.SECOND, removed_at=None).order_by("-pk")


def _counting() -> QuerySet[SecondSignature]:
    return SecondSignature.objects.filter(key__removed_at=None)
