"""The same of marks given by hand in the second copy on PostgreSQL, whose keys and constraints are of another kind."""

import pytest

from tests.exams.handmarking.test_second_copy import *  # noqa: F403

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
