"""The same of appeals in the second copy on PostgreSQL, whose keys, guards and JSON are of another kind."""

import pytest

from tests.exams.appeals.test_second_copy import *  # noqa: F403

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
