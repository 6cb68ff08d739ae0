"""Cohorts: who learns together on which version, at which school and site, and who may teach them."""
