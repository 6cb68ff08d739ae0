"""News of issuing, sent on commit to whom it concerns."""

from django.dispatch import Signal

# The public record of a certificate changed: `token_hash` says of which. Sent in the process that changed it.
public_record_changed = Signal()
