"""Checking many certificates at once, for the people of registered employers: by workbook and by program."""
