"""Take-downs: an article or address is removed for good, from tables and WARC files alike; a tombstone stays."""
