"""Who may get what of a person: asked, given, refused, withdrawn, handed out (ADR 0199)."""
