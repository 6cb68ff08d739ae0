"""What a proposal may be refused with."""

from lms.core.errors import Conflict, InvalidInput, NotFound, Refused


class PersonNotPlaced(NotFound):
    """There is no such person, or not at a place of this officer; the two look alike."""

    code = "certificates.person_not_placed"


class UnusableProposal(InvalidInput):
    code = "certificates.unusable_proposal"


class ProposalRefused(Refused):
    """The opening does not run, its employer is suspended, or it is the officer's own employer's."""

    code = "certificates.proposal_refused"


class ProposedAlready(Conflict):
    """Somebody was proposed for it already, perhaps by another officer just now."""

    code = "certificates.proposed_already"
