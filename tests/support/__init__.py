"""What tests of every app share: throw-away servers and databases, the browser, helpers.

Nothing here tests anything; fixtures reach the tests through tests/conftest.py.
"""
