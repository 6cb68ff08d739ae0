"""Employers as bodies: their code, their standing, and names that could be taken for one another."""
