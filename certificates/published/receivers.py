"""News from issuing: what ended is written at once, in front of everything that waits."""

from typing import Any

from django.dispatch import receiver

from certificates.issuing.events import public_record_changed
from certificates.issuing.outside import is_wanted
from certificates.published import operations


@receiver(public_record_changed, dispatch_uid="certificates.publish_what_ended")
def publish_what_ended(sender: Any, *, token_hash: str, **kwargs: Any) -> None:
    if is_wanted():
        operations.publish_record(token_hash)
