"""What can go wrong with organisations."""

from lms.core.errors import Conflict


class PairingOverlaps(Conflict):
    code = "organisations.pairing.overlaps"
