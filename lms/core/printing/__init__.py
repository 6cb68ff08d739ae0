"""The press of documents: typeface, pictures from memory, and PDF that is made without fetching anything."""
