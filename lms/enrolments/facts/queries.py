"""Reads of corrections."""

from lms.enrolments.admission.models import Admission
from lms.enrolments.facts.models import FactCorrection


def list_corrections(stay: Admission) -> list[FactCorrection]:
    """Return what was corrected of a stay, the newest first, with who did it."""
    return list(FactCorrection.objects.filter(admission=stay).select_related("by").order_by("-pk"))
