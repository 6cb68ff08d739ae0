"""What can go wrong with people, accounts and terminals."""

from lms.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, TooMany


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


class SearchNotFound(NotFound):
    code = "accounts.search.not_found"


class SearchRefused(InvalidInput):
    code = "accounts.search.refused"
