"""The same of planning before an examination on PostgreSQL, whose keys and constraints are of another kind."""

import pytest

from tests.exams.test_second_copy_planning import *  # noqa: F403

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
