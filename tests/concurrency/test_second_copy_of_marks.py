"""The same of the second copy of marks on PostgreSQL, whose keys and constraints are of another kind."""

import pytest

from tests.exams.practical.conftest import copier, store  # noqa: F401 -- fixtures of the folder that is tried again
from tests.exams.practical.test_marks_second_copy import *  # noqa: F403

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
