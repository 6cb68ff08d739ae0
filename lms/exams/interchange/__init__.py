"""Items come from other systems' files and go out to them: readers and writers around one intermediate form."""
