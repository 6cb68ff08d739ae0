"""Consents before placement officers: asked and looked at, never ticked."""
