"""Practical examinations: tasks drawn by group, marked blind by a panel on tablets, consolidated, released."""
