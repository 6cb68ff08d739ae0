"""The same of statements that are written once, on PostgreSQL."""

import pytest

from tests.core.test_prepared import *  # noqa: F403

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
