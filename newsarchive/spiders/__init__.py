"""Scrapy's part: what is due goes out, what comes back goes into the pipelines."""
