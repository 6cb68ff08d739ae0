"""What can go wrong with people, accounts and terminals."""

from lms.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, Refused, TooMany


class UnusableName(InvalidInput):
    code = "accounts.person.unusable_name"


class UnusableResidentId(InvalidInput):
    code = "accounts.person.unusable_resident_id"


class PersonExists(Conflict):
    code = "accounts.person.exists"


class UsernameTaken(Conflict):
    code = "accounts.user.username_taken"


class TraineeTaken(Conflict):
    code = "accounts.trainee.taken"


class RoleNotForPlace(InvalidInput):
    code = "accounts.role.not_for_place"


class PersonNotFound(NotFound):
    code = "accounts.person.not_found"


class UserNotFound(NotFound):
    code = "accounts.user.not_found"


class SeatTaken(Conflict):
    code = "accounts.terminal.seat_taken"


class TerminalNotFound(NotFound):
    code = "accounts.terminal.not_found"


class NoSuchSeat(InvalidInput):
    code = "accounts.terminal.no_such_seat"


class CodeNotValid(InvalidInput):
    code = "accounts.terminal.code_not_valid"


class CardsIssuedMeanwhile(Conflict):
    code = "accounts.card.issued_meanwhile"


class SignInFailed(InvalidInput):
    code = "accounts.sign_in.failed"


class NotAtThisTerminal(NotAllowed):
    code = "accounts.sign_in.not_here"


class TooManyTries(TooMany):
    code = "accounts.sign_in.too_many_tries"


class UnusablePin(InvalidInput):
    code = "accounts.pin.unusable"


class PinKnown(Conflict):
    code = "accounts.pin.set_already"


class AddressTaken(Conflict):
    code = "accounts.employer.address_taken"


class SignUpNotFound(NotFound):
    code = "accounts.employer.sign_up_not_found"


class InvitationNotFound(NotFound):
    code = "accounts.employer.invitation_not_found"


class InvitationRefused(Refused):
    code = "accounts.employer.invitation_refused"


class ColleagueNotFound(NotFound):
    code = "accounts.employer.colleague_not_found"


class ContactChanged(Refused):
    """Another owner changed how the organisation is reached since the form was shown."""

    code = "accounts.employer.contact_changed"


class NotAnOwner(NotAllowed):
    code = "accounts.employer.not_an_owner"


class SecondStepRefused(Refused):
    """It cannot be ended, or by what the officer knows who asks is not said."""

    code = "accounts.employer.second_step_refused"


class LastOwner(Refused):
    code = "accounts.employer.last_owner"


class SearchNotFound(NotFound):
    code = "accounts.search.not_found"


class SearchRefused(InvalidInput):
    code = "accounts.search.refused"
