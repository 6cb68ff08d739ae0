"""A second signature as a row, where nobody checks it: key and signature are the example of GM/T 0003.5, appendix A."""

from base64 import b64decode

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from certificates.issuing.digital.operations import get_signed
from certificates.issuing.keys.models import ALGORITHMS, Custody, Purpose, SigningKey
from certificates.models import Credential, SecondSignature
from tests.factories.accounts import sign_in
from tests.factories.certificates import ISSUED_AT

PUBLIC = b64decode(
    "MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAECfnfMR5UIaFQ3X0WHkvFxnIXn60YM/wHa7CP81bzUCDM"
    "6kkM4md1pS3G6nGMwapgCu0F+/NeCEpmMvYHLamtEw=="
)
SIGNATURE = b64decode(
    "MEYCIQD1oDsGSNLEYw7qxRPhu4GhWUTaOCfVt0FDrH6s7ucgswIhALG2qinfIS/YdjGCvA1CHKG7kDj9H39C1IQLacSFu8Gq"
)


def a_second_signature(credential: Credential) -> SecondSignature:
    """Return the row of a second signature over the JSON of a credential, by a key that is in use."""
    key, _made = SigningKey.objects.get_or_create(
        purpose=Purpose.SECOND,
        defaults={
            "name": "sm2-2026-1",
            "algorithm": ALGORITHMS[Purpose.SECOND],
            "custody": Custody.COMMAND,
            "locator": "one",
            "public": PUBLIC,
            "valid_from": ISSUED_AT,
        },
    )
    return SecondSignature.objects.create(
        signed=get_signed(credential), key=key, content=SIGNATURE, made_at=ISSUED_AT
    )


def second_file_of(credential: Credential) -> HttpResponse:
    """Return what its holder downloads beside the JSON."""
    holder = sign_in(Client(), credential.person.user)
    answer = holder.get(reverse("certificates:second_signature", args=[credential.uuid]))
    assert answer.status_code == 200
    return answer
