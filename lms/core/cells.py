"""Cells of tables that spreadsheets open: no words of a stranger become a formula there."""

# What a spreadsheet would take for the beginning of a formula.
_FORMULA = tuple("=+-@|%\t\r\n")


def as_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
