"""The offline code of a certificate: made when its holder asks for it, signed by the key of the JWT, and not kept."""

import json
from datetime import datetime
from uuid import UUID

from certificates.issuing import payload
from certificates.issuing.digital.badge import end_of_validity
from certificates.issuing.digital.operations import signed_bytes_of
from certificates.issuing.errors import WrongState
from certificates.issuing.keys.did import method_of
from certificates.issuing.keys.models import Purpose
from certificates.issuing.keys.operations import key_in_use, sign
from certificates.issuing.models import Credential, CredentialState
from certificates.verifier.offline import Claim, make_code, short_list


def make_offline_code(credential: Credential, *, now: datetime) -> str:
    """Return the text of the code.

    :raises CredentialNotFound: when nothing was signed for it.
    :raises WrongState: when it is not in force.
    :raises CannotSign: when no key signs.
    """
    if credential.state != CredentialState.ISSUED:
        raise WrongState
    body = json.loads(signed_bytes_of(credential))
    award, issuer, status = (
        payload.from_bytes(credential.payload),
        body["issuer"]["id"],
        body["credentialStatus"],
    )
    until = int(end_of_validity(award.valid_until).timestamp()) if award.valid_until else None
    claim = Claim(
        number=award.number,
        kind=body["name"],
        name=award.name,
        title=award.title_zh,
        school=award.school_zh,
        day=award.awarded_date.isoformat(),
        status_list=short_list(issuer, status["statusListCredential"]),
        index=int(status["statusListIndex"]),
    )
    key = key_in_use(Purpose.JWT, now=now)
    return make_code(
        claim,
        identifier=UUID(body["id"]),
        until=until,
        method=method_of(key, issuer),
        sign=lambda data: sign(key, data),
    )
