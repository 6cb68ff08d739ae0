"""Template helpers of the lesson pages."""
