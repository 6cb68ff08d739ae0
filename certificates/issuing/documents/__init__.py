"""The printed document: typeface, artwork, layout, and the press that fetches nothing."""
