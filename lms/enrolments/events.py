"""News of enrolments; sent on commit. Receivers are idempotent: a periodic sweep repeats what a crash lost."""

from django.dispatch import Signal

# Arguments: enrolment_uuid.
enrolment_completed = Signal()
