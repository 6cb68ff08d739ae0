"""What may stand against reading the trail."""

from lms.core.errors import InvalidInput, NotFound, Refused


class EntryNotFound(NotFound):
    code = "auditing.entry_not_found"


class NothingRecorded(Refused):
    code = "auditing.nothing_recorded"


class StaffNotFound(InvalidInput):
    code = "auditing.staff_not_found"


class SeveralStaff(InvalidInput):
    code = "auditing.several_staff"
