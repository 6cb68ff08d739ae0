"""Workbooks (.xlsx): read cell by cell under limits, nothing calculated or fetched, and written without formulas."""
