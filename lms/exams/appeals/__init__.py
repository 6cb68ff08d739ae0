"""Appeals against released results: filed, reviewed by somebody without a part, decided, marked again."""
