"""The second copy of a room's log on another disk or machine: written as it grows, replayed when the first is gone."""
