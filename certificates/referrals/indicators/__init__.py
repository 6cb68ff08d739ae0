"""Indicators of what became of people after training: how each is counted, who sees what, tables and charts."""
