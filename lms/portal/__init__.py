"""Portal: the home pages of trainee, staff and employer; no models."""
