"""Find relations between articles after every crawl and import: near copies, republications, translations, stories."""
