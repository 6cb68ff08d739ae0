"""Referrals before placement officers."""
