"""The desk of pools of numbers."""
