"""The target rule: a diploma or at least two certificates by release."""
