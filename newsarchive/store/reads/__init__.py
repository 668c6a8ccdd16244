"""What commands read of an archive: one article or address in full, search, status, health, rows for export. Nothing is written."""
