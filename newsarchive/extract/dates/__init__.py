"""When an article was published and changed: every date of its page, read and weighed."""
