"""English dates with the hours of a timetable: 14:05, never "2:05 p.m."; for the rest as Django writes them."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "N j, Y, H:i"
