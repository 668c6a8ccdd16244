"""The SQLite file of an archive: its tables, and named reads and writes of them."""
