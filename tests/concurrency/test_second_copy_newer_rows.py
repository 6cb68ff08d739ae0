"""The same of rows that are newer than their copy on PostgreSQL, whose keys and constraints are of another kind."""

import pytest

from tests.exams.test_second_copy_newer_rows import *  # noqa: F403

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
