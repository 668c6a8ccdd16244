"""Start crawls as processes, check outlets and archives, propose declarations, write schedules."""
