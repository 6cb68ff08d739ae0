"""The timetable: sessions of cohorts in rooms, without clashes, and how they were moved or cancelled."""
