"""The same of told results in the second copy on PostgreSQL, whose keys, guards and JSON are of another kind."""

import pytest

from tests.exams.results.test_second_copy import *  # noqa: F403

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
