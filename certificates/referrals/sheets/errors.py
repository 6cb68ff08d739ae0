"""What a referral sheet may be refused with."""

from lms.core.errors import Conflict, Gone, InvalidInput, NotFound, Refused


class SheetNotFound(NotFound):
    """It is not there, or not this employer's or of another officer's places."""

    code = "certificates.sheet_not_found"


class SheetRefused(Refused):
    """There is no school that could issue it, or its words would tell where somebody learnt."""

    code = "certificates.sheet_refused"


class UnusableSheet(InvalidInput):
    code = "certificates.unusable_sheet"


class SheetGone(Gone):
    """The consent ended: what was handed out on this address is shown to nobody any more."""

    code = "certificates.sheet_gone"


class UnusableReply(InvalidInput):
    code = "certificates.unusable_reply"


class SheetChangedMeanwhile(Conflict):
    """What the officer looked at is not what the sheet would say now, or a key came with something else."""

    code = "certificates.sheet_changed_meanwhile"
