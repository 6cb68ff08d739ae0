"""Pure decisions on the catalogue: credits and hours, publication, recognition, comparison. No Django."""

from courses.catalog.rules.comparison import Change, Difference, compare_versions, has_same_bones
from courses.catalog.rules.publication import Reason, find_cycle, reasons_against_publication
from courses.catalog.rules.recognition import HeldCertificate, Recognised, recognise, table_in_force
from courses.catalog.rules.totals import (
    Totals,
    audit_diploma,
    credits_per_block,
    minutes_of,
    minutes_per_block,
    totals_of,
)

__all__ = [
    "Change",
    "Difference",
    "HeldCertificate",
    "Reason",
    "Recognised",
    "Totals",
    "audit_diploma",
    "compare_versions",
    "credits_per_block",
    "find_cycle",
    "has_same_bones",
    "minutes_of",
    "minutes_per_block",
    "reasons_against_publication",
    "recognise",
    "table_in_force",
    "totals_of",
]
