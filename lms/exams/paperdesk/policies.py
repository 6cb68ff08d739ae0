"""Who draws papers, who sees which, and who sees only that one was opened. No invigilator is among them.

Schemes belong to all, as programmes do. A paper belongs to the school it was drawn for and to the sites that sit it.
"""

from lms.core.access import Roles
from lms.core.enums import Role

OFFICER_ROLES = (Role.EXAMINATIONS_OFFICER,)
# Auditors see that a paper is there, that it was opened, by whom and why; never what is in it.
LOOKER_ROLES = (Role.EXAMINATIONS_OFFICER, Role.AUDITOR)
DRAW = Roles(*OFFICER_ROLES)
LOOK = Roles(*LOOKER_ROLES)
