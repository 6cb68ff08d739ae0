"""Who may read the catalogue, and who may draft and publish. Not bound to a site: programmes belong to all."""

from lms.core.access import Roles
from lms.core.enums import Role

READERS = (Role.INSTRUCTOR, Role.CONTENT_REVIEWER, Role.REGISTRAR, Role.ADMINISTRATOR)
EDITORS = (Role.CONTENT_REVIEWER, Role.ADMINISTRATOR)

READ = Roles(*READERS)
EDIT = Roles(*EDITORS)
