"""A credential as pages show it, read from its frozen content, in the reader's language."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.issuing.digital.operations import is_signed
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.names import EXPIRED, PublicStatus
from certificates.issuing.payload import Award
from certificates.issuing.queries import award_of_credential, name_now, verify_address
from certificates.issuing.register.entering import logged_digest
from certificates.issuing.register.queries import is_covered
from certificates.issuing.second.queries import second_signature_of
from lms.core.clock import local_date
from lms.core.language import pick

TAGS = {CredentialState.ISSUED: "success", CredentialState.RESERVED: "neutral"}


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """What the page of one certificate shows; `document_url` is empty until there is a document,
    the addresses of the digital credential where none was signed, `receipt_url` until the register has a checkpoint
    over it, `second_url` where there is no second signature, and `newer_url` where nothing replaced it. `name_now` is
    the name in the records where it is another one than on the certificate.
    """

    title: str
    state: str
    text: str
    items: list[dict[str, Any]]
    document_url: str
    verify_url: str
    share_url: str
    json_url: str
    jwt_url: str
    offline_url: str
    receipt_url: str
    second_url: str
    newer_url: str
    name_now: str


def certificate_card(credential: Credential, *, today: date) -> dict[str, Any]:
    """Return the variables of components/card.html for one credential."""
    award = award_of_credential(credential)
    state = CredentialState(credential.state)
    tag = {"label": state.label, "kind": TAGS.get(state, "danger")}
    if state == CredentialState.ISSUED and award.is_over(today):
        tag = {"label": _("Expired"), "kind": "warning"}
    return {
        "number": award.number,
        "title": pick(award, "title"),
        "href": reverse("certificates:credential", args=[credential.uuid]),
        "eyebrow": credential.get_kind_display(),
        "text": f"{pick(award, 'school')} · {date_format(award.awarded_date, 'DATE_FORMAT')}",
        "tag": tag,
    }


def certificate_page(credential: Credential, *, today: date) -> CertificatePage:
    """Return the page of one credential."""
    award = award_of_credential(credential)
    issued = credential.state == CredentialState.ISSUED
    signed = issued and is_signed(credential)
    receipted = issued and is_covered(logged_digest(credential))
    seconded = signed and second_signature_of(credential) is not None
    is_over = issued and award.is_over(today)
    items = [
        {"term": _("Kind of document"), "value": credential.get_kind_display()},
        {"term": _("Full name"), "value": award.name},
        {"term": _("Programme"), "value": pick(award, "title")},
        {"term": _("School"), "value": pick(award, "school")},
        {"term": _("Awarded on"), "value": date_format(award.awarded_date, "DATE_FORMAT")},
        *_until(award),
        {"term": _("Certificate number"), "value": award.number, "mono": True},
    ]
    return CertificatePage(
        title=pick(award, "title"),
        state=_state(credential, is_over=is_over),
        text=_("It was issued for a limited time, which is over.") if is_over else _state_text(credential),
        items=items,
        document_url=reverse("certificates:document", args=[credential.uuid]) if issued else "",
        verify_url=verify_address(credential) if issued else "",
        share_url=reverse("certificates:share_links", args=[credential.uuid]),
        json_url=reverse("certificates:credential_json", args=[credential.uuid]) if signed else "",
        jwt_url=reverse("certificates:credential_jwt", args=[credential.uuid]) if signed else "",
        offline_url=reverse("certificates:offline_code", args=[credential.uuid]) if signed else "",
        receipt_url=reverse("certificates:receipt", args=[credential.uuid]) if receipted else "",
        second_url=reverse("certificates:second_signature", args=[credential.uuid]) if seconded else "",
        newer_url=_newer_url(credential),
        name_now=name_now(credential) if issued else "",
    )


def _state(credential: Credential, *, is_over: bool) -> str:
    if credential.state != CredentialState.ISSUED:
        return str(credential.state)
    return EXPIRED if is_over else str(PublicStatus.VALID)


def _until(award: Award) -> list[dict[str, Any]]:
    if award.valid_until is None:
        return []
    return [{"term": _("In force until"), "value": date_format(award.valid_until, "DATE_FORMAT")}]


def _newer_url(credential: Credential) -> str:
    if credential.state != CredentialState.REPLACED:
        return ""
    newer = credential.successors.exclude(state=CredentialState.VOID).get()
    return reverse("certificates:credential", args=[newer.uuid])


def _state_text(credential: Credential) -> str:
    if credential.state == CredentialState.REPLACED and credential.ended_at is not None:
        day = date_format(local_date(credential.ended_at), "DATE_FORMAT")
        return _("Replaced by a newer certificate on %(day)s.") % {"day": day}
    if credential.ended_at is not None:
        day = date_format(local_date(credential.ended_at), "DATE_FORMAT")
        return _("No longer in force since %(day)s. Ask your school about it.") % {"day": day}
    if credential.state == CredentialState.RESERVED:
        return _("The document is being prepared.")
    return _(
        "Issued. Anyone can check it with the code on the paper, or with the number and the full name on it."
    )
