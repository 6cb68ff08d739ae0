"""Sittings: candidates, attempts, the save protocol, receipts, the invigilator's console."""
