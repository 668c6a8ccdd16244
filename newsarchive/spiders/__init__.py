"""The Scrapy spider: it fetches addresses that are due and passes the answers to the pipelines."""
