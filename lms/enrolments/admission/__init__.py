"""Admission: who came to a site when, in what language, with which forecast of release; by workbook or by form."""
