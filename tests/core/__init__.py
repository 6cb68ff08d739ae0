"""Tests of lms.core: the parts everything stands on."""
