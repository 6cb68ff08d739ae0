"""Receipts as text: what the QR code and the file of a receipt say, and the check of such a text without a database."""

import base64
import binascii
import json
from collections import Counter
from datetime import datetime
from typing import Any

import segno
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lms.core.sentences import enumerated
from lms.exams.eventlog import canonical
from lms.exams.sittings import rules, signing
from lms.exams.sittings.answer_rows import held_back
from lms.exams.sittings.models import Receipt, TimeKind


class UnreadableReceipt(ValueError):
    """A text that is no receipt, or not written exactly as the platform writes one."""


def receipt_text(receipt: Receipt) -> str:
    """Return the one text of a receipt: canonical JSON of what was signed and the signature."""
    return canonical({"payload": receipt.payload, "signature": receipt.signature}).decode()


def qr_picture(text: str) -> str:
    """Return the text as a QR code, an SVG inside the page; level L: it is printed large and never folded small."""
    return segno.make(text, error="l", boost_error=False, micro=False).svg_data_uri(scale=4, border=4)


def verified(text: bytes, *, public_key: bytes | None = None) -> dict[str, Any]:
    """Return what a receipt covers, when its signature fits; without `public_key` by the platform's own key.

    The text must be byte for byte the one that the platform writes: what is not signed is not let through either.

    :raises UnreadableReceipt: it is no receipt, it was changed, or another key signed it.
    """
    payload, signature = _parts(text)
    if payload.get("key") != signing.key_id(public_key):
        raise UnreadableReceipt("Another key signed this receipt.")
    if not signing.is_genuine(payload, signature, public_key=public_key):
        raise UnreadableReceipt("The signature does not fit: the receipt was changed.")
    return payload


def _parts(text: bytes) -> tuple[dict[str, Any], str]:
    try:
        content = json.loads(text)
        payload, signature = content["payload"], content["signature"]
        same_signature = base64.b64encode(base64.b64decode(signature, validate=True)).decode() == signature
        same_text = canonical({"payload": payload, "signature": signature}) == text
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        raise UnreadableReceipt("This is not the text of a receipt.") from None
    if not isinstance(payload, dict) or not same_signature or not same_text:
        raise UnreadableReceipt("This is not written as a receipt is: it was changed.")
    return payload, signature


def facts_of_receipt(receipt: Receipt) -> list[dict[str, Any]]:
    """Return what a person reads of a receipt, as rows of a data list."""
    candidate = receipt.attempt.candidate
    answered = _("%(answered)d of %(items)d questions") % receipt.payload
    ended_at = _ended_at(receipt)
    facts = [
        {"term": _("Examination"), "value": candidate.sitting.title},
        {"term": pgettext("person", "Name"), "value": candidate.enrolment.person.full_name},
        {"term": _("Candidate number"), "value": str(candidate), "mono": True},
        {"term": _("Answered"), "value": answered},
        {"term": _("Ended"), "value": _in_words(ended_at)},
    ]
    if ended_at != receipt.created_at:
        facts.append({"term": _("This receipt is of"), "value": _in_words(receipt.created_at)})
    if receipt.payload["held"]:
        facts.append({"term": _("Kept, but not counted"), "value": _not_counted(receipt)})
    left_out = sum(map(len, receipt.payload.get("left_out", {}).values()))
    if left_out:
        words = ngettext(
            "%(count)d entry; it does not count. The invigilator can copy it from the computer.",
            "%(count)d entries; they do not count. The invigilator can copy them from the computer.",
            left_out,
        )
        facts.append({"term": _("Not taken by the server"), "value": words % {"count": left_out}})
    return facts


def _not_counted(receipt: Receipt) -> str:
    """Return why the answers are held that did not count when the receipt was signed, and of each reason how many."""
    decisions = receipt.attempt.decisions.filter(at__lte=receipt.created_at).order_by("pk")
    accepted = rules.accepted_in(decisions.values_list("positions", "counts"))
    rows = held_back(receipt.attempt.events.filter(received_at__lte=receipt.created_at))
    held = rows.order_by("position").values_list("position", "held")
    count = Counter(why for position, why in held if position not in accepted)
    words = {
        rules.PAUSED: _("made while your time stood still: %(count)d"),
        rules.OTHER_SEAT: _("made at a seat that you had left, or under another sign-in: %(count)d"),
        rules.LATE_ARRIVAL: _("made in time, but arrived long after it: %(count)d"),
        rules.AFTER_DEADLINE: _("made after the time was up: %(count)d"),
        rules.AFTER_END: _("arrived after the end: %(count)d"),
    }
    return enumerated([text % {"count": count[why]} for why, text in words.items() if count[why]])


def _ended_at(receipt: Receipt) -> datetime:
    """Return when writing ended for what a receipt covers: one signed anew for held answers is younger than that."""
    closings = receipt.attempt.time_events.filter(kind=TimeKind.CLOSE, at__lte=receipt.created_at)
    return closings.order_by("-at").values_list("at", flat=True).first() or receipt.created_at


def _in_words(instant: datetime) -> str:
    return date_format(localtime(instant), "DATETIME_FORMAT")
