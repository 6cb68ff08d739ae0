"""Delivery: what is learnt and when; in this version the progress through lessons."""
