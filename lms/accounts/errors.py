"""What can go wrong with people, accounts and terminals."""

from lms.core.errors import Conflict, InvalidInput, NotFound


class UnusableName(InvalidInput):
    code = "accounts.person.unusable_name"


class UnusableResidentId(InvalidInput):
    code = "accounts.person.unusable_resident_id"


class PersonExists(Conflict):
    code = "accounts.person.exists"


class UsernameTaken(Conflict):
    code = "accounts.user.username_taken"


class RoleNotForPlace(InvalidInput):
    code = "accounts.role.not_for_place"


class PersonNotFound(NotFound):
    code = "accounts.person.not_found"


class UserNotFound(NotFound):
    code = "accounts.user.not_found"


class SeatTaken(Conflict):
    code = "accounts.terminal.seat_taken"
