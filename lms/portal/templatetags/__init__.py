"""Template helpers of the home pages."""
