"""Teaching in the demonstration: classes that have run for some weeks and go on, with people, timetable, registers."""
