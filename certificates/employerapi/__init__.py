"""Keys with which programs of registered employers check certificates, and what they are answered."""
