"""Reads of the trail: its entries, and how its chain stands."""
