"""Referral sheets: what a school tells an employer of a person who consented, and what the employer replies."""
