"""Take down an article or address: it is removed for good from tables and WARC files; a tombstone stays."""
