"""Rubrics: practical tasks with the criteria they are marked by, and what fails them outright."""
