"""Taking an article out of the archive, and what belongs to it."""
