"""Relations between articles, found after every crawl and import: near copies, republications, translations, stories."""
