"""Equipment of rooms: kinds, how many of each a room has, and what is out of order from when to when."""
