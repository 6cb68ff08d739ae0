"""What pages of assessors need to send the photographs that wait sealed on a tablet."""

from typing import Any

from django import template

from lms.core.crypto import lookup_hash

register = template.Library()


@register.inclusion_tag("exams/practical/_photo_outbox.html", takes_context=True)
def photo_outbox(context: dict[str, Any]) -> dict[str, Any]:
    """Send what waits on this tablet, and say what does; the key of the seal is the signed-in assessor's own."""
    request = context["request"]
    uuid = str(request.user.uuid)
    return {
        "request": request,
        "csrf_token": context["csrf_token"],
        "owner": lookup_hash(uuid, purpose="photo-outbox-owner")[:32],
        "key": lookup_hash(uuid, purpose="photo-outbox"),
    }
