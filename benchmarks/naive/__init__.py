"""What one writes on the first afternoon: Scrapy, trafilatura in the callback, an insert an item. The yardstick."""
